"""Figures of groups after a real close: what the report adds to the database, and whom the traits point at."""

from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import select

from api.domain.anonymity import Traits
from api.domain.vocabulary import JobFunction, Province
from api.models import Dialogue, Organisation, Participant, Rating, Report, Statement
from api.models.reference import municipality_id
from api.services import report_counts, reports
from tests import factories
from tests.api.conftest import Caller
from tests.hour import Hour, begin

ALMERE, GRONINGEN, AMELAND = municipality_id("GM0034"), municipality_id("GM0014"), municipality_id("GM0060")
HOMES = [ALMERE] * 15 + [GRONINGEN] * 12 + [AMELAND] * 2


@pytest.fixture
def hour(app, database) -> Hour:
    """An hour in which everybody rates everything but their own; who works in Almere recognises what Groningen does not."""
    hour = begin(app, database, people=len(HOMES), traits=[{"organisation_id": home} for home in HOMES])
    for who in range(4):
        hour.say(who, f"Experience number {who}")
    for who, home in enumerate(HOMES):
        given = hour.turn(who)
        while given is not None:
            level = "fully" if home == ALMERE else "not_at_all"
            given = hour.rate(who, given["id"], level).json["turn"]["statement"]
    hour.move("close")
    return hour


def content(hour: Hour) -> dict:
    return hour.organiser.get(f"{hour.path}/reports/1").json["content"]


def test_groups_are_told_by_size_by_province_and_by_job(hour):
    found = content(hour)
    for statement in found["questions"][0]["statements"]:
        assert statement["raters"] == len(HOMES) - 1
        figures = {
            name: [(row["value"], row["people"], row["raters"], row["recognised"]) for row in rows]
            for name, rows in statement["groups"].items()
        }
        assert figures["sizeClass"] == [("large", 24, 14, 7)]
        assert figures["province"] == [("Flevoland", 12, 7, 7), ("Groningen", 12, 7, 0)]
        assert figures["jobFunction"] == [("innovation_advisor", 24, 14, 7)]
    assert found["differences"]["tested"] == 4
    assert {row["dimension"] for row in found["differences"]["found"]} == {"province"}


def test_the_report_tells_nothing_that_the_database_does_not(hour, database):
    """It is computed from the rows that are left, so whoever has these learns nothing new from it."""
    with database.read() as session:
        dialogue = session.get_one(Dialogue, UUID(hour.id))
        assert reports.build(session, dialogue) == session.scalars(select(Report.content)).one()


def test_every_combination_in_the_database_fits_five_people_who_attended(hour, database):
    with database.read() as session:
        kept = Counter(Traits(*row) for row in session.execute(select(*report_counts.TRAITS)))
        homes = {row.id: row for row in session.scalars(select(Organisation))}
    truly = [
        Traits(homes[home].size_class, Province(homes[home].province), JobFunction.INNOVATION_ADVISOR) for home in HOMES
    ]
    for traits, number in kept.items():
        fits = [
            person for person in truly if all(left in (told, None) for left, told in zip(traits, person, strict=True))
        ]
        assert min(number, len(fits)) >= 5


def test_of_every_statement_and_every_shown_group_five_people_have_no_rating_that_shows(hour, database):
    found = content(hour)
    with database.read() as session:
        people = set(session.scalars(select(Participant.id)))
        for statement in session.scalars(select(Statement)):
            rows = set(session.scalars(select(Rating.participant_id).where(Rating.statement_id == statement.id)))
            assert len(people - rows) >= 5
    rows = [row for each in found["questions"][0]["statements"] for some in each["groups"].values() for row in some]
    assert rows
    assert all(row["people"] - row["raters"] >= 5 for row in rows)


def test_every_province_of_the_organisations_is_one_that_a_participant_can_have(database):
    with database.read() as session:
        provinces = set(session.scalars(select(Organisation.province).where(Organisation.province.is_not(None))))
    assert provinces == {each.value for each in Province}


def test_of_a_partnership_only_the_job_is_kept(app, database, work):
    hour = begin(app, database, people=1, joined=False)
    hour.move("open")
    with work() as session:
        member = factories.member(session)
        organisation = Organisation(kind="partnership", name="Together")
        member.organisation = organisation
        factories.seat(session, hour.event, member)
    caller = Caller(app, member)
    assert caller.post(f"{hour.path}/participants").status_code == 201
    kept = caller.get(f"{hour.path}/participants/me").json
    assert (kept["sizeClass"], kept["province"], kept["jobFunction"]) == (None, None, "innovation_advisor")
