"""Events: the agenda, one event, registering for it, telling a colleague."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from web.exchange import all_topics, next_address
from web.forms import Form
from web.rendering import render, wants_block
from web.session import api, leave_for, login_required
from web.words import EVENT_KINDS

bp = Blueprint("events", __name__)


@bp.app_template_filter("kind")
def kind(word: str) -> object:
    """Name a kind of event."""
    return EVENT_KINDS[word]


@bp.app_template_filter("pairs")
def pairs(words: Iterable[str]) -> list[tuple[str, str]]:
    """Make choices of which the value is the text."""
    return [(word, word) for word in words]


@bp.get("/events")
def index() -> Response:
    """List what is coming."""
    return agenda("upcoming", "events.index")


@bp.get("/events/past")
def past() -> Response:
    """List what has been, the last first."""
    return agenda("past", "events.past")


def agenda(period: str, endpoint: str) -> Response:
    """Render a page of the agenda."""
    cursor, topic = request.args.get("cursor"), request.args.get("topic") or None
    page = api.get("/events", period=period, cursor=cursor, topic=topic).data
    return render(
        "events/index.html",
        block="items" if cursor else "list",
        events=page["items"],
        next_url=next_address(endpoint, page, topic=topic),
        topics=[] if wants_block() else all_topics(),
        topic=topic,
        address=url_for(endpoint),
        period=period,
    )


@bp.get("/events/<uuid:event_id>")
def show(event_id: UUID) -> Response:
    """Show an event."""
    return render_event(event_id)


def render_event(event_id: UUID, *, form: Form | None = None, invitation: Form | None = None) -> Response:
    """Render an event with its two forms; the one that was sent has its complaints."""
    event = api.get(f"/events/{event_id}").data
    sent = form or invitation
    block = "registration" if form else "invitation"
    related = [] if wants_block() else api.get(f"/events/{event_id}/related").data["items"]
    return render(
        "events/show.html",
        block=block if sent else None,
        status=sent.status if sent else 200,
        event=event,
        related=related,
        form=form or _unsent(),
        invitation=invitation or _unsent(),
    )


def _unsent() -> Form:
    form = Form()
    form.sent = False
    return form


@bp.post("/events/<uuid:event_id>/registration")
@login_required
def register(event_id: UUID) -> Response:
    """Take a seat, or a place on the waiting list."""
    path = f"/events/{event_id}"
    form = Form()
    body = {"answers": answers(api.get(path).data, form)}
    answer = form.send(lambda: api.post(f"{path}/registrations", body, idempotency_key=form.idempotency_key))
    if answer is None:
        return render_event(event_id, form=form)
    flash(*said(answer.data))
    return leave_for(url_for("events.show", event_id=event_id))


def answers(event: Mapping[str, Any], form: Form) -> list[dict[str, str]]:
    """Collect the answers in the order of the questions, so that the API's complaints find their field."""
    return [
        {"questionId": question["id"], "answer": form.text(f"answers.{place}.answer") or ""}
        for place, question in enumerate(event["questions"])
    ]


def said(registration: Mapping[str, Any]) -> tuple[str, str]:
    """Say what came of registering."""
    if registration["status"] == "confirmed":
        return _("You have a seat. The confirmation is in your mail."), "ok"
    return _("You are on the waiting list."), "info"


@bp.post("/events/<uuid:event_id>/registration/cancellation")
@login_required
def give_up(event_id: UUID) -> Response:
    """Give up a seat or a place on the waiting list."""
    mine = api.get(f"/events/{event_id}").data["registration"]
    form = Form()
    if mine and form.send(lambda: api.delete(f"/registrations/{mine['id']}")) is None:
        return render_event(event_id, form=form)
    flash(_("You are no longer registered."), "ok")
    return leave_for(url_for("events.show", event_id=event_id))


@bp.post("/events/<uuid:event_id>/invitations")
@login_required
def invite(event_id: UUID) -> Response:
    """Tell a colleague by mail."""
    form = Form()
    body = {"email": form.value("email")}
    path = f"/events/{event_id}/invitations"
    if form.send(lambda: api.post(path, body, idempotency_key=form.idempotency_key)) is None:
        return render_event(event_id, invitation=form)
    flash(_("Your colleague gets one mail about this event."), "ok")
    return leave_for(url_for("events.show", event_id=event_id))


@bp.get("/events/<uuid:event_id>/calendar.ics")
def calendar(event_id: UUID) -> Response:
    """Give the file for one's own calendar."""
    answer = api.get(f"/events/{event_id}/calendar")
    response = Response(answer.content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = answer.headers["Content-Disposition"]
    return response
