"""Shapes of looking back at an event, and of the figures of events and programmes."""

from marshmallow import fields

from api.domain.evaluations import HIGHEST, LOWEST
from api.schemas.base import Flag, Instant, Number, Schema, Text


class EvaluationInSchema(Schema):
    """What somebody thought of an event. It is kept without a name, a moment or a link to who answered."""

    usefulness = Number(LOWEST, HIGHEST, required=True, metadata={"description": "How useful it was, 5 is most"})
    recommendation = Number(
        LOWEST, HIGHEST, required=True, metadata={"description": "Whether they would recommend it, 5 is most"}
    )
    different = Text(0, 1000, load_default="", metadata={"description": "What should be different"})


class AttendanceInSchema(Schema):
    """Whether somebody came."""

    attended = Flag(required=True)


class ScaleSchema(Schema):
    """Answers on a scale from 1 to 5."""

    mean = fields.Float(required=True)
    counts = fields.List(fields.Integer(), required=True, metadata={"description": "How often 1, 2, 3, 4 and 5"})


class LookingBackSchema(Schema):
    """What people thought of it. Answers are shown five or more at a time, so `answers` may be behind."""

    answers = fields.Integer(required=True)
    usefulness = fields.Nested(ScaleSchema, required=True, allow_none=True)
    recommendation = fields.Nested(ScaleSchema, required=True, allow_none=True)
    different = fields.List(fields.String(), required=True)


class AttendanceSchema(Schema):
    """How many had a seat and how many came; null where nobody noted it."""

    registered = fields.Integer(required=True)
    came = fields.Integer(required=True, allow_none=True)
    show_up_rate = fields.Float(required=True, allow_none=True, metadata={"minimum": 0, "maximum": 1})


class LivelinessSchema(Schema):
    """How much was said and rated in the dialogue."""

    people = fields.Integer(required=True)
    statements = fields.Integer(required=True)
    ratings = fields.Integer(required=True)
    statements_per_person = fields.Float(required=True)
    ratings_per_person = fields.Float(required=True)


class EventFiguresSchema(Schema):
    """The figures of an event; `dialogue` is null below five people."""

    event_id = fields.UUID(required=True, attribute="event.id")
    title = fields.String(required=True, attribute="event.title")
    starts_at = Instant(required=True, attribute="event.starts_at")
    waiting = fields.Integer(required=True)
    gave_up = fields.Integer(required=True)
    attendance = fields.Nested(AttendanceSchema, required=True)
    evaluation = fields.Nested(LookingBackSchema, required=True)
    dialogue = fields.Nested(LivelinessSchema, required=True, allow_none=True)


class ProgrammeFiguresSchema(Schema):
    """The figures of a programme; `attendance` adds up the events of which it is known who came."""

    programme_id = fields.UUID(required=True, attribute="programme.id")
    title = fields.String(required=True, attribute="programme.title")
    events = fields.List(fields.Nested(EventFiguresSchema), required=True)
    attendance = fields.Nested(AttendanceSchema, required=True)
    evaluation = fields.Nested(LookingBackSchema, required=True)
