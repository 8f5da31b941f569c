"""Shapes of threads and posts."""

from marshmallow import fields

from api.schemas.authors import AuthorSchema
from api.schemas.base import Instant, PageQuery, Schema, Text, page_of
from api.schemas.recognitions import RecognitionSchema
from api.schemas.topics import TopicSchema

TITLE_MAX = 160
POST_MAX = 5000


class ThreadSchema(Schema):
    """An asynchronous conversation between members."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    topic = fields.Nested(TopicSchema, allow_none=True, required=True)
    author = fields.Nested(AuthorSchema, allow_none=True, required=True)
    post_count = fields.Integer(required=True)
    created_at = Instant(required=True)
    last_post_at = Instant(required=True)


class NewThreadSchema(Schema):
    """A thread to start, with the post that opens it."""

    title = Text(1, TITLE_MAX, lines=False, required=True)
    body = Text(1, POST_MAX, required=True)
    topic_id = fields.UUID(allow_none=True, load_default=None)


class ThreadChangesSchema(Schema):
    """What to change about a thread; what is left out stays as it is."""

    title = Text(1, TITLE_MAX, lines=False)
    topic_id = fields.UUID(allow_none=True)


class ThreadQuery(PageQuery):
    """Which threads."""

    topic = fields.String(metadata={"description": "The slug of a topic"})


class PostSchema(RecognitionSchema):
    """One message in a thread; the body is markdown, exactly as it was written."""

    id = fields.UUID(required=True)
    thread_id = fields.UUID(required=True)
    author = fields.Nested(AuthorSchema, allow_none=True, required=True)
    body = fields.String(required=True)
    created_at = Instant(required=True)
    edited_at = Instant(allow_none=True, required=True)


class PostTextSchema(Schema):
    """The words of a post."""

    body = Text(1, POST_MAX, required=True)


ThreadPageSchema = page_of(ThreadSchema)
PostPageSchema = page_of(PostSchema)
