"""The shape of how recognition moved between two dialogues; names are those of the stored document."""

from marshmallow import fields

from api.domain.changes import Direction
from api.schemas.base import Schema, Word
from api.schemas.reported_text import ReportedText


class ChangePriorSchema(Schema):
    """The Beta distribution of the rates in one of the two dialogues."""

    a = fields.Float(required=True)
    b = fields.Float(required=True)


class ChangeFiguresSchema(Schema):
    """What was measured in one of the two dialogues; figures are null where fewer than five rated."""

    raters = fields.Integer(required=True)
    couldRate = fields.Integer(required=True)
    recognised = fields.Integer(required=True, allow_none=True)
    rate = fields.Float(required=True, allow_none=True)
    low = fields.Float(required=True, allow_none=True)
    high = fields.Float(required=True, allow_none=True)
    prior = fields.Nested(ChangePriorSchema, required=True)


class OriginSchema(Schema):
    """Where a statement that is asked again comes from."""

    dialogueId = fields.UUID(required=True)
    statementId = fields.UUID(required=True)
    eventId = fields.UUID(required=True)
    title = fields.String(required=True)
    startsAt = fields.String(required=True, metadata={"format": "date-time"})


class ChangeSchema(Schema):
    """A statement that was asked in an earlier dialogue too, and how its recognition moved."""

    statementId = fields.UUID(required=True)
    text = ReportedText(required=True)
    origin = fields.Nested(OriginSchema, required=True)
    before = fields.Nested(ChangeFiguresSchema, required=True)
    after = fields.Nested(ChangeFiguresSchema, required=True)
    difference = fields.Float(
        required=True, allow_none=True, metadata={"description": "The rate after minus the rate before, as measured"}
    )
    low = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Lower end of the interval of the difference between all participants of each"},
    )
    high = fields.Float(required=True, allow_none=True)
    direction = Word(Direction, required=True)
