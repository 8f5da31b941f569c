"""Rehearsals over HTTP."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api.blueprint import Blueprint
from api.identity import current_member
from api.schemas.rehearsals import RehearsalInSchema, RehearsalSchema
from api.services import rehearsals
from api.state import state

blp = Blueprint("rehearsals", __name__, description="Dry runs of a script with simulated people")


@blp.route("/events/<uuid:event_id>/rehearsal")
class EventRehearsal(MethodView):
    @blp.response(200, RehearsalSchema)
    def get(self, event_id: UUID) -> Any:
        """Give the newest rehearsal of the event, to organisers."""
        with state().database.read() as session:
            return rehearsals.newest(session, event_id, current_member(session))

    @blp.arguments(RehearsalInSchema)
    @blp.response(202, RehearsalSchema)
    def post(self, body: dict[str, Any], event_id: UUID) -> Any:
        """Ask for a rehearsal of the script, as an organiser; its outcome takes the place of the one before."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return rehearsals.ask(session, event_id, member, people=body["people"], now=state().clock())
