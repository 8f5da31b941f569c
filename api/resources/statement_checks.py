"""Looking at a text before it is posted, over HTTP."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api.blueprint import Blueprint
from api.domain.dialogues import require_writing
from api.identity import caller
from api.problems import told
from api.schemas.moderation import CheckInSchema, CheckSchema
from api.services import checks, rooms
from api.state import state

blp = Blueprint("statement-checks", __name__, description="Looking at a text before it is posted")


@blp.route("/dialogues/<uuid:dialogue_id>/statement-checks")
class StatementChecks(MethodView):
    @blp.arguments(CheckInSchema)
    @blp.response(200, CheckSchema)
    def post(self, body: dict[str, Any], dialogue_id: UUID) -> Any:
        """Tell what its writer should look at before posting a text. Nothing is stored or written down."""
        with state().database.read() as session:
            room = rooms.enter(session, dialogue_id, caller(session), state().clock())
            require_writing(room.here)
            remarks = checks.look(session, room, body["text"], body["kind"], state().library)
            return {"findings": [told(remark) for remark in remarks]}
