"""Lessons over HTTP. Everybody may read them, account or not: that is what they are shared for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask.views import MethodView

from api import cursors
from api.blueprint import IDEMPOTENCY_KEY, IF_MATCH, Blueprint
from api.idempotency import once
from api.identity import current_member, current_member_or_none, public
from api.locations import located
from api.schemas.lessons import LessonChangesSchema, LessonPageSchema, LessonQuery, LessonSchema, NewLessonSchema
from api.schemas.recognitions import RecognitionSchema
from api.services import lessons, recognitions
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("lessons", __name__, description="Experiences of members in a form that others can reuse")


@blp.route("/lessons")
class Lessons(MethodView):
    @blp.arguments(LessonQuery, location="query")
    @blp.response(200, LessonPageSchema)
    @public
    def get(self, query: dict[str, Any]) -> Any:
        """List lessons, newest first."""
        after = cursors.decode(query.get("cursor"), datetime, UUID)
        with state().database.read() as session:
            member = current_member_or_none(session)
            wanted = {"topic_slug": query.get("topic"), "event_id": query.get("event_id")}
            rows = lessons.listing(session, member, after=after, limit=query["limit"], **wanted)
            return cursors.page(rows, query["limit"], lambda row: (row.created_at, row.id))

    @blp.doc(parameters=[IDEMPOTENCY_KEY])
    @blp.arguments(NewLessonSchema)
    @blp.response(201, LessonSchema)
    def post(self, data: dict[str, Any]) -> Any:
        """Share a lesson under your own name."""
        located()
        now = state().clock()
        with state().database.unit_of_work() as session:
            member = current_member(session)

            def share() -> Any:
                return tagged(lessons.share(session, member, now=now, **data))

            return once(session, member, LessonSchema(), 201, share)


@blp.route("/lessons/<uuid:lesson_id>")
class LessonById(MethodView):
    @blp.response(200, LessonSchema)
    @public
    def get(self, lesson_id: UUID) -> Any:
        """Give one lesson."""
        with state().database.read() as session:
            return tagged(lessons.get(session, lesson_id, current_member_or_none(session)), conditional=False)

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(LessonChangesSchema)
    @blp.response(200, LessonSchema)
    def patch(self, changes: dict[str, Any], lesson_id: UUID) -> Any:
        """Change your own lesson."""
        with state().database.unit_of_work() as session:
            lesson = lessons.rewritable(session, lesson_id, current_member(session))
            require_match(lesson)
            lessons.rewrite(session, lesson, changes, now=state().clock())
            return tagged(lesson)

    @blp.doc(parameters=[IF_MATCH])
    @blp.response(204)
    def delete(self, lesson_id: UUID) -> None:
        """Take away your own lesson, or any lesson as a moderator."""
        with state().database.unit_of_work() as session:
            lesson = lessons.removable(session, lesson_id, current_member(session))
            require_match(lesson)
            lessons.remove(session, lesson)


@blp.route("/lessons/<uuid:lesson_id>/recognition")
class LessonRecognition(MethodView):
    @blp.response(200, RecognitionSchema)
    def put(self, lesson_id: UUID) -> Any:
        """Say that you recognise this lesson; saying it twice counts once."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return recognitions.give(session, lessons.get(session, lesson_id, member), member)

    @blp.response(200, RecognitionSchema)
    def delete(self, lesson_id: UUID) -> Any:
        """Take back that you recognise this lesson."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return recognitions.take_back(session, lessons.get(session, lesson_id, member), member)
