"""Follow-up sessions over HTTP: for members, under their own name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, after_this_request
from flask.views import MethodView

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, IF_MATCH, Blueprint
from api.idempotency import once
from api.identity import current_member
from api.locations import located
from api.openapi import PREFIX
from api.schemas.topic_sessions import (
    FollowUpSchema,
    NewTopicSessionSchema,
    TopicSessionChangeSchema,
    TopicSessionPageSchema,
    TopicSessionQuery,
    TopicSessionSchema,
)
from api.services import follow_ups, interests, topic_sessions
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("topic-sessions", __name__, description="Follow-up sessions that members propose and organisers plan")


@blp.route("/topic-sessions")
class TopicSessions(MethodView):
    @blp.arguments(TopicSessionQuery, location="query")
    @blp.response(200, TopicSessionPageSchema)
    def get(self, query: dict[str, Any]) -> Any:
        """List sessions, newest first."""
        after = cursors.decode(query.pop("cursor", None), datetime, UUID)
        wanted = {"status": query.get("status"), "dialogue_id": query.get("dialogue_id")}
        with state().database.read() as session:
            rows = topic_sessions.listing(session, current_member(session), after=after, limit=query["limit"], **wanted)
            return cursors.page(rows, query["limit"], lambda row: (row.session.created_at, row.id))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewTopicSessionSchema)
    @blp.response(201, TopicSessionSchema)
    def post(self, data: dict[str, Any]) -> Any:
        """Propose a session from a statement in a report, a thread or a lesson; the proposer counts in."""
        located()
        now = state().clock()
        with state().database.unit_of_work() as session:
            member = current_member(session)
            schema = TopicSessionSchema()
            return once(
                session,
                member,
                schema,
                201,
                lambda: tagged(topic_sessions.propose(session, member, now=now, **data)),
            )


@blp.route("/topic-sessions/<uuid:session_id>")
class TopicSessionById(MethodView):
    @blp.response(200, TopicSessionSchema)
    def get(self, session_id: UUID) -> Any:
        """Give one session."""
        with state().database.read() as session:
            return tagged(topic_sessions.get(session, session_id, current_member(session)), conditional=False)

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(TopicSessionChangeSchema)
    @blp.response(200, TopicSessionSchema)
    def patch(self, changes: dict[str, Any], session_id: UUID) -> Any:
        """Change words and script as the proposer, or propose the draft; decline or reopen it as an organiser."""
        now = state().clock()
        with state().database.unit_of_work() as session:
            member = current_member(session)
            found = topic_sessions.to_change(session, session_id, member)
            require_match(found)
            topic_sessions.change(session, found, member, changes, now)
            return tagged(topic_sessions.get(session, session_id, member))

    @blp.doc(parameters=[IF_MATCH])
    @blp.response(204)
    def delete(self, session_id: UUID) -> None:
        """Throw a draft away, as who drafted it or as an organiser."""
        with state().database.unit_of_work() as session:
            found = topic_sessions.to_change(session, session_id, current_member(session))
            require_match(found)
            topic_sessions.discard(session, found)


@blp.route("/topic-sessions/<uuid:session_id>/interest")
class TopicSessionInterest(MethodView):
    @blp.response(200, TopicSessionSchema)
    def put(self, session_id: UUID) -> Any:
        """Count me in; saying it twice counts once."""
        with state().database.unit_of_work() as session:
            return interests.count_in(session, session_id, current_member(session), state().clock())

    @blp.response(200, TopicSessionSchema)
    def delete(self, session_id: UUID) -> Any:
        """Count me out."""
        with state().database.unit_of_work() as session:
            return interests.count_out(session, session_id, current_member(session))


@blp.route("/topic-sessions/<uuid:session_id>/event")
class TopicSessionEvent(MethodView):
    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(FollowUpSchema)
    @blp.response(201, TopicSessionSchema)
    def post(self, data: dict[str, Any], session_id: UUID) -> Any:
        """Make a published event with a dialogue of it, as an organiser, and invite the interested by mail."""
        now = state().clock()
        after_this_request(_lead_to_event)
        with state().database.unit_of_work() as session:
            member = current_member(session)
            schema = TopicSessionSchema()
            return once(
                session,
                member,
                schema,
                201,
                lambda: follow_ups.schedule(session, session_id, member, now=now, rng=state().rng, **data),
            )


def _lead_to_event(response: Response) -> Response:
    if response.status_code == 201:
        response.headers["Location"] = f"{PREFIX}/events/{response.get_json()['eventId']}"
    return response
