"""The events of the invented community: announced, filled, held, and one of them full."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.vocabulary import Advance, EventKind, PhaseKind, QuestionKind
from api.models import Registration, RegistrationQuestion
from api.services import dialogues, events, follow_ups, programmes, registrations
from api.services.dialogues import Script
from koppen import seed_dialogue, seed_looking_back
from koppen.stage import Stage
from koppen.texts import written

LOBBY, QUESTION, TAIL, CLOSING = 600, 840, 180, 300  # seconds
WISHES = (
    "Hoe je een beheerder vindt die er ook zin in heeft.",
    "Of anderen ook zo zoeken als ik.",
    "Eén ding dat ik morgen anders kan doen.",
    "Wat te doen als niemand ja of nee zegt.",
)


def plan(stage: Stage) -> None:
    """Plan the announcements; who comes and what happens is planned by them."""
    given = written("events")
    stage.plan(stage.day(-120), partial(_programme, stage, given))
    stage.plan(stage.day(given["lecture"]["announced"]), partial(_lecture, stage, given))
    stage.plan(stage.day(given["past_dialogue"]["announced"]), partial(_past_dialogue, stage, given))
    stage.plan(stage.day(given["upcoming_dialogue"]["announced"]), partial(_upcoming_dialogue, stage, given))
    stage.plan(stage.day(given["meetup"]["announced"]), partial(_meetup, stage, given))


def follow_up(stage: Stage, session_id: UUID) -> None:
    """Make an event of a proposed session."""
    given = written("events")["follow_up"]
    starts_at = stage.day(given["days"], given["time"])
    with stage.database.unit_of_work() as session:
        view = follow_ups.schedule(
            session,
            session_id,
            _organiser(stage, session),
            moment_id=None,
            first_statements=None,
            now=stage.now,
            rng=stage.rng,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=given["minutes"]),
            facilitators=given["facilitators"],
            programme_id=stage.found["programme"],
            topic_ids=stage.topic_ids(["beheer"]),
            contact=written("events")["contact"],
        )
    assert view.session.event_id is not None  # noqa: S101 - scheduling gives it
    _fill(stage, view.session.event_id, 7, ["Noor Veldkamp"], stage.today)


def _organiser(stage: Stage, session: Session) -> Any:
    return stage.member(session, written("people")["organiser"]["name"])


def _programme(stage: Stage, given: dict[str, Any]) -> None:
    with stage.database.unit_of_work() as session:
        programme = programmes.create(session, _organiser(stage, session), given["programme"], now=stage.now)
        stage.found["programme"] = programme.id


def _announce(stage: Stage, given: dict[str, Any], name: str, kind: EventKind, minutes: int) -> UUID:
    """Draft and publish an event, with its dialogue when it has a script."""
    about = given[name]
    starts_at = stage.day(about["days"], about["time"])
    keys = ("title", "summary", "description", "audience", "capacity", "location", "facilitators")
    values = {key: about[key] for key in keys if key in about} | {
        "kind": kind,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "programme_id": stage.found["programme"],
        "topic_ids": stage.topic_ids(about["topics"]),
        "contact": given["contact"],
        "questions": [{"id": None, **each, "kind": QuestionKind(each["kind"])} for each in about.get("questions", [])],
    }
    script = about.get("script") or (written("past_dialogue") if name == "past_dialogue" else None)
    with stage.database.unit_of_work() as session:
        organiser = _organiser(stage, session)
        event = events.create(session, organiser, values, now=stage.now)
        if script:
            dialogue = dialogues.create(session, event, _phases(script), advance=Advance.CLOCK, now=stage.now)
            stage.found[name.replace("_", " ")] = dialogue.id
            if name == "past_dialogue":
                seed_looking_back.prepare(session, dialogue, organiser)
        events.publish(session, event, now=stage.now)
        stage.found[f"event: {about['title']}"] = event.id
        return event.id


def _phases(questions: list[dict[str, Any]]) -> list[Script]:
    asked = [
        Script(PhaseKind.QUESTION, 120, QUESTION, TAIL, each["prompt"], each.get("explanation", ""))
        for each in questions
    ]
    return [Script(PhaseKind.LOBBY, 0, LOBBY), *asked, Script(PhaseKind.CLOSING, 0, CLOSING)]


def _fill(stage: Stage, event_id: UUID, number: int, first: list[str], until: Any) -> list[str]:
    """Let people register: the ``first`` in their order, and so many others, some of whom answer more than they must."""
    others = [each["name"] for each in written("people")["members"] if each["name"] not in first]
    names = [*first, *stage.rng.sample(others, number)]
    moments = sorted(stage.between(stage.now, until - timedelta(hours=30)) for _name in names)
    for name, moment in zip(names, moments, strict=True):
        stage.plan(moment, partial(_register, stage, event_id, name))
    return names


def _register(stage: Stage, event_id: UUID, name: str) -> None:
    with stage.database.unit_of_work() as session:
        asked = session.scalars(select(RegistrationQuestion).where(RegistrationQuestion.event_id == event_id))
        answers = [
            (each.id, stage.rng.choice(each.options or WISHES))
            for each in asked
            if each.required or stage.rng.random() < 0.4
        ]
        registrations.register(session, event_id, stage.member(session, name), answers, now=stage.now)


def _cancel(stage: Stage, event_id: UUID, name: str) -> None:
    with stage.database.unit_of_work() as session:
        member = stage.member(session, name)
        query = select(Registration.id).where(Registration.event_id == event_id, Registration.member_id == member.id)
        registrations.cancel(session, session.scalars(query).one(), member, now=stage.now)


def _lecture(stage: Stage, given: dict[str, Any]) -> None:
    event_id = _announce(stage, given, "lecture", EventKind.LECTURE, given["lecture"]["minutes"])
    held = stage.day(given["lecture"]["days"], given["lecture"]["time"])
    names = _fill(stage, event_id, 30, ["Noor Veldkamp"], held)
    ended = held + timedelta(minutes=given["lecture"]["minutes"])
    seed_looking_back.plan(stage, event_id, ended, names[1:18])
    stage.plan(held + timedelta(days=2), partial(_results, stage, event_id, given["lecture"]["results"]))


def _results(stage: Stage, event_id: UUID, results: str) -> None:
    with stage.database.unit_of_work() as session:
        event = events.to_change(session, _organiser(stage, session), event_id)
        events.put_results(session, event, results, now=stage.now)


def _past_dialogue(stage: Stage, given: dict[str, Any]) -> None:
    event_id = _announce(stage, given, "past_dialogue", EventKind.DIALOGUE, (3 * (QUESTION + TAIL) + CLOSING) // 60)
    held = stage.day(given["past_dialogue"]["days"], given["past_dialogue"]["time"])
    names = _fill(stage, event_id, 43, ["Noor Veldkamp", "Imane Azzouzi"], held)
    stage.plan(held - timedelta(hours=5), partial(_cancel, stage, event_id, names.pop()))
    hour = seed_dialogue.Hour(stage, stage.found["past dialogue"], names[:40])
    stage.plan(held, partial(hour.play, QUESTION, TAIL))
    ended = held + timedelta(seconds=3 * (QUESTION + TAIL) + CLOSING)
    seed_looking_back.plan(stage, event_id, ended, names[2:27])


def _upcoming_dialogue(stage: Stage, given: dict[str, Any]) -> None:
    event_id = _announce(stage, given, "upcoming_dialogue", EventKind.DIALOGUE, given["upcoming_dialogue"]["minutes"])
    names = _fill(stage, event_id, 26, ["Noor Veldkamp"], stage.today)
    stage.plan(stage.today - timedelta(hours=20), partial(_cancel, stage, event_id, names[4]))


def _meetup(stage: Stage, given: dict[str, Any]) -> None:
    event_id = _announce(stage, given, "meetup", EventKind.MEETUP, given["meetup"]["minutes"])
    _fill(stage, event_id, 11, ["Daan Verhulst"], stage.today)
