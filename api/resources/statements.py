"""Statements, turns and ratings over HTTP."""

from typing import Any
from uuid import UUID

from flask import request
from flask.views import MethodView

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, Blueprint
from api.domain.dialogues import ENOUGH_RATERS
from api.domain.errors import Invalid
from api.identity import caller, current_member
from api.models import Statement
from api.resources.dialogues import announce
from api.schemas.dialogues import (
    OwnStatementsSchema,
    RatedSchema,
    RatingInSchema,
    StatementInSchema,
    StatementQuery,
    StatementSchema,
    StreamStatementPageSchema,
    TurnSchema,
)
from api.services import checks, dialogues, live, merging, moderation, rooms, turns
from api.services.turns import Given
from api.state import state

blp = Blueprint("statements", __name__, description="Anonymous contributions and how far people recognise them")


def fields_of(statement: Statement) -> dict[str, Any]:
    """Give what everybody may know of a statement, and its place in the order of arrival."""
    names = ("id", "phase_id", "kind", "reacts_to_id", "text", "number", "given", "hidden")
    return {name: getattr(statement, name) for name in names}


def counts_of(statement: Statement) -> dict[str, Any]:
    """Give how a statement fared, without figures while so few have rated that they would point at people.

    During the hour the figures follow by five people at once: whoever saw one answer come in would know who gave it.
    """
    if min(statement.raters, statement.told_raters) < ENOUGH_RATERS:
        return {"raters": statement.raters, "recognised": None, "does_not_occur": None}
    return {
        "raters": statement.told_raters,
        "recognised": statement.told_recognised,
        "does_not_occur": statement.told_does_not_occur,
    }


def streamed(statement: Statement) -> dict[str, Any]:
    """Give a statement as those who watch over the dialogue see it."""
    return fields_of(statement) | {"recognition": counts_of(statement)}


def _turn(given: Given | None) -> dict[str, Any]:
    return {"statement": given, "reacts_to": None if given is None else given.reacts_to}


@blp.route("/dialogues/<uuid:dialogue_id>/statements")
class Statements(MethodView):
    @blp.arguments(StatementQuery, location="query")
    @blp.response(200, StreamStatementPageSchema)
    def get(self, query: dict[str, Any], dialogue_id: UUID) -> Any:
        """List all statements in the order of arrival, or the newest first, for organisers and moderators."""
        after = cursors.decode(query.get("cursor"), int, UUID)
        with state().database.read() as session:
            member = current_member(session)
            dialogue = dialogues.get(session, dialogue_id)
            newest = query["order"] == "newest"
            rows = live.stream(session, dialogue, member, after=after, limit=query["limit"], newest=newest)
            page = cursors.page(rows, query["limit"], lambda row: (row.number or 0, row.id))
            kept = merging.kept(session, dialogue_id)
            items = [streamed(row) | {"kept_id": kept.get(row.id)} for row in page.items]
            return {"items": items, "next": page.next}

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(StatementInSchema)
    @blp.response(201, StatementSchema)
    def post(self, body: dict[str, Any], dialogue_id: UUID) -> Any:
        """Add a statement, a reaction to another, or another theme, to the open question."""
        key = request.headers.get("Idempotency-Key")
        if key is not None and not 1 <= len(key) <= 80:
            raise Invalid("Use between 1 and 80 characters.", field="Idempotency-Key")
        with state().database.unit_of_work() as session:
            room = rooms.enter(session, dialogue_id, caller(session), state().clock())
            agreed, library = body.pop("acknowledged"), state().library

            def look() -> None:
                checks.require_look(session, room, body["text"], body["kind"], library, agreed)

            statement = live.post(session, room, client_key=key, look=look, **body)
            announce(session, dialogue_id)
            return statement


@blp.route("/dialogues/<uuid:dialogue_id>/statements/mine")
class OwnStatements(MethodView):
    @blp.response(200, OwnStatementsSchema)
    def get(self, dialogue_id: UUID) -> Any:
        """List the caller's own statements and how they fare."""
        with state().database.read() as session:
            room = rooms.enter(session, dialogue_id, caller(session), state().clock())
            mine = live.own_with_reactions(session, room)
            reviews = moderation.reviews(session, dialogue_id, [each.statement.id for each in mine])
            items = [
                fields_of(each.statement)
                | {"recognition": counts_of(each.kept or each.statement), "merged_into": each.kept}
                | {"reactions": each.reactions}
                | {"hide_reason": getattr(reviews.get(each.statement.id), "reason", None)}
                | {"hide_words": getattr(reviews.get(each.statement.id), "words", "")}
                for each in mine
            ]
            return {"items": items}


@blp.route("/dialogues/<uuid:dialogue_id>/turns")
class Turns(MethodView):
    @blp.response(200, TurnSchema)
    def post(self, dialogue_id: UUID) -> Any:
        """Ask for a turn: the one that is still open, or a new one. Asking again gives the same."""
        with state().database.unit_of_work() as session:
            now = state().clock()
            room = rooms.enter(session, dialogue_id, caller(session), now)
            return _turn(turns.turn(session, room, state().scores, now))


@blp.route("/dialogues/<uuid:dialogue_id>/statements/<uuid:statement_id>/rating")
class StatementRating(MethodView):
    @blp.arguments(RatingInSchema)
    @blp.response(200, RatedSchema)
    def put(self, body: dict[str, Any], dialogue_id: UUID, statement_id: UUID) -> Any:
        """Say how far you recognise a statement; the answer carries the next turn. Again replaces."""
        with state().database.unit_of_work() as session:
            now = state().clock()
            room = rooms.enter(session, dialogue_id, caller(session), now)
            rated = turns.rate(session, room, statement_id, body["recognition"], state().scores, now)
            return {
                "statement_id": rated.statement_id,
                "recognition": rated.recognition,
                "turn": _turn(rated.turn),
            }
