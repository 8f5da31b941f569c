"""The report of a dialogue: the page that goes to everybody who was registered, and on paper to their manager."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l

from web.charts import bars
from web.client import segment
from web.forms import Form
from web.rendering import render
from web.session import api, login_required

bp = Blueprint("reports", __name__)

SIZES = {
    "small": _l("fewer than 50,000 inhabitants"),
    "medium": _l("50,000 to 100,000 inhabitants"),
    "large": _l("100,000 inhabitants or more"),
    None: _l("not told, or too few to tell"),
}
JOBS = {
    "innovation_advisor": _l("innovation advisor"),
    "project_leader": _l("project leader"),
    "information_specialist": _l("information specialist"),
    "policy_officer": _l("policy officer"),
    "manager": _l("manager"),
    "other": _l("something else"),
    None: _l("not told, or too few to tell"),
}


@bp.get("/dialogues/<dialogue_id>/report")
@login_required
def show(dialogue_id: str) -> Response:
    """Show the newest version of the report, or the one that was asked for."""
    path = f"/dialogues/{segment(dialogue_id)}/reports"
    versions = api.get(path).data["items"]
    if not versions:
        return render("reports/none.html", dialogue_id=dialogue_id)
    newest = next(version for version in versions if version["publishedAt"])
    number = request.args.get("version", type=int) or newest["number"]
    report = api.get(f"{path}/{number}").data
    sessions = api.get("/topic-sessions", dialogueId=dialogue_id).data["items"]
    content = report["content"]
    hour = content["hour"]
    return render(
        "reports/show.html",
        report=report,
        content=content,
        hour=hour,
        best=most_recognised(content),
        bars=bars(hour["attention"]["distribution"], content["enoughRaters"]),
        profile=[
            (_l("Size of the municipality"), named(hour["profile"]["sizeClass"], SIZES)),
            (_l("Kind of job"), named(hour["profile"]["jobFunction"], JOBS)),
        ],
        sessions=sessions,
        versions=versions,
        draft=next((version for version in versions if not version["publishedAt"]), None),
        form=Form(),
        most_recognised_of=most_recognised_in(content),
    )


def most_recognised(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the statements at the top of all questions together, without those that too few people rated."""
    known = {each["id"]: each for question in content["questions"] for each in question["statements"]}
    rated = [known[each] for each in content["overall"] if known[each]["rate"] is not None]
    return rated[: content["top"]]


def most_recognised_in(content: dict[str, Any]) -> Callable[..., list[dict[str, Any]]]:
    """Give a way to list the statements of a theme, most recognised first, so many or all."""
    known = {each["id"]: each for question in content["questions"] for each in question["statements"]}
    places = {each: place for place, each in enumerate(content["overall"])}

    def of(theme: Mapping[str, Any], number: int | None = None) -> list[dict[str, Any]]:
        return [known[each] for each in sorted(theme["statements"], key=places.__getitem__)[:number]]

    return of


def named(rows: list[dict[str, Any]], names: dict[Any, Any]) -> list[tuple[Any, int]]:
    """Put words to the groups of a profile."""
    return [(names.get(row["value"], row["value"]), row["people"]) for row in rows]
