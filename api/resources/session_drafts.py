"""Drafting a session from a report over HTTP."""

from typing import Any

from flask.views import MethodView

from api.blueprint import IDEMPOTENCY_KEY, Blueprint
from api.idempotency import once
from api.identity import current_member
from api.locations import located
from api.openapi import PREFIX
from api.schemas.session_drafts import NewDraftSchema, wording
from api.schemas.topic_sessions import TopicSessionSchema
from api.services import session_drafts
from api.state import state
from api.versions import tagged

blp = Blueprint("session-drafts", __name__, description="Drafts of sessions, made from what was chosen in a report")


@blp.route("/session-drafts")
class SessionDrafts(MethodView):
    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewDraftSchema)
    @blp.response(201, TopicSessionSchema)
    def post(self, data: dict[str, Any]) -> Any:
        """Draft a session, with its script, from statements of the report; nobody but organisers sees it yet."""
        located(f"{PREFIX}/topic-sessions")
        now = state().clock()
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def make() -> Any:
                return tagged(session_drafts.make(session, member, wording=wording(), now=now, **data))

            return once(session, member, TopicSessionSchema(), 201, make)
