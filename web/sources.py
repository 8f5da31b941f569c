"""What a follow-up session grows from: the words, and the way back to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, url_for

from web.client import segment
from web.session import api

SHOWN = 12


@dataclass(frozen=True)
class Source:
    """A statement in a report, a thread or a lesson. ``text`` is None when it was taken away."""

    kind: str
    text: str | None
    url: str | None
    body: Mapping[str, Any]

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> Source:
        """Read the source of a session from the API."""
        urls = {
            "statement": lambda: url_for("reports.show", dialogue_id=source["dialogueId"], _anchor=f"s-{source['statementId']}"),
            "thread": lambda: url_for("threads.show", thread_id=source["threadId"]),
            "lesson": lambda: url_for("lessons.show", lesson_id=source["lessonId"]),
        }  # fmt: skip
        url = urls[source["kind"]]() if source["text"] is not None else None
        return cls(source["kind"], source["text"], url, source)


def source_from(args: Mapping[str, str]) -> Source | None:
    """Find what a proposal begins from by its ids in the address; None when the address names nothing."""
    if args.get("dialogue") and args.get("statement"):
        found = next((each for each in statements_of(args["dialogue"]) if each["id"] == args["statement"]), None)
        if found is None:
            abort(404)
        body = {"kind": "statement", "dialogueId": args["dialogue"], "statementId": args["statement"]}
        url = url_for("reports.show", dialogue_id=args["dialogue"], _anchor=f"s-{args['statement']}")
        return Source("statement", found["text"], url, body)
    if args.get("thread"):
        found = api.get(f"/threads/{segment(args['thread'])}").data
        url = url_for("threads.show", thread_id=found["id"])
        return Source("thread", found["title"], url, {"kind": "thread", "threadId": found["id"]})
    if args.get("lesson"):
        found = api.get(f"/lessons/{segment(args['lesson'])}").data
        url = url_for("lessons.show", lesson_id=found["id"])
        return Source("lesson", found["title"], url, {"kind": "lesson", "lessonId": found["id"]})
    return None


def statements_of(dialogue_id: str) -> list[dict[str, Any]]:
    """Give all statements and reactions of the newest report of a dialogue, best first."""
    path = f"/dialogues/{segment(dialogue_id)}/reports"
    versions = api.get(path, limit=1).data["items"]
    if not versions:
        return []
    content = api.get(f"{path}/{versions[0]['number']}").data["content"]
    tops = {each["id"]: each for question in content["questions"] for each in question["statements"]}
    return [each for id_ in content["overall"] for each in (tops[id_], *tops[id_]["reactions"])]


def questions_of(dialogue_id: str) -> list[dict[str, Any]]:
    """Give the questions of the newest report that have statements, each with all of them, reactions too."""
    path = f"/dialogues/{segment(dialogue_id)}/reports"
    versions = api.get(path, limit=1).data["items"]
    content = api.get(f"{path}/{versions[0]['number']}").data["content"] if versions else {"questions": []}
    return [
        {**question, "statements": [each for top in question["statements"] for each in (top, *top["reactions"])]}
        for question in content["questions"]
        if question["statements"]
    ]


def choices_of(source: Mapping[str, Any], chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """List the statements of the report that a session can begin with: those it has, its source, the most recognised."""
    if source["kind"] != "statement":
        return []
    statements = statements_of(source["dialogueId"])
    own = {source["statementId"], *chosen}
    first = [each for each in statements if each["id"] in own]
    others = [each for each in statements if each["id"] not in own and each["rate"] is not None]
    return [(each["id"], each["text"]) for each in first + others[: max(SHOWN - len(first), 0)]]
