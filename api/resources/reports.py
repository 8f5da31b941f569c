"""Reports over HTTP: for the people who were registered, and for who organises or moderates. A report is not public."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import Blueprint
from api.identity import current_member
from api.schemas.reports import ReportQuery, ReportSchema, ReportVersionPageSchema
from api.services import reports
from api.state import state

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


@blp.route("/dialogues/<uuid:dialogue_id>/reports/<int(max=1000000):number>")
class ReportByNumber(MethodView):
    @blp.response(200, ReportSchema)
    def get(self, dialogue_id: UUID, number: int) -> Any:
        """Give one version of a report."""
        with state().database.read() as session:
            return reports.get(session, dialogue_id, number, current_member(session))
