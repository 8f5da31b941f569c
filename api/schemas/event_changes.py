"""Shapes of what an organiser sends: a new event, a change, a cancellation, results."""

from marshmallow import fields

from api.domain.vocabulary import EventKind, QuestionKind
from api.schemas.addresses import MailAddress, WebAddress
from api.schemas.base import MARKDOWN, Flag, Instant, Number, Schema, Text, Word, few


class GivenFacilitatorSchema(Schema):
    """A person who leads an event."""

    name = Text(1, 120, lines=False, required=True)
    biography = Text(0, 600, load_default="")


class GivenContactSchema(Schema):
    """Whom to ask about an event."""

    name = Text(0, 120, lines=False, load_default="", data_key="name", attribute="contact_name")
    email = MailAddress(may_be_empty=True, load_default="", data_key="email", attribute="contact_email")
    phone = Text(0, 40, lines=False, load_default="", data_key="phone", attribute="contact_phone")


class GivenQuestionSchema(Schema):
    """A question of the organiser's own; with the id of one that is there, it stays the same question."""

    id = fields.UUID(load_default=None, allow_none=True)
    kind = Word(QuestionKind, required=True)
    label = Text(1, 200, lines=False, required=True)
    required = Flag(load_default=False)
    options = fields.List(Text(1, 120, lines=False), load_default=list, validate=few(20))


class EventChangeSchema(Schema):
    """What to change of an event; a list replaces the whole list."""

    kind = Word(EventKind)
    title = Text(1, 160, lines=False)
    programme_id = fields.UUID(allow_none=True)
    summary = Text(0, 400)
    description = Text(0, 20_000, metadata=MARKDOWN)
    audience = Text(0, 400)
    starts_at = Instant()
    ends_at = Instant()
    capacity = Number(1, 100_000, allow_none=True)
    online_url = WebAddress(allow_none=True)
    location = Text(1, 200, lines=False, allow_none=True)
    contact = fields.Nested(GivenContactSchema)
    facilitators = fields.List(fields.Nested(GivenFacilitatorSchema), validate=few(20))
    questions = fields.List(fields.Nested(GivenQuestionSchema), validate=few(20))
    topic_ids = fields.List(fields.UUID(), validate=few(20))
    link_days_before = Number(0, 60)
    reminder_hours_before = Number(0, 336)


class NewEventSchema(EventChangeSchema):
    """An event to draft."""

    kind = Word(EventKind, required=True)
    title = Text(1, 160, lines=False, required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


class CancellationSchema(Schema):
    """Why an event does not take place."""

    reason = Text(1, 400, required=True)


class ResultsSchema(Schema):
    """What an event brought."""

    results = Text(1, 20_000, required=True, metadata=MARKDOWN)
