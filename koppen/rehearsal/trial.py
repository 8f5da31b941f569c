"""A rehearsal from beginning to end: a house of its own in a folder that is thrown away, played, closed, and assessed."""

from __future__ import annotations

import logging
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from api import create_app
from api.db import Database, migrate
from api.domain.rehearsals import Played, assess
from api.domain.vocabulary import JobFunction, Role
from api.identity import access_token
from api.jobs.queue import Lane
from api.jobs.worker import Worker
from api.models import Member, Organisation
from api.settings import Settings
from koppen.client import ApiClient
from koppen.rehearsal.crowd import Crowd, Seen
from koppen.rehearsal.habits import Habits
from koppen.rehearsal.script import ending, lobby, windows
from koppen.rounds import once
from koppen.seed import hurry

BEGINS = datetime(2030, 1, 9, 13, 0, tzinfo=UTC)  # any moment will do: nobody looks at a real clock
KEPT = ("kind", "prompt", "explanation", "minSeconds", "maxSeconds", "tailSeconds")
PACED = 60.0  # seconds without anybody acting: longer waits are jumped over at any speed


class OutOfTime(Exception):
    """The rehearsal took longer than it may."""


@dataclass(frozen=True)
class Copy:
    """What of an event is rehearsed: its script and how long it lasts; nothing of its people."""

    phases: Sequence[Mapping[str, Any]]
    event_seconds: int

    @classmethod
    def of(cls, event: Mapping[str, Any], dialogue: Mapping[str, Any]) -> Copy:
        """Take it out of two answers of the API."""
        begins, ends = (datetime.fromisoformat(event[name]) for name in ("startsAt", "endsAt"))
        phases = [{name: phase[name] for name in KEPT} for phase in dialogue["phases"]]
        return cls(phases, int((ends - begins).total_seconds()))


class Clock:
    """The time of the house, set by hand; with a speed, never ahead of so many times the real time."""

    def __init__(self, speed: float | None, limit: float | None) -> None:
        self.now, self.speed = BEGINS, speed
        self._begun = time.monotonic()
        self._until = None if limit is None else self._begun + limit
        self._spent = 0.0  # seconds of real time that the paced part has to have taken by now

    def __call__(self) -> datetime:
        return self.now

    def go(self, moment: datetime) -> None:
        """Go on to a moment."""
        step = (moment - self.now).total_seconds()
        self.now = max(self.now, moment)
        if self.speed and step > 0:
            self._spent += min(step, PACED) / self.speed
            time.sleep(max(0.0, self._begun + self._spent - time.monotonic()))
        if self._until is not None and time.monotonic() > self._until:
            raise OutOfTime


@dataclass(frozen=True)
class House:
    """A whole house for one rehearsal: its database, its worker, and somebody to call it as."""

    database: Database
    worker: Worker
    organiser: ApiClient
    people: Sequence[ApiClient]


def rehearse(
    copy: Copy,
    *,
    people: int,
    habits: Habits | None = None,
    speed: float | None = None,
    limit: float | None = None,
    seed: int = 1,
) -> dict[str, Any]:
    """Play a script with simulated people, and give the outcome; nothing of it is left afterwards.

    The clock jumps from act to act, so that a slow machine changes no figure. ``limit`` is in seconds of real time.
    """
    habits, rng, clock, begun = habits or Habits(), random.Random(seed), Clock(speed, limit), time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="koppen-rehearsal-") as folder,
        _house(Path(folder), people, clock, rng) as house,
    ):
        path, starts = _announce(house, copy, clock)
        crowd = Crowd(
            path, house.people, windows(copy.phases), habits=habits, rng=rng,
            go=lambda second: clock.go(starts + timedelta(seconds=second)),
        )  # fmt: skip
        seen = crowd.play(lobby(copy.phases))
        clock.go(starts + timedelta(seconds=ending(copy.phases) + 60))
        house.worker.run_until_empty()
        report = house.organiser.call("GET", f"{path}/reports/1")["content"]
    _require_same(seen, report)
    script = sum(phase["maxSeconds"] + phase["tailSeconds"] for phase in copy.phases) - int(lobby(copy.phases))
    outcome = assess([_played(each) for each in seen], people=people, over=max(0, script - copy.event_seconds))
    took = time.monotonic() - begun
    return outcome | {
        "script_seconds": script,
        "event_seconds": copy.event_seconds,
        "took_seconds": round(took, 1),
        "habits": asdict(habits),
    }


def _played(seen: Seen) -> Played:
    window = seen.window
    return Played(
        number=window.number,
        position=window.position,
        prompt=window.prompt,
        seconds=round(window.closes - window.opens),
        tail_seconds=round(window.ends - window.closes),
        wanted=len(seen.wanted),
        posted=len(seen.posted & seen.wanted),
        needed=seen.needed,
        raters=list(seen.raters.values()),
        idle=seen.idle,
        present=seen.present,
        arrivals=seen.arrivals,
    )


def _require_same(seen: Sequence[Seen], report: Mapping[str, Any]) -> None:
    """Hold what people did against what the report says: a rehearsal that miscounts is worth nothing."""
    did = (sum(len(each.raters) for each in seen), sum(sum(each.raters.values()) for each in seen))
    told = (report["hour"]["statements"], report["hour"]["ratings"])
    if did != told:
        raise AssertionError(f"people wrote and rated {did}, and the report says {told}")


@contextmanager
def _house(folder: Path, people: int, clock: Callable[[], datetime], rng: random.Random) -> Iterator[House]:
    """Build a house with its members in a folder; its log says nothing, and nothing leaves it."""
    settings = Settings(
        secret_key=secrets.token_urlsafe(48),
        database_url=f"sqlite:///{folder / 'rehearsal.sqlite3'}",
        mail_url=f"file:{folder / 'mail'}",
        access_minutes=24 * 60,
        rate_limits=False,
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    migrate(settings.database_url)
    database = Database(settings.database_url)
    hurry(database)
    app = create_app(settings, database, clock)
    members = _members(database, people, rng)
    with httpx.Client(transport=httpx.WSGITransport(app)) as http, app.app_context():
        clients = []
        for member in members:
            client = ApiClient("http://rehearsal", http)
            client.tokens = {"accessToken": access_token(member)}
            clients.append(client)
        worker = Worker(database, settings, lane=Lane.WORK, clock=clock)
        try:
            yield House(database, worker, clients[0], clients[1:])
        finally:
            database.dispose()


def _members(database: Database, people: int, rng: random.Random) -> list[Member]:
    """Make an organiser and so many members of municipalities drawn by lot."""
    with database.unit_of_work() as session:
        homes = session.query(Organisation).order_by(Organisation.name).all()
        members = [
            Member(
                email=f"rehearsal-{number}@example.org",
                name=f"Rehearsal {number}",
                role=Role.MEMBER if number else Role.ORGANISER,
                organisation_id=rng.choice(homes).id,
                job_function=rng.choice(list(JobFunction)),
                confirmed_at=BEGINS,
                created_at=BEGINS,
            )
            for number in range(people + 1)
        ]
        session.add_all(members)
    return members


def _announce(house: House, copy: Copy, clock: Clock) -> tuple[str, datetime]:
    """Make the event with its dialogue and let everybody register; give the dialogue's path and the start."""
    starts = BEGINS + timedelta(hours=2) + timedelta(seconds=lobby(copy.phases))
    ends = starts + timedelta(seconds=max(copy.event_seconds, 60))
    body = {
        "kind": "dialogue", "title": "Rehearsal", "startsAt": starts.isoformat(), "endsAt": ends.isoformat(),
        "linkDaysBefore": 0, "reminderHoursBefore": 0,
    }  # fmt: skip
    event = house.organiser.answer("POST", "/events", body, once())
    path = f"/events/{event.json_or_none['id']}"
    script = {"eventId": event.json_or_none["id"], "advance": "clock", "phases": list(copy.phases)}
    dialogue = house.organiser.call("POST", "/dialogues", script, once())
    house.organiser.call("POST", f"{path}/publication", headers={"If-Match": event.headers["ETag"]})
    for person in house.people:
        person.call("POST", f"{path}/registrations", {})
    return f"/dialogues/{dialogue['id']}", starts
