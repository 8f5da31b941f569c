"""Shapes of the outbox."""

from marshmallow import fields

from api.domain.vocabulary import JobState
from api.schemas.base import Instant, PageQuery, Schema, Word, page_of


class JobSchema(Schema):
    """A piece of work in the outbox, without what it carries."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    template = fields.String(allow_none=True, required=True, metadata={"description": "Which mail it is"})
    receiver_domain = fields.String(
        allow_none=True, required=True, metadata={"description": "Where the mail goes; null once it has been sent"}
    )
    state = Word(JobState, required=True)
    created_at = Instant(required=True)
    run_at = Instant(required=True, metadata={"description": "When it is, or was, due"})
    next_attempt_at = Instant(allow_none=True, required=True)
    attempts = fields.Integer(required=True)
    error = fields.String(allow_none=True, required=True, metadata={"description": "Why the last attempt failed"})
    done_at = Instant(allow_none=True, required=True)
    parked_at = Instant(allow_none=True, required=True)


class JobQuery(PageQuery):
    """Which jobs."""

    state = Word(JobState, load_default=JobState.WAITING)


class DelaysSchema(Schema):
    """Seconds from the moment a mail was due until it had left."""

    count = fields.Integer(required=True)
    median = fields.Float(allow_none=True, required=True)
    p95 = fields.Float(allow_none=True, required=True)
    longest = fields.Float(allow_none=True, required=True)
    late = fields.Integer(required=True, metadata={"description": "How many took more than the promised 30 minutes"})


class JobStatisticsSchema(Schema):
    """The mails of the last day, and what is open now."""

    mails = fields.Nested(DelaysSchema, required=True)
    waiting = fields.Integer(required=True, metadata={"description": "Due and not done"})
    parked = fields.Integer(required=True)
    oldest_due_at = Instant(allow_none=True, required=True)


JobPageSchema = page_of(JobSchema)
