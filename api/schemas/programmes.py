"""Shapes of programmes."""

from marshmallow import fields

from api.schemas.base import PageQuery, Schema, Text, page_of


class ProgrammeSchema(Schema):
    """A series that events belong to."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True, metadata={"description": "Markdown"})


class NewProgrammeSchema(Schema):
    """A programme to start."""

    title = Text(1, 160, lines=False, required=True)
    description = Text(0, 10_000, metadata={"description": "Markdown"})


class ProgrammeChangeSchema(Schema):
    """What to change of a programme."""

    title = Text(1, 160, lines=False)
    description = Text(0, 10_000, metadata={"description": "Markdown"})


class ProgrammeQuery(PageQuery):
    """Which programmes."""


ProgrammePageSchema = page_of(ProgrammeSchema)
