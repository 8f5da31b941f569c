"""One live dialogue of the demo: announced by the organiser over the public API, and known by its title."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from koppen.client import ApiClient
from koppen.texts import written


@dataclass(frozen=True)
class Lengths:
    """How long the stages of a demo dialogue last, in seconds."""

    lobby: int = 45
    question: int = 480
    tail: int = 75
    closing: int = 150


def texts(title: str) -> Mapping[str, Any] | None:
    """Give what is said in the dialogue with this title; None when it is not one of ours."""
    found: Mapping[str, Any] | None = next(
        (each for each in written("live_dialogues")["rounds"] if each["title"] == title), None
    )
    return found


def under_way(organiser: ApiClient) -> Mapping[str, Any] | None:
    """Find a dialogue of ours that somebody can join now or soon, after a restart."""
    cursor = ""
    while True:
        page = organiser.call("GET", f"/events?period=upcoming&kind=dialogue&limit=100{cursor}")
        for event in page["items"]:
            if (
                texts(event["title"])
                and event["status"] == "published"
                and event["dialogueState"] in ("planned", "live")
            ):
                found: Mapping[str, Any] = event
                return found
        if page["next"] is None:
            return None
        cursor = f"&cursor={page['next']}"


def announce(organiser: ApiClient, number: int, lengths: Lengths) -> Mapping[str, Any]:
    """Make the next dialogue: it opens its doors at once and moves on by the clock."""
    everything = written("live_dialogues")
    given = everything["rounds"][number % len(everything["rounds"])]
    topics = {topic["slug"]: topic["id"] for topic in _all(organiser, "/topics")}
    starts = datetime.now(UTC) + timedelta(seconds=lengths.lobby)
    hour = len(given["questions"]) * (lengths.question + lengths.tail) + lengths.closing
    event = organiser.answer(
        "POST",
        "/events",
        {
            "kind": "dialogue",
            "title": given["title"],
            "summary": given["summary"],
            "description": everything["notice"],
            "audience": everything["audience"],
            "startsAt": starts.isoformat(),
            "endsAt": (starts + timedelta(seconds=hour)).isoformat(),
            "topicIds": [topics[given["topic"]]] if given["topic"] in topics else [],
            "linkDaysBefore": 1,  # so the confirmation has it, and no second mail follows
            "reminderHoursBefore": 0,
        },
        once(),
    )
    event_id = event.json_or_none["id"]
    organiser.call(
        "POST",
        "/dialogues",
        {"eventId": event_id, "advance": "clock", "phases": list(_phases(given, lengths))},
        once(),
    )
    organiser.call("POST", f"/events/{event_id}/publication", headers={"If-Match": event.headers["ETag"]})
    found: Mapping[str, Any] = organiser.call("GET", f"/events/{event_id}")
    return found


def once() -> dict[str, str]:
    """Give the header that makes a request that is sent twice act once."""
    return {"Idempotency-Key": secrets.token_hex(16)}


def _phases(given: Mapping[str, Any], lengths: Lengths) -> Iterator[dict[str, Any]]:
    yield {"kind": "lobby", "maxSeconds": lengths.lobby}
    for question in given["questions"]:
        yield {
            "kind": "question",
            "prompt": question["prompt"],
            "explanation": question["explanation"],
            "maxSeconds": lengths.question,
            "tailSeconds": lengths.tail,
        }
    yield {"kind": "closing", "maxSeconds": lengths.closing}


def _all(client: ApiClient, path: str) -> Iterator[Mapping[str, Any]]:
    cursor = ""
    while True:
        page = client.call("GET", f"{path}?limit=100{cursor}")
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = f"&cursor={page['next']}"
