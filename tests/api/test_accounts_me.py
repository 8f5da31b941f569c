"""One's own account: reading, correcting, taking along."""

import pytest
from sqlalchemy import insert

from api.models import Base, Member
from api.services import export
from tests import factories
from tests.api.conftest import Caller


@pytest.fixture
def noor(work) -> Member:
    with work() as session:
        return factories.member(session, email="noor@example.org", name="Noor Veldkamp")


@pytest.fixture
def me(call_as, noor) -> Caller:
    return call_as(noor)


def changed(me: Caller, change: dict, etag: str | None = None):
    return me.patch("/me", change, headers={"If-Match": etag or me.get("/me").headers["ETag"]})


def test_a_visitor_has_no_account_page(visitor):
    for answer in (visitor.get("/me"), visitor.patch("/me", {}), visitor.get("/me/export")):
        assert answer.status_code == 401


def test_a_member_corrects_what_is_wrong_and_keeps_the_rest(me, work):
    with work() as session:
        topic = factories.topic(session, slug="inkoop")
    answer = changed(me, {"name": "Noor V.", "jobFunction": "manager", "locale": "en", "topicIds": [str(topic.id)]})
    assert answer.status_code == 200
    now = me.get("/me").json
    assert now == answer.json
    assert (now["name"], now["jobFunction"], now["locale"]) == ("Noor V.", "manager", "en")
    assert [each["slug"] for each in now["topics"]] == ["inkoop"]
    assert (now["email"], now["organisation"]["name"]) == ("noor@example.org", "Almere")


def test_a_member_moves_to_another_organisation(me, work):
    with work() as session:
        zwolle = factories.organisation(session, "Zwolle")
    assert changed(me, {"organisationId": str(zwolle.id)}).json["organisation"]["name"] == "Zwolle"
    assert changed(me, {"partnershipName": "Regio Zuid"}).json["organisation"]["kind"] == "partnership"


def test_following_a_topic_is_a_new_version(me, work):
    with work() as session:
        topic = factories.topic(session)
    before = me.get("/me").headers["ETag"]
    assert changed(me, {"topicIds": [str(topic.id)]}).headers["ETag"] != before
    assert changed(me, {"topicIds": []}, before).status_code == 412


def test_a_change_must_say_what_it_is_based_on(me):
    assert me.patch("/me", {"name": "Noor"}).status_code == 428


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"role": "administrator"}, "role"),
        ({"email": "other@example.org"}, "email"),
        ({"topicIds": ["00000000-0000-0000-0000-000000000000"]}, "topicIds"),
        ({"organisationId": "00000000-0000-0000-0000-000000000000"}, "organisationId"),
    ],
)
def test_a_wrong_correction_names_the_field_and_changes_nothing(me, change, field):
    before = me.get("/me")
    answer = changed(me, change)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)
    assert me.get("/me").headers["ETag"] == before.headers["ETag"]


def test_the_export_holds_every_row_about_the_person_and_no_secret(me, noor, work):
    with work() as session:
        event = factories.event(session)
        other = factories.member(session, email="somebody@example.org")
        rows = {
            "registration": {"event_id": event.id, "status": "confirmed", "queued_at": factories.START},
            "lesson": {"title": "Mijn les", "situation": "s", "tried": "t"},
        }
        lesson = Base.metadata.tables["lesson"]
        for author in (noor, other):
            values = rows["lesson"] | {"created_at": factories.START, "version": 1, "author_id": author.id}
            session.execute(insert(lesson).values({"id": author.id, **empty(lesson), **values}))
    answer = me.get("/me/export")
    records = answer.json["records"]
    assert records["member"][0]["email"] == "noor@example.org"
    assert [row["title"] for row in records["lesson"]] == ["Mijn les"]
    assert records["lesson"][0]["createdAt"] == "2026-09-09T12:00:00Z"
    assert "passwordHash" not in records["member"][0]
    assert "somebody@example.org" not in answer.text


def test_no_table_about_members_can_be_forgotten_in_the_export(me, noor, work):
    with work() as session:
        found = set(export.of(session, noor))
    about_people = {
        table.name for table in Base.metadata.sorted_tables if any(column.name in PERSONAL for column in table.columns)
    }
    assert about_people - {"statement"} <= found  # the author of a statement is a pseudonym


PERSONAL = {"member_id", "author_id", "inviter_id", "created_by_id", "proposed_by_id", "email"}


def empty(table) -> dict[str, object]:
    texts = {"works": "", "avoid": "", "tip": "", "recognised_count": 0}
    return {name: value for name, value in texts.items() if name in table.columns}
