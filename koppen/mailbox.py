"""The mail of people who take part in a replay, read out of the folder that the server writes mail to."""

import email
import email.policy
import re
import time
from collections import Counter
from collections.abc import Callable, Collection
from email.message import EmailMessage
from pathlib import Path

CONFIRM = re.compile(r"/confirm/([\w-]+)")
LOOK = 0.2  # seconds between two looks


class NoMail(Exception):
    """Mail that had to come did not."""


class Mailbox:
    """What arrived in ``folder`` since the replay began: how many mails an address got, and its confirmation link."""

    def __init__(self, folder: Path, patience: float = 60) -> None:
        self.folder, self.patience = folder, patience
        self.links: dict[str, str] = {}
        self.count: Counter[str] = Counter()
        self._seen = self._names()

    def wait(self, addresses: Collection[str], mails: int, arrived: Callable[[int], None]) -> None:
        """Wait until every address has had so many mails; give up when none comes any more."""
        known, last = 0, time.monotonic()
        while known < len(addresses):
            self.look()
            now = sum(self.count[address] >= mails for address in addresses)
            if now > known:
                arrived(now - known)
                known, last = now, time.monotonic()
            elif time.monotonic() - last > self.patience:
                raise NoMail(
                    f"{len(addresses) - known} of {len(addresses)} people have no mail, and none came for {self.patience:.0f} seconds. "
                    f"Does a worker run (koppen work, or KOPPEN_WORKER_INSIDE=1), and does it write its mail to "
                    f"{self.folder} (KOPPEN_MAIL_URL=file:{self.folder})?"
                )
            else:
                time.sleep(LOOK)

    def look(self) -> None:
        """Read what is new."""
        for name in sorted(self._names() - self._seen):
            self._seen.add(name)
            message = email.message_from_bytes((self.folder / name).read_bytes(), policy=email.policy.default)
            address = str(message["To"])
            self.count[address] += 1
            link = CONFIRM.search(_text(message))
            if link:
                self.links[address] = link[1]

    def _names(self) -> set[str]:
        return {path.name for path in self.folder.glob("*.eml")}


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    return "" if body is None else str(body.get_content())
