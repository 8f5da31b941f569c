"""Shapes of lessons."""

from marshmallow import fields, validate

from api.schemas.authors import AuthorSchema
from api.schemas.base import Instant, PageQuery, Schema, Text, page_of
from api.schemas.recognitions import RecognitionSchema
from api.schemas.topics import TopicSchema

TITLE_MAX = 160
PART_MAX = 4000
TIP_MAX = 400
TOPICS_MAX = 5


class LessonEventSchema(Schema):
    """The event that a lesson grew from."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)


class LessonSchema(RecognitionSchema):
    """A reusable experience; every text is markdown, exactly as it was written."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    situation = fields.String(required=True)
    tried = fields.String(required=True)
    works = fields.String(required=True)
    avoid = fields.String(required=True)
    tip = fields.String(required=True)
    topics = fields.List(fields.Nested(TopicSchema), required=True)
    event = fields.Nested(
        LessonEventSchema, required=True, allow_none=True, metadata={"description": "What it grew from"}
    )
    author = fields.Nested(AuthorSchema, allow_none=True, required=True)
    created_at = Instant(required=True)
    edited_at = Instant(allow_none=True, required=True)


class NewLessonSchema(Schema):
    """A lesson to share."""

    title = Text(1, TITLE_MAX, lines=False, required=True)
    situation = Text(1, PART_MAX, required=True)
    tried = Text(1, PART_MAX, required=True)
    works = Text(0, PART_MAX, load_default="")
    avoid = Text(0, PART_MAX, load_default="")
    tip = Text(0, TIP_MAX, lines=False, load_default="")
    topic_ids = fields.List(fields.UUID(), validate=validate.Length(max=TOPICS_MAX), load_default=list)
    event_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "The announced event that it grew from"}
    )


class LessonChangesSchema(Schema):
    """What to change about a lesson; what is left out stays as it is."""

    title = Text(1, TITLE_MAX, lines=False)
    situation = Text(1, PART_MAX)
    tried = Text(1, PART_MAX)
    works = Text(0, PART_MAX)
    avoid = Text(0, PART_MAX)
    tip = Text(0, TIP_MAX, lines=False)
    topic_ids = fields.List(fields.UUID(), validate=validate.Length(max=TOPICS_MAX))
    event_id = fields.UUID(allow_none=True)


class LessonQuery(PageQuery):
    """Which lessons."""

    topic = fields.String(metadata={"description": "The slug of a topic"})
    event_id = fields.UUID(metadata={"description": "Those that grew from this event"})


LessonPageSchema = page_of(LessonSchema)
