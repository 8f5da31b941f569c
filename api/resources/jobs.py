"""The outbox over HTTP, for administrators."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import Blueprint
from api.identity import current_member
from api.schemas.jobs import JobPageSchema, JobQuery, JobSchema, JobStatisticsSchema
from api.services import jobs
from api.state import state

blp = Blueprint("jobs", __name__, description="The outbox: mail and other work that follows a request")


@blp.route("/jobs")
class Jobs(MethodView):
    @blp.arguments(JobQuery, location="query")
    @blp.response(200, JobPageSchema)
    def get(self, query: dict[str, Any]) -> Any:
        """List work in one state, as an administrator."""
        after = cursors.decode(query.get("cursor"), datetime, UUID)
        now, limit = state().clock(), query["limit"]
        with state().database.read() as session:
            rows = jobs.listing(session, current_member(session), query["state"], now, after=after, limit=limit)
            return cursors.page(rows, limit, jobs.place)


@blp.route("/jobs/statistics")
class JobStatistics(MethodView):
    @blp.response(200, JobStatisticsSchema)
    def get(self) -> Any:
        """Tell how long mails really take, as an administrator."""
        with state().database.read() as session:
            return jobs.statistics(session, current_member(session), state().clock())


@blp.route("/jobs/<uuid:job_id>/retry")
class JobRetry(MethodView):
    @blp.response(200, JobSchema)
    def post(self, job_id: UUID) -> Any:
        """Try work that failed again at once, as an administrator."""
        with state().database.unit_of_work() as session:
            return jobs.retry(session, current_member(session), job_id, state().clock())
