"""Rehearsing a script: asking for a dry run, waiting for it, and reading what came of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, url_for

from web.client import Answer
from web.forms import Form, number
from web.pages.organise_events import organisers_only, path_of
from web.problem import Problem
from web.rendering import render
from web.session import api, leave_for

bp = Blueprint("rehearsals", __name__)
USUAL = 40


@bp.get("/organise/events/<uuid:event_id>/rehearsal")
@organisers_only
def show(event_id: UUID) -> Response:
    """Show the newest rehearsal, or that there is none yet; htmx looks again while it is being played."""
    return page(event_id, Form())


@bp.post("/organise/events/<uuid:event_id>/rehearsal")
@organisers_only
def start(event_id: UUID) -> Response:
    """Ask for a rehearsal."""
    form = Form()
    if form.send(lambda: api.post(f"{path_of(event_id)}/rehearsal", {"people": number(form.text("people"))})):
        return leave_for(url_for("rehearsals.show", event_id=event_id))
    return page(event_id, form)


def page(event_id: UUID, form: Form) -> Response:
    """Render the rehearsal of an event."""
    event = api.get(path_of(event_id)).data
    found = newest(event_id)
    return render(
        "events/rehearsal.html",
        block="outcome",
        status=form.status,
        form=form,
        event=event,
        rehearsal=found.data if found else None,
        usual=found.data["people"] if found else USUAL,
    )


def newest(event_id: UUID) -> Answer | None:
    """Ask for the newest rehearsal; None when there was none."""
    try:
        return api.get(f"{path_of(event_id)}/rehearsal")
    except Problem as problem:
        if problem.status != 404:
            raise
        return None
