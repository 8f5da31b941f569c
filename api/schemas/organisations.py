"""Shapes of organisations."""

from marshmallow import fields

from api.domain.vocabulary import OrganisationKind, SizeClass
from api.schemas.base import PageQuery, Schema, Word, between, page_of


class OrganisationSchema(Schema):
    """A municipality or a partnership."""

    id = fields.UUID(required=True)
    kind = Word(OrganisationKind, required=True)
    name = fields.String(required=True)
    cbs_code = fields.String(allow_none=True)
    province = fields.String(allow_none=True)
    size_class = Word(SizeClass, allow_none=True)


class OrganisationQuery(PageQuery):
    """Which organisations."""

    limit = fields.Integer(load_default=20, validate=between(1, 400))  # all municipalities fit on one page
    kind = Word(OrganisationKind)
    q = fields.String(metadata={"description": "Part of the name"})


OrganisationPageSchema = page_of(OrganisationSchema)
