"""Probing questions over HTTP: asking one, and taking it from the screens."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import idempotency
from api.blueprint import IDEMPOTENCY_KEY, Blueprint
from api.identity import current_member
from api.models import Probe
from api.resources.dialogues import announce
from api.schemas.probes import ProbeInSchema, ProbeSchema
from api.services import dialogues, probes
from api.state import state

blp = Blueprint("probes", __name__, description="What the facilitators ask the room beside the open question")


@blp.route("/dialogues/<uuid:dialogue_id>/probes")
class Probes(MethodView):
    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(ProbeInSchema)
    @blp.response(201, ProbeSchema)
    def post(self, body: dict[str, Any], dialogue_id: UUID) -> Any:
        """Show a probing question with the open question, to everybody."""
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def ask() -> Probe:
                dialogue = dialogues.get(session, dialogue_id, lock=True)
                announce(session, dialogue_id)
                return probes.ask(session, dialogue, member, body["text"], body.get("from_position"), state().clock())

            return idempotency.once(session, member, ProbeSchema(), 201, ask)


@blp.route("/dialogues/<uuid:dialogue_id>/probes/current")
class CurrentProbe(MethodView):
    @blp.response(204)
    def delete(self, dialogue_id: UUID) -> None:
        """Take the probing question of the open question from the screens."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            probes.take_back(session, dialogues.get(session, dialogue_id, lock=True), member, state().clock())
            announce(session, dialogue_id)
