"""Receive mail over real SMTP and keep it for the test to read."""

from __future__ import annotations

import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from threading import Condition

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PARSER = BytesParser(policy=email.policy.default)


class Mailbox:
    """Hold what came in; refuse what comes in while `refusal` is set, for example to "451 4.3.0 try again later"."""

    def __init__(self) -> None:
        self.host = ""
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refusal: str | None = None
        self.refused = 0
        self._changed = Condition()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take one mail in, or refuse it."""
        with self._changed:
            if self.refusal:
                self.refused += 1
                self._changed.notify_all()
                return self.refusal
            assert isinstance(envelope.content, bytes)
            self.messages.append(PARSER.parsebytes(envelope.content))
            self.recipients.append(list(envelope.rcpt_tos))
            self._changed.notify_all()
        return "250 2.0.0 kept"

    def wait_for(self, count: int, timeout: float = 10) -> list[EmailMessage]:
        """Give the mails as soon as there are this many."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.messages) >= count, timeout):
                raise TimeoutError(f"{count} mails were expected within {timeout} s; {len(self.messages)} came")
            return list(self.messages)

    def to(self, address: str) -> list[EmailMessage]:
        """Give the mails that went to one address."""
        with self._changed:
            pairs = zip(self.messages, self.recipients, strict=True)
            return [message for message, recipients in pairs if address in recipients]


class Server(Controller):
    """Listen on a port that the system picked, without a moment in which another could take it."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(mailbox, hostname="127.0.0.1", port=self.socket.getsockname()[1])

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.socket)


@contextmanager
def running() -> Iterator[Mailbox]:
    """Lend a mailbox that says on which host and port its mail server listens."""
    mailbox = Mailbox()
    server = Server(mailbox)
    mailbox.host, mailbox.port = server.hostname, server.port
    server.start()
    try:
        yield mailbox
    finally:
        server.stop()
