"""Who came, how they look back, and figures of events and programmes over HTTP."""

import csv
import io
from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_babel import lazy_gettext as _l

from api.blueprint import Blueprint
from api.identity import current_member
from api.schemas.evaluations import (
    AttendanceInSchema,
    EvaluationInSchema,
    EventFiguresSchema,
    ProgrammeFiguresSchema,
)
from api.schemas.registrations import RegistrationSchema
from api.services import attendance, evaluations, figures
from api.state import state

blp = Blueprint("evaluations", __name__, description="Who came, and how they look back at it, anonymously")

FILE = {"type": "string", "description": "Separated by semicolons, with a byte order mark, as spreadsheets expect"}
HEAD = (_l("Name"), _l("Mail address"), _l("Organisation"), _l("Kind of job"), _l("Registration"), _l("Came"))


@blp.route("/events/<uuid:event_id>/evaluations")
class Evaluations(MethodView):
    @blp.arguments(EvaluationInSchema)
    @blp.response(204)
    def post(self, body: dict[str, Any], event_id: UUID) -> None:
        """Look back at an event where one was, once, without a name."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            evaluations.answer(session, event_id, member, body, now=state().clock(), rng=state().rng)


@blp.route("/events/<uuid:event_id>/figures")
class EventFigures(MethodView):
    @blp.response(200, EventFiguresSchema)
    def get(self, event_id: UUID) -> Any:
        """Give who registered and came, and how people look back, as an organiser."""
        with state().database.read() as session:
            return figures.of_event(session, event_id, current_member(session))


@blp.route("/programmes/<uuid:programme_id>/figures")
class ProgrammeFigures(MethodView):
    @blp.response(200, ProgrammeFiguresSchema)
    def get(self, programme_id: UUID) -> Any:
        """Give the figures of the events of a programme, as an organiser."""
        with state().database.read() as session:
            return figures.of_programme(session, programme_id, current_member(session))


@blp.route("/events/<uuid:event_id>/attendance")
class EventAttendance(MethodView):
    @blp.response(200, FILE, content_type="text/csv")
    def get(self, event_id: UUID) -> Any:
        """Give who registered and who came as a file for a spreadsheet, as an organiser."""
        with state().database.read() as session:
            questions, rows = attendance.listing(session, event_id, current_member(session))
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([[*map(str, HEAD), *questions], *rows])
        answer = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="attendance.csv"'
        return answer


@blp.route("/registrations/<uuid:registration_id>/attendance")
class RegistrationAttendance(MethodView):
    @blp.arguments(AttendanceInSchema)
    @blp.response(200, RegistrationSchema)
    def put(self, body: dict[str, Any], registration_id: UUID) -> Any:
        """Note whether somebody came to an event without a dialogue, as an organiser."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return attendance.note(session, registration_id, member, attended=body["attended"], now=state().clock())
