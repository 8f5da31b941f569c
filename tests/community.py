"""A small community with one of everything, so that any operation of the API can be tried on something that is there."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask

from api import create_app
from api.db import Database, migrate
from api.domain.vocabulary import EventKind, Role
from api.models import Introduction, Job, Member, Programme
from api.openapi import PREFIX
from api.services import report_versions
from api.settings import Settings
from tests import factories
from tests.api.conftest import Caller, Clock
from tests.dialogues import Said, closed
from tests.hour import SCRIPT, begin
from tests.infra import standing

LATER = factories.START + timedelta(days=20)
LESSON = {"title": "One owner", "situation": "Nobody owned it.", "tried": "We named one."}
DRAFT = {"kind": "lecture", "title": "A draft", "startsAt": "2026-10-26T14:00:00Z", "endsAt": "2026-10-26T15:00:00Z"}
POLL = {"kind": "single", "prompt": "Is there an owner?", "options": ["Yes", "No"]}
NAME_IN_RULE = re.compile(r"<(?:[^>]+:)?(\w+)>")
LOT = random.Random(1)
OPEN_TURN = {"recognition": "largely"}


@dataclass(frozen=True)
class Community:
    """Who there is, by what they are; and the id of one of everything, by the name that it has in an address.

    ``member`` takes part in the live dialogue, was at the closed one, and wrote whatever is there. ``outsider`` is a
    member too, with a seat at another event only.
    """

    members: Mapping[str, Member]
    rows: Mapping[str, str]

    def callers(self, app: Flask) -> dict[str, Caller]:
        """Give a caller for everybody, a visitor first."""
        return {"visitor": Caller(app)} | {name: Caller(app, member) for name, member in self.members.items()}


def _settings(url: str) -> Settings:
    return Settings(secret_key=standing.SECRET, database_url=url, mail_url="file:never-sent", rate_limits=False)


def build(url: str, database: Database | None = None) -> Flask:
    """Build the API on a database, with the clock of the tests."""
    return create_app(_settings(url), database, Clock())


def operations() -> list[str]:
    """Name everything that the URL map of the API answers to."""
    rules = build("sqlite:///never-opened.db").url_map.iter_rules()
    named = [(NAME_IN_RULE.sub(r"{\1}", rule.rule).removeprefix(PREFIX), rule.methods or set()) for rule in rules]
    return sorted(f"{method} {address}" for address, methods in named for method in methods - {"HEAD", "OPTIONS"})


@contextmanager
def running(url: str) -> Iterator[tuple[Flask, Database]]:
    """Lend the API on a database, with the clock of the tests."""
    with standing.database(url) as database, standing.api(_settings(url), database, Clock()) as app:
        yield app, database


def seed(url: str) -> Community:
    """Migrate the database at ``url`` and fill it."""
    migrate(url)
    with running(url) as (app, database):
        return _fill(app, database)


def _fill(app: Flask, database: Database) -> Community:
    hour = begin(app, database, people=3)
    statement = hour.say(1, "Nobody owned it after the project money.")
    assert hour.turn(0) is not None  # what else there is to rate comes later: this is the member's open turn
    other = hour.say(1, "Procurement took longer than the pilot.")
    with database.unit_of_work() as session:
        members = {
            "member": hour.members[0],
            "outsider": factories.member(session),
            "moderator": factories.member(session, Role.MODERATOR),
            "organiser": hour.organiser.member,
            "administrator": factories.member(session, Role.ADMINISTRATOR),
        }
        past = closed(session, [Said("It stopped at the pilot.", fully=20)], registered=[members["member"]])
        drafted = closed(session, [Said("The line had no time.", fully=20)], registered=[members["member"]])
        draft = report_versions.draft(session, drafted.dialogue.id, members["organiser"], factories.START, LOT)
        lecture = factories.event(session, kind=EventKind.LECTURE, starts_at=factories.START - timedelta(hours=2))
        heard = factories.seat(session, lecture, members["member"])
        elsewhere = factories.event(session)
        topic = factories.topic(session)
        programme = Programme(title="A series", description="", created_at=factories.START)
        mail = {"template": "report_ready", "to": "gone@example.org", "locale": "nl", "context": {}}
        failed = Job(kind="mail", payload=mail, created_at=factories.START, run_at=factories.START, attempts=8)
        failed.parked_at, failed.last_error = factories.START, "refused"
        met = Introduction(member_id=members["member"].id, writer_key=b"w" * 32, writer_name="Sam", writer_contact="06")
        met.kept_until = date(2027, 1, 1)
        session.add_all([programme, failed, met])
        session.flush()
        rows = {
            "event_id": hour.event.id,
            "dialogue_id": hour.id,
            "statement_id": statement,
            "other_id": other,
            "organisation_id": members["member"].organisation_id,
            "member_id": members["outsider"].id,
            "topic_id": topic.id,
            "programme_id": programme.id,
            "job_id": failed.id,
            "introduction_id": met.id,
            "elsewhere_id": elsewhere.id,
            "past_id": past.event.id,
            "lecture_id": lecture.id,
            "past_registration_id": heard.id,
            "closed_dialogue_id": past.dialogue.id,
            "closed_statement_id": next(iter(past.statements.values())).id,
            "number": past.report.number,
            "drafted_dialogue_id": drafted.dialogue.id,
            "draft_number": draft.number,
            "template_id": "check_in",
        }
    people = {name: Caller(app, member) for name, member in members.items()}
    assert people["outsider"].post(f"/events/{elsewhere.id}/registrations", {}).status_code == 201
    rows |= _written(people["member"], {name: str(value) for name, value in rows.items()})
    rows["draft_id"] = _made(people["organiser"].post("/events", DRAFT))
    polls = f"/dialogues/{hour.id}/polls"
    rows |= {name: _made(people["organiser"].post(polls, POLL)) for name in ("poll_id", "prepared_poll_id")}
    assert people["organiser"].put(f"{polls}/{rows['poll_id']}/state", {"state": "open"}).status_code == 200
    planned = {"eventId": str(elsewhere.id), "phases": SCRIPT}
    rows["planned_id"] = _made(people["organiser"].post("/dialogues", planned))
    begun = {"title": "Rehearsed", "startsAt": LATER.isoformat()}
    rows["rehearsed_id"] = _made(people["organiser"].post("/event-templates/check_in/events", begun))
    asked = people["organiser"].post(f"/events/{rows['rehearsed_id']}/rehearsal", {"people": 5})
    assert asked.status_code == 202, asked.text
    return Community(members, {name: str(value) for name, value in rows.items()})


def _written(member: Caller, rows: Mapping[str, str]) -> dict[str, str]:
    """Let a member write one of everything that members write."""
    thread = _made(member.post("/threads", {"title": "Who owns it?", "body": "Tell me."}))
    source = {
        "kind": "statement",
        "dialogueId": rows["closed_dialogue_id"],
        "statementId": rows["closed_statement_id"],
    }
    [registration] = [
        row for row in member.get("/me/registrations").json["items"] if row["eventId"] == rows["event_id"]
    ]
    return {
        "thread_id": thread,
        "post_id": member.get(f"/threads/{thread}/posts").json["items"][0]["id"],
        "lesson_id": _made(member.post("/lessons", LESSON)),
        "session_id": _made(member.post("/topic-sessions", {"title": "Who owns it?", "source": source})),
        "session_draft_id": _made(
            member.post(
                "/session-drafts", {"dialogueId": source["dialogueId"], "statementIds": [source["statementId"]]}
            )
        ),
        "registration_id": registration["id"],
        "token": member.get("/me/calendar").json["url"].rpartition("/")[2],
    }


def _made(answer: Any) -> str:
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])
