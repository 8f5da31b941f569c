"""Dialogues over HTTP: the script, where it stands, moving on, joining."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from sqlalchemy.orm import Session

from api import idempotency, live
from api.blueprint import IDEMPOTENCY_KEY, IF_MATCH, Blueprint
from api.db import after_commit
from api.domain.moves import Seen
from api.domain.vocabulary import PhaseKind
from api.identity import current_member
from api.locations import located
from api.models import Dialogue, Member
from api.schemas.dialogues import (
    DialogueChangeSchema,
    DialogueInSchema,
    DialogueSchema,
    InsertedSchema,
    MoveSchema,
    ParticipantSchema,
)
from api.services import closing, dialogue_views, dialogues, moves, rooms
from api.services import live as hour
from api.services.dialogues import Script
from api.state import board, state
from api.versions import require_match, tagged

blp = Blueprint("dialogues", __name__, description="The live, anonymous conversation of an event")


def announce(session: Session, dialogue_id: UUID) -> None:
    """Tell every screen of this dialogue that something changed, once it is on disk."""
    hub = state().hub
    after_commit(session, lambda: hub.announce(dialogue_id))


def _shown(session: Session, dialogue: Dialogue, member: Member) -> Mapping[str, object]:
    """Give a dialogue as ``member`` finds it now; people and counts come and go under one version."""
    tagged(dialogue, conditional=False)
    return dialogue_views.of(session, dialogue, member, state().clock())


@blp.route("/dialogues")
class Dialogues(MethodView):
    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(DialogueInSchema)
    @blp.response(201, DialogueSchema)
    def post(self, body: dict[str, Any]) -> Any:
        """Give an event its dialogue."""
        located()
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def create() -> Mapping[str, object]:
                script = [Script(**phase) for phase in body["phases"]]
                dialogue = dialogues.create_for(
                    session, body["event_id"], script, advance=body["advance"], member=member, now=state().clock()
                )
                return _shown(session, dialogue, member)

            return idempotency.once(session, member, DialogueSchema(), 201, create)


@blp.route("/dialogues/<uuid:dialogue_id>")
class DialogueById(MethodView):
    @blp.response(200, DialogueSchema)
    def get(self, dialogue_id: UUID) -> Any:
        """Give the dialogue, where it stands, and until when."""
        with state().database.read() as session:
            member = current_member(session)
            return _shown(session, dialogues.get(session, dialogue_id), member)

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(DialogueChangeSchema)
    @blp.response(200, DialogueSchema)
    def patch(self, body: dict[str, Any], dialogue_id: UUID) -> Any:
        """Change the script before the dialogue begins."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            dialogue = dialogues.get(session, dialogue_id, lock=True)
            require_match(dialogue)
            script = [Script(**phase) for phase in body["phases"]] if "phases" in body else None
            dialogues.edit(
                session, dialogue, script=script, advance=body.get("advance"), member=member, now=state().clock()
            )
            announce(session, dialogue_id)
            return _shown(session, dialogue, member)


@blp.route("/dialogues/<uuid:dialogue_id>/moves")
class Moves(MethodView):
    @blp.arguments(MoveSchema)
    @blp.response(201, DialogueSchema)
    def post(self, body: dict[str, Any], dialogue_id: UUID) -> Any:
        """Open the doors, go on, add time, pause, go on after a pause, or close, by the organiser's hand."""
        now = state().clock()
        with state().database.unit_of_work() as session:
            member = current_member(session)
            dialogue = dialogues.get(session, dialogue_id, lock=True)
            _steer(session, dialogue, member, now, body)
            announce(session, dialogue_id)
            session.flush()
            return _shown(session, dialogue, member)


def _steer(session: Session, dialogue: Dialogue, member: Member, now: datetime, body: dict[str, Any]) -> None:
    move, seen = body["move"], _seen(body)
    if move == "open":
        moves.open_by_hand(session, dialogue, member, now, early=body["early"])
    elif move == "next":
        moves.go_on(session, dialogue, member, now, seen)
    elif move == "extend":
        moves.extend(session, dialogue, member, now, seen, body["seconds"])
    elif move == "pause":
        moves.pause(session, dialogue, member, now, seen)
    elif move == "resume":
        moves.resume(session, dialogue, member, now, seen)
    else:
        closing.close_by_hand(session, dialogue, member, now, state().rng)


def _seen(body: dict[str, Any]) -> Seen:
    return Seen(body.get("from_position"), body.get("from_stage"), body.get("from_extra_seconds"))


@blp.route("/dialogues/<uuid:dialogue_id>/phases")
class Phases(MethodView):
    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(InsertedSchema)
    @blp.response(201, DialogueSchema)
    def post(self, body: dict[str, Any], dialogue_id: UUID) -> Any:
        """Put a question in after the present one, or at once, while the dialogue is under way."""
        seen, at_once = _seen(body), body["at_once"]
        fields = {name: body[name] for name in ("prompt", "explanation", "min_seconds", "max_seconds", "tail_seconds")}
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def insert() -> Mapping[str, object]:
                dialogue = dialogues.get(session, dialogue_id, lock=True)
                script = Script(kind=PhaseKind.QUESTION, **fields)
                moves.insert(session, dialogue, member, state().clock(), seen, script, at_once=at_once)
                announce(session, dialogue_id)
                return _shown(session, dialogue, member)

            return idempotency.once(session, member, DialogueSchema(), 201, insert)


@blp.route("/dialogues/<uuid:dialogue_id>/participants")
class Participants(MethodView):
    @blp.response(201, ParticipantSchema)
    def post(self, dialogue_id: UUID) -> Any:
        """Join under the pseudonym of this dialogue. Joining again changes nothing."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            hour.join(session, dialogue_id, member, state().clock())
            announce(session, dialogue_id)
            return dialogue_views.participation(session, dialogue_id, member, state().clock())


@blp.route("/dialogues/<uuid:dialogue_id>/participants/me")
class Participation(MethodView):
    @blp.response(200, ParticipantSchema)
    def get(self, dialogue_id: UUID) -> Any:
        """Tell what is kept of the caller in this dialogue, and how much is safely in."""
        with state().database.read() as session:
            return dialogue_views.participation(session, dialogue_id, current_member(session), state().clock())


@blp.route("/dialogues/<uuid:dialogue_id>/stream")
class Stream(MethodView):
    @blp.response(
        200, content_type="text/event-stream", description="Server-sent events; `state` carries the public state"
    )
    def get(self, dialogue_id: UUID) -> Response:
        """Follow the dialogue: an event `state` for every change, at most one a second."""
        with state().database.read() as session:
            room = rooms.enter(session, dialogue_id, current_member(session), state().clock())
        who = room.me if room.registered else None
        messages = live.stream(board(), state().hub, dialogue_id, state().presence, who)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(messages, mimetype="text/event-stream", headers=headers)
