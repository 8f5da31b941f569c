"""What an event still lacks, and whether a script fits, over HTTP."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api.blueprint import Blueprint
from api.identity import current_member
from api.schemas.readiness import FitSchema, ReadinessSchema, ScriptCheckSchema
from api.services import readiness
from api.services.dialogues import Script
from api.state import state

blp = Blueprint("readiness", __name__, description="What an event still lacks")


@blp.route("/events/<uuid:event_id>/readiness")
class EventReadiness(MethodView):
    @blp.response(200, ReadinessSchema)
    def get(self, event_id: UUID) -> Any:
        """Tell what the event still lacks, and how its script fits, to organisers."""
        with state().database.read() as session:
            return readiness.of(session, event_id, current_member(session), now=state().clock())


@blp.route("/events/<uuid:event_id>/script-checks")
class ScriptChecks(MethodView):
    @blp.arguments(ScriptCheckSchema)
    @blp.response(200, FitSchema)
    def post(self, body: dict[str, Any], event_id: UUID) -> Any:
        """Hold a script against the time of the event without storing anything, as an organiser."""
        with state().database.read() as session:
            script = [Script(**phase) for phase in body["phases"]]
            return readiness.check(session, event_id, script, current_member(session))
