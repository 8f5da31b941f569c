"""The live stream of a dialogue: server-sent events that tell everybody where it stands.

A message carries the whole public state, so that a screen that missed any number of messages is right again after the
next. All streams of one process share one reading of the database per piece of news.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import Database
from api.domain.vocabulary import Stage
from api.notify import Hub
from api.presence import Presence
from api.pulse import Pulse
from api.schemas.base import camel
from api.schemas.dialogues import PhaseSchema
from api.services import dialogue_views, dialogues, room_figures

PACE = 1.0  # seconds between two messages on one stream
LOOK = 5.0  # seconds after which the state is read again without news (another process may have moved it)
SAMPLE = 10.0  # seconds between two looks at how busy it is
LIFETIME = 900.0  # seconds after which a stream ends; the browser comes back, with a fresh token


@dataclass(frozen=True)
class Snapshot:
    """The public state of a dialogue, and until when it holds by itself."""

    payload: dict[str, Any]
    script: list[dict[str, Any]]
    ends_at: datetime | None
    news_count: int
    read_at: float


class Board:
    """What every stream of this process shows, read once for all."""

    def __init__(self, database: Database, hub: Hub, clock: Callable[[], datetime], pulse: Pulse | None = None) -> None:
        self._database, self._hub, self._clock, self._pulse = database, hub, clock, pulse or Pulse()
        self._sampled: dict[UUID, float] = {}
        self._snapshots: dict[UUID, Snapshot] = {}
        self._lock = threading.Lock()

    def snapshot(self, dialogue_id: UUID) -> Snapshot:
        """Give the present state, from memory when nothing can have changed."""
        with self._lock:
            known = self._snapshots.get(dialogue_id)
            if known is None or self._is_old(dialogue_id, known):
                known = self._snapshots[dialogue_id] = self._read(dialogue_id)
            return known

    def seconds_left(self, snapshot: Snapshot) -> float | None:
        """Tell how long the stage of ``snapshot`` still lasts, None without an end."""
        return None if snapshot.ends_at is None else (snapshot.ends_at - self._clock()).total_seconds()

    def _is_old(self, dialogue_id: UUID, known: Snapshot) -> bool:
        left = self.seconds_left(known)
        ended = left is not None and left <= 0
        return (
            ended or known.news_count != self._hub.news_count(dialogue_id) or time.monotonic() - known.read_at >= LOOK
        )

    def _read(self, dialogue_id: UUID) -> Snapshot:
        news_count, read_at = self._hub.news_count(dialogue_id), time.monotonic()
        with self._database.read() as session:
            dialogue = dialogues.get(session, dialogue_id)
            here = dialogues.locate(dialogue, self._clock())
            steered = dialogue_views.steering(session, dialogue_id, here)
            people, statements = dialogue_views.counts(session, dialogue_id)
            payload = {
                "stage": here.stage.value,
                "position": here.position,
                "stageEndsAt": _wire(here.ends_at),
                "stageDueAt": _wire(here.due_at),
                "participantCount": people,
                "statementCount": statements,
                "reportNumber": dialogue_views.latest_report(session, dialogue_id)
                if here.stage is Stage.CLOSED
                else None,
                **{camel(name): value for name, value in steered.items()},
            }
            script = PhaseSchema(many=True).dump(dialogue.phases)
            self._sample(session, dialogue_id, here.stage)
        return Snapshot(payload, script, None if here.finished else here.ends_at, news_count, read_at)

    def _sample(self, session: Session, dialogue_id: UUID, stage: Stage) -> None:
        """Take the pulse of a dialogue now and then, so that who opens the desk sees how it went."""
        if stage is Stage.CLOSED:
            self._sampled.pop(dialogue_id, None)
            self._pulse.forget(dialogue_id)
        elif stage is not Stage.PLANNED and time.monotonic() - self._sampled.get(dialogue_id, -SAMPLE) >= SAMPLE:
            self._sampled[dialogue_id] = time.monotonic()
            self._pulse.note(dialogue_id, self._clock(), room_figures.totals(session, dialogue_id))


def stream(
    board: Board, hub: Hub, dialogue_id: UUID, presence: Presence | None = None, who: UUID | None = None
) -> Iterator[str]:
    """Give the messages of one stream, the present state first. A plain generator: it outlives its request.

    An event ``script`` tells the phases, at first and whenever a question was put in; it comes before the state.
    """
    born, shown, script = time.monotonic(), None, None
    with hub.listen(dialogue_id) as listener, (presence or Presence()).at(dialogue_id, who) as beat:
        yield "retry: 2000\n\n"
        while time.monotonic() - born < LIFETIME:
            beat()
            snapshot = board.snapshot(dialogue_id)
            if snapshot.script != script:
                script = snapshot.script
                yield f"event: script\ndata: {json.dumps(script)}\n\n"
            if snapshot.payload != shown:
                shown = snapshot.payload
                yield f"event: state\ndata: {json.dumps(shown)}\n\n"
                time.sleep(PACE)  # news that arrives meanwhile is told together
            else:
                yield ": still here\n\n"
            left = board.seconds_left(snapshot)
            listener.wait(LOOK if left is None else min(LOOK, left + 0.05))


def _wire(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
