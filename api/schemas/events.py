"""Shapes of events as they are shown."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from api.domain.vocabulary import (
    DialogueState,
    EvaluationState,
    EventKind,
    EventStatus,
    QuestionKind,
    RegistrationStatus,
)
from api.schemas.base import MARKDOWN, Instant, PageQuery, Schema, Word, page_of
from api.schemas.topics import TopicSchema


class FacilitatorSchema(Schema):
    """A person who leads an event."""

    name = fields.String(required=True)
    biography = fields.String(required=True)


class ContactSchema(Schema):
    """Whom to ask about an event."""

    name = fields.String(required=True, attribute="contact_name")
    email = fields.String(required=True, attribute="contact_email")
    phone = fields.String(required=True, attribute="contact_phone")


class QuestionSchema(Schema):
    """A question of the organiser's own on the registration form."""

    id = fields.UUID(required=True)
    kind = Word(QuestionKind, required=True)
    label = fields.String(required=True)
    required = fields.Boolean(required=True)
    options = fields.List(fields.String(), required=True)


class EventProgrammeSchema(Schema):
    """The programme of an event, in short."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)


class OwnRegistrationSchema(Schema):
    """The caller's own registration for an event."""

    id = fields.UUID(required=True)
    status = Word(RegistrationStatus, required=True)
    waiting_place = fields.Integer(required=True, allow_none=True)


class EventSummarySchema(Schema):
    """An event in a list; null where the caller may not know."""

    id = fields.UUID(required=True)
    kind = Word(EventKind, required=True)
    status = Word(EventStatus, required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    location = fields.String(required=True, allow_none=True)
    capacity = fields.Integer(required=True, allow_none=True)
    confirmed_count = fields.Integer(required=True)
    seats_left = fields.Integer(required=True, allow_none=True, metadata={"description": "Null: no limit"})
    programme = fields.Nested(EventProgrammeSchema, required=True, allow_none=True)
    topics = fields.List(fields.Nested(TopicSchema), required=True)
    dialogue_id = fields.UUID(required=True, allow_none=True)
    dialogue_state = Word(DialogueState, required=True, allow_none=True)
    registration = fields.Nested(OwnRegistrationSchema, required=True, allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Look at what the caller may see, and for the rest at the event itself."""
        value = super().get_attribute(obj, attr, ma.missing)
        return super().get_attribute(obj.event, attr, default) if value is ma.missing else value


class EventSchema(EventSummarySchema):
    """An event with everything about it."""

    description = fields.String(required=True, metadata=MARKDOWN)
    audience = fields.String(required=True)
    online_url = fields.String(
        required=True, allow_none=True, metadata={"description": "For who has a seat, and for organisers"}
    )
    contact = fields.Nested(ContactSchema, required=True)
    facilitators = fields.List(fields.Nested(FacilitatorSchema), required=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)
    link_days_before = fields.Integer(required=True)
    reminder_hours_before = fields.Integer(required=True)
    results = fields.String(required=True, metadata=MARKDOWN)
    cancel_reason = fields.String(required=True, allow_none=True)
    registration_open = fields.Boolean(required=True)
    waiting_count = fields.Integer(required=True, allow_none=True, metadata={"description": "For organisers"})
    evaluation = Word(
        EvaluationState,
        required=True,
        allow_none=True,
        metadata={"description": "Whether the caller is asked to look back at it, or did"},
    )


class EventQuery(PageQuery):
    """Which events."""

    period = fields.String(validate=ma.validate.OneOf(["upcoming", "past"]))
    kind = Word(EventKind)
    status = Word(EventStatus)
    programme_id = fields.UUID()
    topic = fields.String(metadata={"description": "The slug of a topic"})


EventPageSchema = page_of(EventSummarySchema)
