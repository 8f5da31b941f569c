"""What tests about events share: drafting and announcing over the API, and the mails that the worker really sends."""

from __future__ import annotations

from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from api.db import Database
from api.jobs.worker import Worker
from api.state import State

if TYPE_CHECKING:
    from tests.api.conftest import Caller

NEW = {
    "kind": "lecture",
    "title": "From trial to practice",
    "startsAt": "2026-10-26T14:00:00+01:00",
    "endsAt": "2026-10-26T15:00:00+01:00",
}


def draft(organiser: Caller, **values: Any) -> dict[str, Any]:
    """Draft an event and give it back."""
    answer = organiser.post("/events", NEW | values)
    assert answer.status_code == 201, answer.json
    return answer.json


def tag(organiser: Caller, event_id: str) -> dict[str, str]:
    """Give the header that a change of the present version needs."""
    return {"If-Match": organiser.get(f"/events/{event_id}").headers["ETag"]}


def published(organiser: Caller, **values: Any) -> dict[str, Any]:
    """Draft and announce an event, and give it back."""
    event = draft(organiser, **values)
    answer = organiser.post(f"/events/{event['id']}/publication", headers=tag(organiser, event["id"]))
    assert answer.status_code == 200, answer.json
    return answer.json


def change(organiser: Caller, event_id: str, **values: Any) -> Any:
    """Change an event and give the answer."""
    return organiser.patch(f"/events/{event_id}", values, headers=tag(organiser, event_id))


def cancel(organiser: Caller, event_id: str, reason: str = "The speaker is ill.") -> Any:
    """Cancel an event and give the answer."""
    return organiser.post(f"/events/{event_id}/cancellation", {"reason": reason}, headers=tag(organiser, event_id))


def register(person: Caller, event_id: str, **body: Any) -> dict[str, Any]:
    """Register somebody and give the registration."""
    answer = person.post(f"/events/{event_id}/registrations", body)
    assert answer.status_code == 201, answer.json
    return answer.json


class PostOffice:
    """Lets the real worker do everything that is due, and reads the mails that it wrote."""

    def __init__(self, app: Flask, database: Database, clock: Callable[[], Any]) -> None:
        state: State = app.extensions["koppen"]
        self.worker = Worker(database, state.settings, clock=clock)
        self.folder = Path(state.settings.mail_url.removeprefix("file:"))
        self.read: set[Path] = set()

    def deliver(self) -> list[EmailMessage]:
        """Give the mails that were sent since the last time."""
        self.worker.run_until_empty()
        fresh = sorted(set(self.folder.glob("*.eml")) - self.read)
        self.read.update(fresh)
        return [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in fresh]  # type: ignore[misc]

    def subjects(self) -> list[str]:
        """Give the receivers and subjects of the mails that were sent since the last time."""
        return sorted(f"{mail['To']}: {mail['Subject']}" for mail in self.deliver())


def words(mail: EmailMessage) -> str:
    """Give the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def calendar_of(mail: EmailMessage) -> str | None:
    """Give the calendar file of a mail."""
    for part in mail.iter_attachments():
        if part.get_content_type() == "text/calendar":
            content = part.get_content()
            return content.decode() if isinstance(content, bytes) else str(content)
    return None
