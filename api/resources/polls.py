"""Polls over HTTP: made, opened, answered with one tap, and closed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask.views import MethodView
from sqlalchemy.orm import Session

from api import idempotency
from api.blueprint import IDEMPOTENCY_KEY, Blueprint
from api.domain.polls import ENOUGH_ANSWERS
from api.domain.vocabulary import PollState
from api.identity import caller, current_member
from api.locations import located
from api.models import Member, Poll
from api.resources.dialogues import announce
from api.schemas.polls import PollAnswerSchema, PollInSchema, PollSchema, PollsSchema, PollStateSchema
from api.services import dialogues, polls, rooms
from api.services.polls import Draft
from api.services.rooms import Room
from api.state import state

blp = Blueprint("polls", __name__, description="Questions in between that everybody answers with one tap")


def _shown(session: Session, room: Room, found: Sequence[Poll]) -> list[Mapping[str, object]]:
    mine, answered = polls.own(session, room, found), polls.answered(session, room, found)
    return [
        {
            "id": poll.id,
            "kind": poll.kind,
            "prompt": poll.prompt,
            "state": poll.state,
            "options": poll.options,
            "answer_count": answered[poll.id],
            "enough_answers": ENOUGH_ANSWERS,
            "mine": mine.get(poll.id),
        }
        for poll in found
    ]


def _one(session: Session, dialogue_id: UUID, member: Member, poll: Poll) -> Mapping[str, object]:
    return _shown(session, rooms.enter(session, dialogue_id, member, state().clock()), [poll])[0]


@blp.route("/dialogues/<uuid:dialogue_id>/polls")
class Polls(MethodView):
    @blp.response(200, PollsSchema)
    def get(self, dialogue_id: UUID) -> Any:
        """List the polls of a dialogue; what is only prepared is for organisers and moderators."""
        with state().database.read() as session:
            member = current_member(session)
            room = rooms.enter(session, dialogue_id, member, state().clock())
            return {"items": _shown(session, room, polls.listing(session, room, member))}

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(PollInSchema)
    @blp.response(201, PollSchema)
    def post(self, body: dict[str, Any], dialogue_id: UUID) -> Any:
        """Prepare a poll, before or during the dialogue."""
        located()
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def create() -> Mapping[str, object]:
                dialogue = dialogues.get(session, dialogue_id, lock=True)
                return _one(session, dialogue_id, member, polls.create(session, dialogue, member, Draft(**body)))

            return idempotency.once(session, member, PollSchema(), 201, create)


@blp.route("/dialogues/<uuid:dialogue_id>/polls/<uuid:poll_id>")
class PollById(MethodView):
    @blp.response(200, PollSchema)
    def get(self, dialogue_id: UUID, poll_id: UUID) -> Any:
        """Give a poll; its outcome once it is closed."""
        with state().database.read() as session:
            member = current_member(session)
            room = rooms.enter(session, dialogue_id, member, state().clock())
            return _shown(session, room, [polls.found(session, room, poll_id, member)])[0]

    @blp.response(204)
    def delete(self, dialogue_id: UUID, poll_id: UUID) -> None:
        """Throw a poll away that was never opened."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            polls.remove(session, dialogues.get(session, dialogue_id, lock=True), poll_id, member)


@blp.route("/dialogues/<uuid:dialogue_id>/polls/<uuid:poll_id>/state")
class PollStateById(MethodView):
    @blp.arguments(PollStateSchema)
    @blp.response(200, PollSchema)
    def put(self, body: dict[str, Any], dialogue_id: UUID, poll_id: UUID) -> Any:
        """Open a poll on every screen, or close it and show its outcome; asking twice changes nothing more."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            dialogue = dialogues.get(session, dialogue_id, lock=True)
            poll = polls.put(session, dialogue, poll_id, PollState(body["state"]), member, state().clock())
            announce(session, dialogue_id)
            return _one(session, dialogue_id, member, poll)


@blp.route("/dialogues/<uuid:dialogue_id>/polls/<uuid:poll_id>/answer")
class PollAnswers(MethodView):
    @blp.arguments(PollAnswerSchema)
    @blp.response(200, PollSchema)
    def put(self, body: dict[str, Any], dialogue_id: UUID, poll_id: UUID) -> Any:
        """Choose, or choose again while the poll is open."""
        with state().database.unit_of_work() as session:
            room = rooms.enter(session, dialogue_id, caller(session), state().clock())
            return _shown(session, room, [polls.answer(session, room, poll_id, body["value"])])[0]
