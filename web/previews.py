"""A script as participants will see it: every stage in turn, with examples where people would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from web import dates
from web.standing import Standing

PEOPLE = 24


@dataclass(frozen=True)
class Scene:
    """One stage of a script: where it stands, from when until when, and whether the visitor has come in."""

    stage: str
    position: int | None
    since: datetime
    ends: datetime | None
    joined: bool = True

    def standing(self, dialogue: Mapping[str, Any]) -> Standing:
        """Give the dialogue as it will stand here, a quarter of the stage after it began."""
        length = (self.ends - self.since) if self.ends else timedelta()
        by_hand = dialogue["advance"] == "hand" and self.stage != "planned"
        shown = {
            "state": {"planned": "planned", "closed": "closed"}.get(self.stage, "live"),
            "stage": self.stage,
            "position": self.position,
            "stageStartedAt": self.since.isoformat(),
            "stageEndsAt": self.ends.isoformat() if self.ends and not by_hand else None,
            "registered": True,
            "joined": self.joined,
            "participantCount": PEOPLE,
            "statementCount": 3 * PEOPLE,
            "closedAt": self.since.isoformat() if self.stage == "closed" else None,
            "reportNumber": None,
        }
        return Standing({**dialogue, **shown}, self.since + length / 4)


def scenes(dialogue: Mapping[str, Any]) -> list[Scene]:
    """List the stages of a script in their order, by the clock."""
    opens = dates.moment(dialogue["opensAt"])
    return [Scene("planned", None, opens - timedelta(days=1), opens, joined=False), *_played(dialogue["phases"], opens)]


def _played(phases: Sequence[Mapping[str, Any]], since: datetime) -> Iterator[Scene]:
    for position, phase in enumerate(phases):
        ends = since + timedelta(seconds=phase["maxSeconds"])
        if position == 0:
            yield Scene(phase["kind"], position, since, ends, joined=False)
        yield Scene(phase["kind"], position, since, ends)
        since = ends
        if phase["tailSeconds"]:
            ends = since + timedelta(seconds=phase["tailSeconds"])
            yield Scene("tail", position, since, ends)
            since = ends
    yield Scene("closed", None, since, None)


def name_of(scene: Scene, standing: Standing) -> str:
    """Name a stage in the list of all stages."""
    if scene.stage in ("lobby", "question") and not scene.joined:
        return _("At the door")
    if scene.stage == "tail":
        return _("%(question)s, only recognise", question=standing.at(standing.now, stage="question").name)
    return standing.name


def examples() -> dict[str, Any]:
    """Give what stands on the screen where others would have written."""
    statement = {
        "id": "example",
        "text": _("Every year I have to explain again why my job exists."),
        "reactsToId": None,
    }
    own = {
        "id": "own",
        "text": _("We stopped our trial in time. Nobody celebrates that, but it was the right thing."),
        "recognition": {"raters": 12, "recognised": 9, "doesNotOccur": 1},
        "reactions": [],
    }
    return {
        "turn": {"statement": statement, "reactsTo": None},
        "mine": [own],
        "mark": "",
        "given": {"ratingCount": 31, "statementCount": 4},
        "previous": None,
        "practised": None,
    }
