"""Where a dialogue stands, in the words that its screens use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from web import dates

A_DAY = 24 * 60
FAR = 2 * 60
"""Minutes after which the screens count in hours, and then in days."""
SPOKEN_AT = (5, 1)
"""How many minutes before the end a screen reader is told; the end itself is told too."""


@dataclass(frozen=True)
class Standing:
    """A dialogue as the API gives it (or its stream), at a moment of the server's clock."""

    data: Mapping[str, Any]
    now: datetime

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Standing:
        """Read an answer of the API, at the moment that it names itself."""
        return cls(data, dates.moment(data["serverTime"]))

    def at(self, now: datetime, **changes: Any) -> Standing:
        """Give the same dialogue later, with what changed."""
        return replace(self, data={**self.data, **changes}, now=now)

    @property
    def stage(self) -> str:
        """planned, lobby, question, tail, closing or closed."""
        return str(self.data["stage"])

    @property
    def position(self) -> int | None:
        """The place in the script, None before it begins and after the close."""
        position: int | None = self.data["position"]
        return position

    @property
    def key(self) -> str:
        """Name what the screen shows: another key asks for another scene."""
        if self.stage == "closed":
            return "closed-report" if self.data["reportNumber"] else "closed"
        place = self.stage if self.position is None else f"{self.stage}-{self.position}"
        return f"{place}-paused" if self.paused and self.in_question else place

    @property
    def phase(self) -> Mapping[str, Any]:
        """The phase of the script that is open; empty outside the script."""
        phases = self.data["phases"]
        return phases[self.position] if self.position is not None and self.position < len(phases) else {}

    @property
    def poll_key(self) -> str:
        """Name the poll on the screen and its state: another key asks for another card."""
        poll = self.data["poll"]
        return f"{poll['id']}:{poll['state']}" if poll else ""

    @property
    def in_question(self) -> bool:
        """Tell whether a question or its tail is open, paused or not."""
        return self.stage in ("question", "tail")

    @property
    def paused(self) -> bool:
        """Tell whether the organiser lets time stand still."""
        return bool(self.data["paused"])

    @property
    def may_write(self) -> bool:
        """Tell whether a question is open for new statements."""
        return self.stage == "question" and not self.paused

    @property
    def may_rate(self) -> bool:
        """Tell whether statements can be rated."""
        return self.in_question and not self.paused

    @property
    def name(self) -> str:
        """What the band calls this stage."""
        return _("Pause") if self.paused else self.part

    @property
    def part(self) -> str:
        """What the part of the hour is called, paused or not."""
        if self.stage == "question":
            kinds = [phase["kind"] for phase in self.data["phases"]]
            number = kinds[: (self.position or 0) + 1].count("question")
            return _("Question %(number)s of %(count)s", number=number, count=kinds.count("question"))
        return {
            "planned": _("Not open yet"),
            "lobby": _("Waiting room"),
            "tail": _("Only recognise now"),
            "closing": _("Rounding off"),
        }.get(self.stage, _("Finished"))

    @property
    def tint(self) -> str:
        """The class that colours the band."""
        if self.paused:
            return "koppen-fase--lobby"
        names = {"planned": "lobby", "lobby": "lobby", "tail": "staart", "closing": "dicht", "closed": "dicht"}
        return f"koppen-fase--{names[self.stage]}" if self.stage in names else ""

    @property
    def steps(self) -> list[str]:
        """How far each phase of the script is: done, now, or neither."""
        done, now = "klaar", "nu"
        count = len(self.data["phases"])
        if self.stage == "closed":
            return [done] * count
        here = -1 if self.position is None else self.position
        return [done if place < here else now if place == here else "" for place in range(count)]

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes until the clock ends this stage, or will when the pause is over; None when only a hand does."""
        if self.paused:
            return -(-self.data["secondsLeft"] // 60) if self.data["advance"] == "clock" else None
        ends_at = self.data["stageEndsAt"]
        return dates.minutes(ends_at, self.now) if ends_at else None

    @property
    def far(self) -> str:
        """How far away the end of this stage is, where minutes say little: 5 hours, 2 days; empty when it is near."""
        left = self.minutes_left or 0
        if left >= 2 * A_DAY:
            return ngettext("%(num)s day", "%(num)s days", round(left / A_DAY))
        return ngettext("%(num)s hour", "%(num)s hours", round(left / 60)) if left > FAR else ""

    @property
    def seconds_left(self) -> int:
        """Seconds of the planned length that are left; 0 once it is used up."""
        if self.paused:
            return int(self.data["secondsLeft"])
        due_at = self.data["stageDueAt"]
        return max(0, ceil((dates.moment(due_at) - self.now).total_seconds())) if due_at else 0

    @property
    def timetable(self) -> list[tuple[datetime | None, datetime | None]]:
        """When each phase is expected to begin and to end; nothing of what is past, and no beginning of what is now."""
        rows: list[tuple[datetime | None, datetime | None]] = []
        at: datetime | None = dates.moment(self.data["opensAt"]) if self.stage == "planned" else None
        for place, phase in enumerate(self.data["phases"]):
            starts = at
            if place == self.position:
                tail = phase["tailSeconds"] if self.stage == "question" else 0
                at = self.now + timedelta(seconds=self.seconds_left + tail)
            elif at is not None:
                at += timedelta(seconds=phase["maxSeconds"] + phase["tailSeconds"])
            rows.append((starts, at))
        return rows

    def spoken_since(self, before: Standing) -> str:
        """Say what a screen reader has to hear since ``before``, in one sentence or two."""
        told = [self._spoken_stage(before) or self._spoken_time(before)]
        if self.data["probe"] and self.data["probe"] != before.data["probe"]:
            told.append(_("The facilitators ask: %(question)s", question=self.data["probe"]))
        if self.poll_key != before.poll_key and self.data["poll"]:
            told.append(
                _("A question in between: answer it with one tap.")
                if self.data["poll"]["state"] == "open"
                else _("The outcome of the question in between is there.")
            )
        return " ".join(filter(None, told))

    def _spoken_stage(self, before: Standing) -> str:
        if (before.stage, before.position, before.paused) == (self.stage, self.position, self.paused):
            return "" if before.key == self.key else f"{self.name}."
        in_time = before.data["stageEndsAt"] and dates.moment(before.data["stageEndsAt"]) <= self.now
        return (_("Time is up.") + " " if in_time else "") + f"{self.name}."

    def _spoken_time(self, before: Standing) -> str:
        left, was = self.minutes_left, before.minutes_left
        added = self.data["extraSeconds"] - before.data["extraSeconds"]
        if added > 0 and left is not None:
            return _("Time was added.") + " " + ngettext("%(num)s minute left.", "%(num)s minutes left.", left)
        if left is None or was is None or not any(left <= mark < was for mark in SPOKEN_AT):
            return ""
        return ngettext("%(num)s minute left.", "%(num)s minutes left.", left)
