"""Hand-raises over HTTP: offering to think along at an anonymous statement, under one's own name."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import Blueprint
from api.identity import current_member
from api.schemas.hand_raises import (
    HandRaiseInSchema,
    HandRaiseQuery,
    HandRaiseSchema,
    IntroductionPageSchema,
    IntroductionQuery,
    OwnHandRaisePageSchema,
)
from api.services import hand_raises
from api.state import state

blp = Blueprint("hand-raises", __name__, description="'I have experience with this', said to the writer alone")


@blp.route("/dialogues/<uuid:dialogue_id>/statements/<uuid:statement_id>/hand-raise")
class StatementHandRaise(MethodView):
    @blp.response(200, HandRaiseSchema)
    def get(self, dialogue_id: UUID, statement_id: UUID) -> Any:
        """Tell whether the caller offers to think along at a statement."""
        with state().database.read() as session:
            member = current_member(session)
            return hand_raises.of_statement(session, dialogue_id, statement_id, member, state().clock())

    @blp.arguments(HandRaiseInSchema)
    @blp.response(200, HandRaiseSchema)
    def put(self, body: dict[str, Any], dialogue_id: UUID, statement_id: UUID) -> Any:
        """Offer to think along, under one's own name and to the writer alone. Again replaces the note."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return hand_raises.offer(session, dialogue_id, statement_id, member, body["note"], state().clock())

    @blp.response(204)
    def delete(self, dialogue_id: UUID, statement_id: UUID) -> None:
        """Take the offer back, as long as the writer has not said yes."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            hand_raises.withdraw(session, dialogue_id, statement_id, member, state().clock())


@blp.route("/hand-raises")
class HandRaises(MethodView):
    @blp.arguments(HandRaiseQuery, location="query")
    @blp.response(200, OwnHandRaisePageSchema)
    def get(self, query: dict[str, Any]) -> Any:
        """List one's own offers that nobody said yes to."""
        after = cursors.decode(query.get("cursor"), UUID)
        with state().database.read() as session:
            rows = hand_raises.of_member(
                session,
                current_member(session),
                dialogue_id=query.get("dialogue_id"),
                after=after,
                limit=query["limit"],
            )
            return cursors.page(rows, query["limit"], lambda row: (row.id,))


@blp.route("/introductions")
class Introductions(MethodView):
    @blp.arguments(IntroductionQuery, location="query")
    @blp.response(200, IntroductionPageSchema)
    def get(self, query: dict[str, Any]) -> Any:
        """List the writers who said yes to an offer of the caller."""
        after = cursors.decode(query.get("cursor"), UUID)
        with state().database.read() as session:
            rows = hand_raises.introductions(session, current_member(session), after=after, limit=query["limit"])
            return cursors.page(rows, query["limit"], lambda row: (row.id,))


@blp.route("/introductions/<uuid:introduction_id>")
class IntroductionById(MethodView):
    @blp.response(204)
    def delete(self, introduction_id: UUID) -> None:
        """Delete an introduction; it is gone for the writer as well."""
        with state().database.unit_of_work() as session:
            hand_raises.forget(session, introduction_id, current_member(session))
