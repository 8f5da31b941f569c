"""The shape of who wrote something."""

from marshmallow import fields

from api.schemas.base import Schema


class AuthorSchema(Schema):
    """A member as the author of something; null stands for a former member."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    organisation_name = fields.String(attribute="organisation.name", required=True)
