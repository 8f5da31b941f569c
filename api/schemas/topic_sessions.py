"""Shapes of follow-up sessions."""

from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext as _l
from marshmallow import fields

from api.domain.vocabulary import SourceKind, TopicSessionStatus
from api.schemas.addresses import WebAddress
from api.schemas.authors import AuthorSchema
from api.schemas.base import Instant, Number, PageQuery, Schema, Text, Word, camel, few, page_of

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


class TopicSessionSchema(Schema):
    """A follow-up session, proposed, scheduled or declined."""

    id = fields.UUID(required=True)
    title = fields.String(required=True, attribute="session.title")
    motivation = fields.String(required=True, attribute="session.motivation")
    status = Word(TopicSessionStatus, required=True, attribute="session.status")
    proposed_by = fields.Nested(AuthorSchema, required=True, allow_none=True, attribute="session.proposed_by")
    source = fields.Nested(SourceSchema, required=True, attribute="itself")
    interest_count = fields.Integer(required=True, attribute="session.interest_count")
    interested = fields.Boolean(required=True, metadata={"description": "Whether the caller counts in"})
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
    """What to change; `declined` and `proposed` are for organisers."""

    title = Text(1, 160, lines=False)
    motivation = Text(0, 2000)
    status = Word(TopicSessionStatus)


class FollowUpSchema(Schema):
    """The event to make of a session; without `firstStatements` it begins with the statement that it grew from."""

    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    capacity = Number(1, 100_000, allow_none=True)
    online_url = WebAddress(allow_none=True)
    first_statements = fields.List(fields.UUID(), load_default=None, allow_none=True, validate=few(20))


class TopicSessionQuery(PageQuery):
    """Which sessions."""

    status = Word(TopicSessionStatus)
    dialogue_id = fields.UUID(metadata={"description": "Those that grew from the report of this dialogue"})


TopicSessionPageSchema = page_of(TopicSessionSchema)
