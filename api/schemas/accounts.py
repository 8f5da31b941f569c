"""Shapes of signing up, logging in and one's own account."""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from api.domain.vocabulary import JobFunction, Locale, Role
from api.schemas.addresses import MailAddress
from api.schemas.base import Instant, Schema, Text, Word
from api.schemas.organisations import OrganisationSchema
from api.schemas.topics import TopicSchema


class GrantType(StrEnum):
    """What somebody logs in with."""

    PASSWORD = "password"  # noqa: S105 - the name of a way to log in
    LINK = "link"
    REFRESH = "refresh"


NEEDED: Mapping[GrantType, tuple[str, ...]] = {
    GrantType.PASSWORD: ("email", "password"),
    GrantType.LINK: ("token",),
    GrantType.REFRESH: ("refresh_token",),
}


class Password(fields.String):
    """A password to set: any characters, the same however a keyboard composes them."""

    default_error_messages = {"required": _l("Fill this in."), "null": _l("Fill this in."), "invalid": _l("Send text.")}

    def __init__(self, minimum: int = 10, **kwargs: Any) -> None:
        message = _l("Use between 10 and 200 characters.")
        short = message if minimum > 1 else _l("Fill this in.")
        bounds = [validate.Length(min=minimum, error=short), validate.Length(max=200, error=message)]
        super().__init__(validate=bounds, load_only=True, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **kwargs))


def _secret() -> fields.String:
    return fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=200))


class SignUpSchema(Schema):
    """Become a member, of a municipality by its id or of a partnership by its name."""

    email = MailAddress(required=True)
    name = Text(1, 120, lines=False, required=True)
    password = Password(metadata={"description": "Left out, the member logs in by links in mails"})
    organisation_id = fields.UUID()
    partnership_name = Text(2, 120, lines=False)
    job_function = Word(JobFunction, required=True)
    locale = Word(Locale, load_default=Locale.DUTCH)

    @ma.validates_schema(pass_original=True, skip_on_field_errors=False)
    def _one_organisation(self, _data: dict[str, Any], original: dict[str, Any], **_kwargs: Any) -> None:
        if ("organisationId" in original) == ("partnershipName" in original):
            message = _l("Choose your municipality, or fill in your partnership.")
            raise ma.ValidationError(str(message), "organisationId")


class EmailSchema(Schema):
    """An address to mail a link to."""

    email = MailAddress(required=True)


class MailedTokenSchema(Schema):
    """The secret of a link in a mail."""

    token = _secret()


class NewPasswordSchema(Schema):
    """A new password, with the secret of a reset link."""

    token = _secret()
    password = Password(required=True)


class PasswordChangeSchema(Schema):
    """A new password, with the present one when there is one."""

    current_password = Password(minimum=1)
    password = Password(required=True)


class AcceptedSchema(Schema):
    """The same words, whether the address is known or not."""

    message = fields.String(required=True)


class TokenRequestSchema(Schema):
    """Log in with address and password or with a mailed link, or carry on with a refresh token."""

    grant_type = Word(GrantType, required=True)
    email = MailAddress()
    password = Password(minimum=1)
    token = fields.String(load_only=True, validate=validate.Length(max=200))
    refresh_token = fields.String(load_only=True, validate=validate.Length(max=200))

    @ma.validates_schema
    def _complete(self, data: dict[str, Any], **_kwargs: Any) -> None:
        missing = [name for name in NEEDED[data["grant_type"]] if not data.get(name)]
        if missing:
            message = str(_l("Fill this in."))
            raise ma.ValidationError({str(self.fields[name].data_key): [message] for name in missing})


class TokensSchema(Schema):
    """A session: the access token goes in the Authorization header, the refresh token gives the next pair once."""

    access_token = fields.String(required=True)
    refresh_token = fields.String(required=True)
    token_type = fields.String(required=True, metadata={"enum": ["Bearer"]})
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds that the access token lasts"})


class MeSchema(Schema):
    """One's own account."""

    id = fields.UUID(required=True)
    email = fields.Email(required=True)
    name = fields.String(required=True)
    organisation = fields.Nested(OrganisationSchema, required=True)
    job_function = Word(JobFunction, required=True)
    role = Word(Role, required=True)
    locale = Word(Locale, required=True)
    topics = fields.List(fields.Nested(TopicSchema), required=True)
    has_password = fields.Function(
        lambda member: member.password_hash is not None, required=True, metadata={"type": "boolean"}
    )
    created_at = Instant(required=True)


class MeChangeSchema(Schema):
    """What a member changes about themselves; what is left out stays."""

    name = Text(1, 120, lines=False)
    organisation_id = fields.UUID()
    partnership_name = Text(2, 120, lines=False)
    job_function = Word(JobFunction)
    locale = Word(Locale)
    topic_ids = fields.List(fields.UUID(), validate=validate.Length(max=50))

    @ma.validates_schema
    def _one_organisation(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "organisation_id" in data and "partnership_name" in data:
            message = _l("Choose your municipality, or fill in your partnership.")
            raise ma.ValidationError(str(message), "organisationId")


class ErasureQuery(Schema):
    """What happens to what the person wrote."""

    keep_contributions = fields.Boolean(
        required=True,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "true: lessons and posts stay, by a former member; false: they are removed"},
    )
