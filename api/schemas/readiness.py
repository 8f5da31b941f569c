"""Shapes of what an event still lacks, and of how its script fits in the time."""

from marshmallow import fields, validate

from api.domain.readiness import Place
from api.domain.scripts import Verdict
from api.schemas.base import Schema, Spoken, Word
from api.schemas.dialogues import PhaseInSchema


class FitSchema(Schema):
    """How long a script lasts beside the time of its event, in seconds."""

    lobby_seconds = fields.Integer(
        required=True, attribute="lobby", metadata={"description": "The doors are open this long before the start"}
    )
    script_seconds = fields.Integer(
        required=True, attribute="script", metadata={"description": "By the clock, from the announced start"}
    )
    event_seconds = fields.Integer(required=True, attribute="event")
    over_seconds = fields.Integer(required=True, attribute="over", metadata={"description": "What does not fit"})
    left_seconds = fields.Integer(required=True, attribute="left")
    verdict = Word(Verdict, required=True)


class LackSchema(Schema):
    """One thing that is missing or does not fit."""

    code = fields.String(required=True)
    text = Spoken(required=True)
    place = Word(Place, required=True, metadata={"description": "Where it is mended"})
    field = fields.String(
        required=True, allow_none=True, metadata={"description": "The field of the event, if it is one"}
    )
    blocking = fields.Boolean(required=True, metadata={"description": "The event cannot be announced before"})


class ReadinessSchema(Schema):
    """What an event still lacks, what blocks first."""

    may_publish = fields.Boolean(required=True)
    items = fields.List(fields.Nested(LackSchema), required=True)
    fit = fields.Nested(FitSchema, required=True, allow_none=True, metadata={"description": "Null without a script"})


class ScriptCheckSchema(Schema):
    """A script that is not stored yet; questions without words are counted too."""

    phases = fields.List(fields.Nested(PhaseInSchema), required=True, validate=validate.Length(min=1, max=40))
