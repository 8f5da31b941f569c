"""Reports over HTTP: for the people who were registered, and for who organises or moderates. A report is not public."""

from typing import Any
from uuid import UUID

from flask.views import MethodView
from sqlalchemy.orm import Session

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, IF_MATCH, Blueprint
from api.idempotency import once
from api.identity import current_member
from api.locations import located
from api.models import Report
from api.schemas.reports import (
    PublicationSchema,
    ReportChangesSchema,
    ReportQuery,
    ReportSchema,
    ReportVersionPageSchema,
)
from api.services import report_versions, reports
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("reports", __name__, description="The versioned results of dialogues")


@blp.route("/dialogues/<uuid:dialogue_id>/reports")
class Reports(MethodView):
    @blp.arguments(ReportQuery, location="query")
    @blp.response(200, ReportVersionPageSchema)
    def get(self, query: dict[str, Any], dialogue_id: UUID) -> Any:
        """List the versions of a report, newest first; there is none before the dialogue is closed."""
        after = cursors.decode(query.get("cursor"), int)
        with state().database.read() as session:
            member = current_member(session)
            rows = reports.listing(session, dialogue_id, member, after=after, limit=query["limit"])
            return cursors.page(rows, query["limit"], lambda row: (row.number,))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.response(201, ReportSchema)
    def post(self, dialogue_id: UUID) -> Any:
        """Begin a new version of a report, as an organiser: a draft with the words of the newest one."""
        located(by="number")
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def begin() -> Any:
                return tagged(report_versions.draft(session, dialogue_id, member, state().clock(), state().rng))

            return once(session, member, ReportSchema(), 201, begin)


@blp.route("/dialogues/<uuid:dialogue_id>/reports/<int(max=1000000):number>")
class ReportByNumber(MethodView):
    @blp.response(200, ReportSchema)
    def get(self, dialogue_id: UUID, number: int) -> Any:
        """Give one version of a report; a draft to organisers only."""
        with state().database.read() as session:
            return tagged(reports.get(session, dialogue_id, number, current_member(session)), conditional=False)

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(ReportChangesSchema)
    @blp.response(200, ReportSchema)
    def patch(self, changes: dict[str, Any], dialogue_id: UUID, number: int) -> Any:
        """Write in a draft, as an organiser: introduction, closing words, themes. The figures cannot be changed."""
        with state().database.unit_of_work() as session:
            report = _to_change(session, dialogue_id, number)
            report_versions.change(session, report, changes)
            return tagged(report)

    @blp.doc(parameters=[IF_MATCH])
    @blp.response(204)
    def delete(self, dialogue_id: UUID, number: int) -> None:
        """Throw a draft away, as an organiser."""
        with state().database.unit_of_work() as session:
            report_versions.discard(session, _to_change(session, dialogue_id, number))


@blp.route("/dialogues/<uuid:dialogue_id>/reports/<int(max=1000000):number>/publication")
class ReportPublication(MethodView):
    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(PublicationSchema)
    @blp.response(200, ReportSchema)
    def post(self, data: dict[str, Any], dialogue_id: UUID, number: int) -> Any:
        """Show a draft to all readers, as an organiser; they get a mail only when that is asked for."""
        with state().database.unit_of_work() as session:
            report = _to_change(session, dialogue_id, number)
            report_versions.publish(session, report, state().clock(), announced=data["announce"])
            return tagged(report)


def _to_change(session: Session, dialogue_id: UUID, number: int) -> Report:
    report = report_versions.to_change(session, dialogue_id, number, current_member(session))
    require_match(report)
    return report
