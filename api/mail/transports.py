"""The ways a mail leaves: into a folder, or over SMTP."""

import contextlib
import os
import smtplib
import ssl
from abc import ABC, abstractmethod
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TIMEOUT = 30


class Refused(RuntimeError):
    """The mail server refused this mail for good: sending it again will not help."""


class Transport(ABC):
    """A way out, used by one worker at a time."""

    text_encoding = "quoted-printable"

    @abstractmethod
    def send(self, message: EmailMessage, *, key: str, template: str, due: datetime) -> None:
        """Let ``message`` go; ``key`` names the mail, so that a second time can be told from a second mail."""

    def close(self) -> None:  # noqa: B027 - most ways keep nothing open
        """Let go of what is kept open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class FileTransport(Transport):
    """A folder with one file for each mail. The names say when, what and to whom, so the folder is its own index."""

    text_encoding = "8bit"  # a person opens these in an editor

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, *, key: str, template: str, due: datetime) -> None:
        """Write the file whole or not at all; the same mail written again takes the same name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        to = "".join(sign if sign.isalnum() or sign in "@.-_+" else "_" for sign in str(message["To"]))[:80]
        name = f"{due.astimezone(AMSTERDAM):%Y-%m-%d %H.%M.%S} {template} {to} {key}.eml"
        unfinished = self.folder / f".{key}"
        with unfinished.open("wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.folder / name)


class SmtpTransport(Transport):
    """A mail server. The connection stays open between mails, and is made anew when the server ended it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.secure = parts.scheme == "smtps"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (465 if self.secure else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self._open: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, *, key: str, template: str, due: datetime) -> None:
        """Hand the mail over; raise ``Refused`` when the server will never take it."""
        if self._open is not None:
            with contextlib.suppress(smtplib.SMTPServerDisconnected):
                return self._hand_over(self._open, message)
        self._open = self._connect()
        return self._hand_over(self._open, message)

    def close(self) -> None:
        """End the connection, politely when the server still listens."""
        connection, self._open = self._open, None
        if connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.secure:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            connection.ehlo_or_helo_if_needed()
            if not self.secure and connection.has_extn("starttls"):
                connection.starttls(context=context)
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _hand_over(self, connection: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = sorted({code for code, _words in error.recipients.values()})
            self.close()
            if all(code >= 500 for code in codes):
                raise Refused(f"the mail server refused the receiver with {codes}") from None
            raise
        except smtplib.SMTPDataError as error:
            self.close()
            if error.smtp_code >= 500:
                raise Refused(f"the mail server refused the mail with {error.smtp_code}") from None
            raise
        except (smtplib.SMTPException, OSError):
            self._open = None
            connection.close()
            raise


def transport(mail_url: str) -> Transport:
    """Choose the way out that ``mail_url`` names."""
    if mail_url.startswith("file:"):
        return FileTransport(Path(mail_url.removeprefix("file:")))
    if mail_url.startswith(("smtp://", "smtps://")):
        return SmtpTransport(mail_url)
    raise ValueError("KOPPEN_MAIL_URL begins with file:, smtp:// or smtps://")
