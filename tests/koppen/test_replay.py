"""A conversation in, a report out, every figure accounted for: over HTTP, on a server that runs."""

import random
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from api.domain.dialogues import ENOUGH_RATERS
from api.domain.vocabulary import Recognition
from api.models import Statement
from koppen import replaying
from koppen.audience import ReplayFailed
from koppen.mailbox import Mailbox, NoMail
from koppen.polis import Conversation, read
from koppen.replay import replay
from koppen.timeline import budgets, speakers
from tests.koppen.conftest import House, running
from tests.koppen.exports import lively


@pytest.fixture
def conversation(tmp_path: Path) -> Conversation:
    return read(lively(tmp_path / "export"))


def test_the_report_says_exactly_what_was_cast(house: House, conversation: Conversation, silent):
    outcome = replaying.run(conversation, house.plan, Mailbox(house.mail), silent)
    assert outcome.differences == []
    says = speakers(conversation, random.Random(0))
    assert outcome.statements == len(says)
    assert outcome.ratings + outcome.nothing_left == sum(budgets(conversation, says, None).values())
    assert len(outcome.latencies) == sum(outcome.raters) == outcome.ratings
    assert outcome.raters == sorted(outcome.raters)
    assert outcome.precision is not None
    with house.database.read() as session:
        counted = sum(getattr(Statement, level.value) for level in Recognition)
        assert session.scalar(select(func.sum(counted))) == outcome.ratings


def test_a_rating_that_was_tampered_with_is_found(house: House, conversation: Conversation, silent):
    rng = random.Random(1)
    says = speakers(conversation, rng)
    with httpx.Client() as http:
        hour = replaying.prepare(conversation, house.plan, Mailbox(house.mail), silent, http, rng)
        replaying.play(hour, says, house.plan, silent, rng)
        with house.database.unit_of_work() as session:
            raters = sum(getattr(Statement, level.value) for level in Recognition)
            shown = select(Statement.id).where(raters >= ENOUGH_RATERS, Statement.fully > 0)
            often = shown.order_by(Statement.fully.desc()).limit(1).scalar_subquery()
            session.execute(
                update(Statement)
                .where(Statement.id == often)
                .values(fully=Statement.fully - 1, not_at_all=Statement.not_at_all + 1)
                .execution_options(synchronize_session=False)
            )
        outcome = replaying.finish(hour, says)
    (difference,) = [line for line in outcome.differences if "fully" in line]
    assert "notAtAll" in difference


def test_people_and_ratings_are_bounded_and_the_pace_is_kept(house: House, conversation: Conversation, silent):
    few = conversation.sample(3, random.Random(2))
    plan = replace(house.plan, ratings_per_person=4, speed=20)
    outcome = replaying.run(few, plan, Mailbox(house.mail), silent)
    assert (outcome.people, outcome.ratings, outcome.differences) == (3, 12, [])
    assert outcome.seconds >= 11 / 20


def test_a_session_that_ends_in_the_middle_of_the_hour_is_carried_on(
    database_url: str, conversation: Conversation, tmp_path: Path, silent
):
    few = conversation.sample(3, random.Random(2))
    three_seconds = 3 / 60
    with running(database_url, tmp_path / "mail", access_minutes=three_seconds) as house:
        plan = replace(house.plan, ratings_per_person=6, speed=4)
        outcome = replaying.run(few, plan, Mailbox(house.mail), silent)
    assert (outcome.ratings, outcome.differences) == (18, [])
    assert outcome.seconds > three_seconds * 60 + 1


def test_the_command_tells_what_came_of_it(house: House, tmp_path: Path):
    arguments = [
        *(str(lively(tmp_path / "export")), "--url", house.url, "--mailbox", str(house.mail), "--people", "6"),
        *("--organiser", house.plan.organiser, "--password", house.plan.password, "--workers", "3"),
    ]
    done = CliRunner().invoke(replay, arguments)
    assert done.exit_code == 0, done.output
    assert "1 cut at 280 characters" in done.stderr
    assert "1 rejected" in done.stderr
    told = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert told["raters"].split()[2:4] == ["at", "least,"]
    assert {"people", "statements", "ratings", "conversation", "ratings/s", "precision@10"} <= set(told)
    assert told["differences"].split()[1] == "0"
    wrong = CliRunner().invoke(replay, [*arguments, "--password", "not the password"])
    assert wrong.exit_code == 1
    assert "The organiser could not log in" in wrong.stderr


def test_mail_that_does_not_come_is_named_with_what_to_look_at(
    databases, conversation: Conversation, tmp_path: Path, silent
):
    elsewhere = Mailbox(tmp_path / "elsewhere", patience=1)
    with (
        databases("sqlite").fresh() as database_url,
        running(database_url, tmp_path / "mail") as house,
        pytest.raises(NoMail, match=r"14 of 14 people have no mail.*koppen work.*KOPPEN_MAIL_URL=file:"),
    ):
        replaying.run(conversation, house.plan, elsewhere, silent)


def test_limits_on_signing_up_are_named_with_the_way_around_them(databases, tmp_path: Path, silent):
    crowd = read(lively(tmp_path / "export", people=301, statements=4))
    with (
        databases("sqlite").fresh() as database_url,
        running(database_url, tmp_path / "mail", rate_limits=True) as house,
        pytest.raises(ReplayFailed, match="KOPPEN_RATE_LIMITS=0"),
    ):
        replaying.run(crowd, house.plan, Mailbox(house.mail), silent)
