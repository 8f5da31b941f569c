"""Shapes of date polls."""

from marshmallow import fields

from api.domain.date_polls import MOST_MOMENTS
from api.domain.vocabulary import Availability
from api.schemas.authors import AuthorSchema
from api.schemas.base import Instant, PageQuery, Schema, Word, few, page_of


class MomentSchema(Schema):
    """A moment that a session could take place at, with how many said what."""

    id = fields.UUID(required=True)
    starts_at = Instant(required=True)
    yes = fields.Integer(required=True, attribute="tally.yes")
    if_need_be = fields.Integer(required=True, attribute="tally.if_need_be")
    no = fields.Integer(required=True, attribute="tally.no")
    favourite = fields.Boolean(required=True, metadata={"description": "Whether it suits most of those who answered"})
    mine = Word(Availability, required=True, allow_none=True, metadata={"description": "What the caller said"})


class MomentsSchema(Schema):
    """The moments to ask about; they take the place of those before. One that stays keeps its answers."""

    starts_at = fields.List(Instant(), required=True, validate=few(MOST_MOMENTS))


class SaidSchema(Schema):
    """What somebody says of one moment."""

    moment_id = fields.UUID(required=True)
    answer = Word(Availability, required=True)


class AvailabilitySchema(Schema):
    """Everything that the caller says; a moment that is left out has no answer any more."""

    answers = fields.List(fields.Nested(SaidSchema), required=True, validate=few(MOST_MOMENTS))


class AnsweredSchema(Schema):
    """What one of the interested said; for organisers."""

    member = fields.Nested(AuthorSchema, required=True)
    answers = fields.List(fields.Nested(SaidSchema), required=True)


class AnsweredQuery(PageQuery):
    """How to walk through who answered."""


AnsweredPageSchema = page_of(AnsweredSchema)
