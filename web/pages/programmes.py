"""Programmes: what belongs together, and starting or changing one as an organiser."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from web.dates import moment
from web.exchange import current_etag, next_address
from web.forms import Form
from web.pages.organise_events import organisers_only
from web.rendering import render
from web.session import api, leave_for

bp = Blueprint("programmes", __name__)


@bp.get("/programmes/<uuid:programme_id>")
def show(programme_id: UUID) -> Response:
    """Show a programme: its events in order of time, and what grew from each."""
    cursor = request.args.get("cursor")
    page = api.get(f"/programmes/{programme_id}/chain", cursor=cursor).data
    now = datetime.now(UTC)
    return render(
        "events/programme.html",
        block="items" if cursor else None,
        programme=api.get(f"/programmes/{programme_id}").data,
        links=[(link, moment(link["event"]["endsAt"]) <= now) for link in page["items"]],
        next_url=next_address("programmes.show", page, programme_id=programme_id),
    )


@bp.route("/programmes/new", methods=["GET", "POST"])
@organisers_only
def new() -> Response:
    """Start a programme."""
    form = Form()
    if form.sent:
        answer = form.send(lambda: api.post("/programmes", typed(form), idempotency_key=form.idempotency_key))
        if answer:
            flash(_("The programme is there. You can choose it at an event."), "ok")
            return leave_for(url_for("programmes.show", programme_id=answer.data["id"]))
    return render("events/edit_programme.html", form=form, status=form.status, etag=None)


@bp.route("/programmes/<uuid:programme_id>/edit", methods=["GET", "POST"])
@organisers_only
def edit(programme_id: UUID) -> Response:
    """Change a programme."""
    path = f"/programmes/{programme_id}"
    answer = api.get(path)
    form = Form(answer.data)
    if form.sent and form.send(lambda: api.patch(path, typed(form), etag=form.etag)):
        flash(_("Your change has been saved."), "ok")
        return leave_for(url_for("programmes.show", programme_id=programme_id))
    return render("events/edit_programme.html", form=form, status=form.status, etag=current_etag(form, answer))


def typed(form: Form) -> dict[str, str]:
    """Collect what was filled in; an empty description is one."""
    return {name: form.text(name) or "" for name in ("title", "description")}
