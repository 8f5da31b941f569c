"""Shapes of templates, and of events that begin with one or with an earlier event."""

from marshmallow import fields

from api.domain.vocabulary import Advance, EventKind, PhaseKind
from api.schemas.base import Instant, Schema, Spoken, Text, Word
from api.schemas.event_changes import EventChangeSchema


class TemplatePhaseSchema(Schema):
    """One phase of a template, lengths in seconds."""

    kind = Word(PhaseKind, required=True)
    prompt = Spoken(required=True)
    explanation = Spoken(required=True)
    min_seconds = fields.Integer(required=True)
    max_seconds = fields.Integer(required=True)
    tail_seconds = fields.Integer(required=True)


class TemplateSchema(Schema):
    """A script to begin with, in the caller's language."""

    id = fields.String(required=True)
    name = Spoken(required=True)
    description = Spoken(required=True)
    kind = Word(EventKind, required=True)
    advance = Word(Advance, required=True)
    seconds = fields.Integer(required=True, metadata={"description": "By the clock, from the announced start"})
    phases = fields.List(fields.Nested(TemplatePhaseSchema), required=True)


class TemplatesSchema(Schema):
    """All templates."""

    items = fields.List(fields.Nested(TemplateSchema), required=True)


class EventFromTemplateSchema(EventChangeSchema):
    """An event to draft with the script of a template; without ``endsAt`` it lasts as long as the script."""

    title = Text(1, 160, lines=False, required=True)
    starts_at = Instant(required=True)


class EventCopySchema(EventChangeSchema):
    """An event to draft like an earlier one; what is left out stays as it was there."""

    starts_at = Instant(required=True)
