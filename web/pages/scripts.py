"""The script of a dialogue: made for an event, changed until it begins, and seen as participants will see it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from web import durations, previews
from web.client import segment
from web.drafts import Draft
from web.forms import whole
from web.pages.dialogues import path_of, stand
from web.pages.organise_events import organisers_only
from web.problem import Problem
from web.rendering import render
from web.script_form import CLOSING, LOBBY, QUESTION, ScriptForm
from web.session import api, leave_for

bp = Blueprint("scripts", __name__)
PAGE = "dialogues/script.html"
QUESTIONS = 6


@bp.route("/dialogues/new", methods=["GET", "POST"])
@organisers_only
def new() -> Response:
    """Give an event its dialogue."""
    event_id = request.args.get("event", "")
    event = api.get(f"/events/{segment(event_id)}").data if event_id else abort(404)
    form = ScriptForm([LOBBY, *[QUESTION] * QUESTIONS, CLOSING], "clock")
    if form.is_saved:
        body = form.body() | {"eventId": event_id}
        answer = form.send(lambda: api.post("/dialogues", body, idempotency_key=form.idempotency_key))
        if answer:
            flash(_("The script has been saved."), "ok")
            return leave_for(after(event_id, answer.data["id"]))
    return page(form, event_id, event["title"], None, None)


@bp.route("/dialogues/<uuid:dialogue_id>/script", methods=["GET", "POST"])
@organisers_only
def edit(dialogue_id: str) -> Response:
    """Change the script of a dialogue that has not begun."""
    found = api.get(path_of(dialogue_id))
    form = ScriptForm(found.data["phases"], found.data["advance"])
    if form.is_saved:
        body = form.body()
        if form.send(lambda: api.patch(path_of(dialogue_id), body, etag=form.etag)):
            flash(_("The script has been changed."), "ok")
            return leave_for(after(found.data["eventId"], dialogue_id))
    return page(form, found.data["eventId"], found.data["title"], form.etag or found.etag, dialogue_id)


def after(event_id: str, dialogue_id: str) -> str:
    """Tell where saving leads: to the event, or to the preview when that was asked."""
    if request.form.get("do") == "preview":
        return url_for("scripts.preview", dialogue_id=dialogue_id)
    return url_for("organise.show", event_id=event_id)


def page(form: ScriptForm, event_id: str, title: str, etag: str | None, dialogue_id: str | None) -> Response:
    """Show the form, or the total time alone when only that is asked."""
    fit = fit_of(event_id, form)
    form.point_back("phases", form.sent_rows)
    durations.explain(form)
    block = "total" if request.form.get("do") == "check" else "form"
    return render(
        PAGE,
        block=block,
        status=form.status,
        form=form,
        title=title,
        etag=etag,
        event_id=event_id,
        dialogue_id=dialogue_id,
        fit=fit,
    )


def fit_of(event_id: str, form: ScriptForm) -> dict[str, Any] | None:
    """Ask the API how the script on the page fits in the time of the event; None while a length cannot be read."""
    try:
        fit: dict[str, Any] = api.post(
            f"/events/{segment(event_id)}/script-checks", {"phases": form.body()["phases"]}
        ).data
    except Problem as problem:
        if problem.status != 400:
            raise
        return None
    return fit


@bp.get("/dialogues/<uuid:dialogue_id>/script/preview")
@organisers_only
def preview(dialogue_id: str) -> Response:
    """Show every stage of the script on the screen that participants will have."""
    dialogue = api.get(path_of(dialogue_id)).data
    stages = previews.scenes(dialogue)
    here = min(whole(request.args.get("step")) or 0, len(stages) - 1)
    names = [previews.name_of(scene, scene.standing(dialogue)) for scene in stages]
    standing = stages[here].standing(dialogue)
    return render(
        "dialogues/preview.html",
        draft=Draft(),
        dialogue_id=dialogue_id,
        names=names,
        here=here,
        event_id=dialogue["eventId"],
        **stand(standing),
        **previews.examples(),
    )
