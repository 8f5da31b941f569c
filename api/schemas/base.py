"""What all shapes share: camelCase names, strict input, instants in UTC, clean text, pages."""

import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import marshmallow as ma
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}
JOINER = "\u200d"  # allowed inside a compound emoji only
MARKDOWN = {"description": "Markdown"}


fields.Field.default_error_messages.update(
    required=_l("Fill this in."), null=_l("Fill this in."), validator_failed=_l("This is not possible.")
)
fields.Integer.default_error_messages.update(
    invalid=_l("Send a whole number."), too_large=_l("This number is too large.")
)
fields.UUID.default_error_messages.update(invalid_uuid=_l("This is not an id."))
fields.Boolean.default_error_messages.update(invalid=_l("Send true or false."))
fields.List.default_error_messages.update(invalid=_l("Send a list."))
fields.Nested.default_error_messages.update(type=_l("Send a JSON object."))
fields.String.default_error_messages.update(invalid=_l("Send text."))
validate.OneOf.default_message = _l("Choose one of: {choices}.")
validate.Length.message_all = _l("Give between {min} and {max}.")


def camel(name: str) -> str:
    """Turn ``starts_at`` into ``startsAt``."""
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)


class Schema(ma.Schema):
    """A shape whose names are camelCase on the wire; unknown fields are refused."""

    error_messages = {"unknown": _l("We do not know this field."), "type": _l("Send a JSON object.")}

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Name every field in camelCase, outward and in messages."""
        field_obj.data_key = camel(field_obj.data_key or field_name)


class Flag(fields.Boolean):
    """True or false in a body, and nothing that looks like it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Instant(fields.AwareDateTime):
    """A moment: any offset in, UTC out."""

    default_error_messages = {
        "invalid": _l("Give a date and time like 2026-09-09T14:00:00+02:00."),
        "invalid_awareness": _l("Give the offset from UTC as well, like +02:00 or Z."),
        "format": _l("This moment is not possible."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        return (
            value.astimezone(UTC)
            .isoformat(timespec="seconds" if value.microsecond == 0 else "milliseconds")
            .replace("+00:00", "Z")
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **kwargs)
        try:
            moment = moment.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise self.make_error("format") from error
        if not 2000 <= moment.year < 2200:
            raise self.make_error("format")
        return moment


class Text(fields.String):
    """Text that a person wrote: normalised, trimmed, without invisible or direction-changing characters."""

    default_error_messages = {
        "invalid": _l("Send text."),
        "required": _l("Fill this in."),
        "null": _l("Fill this in."),
        "hidden": _l("This text has invisible or direction-changing characters. Remove them."),
    }

    def __init__(self, minimum: int = 0, maximum: int = 10_000, *, lines: bool = True, **kwargs: Any) -> None:
        self.lines = lines
        message = _l("Use between {min} and {max} characters.") if minimum else _l("Use at most {max} characters.")
        super().__init__(validate=_Length(minimum, maximum, message), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = text if self.lines else text.replace("\n", " ")
        text = text.replace("\t", " ").strip()
        if any(_hidden(before, sign) for before, sign in zip(" " + text, text, strict=False)):
            raise self.make_error("hidden")
        return text


def _hidden(before: str, sign: str) -> bool:
    """Tell whether ``sign`` cannot be seen; ``before`` is the character it follows."""
    if sign == "\n" or (sign == JOINER and unicodedata.category(before) in {"So", "Sk", "Mn"}):
        return False
    return unicodedata.category(sign) in INVISIBLE


class _Length(validate.Length):
    """A length with a message in the caller's language; declares plain bounds for the specification."""

    def __init__(self, minimum: int, maximum: int, message: Any) -> None:
        super().__init__(min=minimum, max=maximum)
        self.message = message

    def __call__(self, value: Any) -> Any:
        if not value and self.min:
            raise ma.ValidationError(str(_l("Fill this in.")))
        if not self.min <= len(value) <= self.max:  # type: ignore[operator]
            raise ma.ValidationError(str(self.message).format(min=self.min, max=self.max))
        return value


class Word(fields.String):
    """One of a closed list of words."""

    default_error_messages = {"unknown": _l("Choose one of: {choices}."), "invalid": _l("Send text.")}

    def __init__(self, words: type[StrEnum], **kwargs: Any) -> None:
        self.words = words
        metadata = {"enum": [word.value for word in words]} | kwargs.pop("metadata", {})
        super().__init__(metadata=metadata, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> StrEnum:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return self.words(text)
        except ValueError:
            choices = ", ".join(word.value for word in self.words)
            raise ma.ValidationError(str(self.error_messages["unknown"]).format(choices=choices)) from None


class Spoken(fields.String):
    """A message id of the rules, said in the caller's language; the ``params`` beside it fill its places."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if not value:
            return value  # an empty id would give the header of the catalogue
        return gettext(value, **getattr(obj, "params", {}))


def between(minimum: int, maximum: int) -> validate.Range:
    """Give the rule that a number lies between two bounds, both included."""
    return validate.Range(min=minimum, max=maximum, error=_l("Choose a number from {min} to {max}."))


def few(maximum: int) -> validate.Length:
    """Give the rule that a list is not too long."""
    return validate.Length(max=maximum, error=_l("Give at most {max}."))


class Number(fields.Integer):
    """A whole number between two bounds, both included."""

    def __init__(self, minimum: int, maximum: int, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=between(minimum, maximum), **kwargs)


class PageQuery(Schema):
    """How to walk through a list."""

    cursor = fields.String(metadata={"description": "The `next` of the page before"})
    limit = fields.Integer(load_default=20, validate=between(1, 100))


def page_of(item: type[Schema]) -> type[Schema]:
    """Give the shape of one page of ``item``."""
    name = item.__name__.removesuffix("Schema") + "PageSchema"
    return type(
        name,
        (Schema,),
        {
            "__doc__": "One page of a list; `next` is the cursor of the page that follows.",
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(allow_none=True, required=True),
        },
    )
