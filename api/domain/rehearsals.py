"""What a rehearsal tells: whether the windows are long enough, what each statement gets, what the moderator has to read.

Everybody in a rehearsal is simulated, so that no figure here says anything about a person.
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from api.domain.dialogues import ENOUGH_RATERS
from api.domain.errors import N_

CUT_OFF = 0.1  # of the people who wanted to write: more than this share still writing asks for a longer window
ENOUGH_TIME = 0.9  # of those who were still writing: this share has to be helped by the minutes that are advised
IDLE = 0.5  # of the time that people were there: more than this share without anything to do makes a window too long
TOO_FEW = 0.1  # of the statements: more than this share without enough raters asks for a longer tail
BEHIND = 120.0  # seconds: a contribution that no moderator has read for longer than this asks for one moderator more
MOST_MODERATORS = 6
MOST_SHORTER = 0.5  # of a window: advice never takes more away
MINUTE = 60
READING, WEIGHING = 16.0, 2.0  # characters a second, and seconds a statement: a moderator reads and decides

TEXTS = {
    "no_figures": N_("With so few people no statement gets the five raters that a figure needs."),
    "longer": N_("Give question %(number)s more time: %(minutes)s min. more. %(still)s of %(wanted)s people were still writing when it closed."),
    "longer_tail": N_("Give the rating after question %(number)s more time: %(minutes)s min. more. %(few)s of %(statements)s contributions had fewer than five readers."),
    "shorter": N_("Question %(number)s may be %(minutes)s min. shorter: people had nothing left to do for %(share)s%% of the time."),
    "moderators": N_("Ask %(people)s moderators. One alone would be %(minutes)s min. behind: in the busiest minute %(statements)s contributions come in."),
    "too_long": N_("The script lasts %(minutes)s min. longer than the event."),
    "good": N_("This script suits %(people)s people."),
}  # fmt: skip


@dataclass(frozen=True)
class Played:
    """One question as simulated people played it. Times in seconds; ``needed`` is what each who was cut off lacked."""

    number: int
    position: int
    prompt: str
    seconds: int
    tail_seconds: int
    wanted: int
    posted: int
    needed: Sequence[float]
    raters: Sequence[int]
    idle: float
    present: float
    arrivals: Sequence[tuple[float, int]]  # since the question began, and the length of the text


@dataclass(frozen=True)
class Advice:
    """One piece of advice; ``text`` is a message id with places for ``params``."""

    code: str
    number: int | None
    params: Mapping[str, Any]

    @property
    def text(self) -> str:
        return TEXTS[self.code]


@dataclass(frozen=True)
class Rehearsed:
    """The figures of one question."""

    number: int
    prompt: str
    seconds: int
    tail_seconds: int
    wanted: int
    posted: int
    still_writing: int
    share_in_time: float | None
    statements: int
    ratings: int
    lowest_raters: int | None
    mean_raters: float | None
    too_few: int
    share_too_few: float | None
    idle_share: float | None


def assess(played: Sequence[Played], *, people: int, over: int) -> dict[str, Any]:
    """Give the outcome of a rehearsal as it is stored: figures of each question, the moderator's load, and advice.

    ``over`` is by how many seconds the script is longer than the event.
    """
    load = _load(played)
    return {
        "people": people,
        "questions": [asdict(_figures(each)) for each in played],
        "moderator": load,
        "advice": [
            {"code": each.code, "number": each.number, "params": dict(each.params)}
            for each in advice(played, load, people=people, over=over)
        ],
    }


def advice(played: Sequence[Played], load: Mapping[str, Any], *, people: int, over: int) -> list[Advice]:
    """Say what to change, question by question; that it suits when there is nothing."""
    found = []
    if over:
        found.append(Advice("too_long", None, {"minutes": _up(over)}))
    if people <= ENOUGH_RATERS:
        found.append(Advice("no_figures", None, {}))
    enough = people > ENOUGH_RATERS  # with fewer there is hardly anything to read, which says nothing about the script
    for each in played:
        found += _more_time(each) or (_less_time(each) if enough else [])
        found += _longer_tail(each) if enough else []
    if load["moderators"] > 1:
        params = {
            "people": load["moderators"],
            "minutes": _up(load["behind_seconds"]),
            "statements": load["peak_per_minute"],
        }
        found.append(Advice("moderators", None, params))
    return found or [Advice("good", None, {"people": people})]


def _more_time(each: Played) -> list[Advice]:
    still = len(each.needed)
    if still > max(1, CUT_OFF * each.wanted):
        needed = sorted(each.needed)[math.ceil(ENOUGH_TIME * still) - 1]
        params = {"number": each.number, "minutes": _up(needed), "still": still, "wanted": each.wanted}
        return [Advice("longer", each.number, params)]
    return []


def _less_time(each: Played) -> list[Advice]:
    if each.present and each.idle / each.present > IDLE and each.seconds >= 2 * MINUTE:
        spare = min(each.idle / each.present * each.seconds, MOST_SHORTER * each.seconds)
        params = {
            "number": each.number,
            "minutes": max(1, math.floor(spare / MINUTE)),
            "share": round(100 * each.idle / each.present),
        }
        return [Advice("shorter", each.number, params)]
    return []


def _longer_tail(each: Played) -> list[Advice]:
    few = [count for count in each.raters if count < ENOUGH_RATERS]
    if len(few) <= TOO_FEW * len(each.raters) or each.present == 0:
        return []
    pace = sum(each.raters) / (each.seconds + each.tail_seconds)  # ratings a second, of everybody together
    missing = sum(ENOUGH_RATERS - count for count in few)
    params = {
        "number": each.number,
        "minutes": _up(missing / pace) if pace else 1,
        "few": len(few),
        "statements": len(each.raters),
    }
    return [Advice("longer_tail", each.number, params)]


def _figures(each: Played) -> Rehearsed:
    count, ratings = len(each.raters), sum(each.raters)
    few = sum(raters < ENOUGH_RATERS for raters in each.raters)
    return Rehearsed(
        number=each.number,
        prompt=each.prompt,
        seconds=each.seconds,
        tail_seconds=each.tail_seconds,
        wanted=each.wanted,
        posted=each.posted,
        still_writing=len(each.needed),
        share_in_time=round(each.posted / each.wanted, 3) if each.wanted else None,
        statements=count,
        ratings=ratings,
        lowest_raters=min(each.raters) if count else None,
        mean_raters=round(ratings / count, 1) if count else None,
        too_few=few,
        share_too_few=round(few / count, 3) if count else None,
        idle_share=round(each.idle / each.present, 3) if each.present else None,
    )


def _load(played: Sequence[Played]) -> dict[str, Any]:
    """Give what a moderator has to read, and how far behind one who reads everything in turn would be at worst."""
    writing = sum(each.seconds for each in played)
    came, begun = [], 0.0
    for each in played:
        came += [(begun + at, reading_seconds(length)) for at, length in each.arrivals]
        begun += each.seconds + each.tail_seconds
    came.sort()
    reading = sum(seconds for _at, seconds in came)
    needed = next((many for many in range(1, MOST_MODERATORS) if behind(came, many) <= BEHIND), MOST_MODERATORS)
    return {
        "statements": len(came),
        "mean_per_minute": round(len(came) / (writing / MINUTE), 2) if writing else 0.0,
        "peak_per_minute": _busiest([at for at, _seconds in came]),
        "reading_minutes": round(reading / MINUTE, 1),
        "share_reading": round(min(1.0, reading / begun), 3) if begun else 0.0,
        "behind_seconds": round(behind(came, 1)),
        "moderators": needed,
    }


def behind(came: Sequence[tuple[float, float]], moderators: int) -> float:
    """Give the longest time in seconds from a contribution's arrival until somebody has read it.

    ``came`` has for each its arrival and the seconds of reading, in the order of arrival; who is free first reads it.
    """
    free, longest = [0.0] * moderators, 0.0
    for at, seconds in came:
        done = max(at, heapq.heappop(free)) + seconds
        heapq.heappush(free, done)
        longest = max(longest, done - at)
    return longest


def _busiest(moments: Sequence[float]) -> int:
    """Count the most arrivals within one minute."""
    most, first = 0, 0
    for last, at in enumerate(moments):
        while moments[first] <= at - MINUTE:
            first += 1
        most = max(most, last + 1 - first)
    return most


def reading_seconds(length: int) -> float:
    """Give the seconds in which a moderator reads a text of this many characters and decides about it."""
    return length / READING + WEIGHING


def _up(seconds: float) -> int:
    """Round up to whole minutes, one at least."""
    return max(1, math.ceil(seconds / MINUTE))


LINES = {
    "played": N_("%(people)s simulated people, %(minutes)s minutes, %(times)s times as fast as it will be."),
    "wrote": N_("Question %(number)s: %(posted)s of the %(wanted)s people who wanted to write placed something in time, %(still)s were still writing."),
    "rated": N_("   %(statements)s contributions, each with at least %(lowest)s and on average %(mean)s ratings; %(few)s with too few for a figure."),
    "silent": N_("   Nobody wrote anything."),
    "moderator": N_("Moderator: %(mean)s contributions a minute, %(peak)s in the busiest; %(reading)s minutes of reading, at worst %(behind)s seconds behind."),
    "advice": N_("Advice:"),
}  # fmt: skip


def told(outcome: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Give an outcome as lines of plain text: message ids, each with what fills its places."""
    played = outcome["script_seconds"]
    times = round(played / outcome["took_seconds"]) if outcome["took_seconds"] else 0
    first = {"people": outcome["people"], "minutes": round(played / MINUTE), "times": times}
    lines: list[tuple[str, Mapping[str, Any]]] = [(LINES["played"], first)]
    for each in outcome["questions"]:
        wrote = {"number": each["number"], "posted": each["posted"], "wanted": each["wanted"]}
        lines.append((LINES["wrote"], wrote | {"still": each["still_writing"]}))
        rated = {"statements": each["statements"], "lowest": each["lowest_raters"], "mean": each["mean_raters"]}
        lines.append(
            (LINES["rated"], rated | {"few": each["too_few"]}) if each["statements"] else (LINES["silent"], {})
        )
    load = outcome["moderator"]
    reading = {"mean": load["mean_per_minute"], "peak": load["peak_per_minute"], "reading": load["reading_minutes"]}
    lines.append((LINES["moderator"], reading | {"behind": load["behind_seconds"]}))
    lines.append((LINES["advice"], {}))
    return lines + [(TEXTS[each["code"]], each["params"]) for each in outcome["advice"]]
