"""Shapes of calendar addresses."""

from marshmallow import fields

from api.schemas.base import Schema


class CalendarAddressSchema(Schema):
    """Where a calendar program can follow one's registrations; who has this address can read along."""

    url = fields.String(required=True, metadata={"format": "uri"})
