"""Shapes of offers to think along at an anonymous statement, and of what came of them."""

from marshmallow import fields

from api.schemas.base import PageQuery, Schema, Text, page_of


class HandRaiseInSchema(Schema):
    """What to say along with an offer; the writer reads it with the caller's name."""

    note = Text(0, 280, load_default="")


class HandRaiseSchema(Schema):
    """A statement and whether the caller offers to think along; nothing tells who wrote it, or whether they answered."""

    dialogue_id = fields.UUID(required=True)
    statement_id = fields.UUID(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    raised = fields.Boolean(required=True)
    note = fields.String(required=True)


class OwnHandRaiseSchema(Schema):
    """One of the caller's offers that nobody said yes to."""

    id = fields.UUID(required=True)
    dialogue_id = fields.UUID(required=True)
    statement_id = fields.UUID(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    note = fields.String(required=True)


class IntroductionSchema(Schema):
    """A writer who said yes to an offer of the caller, and how to reach them."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, attribute="writer_name")
    contact = fields.String(required=True, attribute="writer_contact")
    message = fields.String(required=True)
    kept_until = fields.Date(required=True)


class HandRaiseQuery(PageQuery):
    """Which offers."""

    dialogue_id = fields.UUID()


class IntroductionQuery(PageQuery):
    """How to walk through the introductions."""


OwnHandRaisePageSchema = page_of(OwnHandRaiseSchema)
IntroductionPageSchema = page_of(IntroductionSchema)
