"""Shapes of what the writer of an anonymous statement asks with a claim."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields

from api.domain.vocabulary import JobFunction
from api.schemas.base import Schema, Text, Word


class ClaimHash(fields.String):
    """The SHA-256 of a claim, in hexadecimal; the claim itself stays with the writer."""

    default_error_messages = {"invalid": _l("Send 64 hexadecimal digits.")}

    def __init__(self, **kwargs: Any) -> None:
        pattern = {"pattern": "^[0-9a-f]{64}$", "description": "What the statement's writer can be found by, see docs"}
        super().__init__(metadata=pattern, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
            raise ValidationError(str(self.error_messages["invalid"]))
        return bytes.fromhex(text)


class ClaimSchema(Schema):
    """A claim, as its writer wrote it down. It is sent in a body only, never in an address."""

    claim = fields.String(required=True, metadata={"description": "Seven groups of five signs"})


class AcceptanceSchema(ClaimSchema):
    """A yes to an offer, with the name and the address that its writer gives away with it."""

    offer_id = fields.UUID(required=True)
    name = Text(1, 120, lines=False, required=True)
    contact = Text(
        1,
        254,
        lines=False,
        required=True,
        metadata={"description": "How to reach the writer: a mail address or a phone number"},
    )
    message = Text(0, 1000, load_default="")


class RefusalSchema(ClaimSchema):
    """A no to an offer. Who offered is not told."""

    offer_id = fields.UUID(required=True)


class ForgettingSchema(ClaimSchema):
    """Which introduction the writer deletes."""

    introduction_id = fields.UUID(required=True)


class OfferSchema(Schema):
    """Who offers to think along, under their own name."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, attribute="member.name")
    organisation_name = fields.String(required=True, attribute="member.organisation.name")
    job_function = Word(JobFunction, required=True, attribute="member.job_function")
    note = fields.String(required=True)
    set_aside = fields.Boolean(required=True, metadata={"description": "Whether the writer said no"})


class MetSchema(Schema):
    """Whom the writer was introduced to, and how to reach them."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, attribute="member.name")
    organisation_name = fields.String(required=True, attribute="member.organisation.name")
    email = fields.String(required=True, attribute="member.email")
    your_name = fields.String(required=True, attribute="writer_name")
    your_contact = fields.String(required=True, attribute="writer_contact")
    message = fields.String(required=True)
    kept_until = fields.Date(required=True)


class HeldSchema(Schema):
    """What a claim opens."""

    title = fields.String(required=True)
    text = fields.String(required=True)
    offers = fields.List(fields.Nested(OfferSchema), required=True)
    introductions = fields.List(fields.Nested(MetSchema), required=True)
