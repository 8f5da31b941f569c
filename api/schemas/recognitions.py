"""The shape of "I recognise this" on posts and lessons."""

from marshmallow import fields

from api.schemas.base import Schema


class RecognitionSchema(Schema):
    """Whether the caller recognises it, and how many members do."""

    recognised = fields.Boolean(required=True)
    recognised_count = fields.Integer(required=True)
