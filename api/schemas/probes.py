"""Shapes of probing questions."""

from marshmallow import fields

from api.schemas.base import Schema, Text


class ProbeInSchema(Schema):
    """A probing question; ``fromPosition`` is the question that it is meant for."""

    text = Text(1, 280, required=True)
    from_position = fields.Integer(strict=True)


class ProbeSchema(Schema):
    """A probing question as everybody sees it."""

    id = fields.UUID(required=True)
    phase_id = fields.UUID(required=True)
    text = fields.String(required=True)
