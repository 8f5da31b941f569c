"""Topics over HTTP."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, Blueprint
from api.idempotency import once
from api.identity import current_member, public
from api.locations import located
from api.schemas.topics import NewTopicSchema, TopicPageSchema, TopicQuery, TopicSchema
from api.services import topics
from api.state import state

blp = Blueprint("topics", __name__, description="The subject labels that events, threads, lessons and profiles share")


@blp.route("/topics")
class Topics(MethodView):
    @blp.arguments(TopicQuery, location="query")
    @blp.response(200, TopicPageSchema)
    @public
    def get(self, query: dict[str, Any]) -> Any:
        """List topics by slug."""
        with state().database.read() as session:
            rows = topics.listing(session, after=cursors.decode(query.get("cursor"), str), limit=query["limit"])
            return cursors.page(rows, query["limit"], lambda row: (row.slug,))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewTopicSchema)
    @blp.response(201, TopicSchema)
    def post(self, data: dict[str, Any]) -> Any:
        """Add a topic, as an organiser."""
        located()
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return once(session, member, TopicSchema(), 201, lambda: topics.add(session, member, **data))


@blp.route("/topics/<uuid:topic_id>")
class TopicById(MethodView):
    @blp.response(200, TopicSchema)
    @public
    def get(self, topic_id: UUID) -> Any:
        """Give one topic."""
        with state().database.read() as session:
            return topics.get(session, topic_id)
