"""Threads and their posts over HTTP. Members only: a conversation between colleagues is not for the whole world."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, IF_MATCH, Blueprint
from api.idempotency import once
from api.identity import current_member
from api.locations import located
from api.openapi import PREFIX
from api.schemas.base import PageQuery
from api.schemas.threads import (
    NewThreadSchema,
    PostPageSchema,
    PostSchema,
    PostTextSchema,
    ThreadChangesSchema,
    ThreadPageSchema,
    ThreadQuery,
    ThreadSchema,
)
from api.services import posts, threads
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("threads", __name__, description="Conversations between members, all year")


@blp.route("/threads")
class Threads(MethodView):
    @blp.arguments(ThreadQuery, location="query")
    @blp.response(200, ThreadPageSchema)
    def get(self, query: dict[str, Any]) -> Any:
        """List threads, the one with the newest post first."""
        after = cursors.decode(query.get("cursor"), datetime, UUID)
        with state().database.read() as session:
            current_member(session)
            rows = threads.listing(session, topic_slug=query.get("topic"), after=after, limit=query["limit"])
            return cursors.page(rows, query["limit"], lambda row: (row.last_post_at, row.id))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewThreadSchema)
    @blp.response(201, ThreadSchema)
    def post(self, data: dict[str, Any]) -> Any:
        """Start a thread with the post that opens it."""
        located()
        now = state().clock()
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def start() -> Any:
                return tagged(threads.start(session, member, now=now, **data))

            return once(session, member, ThreadSchema(), 201, start)


@blp.route("/threads/<uuid:thread_id>")
class ThreadById(MethodView):
    @blp.response(200, ThreadSchema)
    def get(self, thread_id: UUID) -> Any:
        """Give one thread."""
        with state().database.read() as session:
            current_member(session)
            return tagged(threads.get(session, thread_id), conditional=False)

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(ThreadChangesSchema)
    @blp.response(200, ThreadSchema)
    def patch(self, changes: dict[str, Any], thread_id: UUID) -> Any:
        """Change the title or the topic, as the one who started it or as a moderator."""
        with state().database.unit_of_work() as session:
            thread = threads.changeable(session, thread_id, current_member(session))
            require_match(thread)
            threads.change(session, thread, changes)
            return tagged(thread)


@blp.route("/threads/<uuid:thread_id>/posts")
class PostsOfThread(MethodView):
    @blp.arguments(PageQuery, location="query")
    @blp.response(200, PostPageSchema)
    def get(self, query: dict[str, Any], thread_id: UUID) -> Any:
        """List the posts of a thread, oldest first."""
        after = cursors.decode(query.get("cursor"), datetime, UUID)
        with state().database.read() as session:
            member = current_member(session)
            rows = posts.listing(session, thread_id, member, after=after, limit=query["limit"])
            return cursors.page(rows, query["limit"], lambda row: (row.created_at, row.id))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(PostTextSchema)
    @blp.response(201, PostSchema)
    def post(self, data: dict[str, Any], thread_id: UUID) -> Any:
        """Reply in a thread."""
        located(f"{PREFIX}/posts")
        now = state().clock()
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def reply() -> Any:
                return tagged(posts.reply(session, thread_id, member, now=now, **data))

            return once(session, member, PostSchema(), 201, reply)
