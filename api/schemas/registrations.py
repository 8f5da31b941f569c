"""Shapes of registrations and invitations."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from api.domain.vocabulary import JobFunction, RegistrationStatus
from api.schemas.addresses import MailAddress
from api.schemas.base import Instant, PageQuery, Schema, Text, Word, few, page_of
from api.schemas.events import EventSummarySchema


class AnswerSchema(Schema):
    """An answer to one of the organiser's questions; ``yes`` or ``no`` where that was asked."""

    question_id = fields.UUID(required=True)
    answer = fields.String(required=True)


class GivenAnswerSchema(Schema):
    """An answer to one of the organiser's questions; ``yes`` or ``no`` where that was asked."""

    question_id = fields.UUID(required=True)
    answer = Text(0, 1000, required=True)


class NewRegistrationSchema(Schema):
    """A wish to come."""

    answers = fields.List(fields.Nested(GivenAnswerSchema), load_default=list, validate=few(20))


class RegistrationSchema(Schema):
    """A seat or a place on the waiting list."""

    id = fields.UUID(required=True)
    event_id = fields.UUID(required=True)
    status = Word(RegistrationStatus, required=True)
    waiting_place = fields.Integer(required=True, allow_none=True)
    answers = fields.List(fields.Nested(AnswerSchema), required=True)
    attended = fields.Boolean(required=True)
    created_at = Instant(required=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Look at the place first, and for the rest at the registration itself."""
        value = super().get_attribute(obj, attr, ma.missing)
        return super().get_attribute(obj.registration, attr, default) if value is ma.missing else value


class RegisteredMemberSchema(Schema):
    """Who registered, for the organiser."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    organisation_name = fields.String(required=True, attribute="organisation.name")
    job_function = Word(JobFunction, required=True)


class EventRegistrationSchema(RegistrationSchema):
    """A registration with the person, for the organiser."""

    member = fields.Nested(RegisteredMemberSchema, required=True)


class OwnRegistrationInListSchema(RegistrationSchema):
    """One of the caller's own registrations, with the event."""

    event = fields.Nested(EventSummarySchema, required=True)


class EventRegistrationQuery(PageQuery):
    """Which registrations of an event."""

    status = Word(RegistrationStatus)


class MyRegistrationQuery(PageQuery):
    """Which of the caller's own registrations."""

    period = fields.String(validate=validate.OneOf(["upcoming", "past"]), load_default="upcoming")


class NewInvitationSchema(Schema):
    """A colleague to tell about an event."""

    email = MailAddress(required=True)


class InvitationSchema(Schema):
    """The same for everybody, so that nobody learns who has an account."""

    status = fields.String(required=True, metadata={"enum": ["accepted"]})


EventRegistrationPageSchema = page_of(EventRegistrationSchema)
MyRegistrationPageSchema = page_of(OwnRegistrationInListSchema)
