"""Sending one mail: outside any lock, and recognisable as the same mail when it has to be sent again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime, parseaddr
from typing import Any

from sqlalchemy.orm import Session

from api.db import Database
from api.jobs.queue import Claim
from api.mail import letters
from api.mail.transports import Transport
from api.settings import Settings


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail, such as ``text/calendar; method=REQUEST``."""

    name: str
    content_type: str
    content: bytes


Attachments = Callable[[Session, Mapping[str, Any], Settings], Iterable[Attachment]]


def send(
    claimed: Claim, database: Database, settings: Settings, transport: Transport, attachments: Attachments
) -> None:
    """Write the mail of a claimed job and let it go."""
    payload = claimed.payload
    letter = letters.render(payload["template"], payload["locale"], payload["context"], settings.base_url)
    with database.read() as session:
        files = list(attachments(session, payload["context"], settings))
    message = compose(claimed, letter, files, settings, transport.text_encoding)
    transport.send(message, key=claimed.id.hex, template=payload["template"], due=claimed.due)


def compose(
    claimed: Claim, letter: letters.Letter, files: Iterable[Attachment], settings: Settings, encoding: str
) -> EmailMessage:
    """Build the message. Its Message-ID is that of the job: a mail sent twice can be seen to be one mail."""
    sender = parseaddr(settings.mail_from)
    message = EmailMessage(policy=default)
    message["From"] = Address(sender[0], addr_spec=sender[1])
    message["To"] = Address(addr_spec=claimed.payload["to"])
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(claimed.due)
    message["Message-ID"] = f"<{claimed.id}@{sender[1].partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte=encoding)
    message.add_alternative(letter.html, subtype="html", cte=encoding)
    message["Content-Language"] = claimed.payload["locale"]
    for file in files:
        kind, _semicolon, parameters = file.content_type.partition(";")
        maintype, _slash, subtype = kind.strip().partition("/")
        message.add_attachment(
            file.content, maintype=maintype, subtype=subtype, filename=file.name, params=_parameters(parameters)
        )
    return message


def _parameters(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _equals, value in pairs}
