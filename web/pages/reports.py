"""The report of a dialogue: the page that goes to everybody who was registered, and on paper to their manager."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from web import report_groups
from web.charts import bars
from web.client import segment
from web.forms import Form
from web.rendering import render
from web.session import api, current_user, leave_for, login_required
from web.words import HIDE_REASONS

bp = Blueprint("reports", __name__)


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
        profile=report_groups.profile(content),
        differences=report_groups.differences(content),
        in_bands=report_groups.in_bands,
        groups_of=report_groups.groups_of,
        ranked=in_order(content),
        sessions=sessions,
        versions=versions,
        draft=next((version for version in versions if not version["publishedAt"]), None),
        form=Form(),
        without_remedy=without_remedy(content),
        offered=offered(content),
        statements_offered=most_offered(content),
        most_recognised_of=most_recognised_in(content),
    )


@bp.get("/dialogues/<dialogue_id>/report/<int:number>/files/<any(pdf, csv, json, polis):kind>")
@login_required
def file(dialogue_id: str, number: int, kind: str) -> Response:
    """Hand a report over as a file."""
    made = api.get(f"/dialogues/{segment(dialogue_id)}/reports/{number}/files/{kind}")
    passed_on = ("Content-Type", "Content-Disposition", "Cache-Control")
    return Response(made.content, headers={name: made.headers[name] for name in passed_on})


@bp.route("/dialogues/<dialogue_id>/report/statements/<statement_id>/hide", methods=["GET", "POST"])
@login_required
def hide(dialogue_id: str, statement_id: str) -> Response:
    """Take the words of a statement out of the report, as a moderator or organiser."""
    if not (current_user and current_user.is_any("moderator", "organiser")):
        abort(403)
    path = f"/dialogues/{segment(dialogue_id)}"
    newest = next((each for each in api.get(f"{path}/reports").data["items"] if each["publishedAt"]), None)
    found = api.get(f"{path}/reports/{newest['number']}").data["content"] if newest else {"questions": []}
    texts = {id_: each["text"] for id_, each in report_groups.all_of(found)}
    if statement_id not in texts:
        abort(404)
    form = Form()
    if form.sent:
        body = {"reason": form.value("reason")}
        if form.send(lambda: api.put(f"{path}/statements/{segment(statement_id)}/hiding", body)):
            flash(_("It is hidden in every version of this report."), "ok")
            return leave_for(url_for("reports.show", dialogue_id=dialogue_id))
    shown = {"dialogue_id": dialogue_id, "text": texts[statement_id], "reasons": list(HIDE_REASONS.items())}
    return render("reports/hide.html", status=form.status, form=form, **shown)


def without_remedy(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the statements that are widely recognised while nobody offered a remedy."""
    known = {each["id"]: each for question in content["questions"] for each in question["statements"]}
    return [known[each] for each in (content.get("remedies") or {}).get("without", [])]


def offered(content: Mapping[str, Any]) -> dict[str, int]:
    """Give at least how many people offered to think along, by the id of the statement or reaction, most first."""
    return {each["statementId"]: each["people"] for each in (content.get("offers") or {}).get("statements", [])}


def most_offered(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the statements and reactions at which most people offered to think along."""
    known = dict(report_groups.all_of(content))
    return [known[each] for each in offered(content)]


def most_recognised(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the statements at the top of all questions together, without those that too few people rated."""
    return [each for each in in_order(content) if each["rate"] is not None][: content["top"]]


def in_order(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the statements at the top of all questions together, most recognised first."""
    known = {each["id"]: each for question in content["questions"] for each in question["statements"]}
    return [known[each] for each in content["overall"]]


def most_recognised_in(content: dict[str, Any]) -> Callable[..., list[dict[str, Any]]]:
    """Give a way to list the statements of a theme, most recognised first, so many or all."""
    known = {each["id"]: each for question in content["questions"] for each in question["statements"]}
    places = {each: place for place, each in enumerate(content["overall"])}

    def of(theme: Mapping[str, Any], number: int | None = None) -> list[dict[str, Any]]:
        return [known[each] for each in sorted(theme["statements"], key=places.__getitem__)[:number]]

    return of
