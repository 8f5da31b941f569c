"""The figures of the desk over HTTP."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api.blueprint import Blueprint
from api.domain.permissions import require_watcher
from api.identity import current_member
from api.resources.statements import streamed
from api.schemas.room_figures import FiguresSchema
from api.services import room_figures, rooms
from api.state import state

blp = Blueprint("figures", __name__, description="How the room is doing, for who watches over it")


@blp.route("/dialogues/<uuid:dialogue_id>/figures")
class Figures(MethodView):
    @blp.response(200, FiguresSchema)
    def get(self, dialogue_id: UUID) -> Any:
        """Tell who is present, what comes in, how evenly it is read, and what is recognised most and least."""
        now = state().clock()
        with state().database.read() as session:
            member = current_member(session)
            room = rooms.enter(session, dialogue_id, member, now)
            require_watcher(member.role)
            found = room_figures.of(session, room)
            if room.here.position is not None:
                state().pulse.note(dialogue_id, now, (found.statements, found.ratings))
            return {
                "connected": state().presence.count(dialogue_id),
                "participant_count": found.participants,
                "statement_count": found.statements,
                "rating_count": found.ratings,
                "minutes": state().pulse.minutes(dialogue_id, now),
                "attention": {
                    "lowest": found.lowest,
                    "mean": found.mean,
                    "too_few": found.too_few,
                    "distribution": found.spread,
                },
                "most_recognised": [streamed(statement) for statement in found.most],
                "least_recognised": [streamed(statement) for statement in found.least],
            }
