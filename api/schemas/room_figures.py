"""Shapes of what the desk tells about the room."""

from marshmallow import fields

from api.schemas.base import Schema
from api.schemas.dialogues import StreamStatementSchema


class MinuteSchema(Schema):
    """What came in during one minute, by how long ago it was; null where that is not known."""

    ago = fields.Integer(required=True)
    statements = fields.Integer(required=True, allow_none=True)
    ratings = fields.Integer(required=True, allow_none=True)


class SpreadSchema(Schema):
    """How many statements were rated so many times."""

    from_ = fields.Integer(required=True, data_key="from", attribute="from")
    to = fields.Integer(required=True)
    statements = fields.Integer(required=True)


class AttentionNowSchema(Schema):
    """How evenly the statements of the open question are read."""

    lowest = fields.Integer(required=True, allow_none=True)
    mean = fields.Float(required=True, allow_none=True)
    too_few = fields.Integer(required=True)
    distribution = fields.List(fields.Nested(SpreadSchema), required=True)


class FiguresSchema(Schema):
    """The room as it is now. Nothing of it is kept."""

    connected = fields.Integer(
        required=True,
        metadata={"description": "People who have the dialogue on a screen now, whether they joined or not"},
    )
    participant_count = fields.Integer(required=True)
    statement_count = fields.Integer(required=True)
    rating_count = fields.Integer(required=True)
    minutes = fields.List(fields.Nested(MinuteSchema), required=True)
    attention = fields.Nested(AttentionNowSchema, required=True)
    most_recognised = fields.List(fields.Nested(StreamStatementSchema), required=True)
    least_recognised = fields.List(fields.Nested(StreamStatementSchema), required=True)
