"""Beginning an event: from a template, or like an earlier one, with its dialogue in one go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from web import dates
from web.client import Answer, segment
from web.forms import Form
from web.pages.organise_events import organisers_only
from web.rendering import render
from web.session import api, leave_for

bp = Blueprint("drafts", __name__)
COPY = "copy"
SHOWN = 50  # earlier events to choose from


@bp.route("/organise/events/start", methods=["GET", "POST"])
@organisers_only
def start() -> Response:
    """Draft an event with its dialogue from a template, or like an earlier event."""
    copied = request.args.get("copy", "")
    templates = api.get("/event-templates").data["items"]
    form = Form({"begin": COPY if copied else templates[0]["id"], "earlier": copied})
    if form.sent and form.text("begin") == COPY and not form.text("earlier"):
        form.complain("earlier", _("Choose an event."))
    elif form.sent:
        answer = form.send(lambda: draft(form))
        if answer:
            flash(_("The draft is there. Nobody sees it until you announce it."), "ok")
            return leave_for(url_for("organise.show", event_id=answer.data["id"]))
    return render("events/start.html", status=form.status, form=form, templates=templates, earlier=earlier_events())


def draft(form: Form) -> Answer:
    """Ask the API for the draft that was chosen; what is left empty is as the template or the earlier event has it."""
    given = {"title": form.text("title"), "startsAt": moment(form, "startsAt"), "endsAt": moment(form, "endsAt")}
    body = {name: value for name, value in given.items() if value}
    if form.text("begin") == COPY:
        return api.post(
            f"/events/{segment(form.text('earlier') or '')}/copies", body, idempotency_key=form.idempotency_key
        )
    path = f"/event-templates/{segment(form.text('begin') or '-')}/events"
    return api.post(path, body, idempotency_key=form.idempotency_key)


def moment(form: Form, name: str) -> str | None:
    """Read a moment of the form."""
    return dates.from_local_input(form.text(name) or "")


def earlier_events() -> list[tuple[str, str]]:
    """List the events that can be copied, what was last first, then what is still to come."""
    found: list[Mapping[str, Any]] = []
    for period in ("past", "upcoming"):
        found += api.get("/events", period=period, limit=SHOWN).data["items"]
    return [(each["id"], f"{each['title']} ({dates.date(each['startsAt'], dates.SHORT)})") for each in found]
