"""Shapes of rehearsals: figures about simulated people."""

from typing import Any

from flask_babel import gettext
from marshmallow import fields

from api.domain.rehearsals import TEXTS
from api.domain.vocabulary import RehearsalState
from api.schemas.base import Instant, Number, Schema, Word

MOST_PEOPLE = 150


class RehearsalInSchema(Schema):
    """What to rehearse with."""

    people = Number(2, MOST_PEOPLE, load_default=40, metadata={"description": "How many simulated people take part"})


class RehearsedQuestionSchema(Schema):
    """What simulated people made of one question; null where there is nothing to divide by."""

    number = fields.Integer(required=True)
    prompt = fields.String(required=True)
    seconds = fields.Integer(required=True)
    tail_seconds = fields.Integer(required=True)
    wanted = fields.Integer(required=True, metadata={"description": "People who wanted to write"})
    posted = fields.Integer(required=True, metadata={"description": "Of these, who placed something in time"})
    still_writing = fields.Integer(required=True, metadata={"description": "Were still at it when the window closed"})
    share_in_time = fields.Float(required=True, allow_none=True)
    statements = fields.Integer(required=True)
    ratings = fields.Integer(required=True)
    lowest_raters = fields.Integer(required=True, allow_none=True)
    mean_raters = fields.Float(required=True, allow_none=True)
    too_few = fields.Integer(required=True, metadata={"description": "Statements with too few raters for a figure"})
    share_too_few = fields.Float(required=True, allow_none=True)
    idle_share = fields.Float(
        required=True, allow_none=True, metadata={"description": "Of the time, with nothing to do"}
    )


class ModeratorLoadSchema(Schema):
    """What a moderator would have to read."""

    statements = fields.Integer(required=True)
    mean_per_minute = fields.Float(required=True, metadata={"description": "While people can write"})
    peak_per_minute = fields.Integer(required=True)
    reading_minutes = fields.Float(required=True)
    share_reading = fields.Float(required=True, metadata={"description": "Of the time of the questions"})
    behind_seconds = fields.Integer(
        required=True, metadata={"description": "From arrival until read, at worst, for one moderator"}
    )
    moderators = fields.Integer(required=True, metadata={"description": "How many are never two minutes behind"})


class AdviceSchema(Schema):
    """One piece of advice, in the caller's language."""

    code = fields.String(required=True)
    number = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The question, if it is about one"}
    )
    text = fields.Method("_say", required=True, metadata={"type": "string"})

    def _say(self, advice: dict[str, Any]) -> str:
        text = TEXTS[advice["code"]]
        return gettext(text, **advice["params"])


class OutcomeSchema(Schema):
    """The outcome of a rehearsal. Everybody in it is simulated."""

    people = fields.Integer(required=True)
    script_seconds = fields.Integer(required=True)
    event_seconds = fields.Integer(required=True)
    took_seconds = fields.Float(required=True)
    questions = fields.List(fields.Nested(RehearsedQuestionSchema), required=True)
    moderator = fields.Nested(ModeratorLoadSchema, required=True)
    advice = fields.List(fields.Nested(AdviceSchema), required=True)
    habits = fields.Dict(
        keys=fields.String(), values=fields.Float(), required=True, metadata={"description": "What was assumed"}
    )


class RehearsalSchema(Schema):
    """The newest rehearsal of an event."""

    state = Word(RehearsalState, required=True, attribute="rehearsal.state")
    people = fields.Integer(required=True, attribute="rehearsal.people")
    script_version = fields.Integer(required=True, attribute="rehearsal.script_version")
    outdated = fields.Boolean(required=True, metadata={"description": "The script has changed since"})
    requested_at = Instant(required=True, attribute="rehearsal.requested_at")
    finished_at = Instant(required=True, allow_none=True, attribute="rehearsal.finished_at")
    outcome = fields.Nested(OutcomeSchema, required=True, allow_none=True, attribute="rehearsal.outcome")
    problem = fields.String(required=True, allow_none=True, attribute="rehearsal.problem")
