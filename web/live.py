"""The live events of a dialogue, turned into what a screen understands."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import UTC, datetime

from web import dates
from web.standing import Standing
from web.streams import Event, read_events

END = "end"
SIGNAL = "koppen:state"


def clock_of(dialogue: Standing) -> Callable[[], datetime]:
    """Give the API's clock, whatever this machine's says."""
    ahead = dialogue.now - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


def band_face(standing: Standing) -> Hashable:
    """Tell what the phase band shows, so that it is drawn only when that changes; counts come every second."""
    told = [standing.data[name] for name in ("stageEndsAt", "paused", "probe", "poll")]
    return standing.key, standing.minutes_left, len(standing.data["phases"]), *map(str, told)


def desk_face(standing: Standing) -> Hashable:
    """Tell what the desk shows: the planned end as well."""
    return band_face(standing), standing.data["stageDueAt"], standing.data["extraSeconds"]


def follow(
    lines: Iterable[str],
    standing: Standing,
    clock: Callable[[], datetime],
    show: Callable[[Standing, str], str],
    face: Callable[[Standing], Hashable] = band_face,
) -> Iterator[Event]:
    """Follow a dialogue: the band as HTML whenever it changes, and signals that name what the screen should show.

    A signal tells the whole state and not what changed, so that a screen that missed any number of them is right again
    after the next. Nothing is asked of the API here: a renewed token could no longer reach the browser.
    """
    shown: Hashable = None
    for event in read_events(lines):
        before = standing
        standing = standing.at(clock(), **_news(event, standing))
        if face(standing) != shown:
            words = standing.spoken_since(before) if shown else ""
            shown = face(standing)
            yield Event(show(standing, words))
        yield _signal(standing)
        if standing.key == "closed-report":
            yield Event("", END)
        if standing.key == "closed-report" or (before.stage == "planned" and standing.stage != "planned"):
            return  # the script may have changed while the doors were shut: the browser comes back and reads it anew


def _news(event: Event | None, standing: Standing) -> dict[str, object]:
    if event is not None and event.event == "script":
        return {"phases": json.loads(event.data)}
    if event is None or event.event != "state":
        return {}
    news: dict[str, object] = json.loads(event.data)
    if news["stage"] == "closed" and not standing.data["closedAt"]:
        news["closedAt"] = standing.now.isoformat()
    return news


def _signal(standing: Standing) -> Event:
    told = {
        "key": standing.key,
        "poll": standing.poll_key,
        "people": standing.data["participantCount"],
        "statements": standing.data["statementCount"],
        "time": dates.time(standing.now),
    }
    return Event(json.dumps(told), SIGNAL)
