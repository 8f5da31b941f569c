"""Shapes of follow-up sessions."""

from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext as _l
from marshmallow import fields

from api.domain.session_scripts import MOST_STATEMENTS
from api.domain.vocabulary import PhaseKind, SourceKind, TopicSessionStage
from api.schemas.addresses import WebAddress
from api.schemas.authors import AuthorSchema
from api.schemas.base import Instant, Number, PageQuery, Schema, Text, Word, camel, few, page_of
from api.schemas.date_polls import MomentSchema

NEEDED = {
    SourceKind.STATEMENT: ("dialogue_id", "statement_id"),
    SourceKind.THREAD: ("thread_id",),
    SourceKind.LESSON: ("lesson_id",),
}


class NewSourceSchema(Schema):
    """What a session grows from: a statement in a report (both ids), a thread, or a lesson."""

    kind = Word(SourceKind, required=True)
    dialogue_id = fields.UUID()
    statement_id = fields.UUID()
    thread_id = fields.UUID()
    lesson_id = fields.UUID()

    @ma.validates_schema(skip_on_field_errors=True)
    def has_what_its_kind_needs(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse a source without its ids, or with those of another kind."""
        needed, given = set(NEEDED[data["kind"]]), set(data) - {"kind"}
        missing = {camel(name): [str(_l("Fill this in."))] for name in needed - given}
        foreign = {camel(name): [str(_l("This belongs to another kind of source."))] for name in given - needed}
        if missing or foreign:
            raise ma.ValidationError(missing | foreign)


class SourceSchema(Schema):
    """What a session grew from; text and ids are null when that was taken away."""

    kind = Word(SourceKind, required=True, attribute="session.source_kind", data_key="kind")
    dialogue_id = fields.UUID(required=True, allow_none=True, attribute="session.source_dialogue_id")
    statement_id = fields.UUID(required=True, allow_none=True, attribute="session.source_statement_id")
    thread_id = fields.UUID(required=True, allow_none=True, attribute="session.source_thread_id")
    lesson_id = fields.UUID(required=True, allow_none=True, attribute="session.source_lesson_id")
    text = fields.String(
        required=True,
        allow_none=True,
        attribute="source_text",
        metadata={"description": "The statement, or the title of the thread or lesson"},
    )


class AskedSchema(Schema):
    """A statement of the report that is asked again."""

    id = fields.UUID(required=True)
    dialogue_id = fields.UUID(required=True)
    text = fields.String(required=True)


class SessionStepSchema(Schema):
    """One phase of the script that the dialogue of a session gets."""

    kind = Word(PhaseKind, required=True)
    prompt = fields.String(required=True)
    explanation = fields.String(required=True)
    max_seconds = fields.Integer(required=True)
    tail_seconds = fields.Integer(required=True)
    statements = fields.List(fields.Nested(AskedSchema), required=True)


class SessionQuestionSchema(Schema):
    """A question of the script, and the statements of the report that are asked again with it."""

    prompt = Text(1, 280, lines=False, required=True)
    explanation = Text(0, 600, load_default="")
    statement_ids = fields.List(fields.UUID(), load_default=list, validate=few(MOST_STATEMENTS))


class TopicSessionSchema(Schema):
    """A follow-up session: a draft (seen by who drafted it and by organisers), proposed, scheduled or declined."""

    id = fields.UUID(required=True)
    title = fields.String(required=True, attribute="session.title")
    motivation = fields.String(required=True, attribute="session.motivation")
    status = Word(TopicSessionStage, required=True, attribute="stage", data_key="status")
    proposed_by = fields.Nested(AuthorSchema, required=True, allow_none=True, attribute="session.proposed_by")
    source = fields.Nested(SourceSchema, required=True, attribute="itself")
    interest_count = fields.Integer(required=True, attribute="session.interest_count")
    interested = fields.Boolean(required=True, metadata={"description": "Whether the caller counts in"})
    minutes = fields.Integer(required=True, attribute="session.minutes")
    script = fields.List(fields.Nested(SessionStepSchema), required=True)
    moments = fields.List(
        fields.Nested(MomentSchema), required=True, metadata={"description": "The date poll, the earliest first"}
    )
    event_id = fields.UUID(required=True, allow_none=True, attribute="session.event_id")
    created_at = Instant(required=True, attribute="session.created_at")

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Let the source look at the session as a whole."""
        return obj if attr == "itself" else super().get_attribute(obj, attr, default)


class NewTopicSessionSchema(Schema):
    """A session to propose."""

    title = Text(1, 160, lines=False, required=True)
    motivation = Text(0, 2000, load_default="")
    source = fields.Nested(NewSourceSchema, required=True)


class TopicSessionChangeSchema(Schema):
    """What to change. Proposing a draft is for who drafted it, declining and reopening for organisers."""

    title = Text(1, 160, lines=False)
    motivation = Text(0, 2000)
    minutes = Number(15, 480)
    questions = fields.List(fields.Nested(SessionQuestionSchema), validate=few(6))
    status = Word(TopicSessionStage)


class FollowUpSchema(Schema):
    """The event to make of a session, at a moment of its date poll or at another.

    Without `firstStatements` it begins with the statements of its script.
    """

    moment_id = fields.UUID(load_default=None, allow_none=True)
    starts_at = Instant()
    ends_at = Instant()
    capacity = Number(1, 100_000, allow_none=True)
    online_url = WebAddress(allow_none=True)
    first_statements = fields.List(fields.UUID(), load_default=None, allow_none=True, validate=few(20))

    @ma.validates_schema(skip_on_field_errors=True)
    def has_one_moment(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse an event without a moment, or with two."""
        own = {"starts_at", "ends_at"} & data.keys()
        if data["moment_id"] is not None and own:
            raise ma.ValidationError(
                {"momentId": [str(_l("Choose a moment of the date poll, or give another: not both."))]}
            )
        if data["moment_id"] is None and len(own) < 2:
            missing = {"starts_at", "ends_at"} - own
            raise ma.ValidationError({camel(name): [str(_l("Fill this in."))] for name in missing})


class TopicSessionQuery(PageQuery):
    """Which sessions."""

    status = Word(TopicSessionStage)
    dialogue_id = fields.UUID(metadata={"description": "Those that grew from the report of this dialogue"})


TopicSessionPageSchema = page_of(TopicSessionSchema)
