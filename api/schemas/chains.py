"""Shapes of the chain of a programme."""

from marshmallow import fields

from api.domain.vocabulary import DialogueState, EventKind, EventStatus, TopicSessionStage
from api.schemas.base import Instant, PageQuery, Schema, Word, page_of


class ChainEventSchema(Schema):
    """An event of the chain."""

    id = fields.UUID(required=True)
    kind = Word(EventKind, required=True)
    status = Word(EventStatus, required=True)
    title = fields.String(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


class ChainOriginSchema(Schema):
    """The event that this one grew from; visitors do not see by way of which session."""

    event_id = fields.UUID(required=True)
    title = fields.String(required=True)
    session_id = fields.UUID(required=True, allow_none=True)


class ChainDialogueSchema(Schema):
    """The dialogue of an event; `reportNumber` is null for who may not read its report."""

    id = fields.UUID(required=True)
    state = Word(DialogueState, required=True)
    report_number = fields.Integer(required=True, allow_none=True)


class ChainSessionSchema(Schema):
    """A session that grew from an event; visitors see none."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    status = Word(TopicSessionStage, required=True)
    interest_count = fields.Integer(required=True)
    event_id = fields.UUID(required=True, allow_none=True)


class ChainLessonSchema(Schema):
    """A lesson that grew from an event."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)


class ChainLinkSchema(Schema):
    """One event with where it came from and what grew from it."""

    event = fields.Nested(ChainEventSchema, required=True)
    grew_from = fields.Nested(ChainOriginSchema, required=True, allow_none=True)
    dialogue = fields.Nested(ChainDialogueSchema, required=True, allow_none=True)
    sessions = fields.List(fields.Nested(ChainSessionSchema), required=True)
    lessons = fields.List(fields.Nested(ChainLessonSchema), required=True)
    more = fields.Boolean(
        required=True, metadata={"description": "Whether more sessions or lessons grew from it than the ten shown"}
    )


class ChainQuery(PageQuery):
    """How to walk through a chain."""


ChainLinkPageSchema = page_of(ChainLinkSchema)
