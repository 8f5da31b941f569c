"""Date polls over HTTP: when a session can take place."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import IF_MATCH, Blueprint
from api.domain.errors import Invalid
from api.domain.vocabulary import Availability
from api.identity import current_member
from api.schemas.date_polls import AnsweredPageSchema, AnsweredQuery, AvailabilitySchema, MomentsSchema
from api.schemas.topic_sessions import TopicSessionSchema
from api.services import date_polls, interests, topic_sessions
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("date-polls", __name__, description="The moments that a session could take place at, and who can come")


@blp.route("/topic-sessions/<uuid:session_id>/moments")
class Moments(MethodView):
    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(MomentsSchema)
    @blp.response(200, TopicSessionSchema)
    def put(self, data: dict[str, Any], session_id: UUID) -> Any:
        """Ask about these moments, as the proposer or an organiser; a moment that stays keeps its answers."""
        now = state().clock()
        with state().database.unit_of_work() as session:
            member = current_member(session)
            found = topic_sessions.to_change(session, session_id, member)
            require_match(found)
            topic_sessions.put_moments(session, found, data["starts_at"], now)
            return tagged(topic_sessions.get(session, session_id, member))


@blp.route("/topic-sessions/<uuid:session_id>/answers")
class Answers(MethodView):
    @blp.arguments(AnsweredQuery, location="query")
    @blp.response(200, AnsweredPageSchema)
    def get(self, query: dict[str, Any], session_id: UUID) -> Any:
        """List who of the interested can come when, by name, as an organiser."""
        after = cursors.decode(query.get("cursor"), str, UUID)
        with state().database.read() as session:
            member = current_member(session)
            rows = date_polls.answers(session, session_id, member, after=after, limit=query["limit"])
            return cursors.page(rows, query["limit"], lambda row: (row.member.name, row.member.id))

    @blp.arguments(AvailabilitySchema)
    @blp.response(200, TopicSessionSchema)
    def put(self, data: dict[str, Any], session_id: UUID) -> Any:
        """Say when you can come; it takes the place of what you said before, and counts you in."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return interests.say_when(session, session_id, member, _by_moment(data), state().clock())


def _by_moment(data: dict[str, Any]) -> dict[UUID, Availability]:
    given: dict[UUID, Availability] = {}
    for place, each in enumerate(data["answers"]):
        if each["moment_id"] in given:
            raise Invalid("This moment is given twice.", field=f"answers.{place}.momentId")
        given[each["moment_id"]] = each["answer"]
    return given
