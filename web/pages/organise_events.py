"""Organising events: drafting, changing, announcing, cancelling, who comes, results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.client import Answer
from web.event_form import EventForm, body_of
from web.exchange import all_topics, current_etag, next_address
from web.forms import Form, options
from web.rendering import render
from web.session import api, current_user, leave_for, login_required
from web.words import EVENT_KINDS

bp = Blueprint("organise", __name__)
P = ParamSpec("P")


def organisers_only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Keep a page to organisers; the API decides again about every change."""

    @login_required
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not (current_user and current_user.is_any("organiser")):
            abort(403)
        return view(*args, **kwargs)

    return guarded


@bp.get("/organise/events")
@organisers_only
def index() -> Response:
    """List the drafts and what is coming."""
    cursor = request.args.get("cursor")
    page = api.get("/events", period="upcoming", status="published", cursor=cursor).data
    drafts = [] if cursor else api.get("/events", status="draft", limit=100).data["items"]
    next_url = next_address("organise.index", page)
    return render(
        "events/organise.html",
        block="items" if cursor else None,
        events=page["items"],
        drafts=drafts,
        next_url=next_url,
    )


@bp.route("/organise/events/new", methods=["GET", "POST"])
@organisers_only
def new() -> Response:
    """Draft an event."""
    form = EventForm()
    if form.sent and not form.adds:
        answer = form.send(lambda: api.post("/events", body_of(form), idempotency_key=form.idempotency_key))
        if answer:
            flash(_("The draft has been saved. Nobody sees it until you announce it."), "ok")
            return leave_for(url_for("organise.show", event_id=answer.data["id"]))
        form.name_rows()
    return render_form(form, None, None)


@bp.route("/organise/events/<uuid:event_id>/edit", methods=["GET", "POST"])
@organisers_only
def edit(event_id: UUID) -> Response:
    """Change an event."""
    found = api.get(path_of(event_id))
    form = EventForm(found.data)
    if form.sent and not form.adds:
        if form.send(lambda: api.patch(path_of(event_id), body_of(form), etag=form.etag)):
            flash(_("Your change has been saved."), "ok")
            return leave_for(url_for("organise.show", event_id=event_id))
        form.name_rows()
    etag = form.etag if form.adds else current_etag(form, found)
    return render_form(form, found.data, etag)


def render_form(form: EventForm, event: dict[str, Any] | None, etag: str | None) -> Response:
    """Render the form of a new event or of one that is there."""
    programmes = options(api.get("/programmes", limit=100).data["items"], label="title")
    return render(
        "events/edit.html",
        status=form.status,
        form=form,
        event=event,
        etag=etag,
        kinds=EVENT_KINDS.items(),
        programmes=programmes,
        topics=options(all_topics()),
    )


@bp.get("/organise/events/<uuid:event_id>")
@organisers_only
def show(event_id: UUID) -> Response:
    """Show where an event stands and what can be done."""
    return render_desk(event_id, Form())


def render_desk(event_id: UUID, form: Form) -> Response:
    """Render the desk of an event."""
    found = api.get(path_of(event_id))
    readiness = api.get(f"{path_of(event_id)}/readiness").data
    return render(
        "events/desk.html", status=form.status, event=found.data, etag=found.etag, form=form, readiness=readiness
    )


@bp.post("/organise/events/<uuid:event_id>/publication")
@organisers_only
def publish(event_id: UUID) -> Response:
    """Announce an event."""
    form = Form()
    if not form.send(lambda: act(event_id, "publication", form.etag)):
        return render_desk(event_id, form)
    flash(_("The event has been announced. Everybody can register now."), "ok")
    return leave_for(url_for("organise.show", event_id=event_id))


@bp.route("/organise/events/<uuid:event_id>/cancellation", methods=["GET", "POST"])
@organisers_only
def cancel(event_id: UUID) -> Response:
    """Cancel an event, after saying why."""
    found = api.get(path_of(event_id))
    form = Form()
    if form.sent and form.send(lambda: act(event_id, "cancellation", form.etag, {"reason": form.value("reason")})):
        flash(_("The event has been cancelled. Everybody who was registered gets a mail."), "ok")
        return leave_for(url_for("organise.show", event_id=event_id))
    etag = current_etag(form, found)
    return render("events/cancel.html", status=form.status, form=form, event=found.data, etag=etag)


@bp.route("/organise/events/<uuid:event_id>/results", methods=["GET", "POST"])
@organisers_only
def results(event_id: UUID) -> Response:
    """Tell what an event brought."""
    found = api.get(path_of(event_id))
    form = Form(found.data)
    body = {"results": form.value("results")}
    if form.sent and form.send(lambda: api.put(f"{path_of(event_id)}/results", body, etag=form.etag)):
        flash(_("The results are on the page of the event."), "ok")
        return leave_for(url_for("events.show", event_id=event_id))
    etag = current_etag(form, found)
    return render("events/results.html", status=form.status, form=form, event=found.data, etag=etag)


@bp.get("/organise/events/<uuid:event_id>/registrations")
@organisers_only
def registrations(event_id: UUID) -> Response:
    """List who comes and who waits."""
    cursor, status = request.args.get("cursor"), request.args.get("status") or None
    page = api.get(f"{path_of(event_id)}/registrations", cursor=cursor, status=status, limit=50).data
    event = api.get(path_of(event_id)).data
    return render(
        "events/registrations.html",
        block="items" if cursor else None,
        event=event,
        begun=datetime.fromisoformat(event["startsAt"]) <= datetime.now(UTC),
        registrations=page["items"],
        status_shown=status,
        next_url=next_address("organise.registrations", page, event_id=event_id, status=status),
    )


def path_of(event_id: UUID) -> str:
    """Give the API's address of an event."""
    return f"/events/{event_id}"


def act(event_id: UUID, action: str, etag: str | None, body: dict[str, Any] | None = None) -> Answer:
    """Do to an event what changes its state, based on the version that was seen."""
    return api.call("POST", f"{path_of(event_id)}/{action}", body=body, headers={"If-Match": etag})
