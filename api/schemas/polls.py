"""Shapes of polls in between."""

from marshmallow import fields, validate

from api.domain.vocabulary import PollKind, PollState, Scale
from api.schemas.base import Number, Schema, Text, Word


class PollInSchema(Schema):
    """A new poll: options of its own, or a scale whose ends may have a name."""

    kind = Word(PollKind, required=True)
    prompt = Text(1, 280, lines=False, required=True)
    options = fields.List(
        Text(1, 80, lines=False), load_default=list, metadata={"description": "With `single`: 2 to 8 different ones"}
    )
    scale = Word(Scale, metadata={"description": "With `scale`"})
    low_label = Text(0, 80, lines=False, load_default="")
    high_label = Text(0, 80, lines=False, load_default="")


class PollOptionSchema(Schema):
    """One thing to choose. ``count`` is null while the poll is open, and when too few answered to tell."""

    value = fields.Integer(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)


class PollSchema(Schema):
    """A poll as the caller finds it."""

    id = fields.UUID(required=True)
    kind = Word(PollKind, required=True)
    prompt = fields.String(required=True)
    state = Word(PollState, required=True)
    options = fields.List(fields.Nested(PollOptionSchema), required=True)
    answer_count = fields.Integer(required=True)
    enough_answers = fields.Integer(required=True, metadata={"description": "Below this nothing else is told"})
    mine = fields.Integer(
        required=True, allow_none=True, metadata={"description": "What the caller chose; forgotten when it closes"}
    )


class PollsSchema(Schema):
    """The polls of a dialogue, in the order in which they were asked."""

    items = fields.List(fields.Nested(PollSchema), required=True)


class PollStateSchema(Schema):
    """What a poll has to be: open, or closed."""

    state = fields.String(required=True, validate=validate.OneOf([PollState.OPEN.value, PollState.CLOSED.value]))


class PollAnswerSchema(Schema):
    """What the caller chooses."""

    value = Number(0, 10, required=True)


class ReportedPollOptionSchema(Schema):
    """What could be chosen, and how often it was."""

    value = fields.Integer(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)


class ReportedPollSchema(Schema):
    """A poll of the hour. Its counts are of the whole room, and null when too few answered."""

    kind = fields.String(required=True)
    prompt = fields.String(required=True)
    answers = fields.Integer(required=True)
    options = fields.List(fields.Nested(ReportedPollOptionSchema), required=True)


class ReportedPollsSchema(Schema):
    """The polls of the hour, in the order in which they were asked."""

    enoughAnswers = fields.Integer(required=True)
    items = fields.List(fields.Nested(ReportedPollSchema), required=True)
