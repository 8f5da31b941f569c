"""Looking back at an event, without a name; and the figures of events and programmes, for organisers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web import figures
from web.forms import Form, whole
from web.pages.organise_events import organisers_only, path_of
from web.rendering import render
from web.session import api, leave_for, login_required

bp = Blueprint("evaluations", __name__)

USEFULNESS = (_l("not useful"), _l("a little useful"), _l("fairly useful"), _l("useful"), _l("very useful"))
RECOMMENDATION = (
    _l("certainly not"),
    _l("probably not"),
    _l("perhaps"),
    _l("probably"),
    _l("certainly"),
)


def scale(words: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """Give the choices of a scale, the lowest first."""
    return [(str(value), word) for value, word in enumerate(words, start=1)]


@bp.route("/events/<uuid:event_id>/evaluation", methods=["GET", "POST"])
@login_required
def answer(event_id: UUID) -> Response:
    """Answer three questions about an event where one was."""
    form = Form()
    given = {name: _number(form, name) for name in ("usefulness", "recommendation")}
    body = {name: value for name, value in given.items() if value} | {"different": form.value("different")}
    if form.sent and form.send(lambda: api.post(f"{path_of(event_id)}/evaluations", body)):
        flash(_("Thank you. Your answers are in, without your name."), "ok")
        return leave_for(url_for("events.show", event_id=event_id))
    return render(
        "evaluations/answer.html",
        block="form",
        status=form.status,
        form=form,
        event=api.get(path_of(event_id)).data,
        usefulness=scale(USEFULNESS),
        recommendation=scale(RECOMMENDATION),
    )


def _number(form: Form, name: str) -> int | None:
    return whole(form.text(name))


@bp.get("/organise/events/<uuid:event_id>/figures")
@organisers_only
def of_event(event_id: UUID) -> Response:
    """Show who registered and came, and how people look back."""
    found = api.get(f"{path_of(event_id)}/figures").data
    return render(
        "figures/event.html",
        figures=found,
        attendance=figures.of_attendance([found]),
        **_looking(found["evaluation"]),
    )


@bp.get("/programmes/<uuid:programme_id>/figures")
@organisers_only
def of_programme(programme_id: UUID) -> Response:
    """Show the figures of a programme, event by event."""
    found = api.get(f"/programmes/{programme_id}/figures").data
    return render(
        "figures/programme.html",
        figures=found,
        attendance=figures.of_attendance(found["events"]),
        **_looking(found["evaluation"]),
    )


def _looking(evaluation: dict[str, Any]) -> dict[str, Any]:
    """Give the two scales of an evaluation: title, words, figures, chart."""
    asked = (
        (_("How useful was it?"), USEFULNESS, evaluation["usefulness"]),
        (_("Would people recommend it?"), RECOMMENDATION, evaluation["recommendation"]),
    )
    return {"scales": [(title, words, found, figures.of_scale(found, words)) for title, words, found in asked]}


@bp.get("/organise/events/<uuid:event_id>/attendance.csv")
@organisers_only
def attendance(event_id: UUID) -> Response:
    """Give who registered and came as a file for a spreadsheet."""
    answer = api.get(f"{path_of(event_id)}/attendance")
    response = Response(answer.content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = answer.headers["Content-Disposition"]
    return response


@bp.post("/organise/registrations/<uuid:registration_id>/attendance")
@organisers_only
def note(registration_id: UUID) -> Response:
    """Note whether somebody came to an event without a dialogue."""
    attended = request.form.get("attended") == "yes"
    row = api.put(f"/registrations/{registration_id}/attendance", {"attended": attended}).data
    return leave_for(url_for("organise.registrations", event_id=row["eventId"], _anchor=f"r-{registration_id}"))
