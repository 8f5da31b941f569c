"""Flags over HTTP: a participant asks the moderator to look."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api.blueprint import Blueprint
from api.identity import caller
from api.schemas.moderation import FlagInSchema, FlagSchema, FlagsSchema
from api.services import flags, rooms
from api.state import state

blp = Blueprint("flags", __name__, description="Asking the moderator to look at a statement")


@blp.route("/dialogues/<uuid:dialogue_id>/statements/<uuid:statement_id>/flag")
class StatementFlag(MethodView):
    @blp.arguments(FlagInSchema)
    @blp.response(200, FlagSchema)
    def put(self, body: dict[str, Any], dialogue_id: UUID, statement_id: UUID) -> Any:
        """Ask the moderator to look at a statement. Nobody sees who asked. Again replaces the reason."""
        with state().database.unit_of_work() as session:
            room = rooms.enter(session, dialogue_id, caller(session), state().clock())
            return flags.put(session, room, statement_id, body["reason"])

    @blp.response(204)
    def delete(self, dialogue_id: UUID, statement_id: UUID) -> None:
        """Take your flag back."""
        with state().database.unit_of_work() as session:
            room = rooms.enter(session, dialogue_id, caller(session), state().clock())
            flags.withdraw(session, room, statement_id)


@blp.route("/dialogues/<uuid:dialogue_id>/flags/mine")
class OwnFlags(MethodView):
    @blp.response(200, FlagsSchema)
    def get(self, dialogue_id: UUID) -> Any:
        """List the caller's own flags."""
        with state().database.read() as session:
            room = rooms.enter(session, dialogue_id, caller(session), state().clock())
            return {"items": flags.mine(session, room)}
