"""Shapes of members as others see them."""

from marshmallow import fields, validate

from api.domain.vocabulary import JobFunction, Role
from api.schemas.base import Instant, PageQuery, Schema, Word, page_of
from api.schemas.organisations import OrganisationSchema
from api.schemas.topics import TopicSchema


class MemberSchema(Schema):
    """A member. The last four names are there for organisers only."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    organisation = fields.Nested(OrganisationSchema, required=True)
    job_function = Word(JobFunction, required=True)
    topics = fields.List(fields.Nested(TopicSchema), required=True)
    email = fields.Email()
    role = Word(Role)
    confirmed_at = Instant(allow_none=True)
    created_at = Instant()


class MemberQuery(PageQuery):
    """Which members."""

    q = fields.String(
        validate=validate.Length(max=120), metadata={"description": "Part of the name of a person or an organisation"}
    )
    topic_id = fields.UUID(metadata={"description": "Who follows this topic"})


class RoleChangeSchema(Schema):
    """What an administrator changes about a member."""

    role = Word(Role, required=True)


MemberPageSchema = page_of(MemberSchema)
