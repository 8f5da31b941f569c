"""Addresses that people type: on the web and of mail."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

from api.schemas.base import Text

MAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\]+\.[^@\s.,;<>\"()\[\]\\]{2,}")

LOCAL_PART = 64  # characters before the @


class WebAddress(Text):
    """An address that people follow: https only."""

    default_error_messages = {"address": _l("Give an address that starts with https://.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("metadata", {}).setdefault("format", "uri")
        super().__init__(0, 500, lines=False, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            parts = urlsplit(text)
            host = parts.hostname or ""
        except ValueError:
            raise self.make_error("address") from None
        if parts.scheme != "https" or "." not in host or parts.username or re.search(r"[\s<>\"]", text):
            raise self.make_error("address")
        return text


class MailAddress(Text):
    """A mail address, in lower case; empty only where that is allowed."""

    default_error_messages = {"address": _l("Give a mail address like name@example.org.")}

    def __init__(self, *, may_be_empty: bool = False, **kwargs: Any) -> None:
        self.may_be_empty = may_be_empty
        if not may_be_empty:  # an empty text is no address: a default of "" would contradict the format
            kwargs.setdefault("metadata", {}).setdefault("format", "email")
        super().__init__(0, 254, lines=False, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).lower()
        if not (_can_be_mailed(text) or (self.may_be_empty and text == "")):
            raise self.make_error("address")
        return text


def _can_be_mailed(text: str) -> bool:
    """Tell whether a mail to this address can be written: what looks like one but is none would stay in the outbox."""
    if not MAIL.fullmatch(text) or not text.isascii() or text.index("@") > LOCAL_PART:
        return False
    try:
        return Address(addr_spec=text).addr_spec == text
    except (ValueError, MessageError):
        return False
