"""The work of events outside a request: mails at their moment, to everybody, with the calendar file."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.domain.errors import NotFound
from api.jobs.mail import Attachment
from api.models import Event
from api.services import calendars, event_notices, events
from api.settings import Settings

Step = Callable[[Session, Event, Mapping[str, Any], datetime], None]


def _on_event(step: Step) -> Callable[[Session, dict[str, Any], datetime, Settings], None]:
    """Do a step with the event as it is now, locked: it may have changed since the job was written."""

    def handler(session: Session, payload: dict[str, Any], now: datetime, settings: Settings) -> None:
        try:
            event = events.locked(session, UUID(payload["eventId"]))
        except NotFound:
            return
        step(session, event, payload, now)

    return handler


HANDLERS = {
    event_notices.LINK_JOB: _on_event(event_notices.send_link),
    event_notices.REMINDER_JOB: _on_event(event_notices.send_reminder),
    event_notices.EVALUATION_JOB: _on_event(event_notices.send_evaluation),
    event_notices.NOTICE_JOB: _on_event(event_notices.send_notice),
}


def attachments(session: Session, context: Mapping[str, Any], settings: Settings) -> Iterator[Attachment]:
    """Give the calendar file of a mail about a seat, as the event is when the mail is sent."""
    if "calendar_event_id" not in context:
        return
    house = calendars.House.of(settings.base_url, settings.mail_from)
    content = calendars.of_seat(
        session,
        UUID(str(context["calendar_event_id"])),
        UUID(str(context["calendar_registration_id"])),
        house,
        stamp=datetime.fromisoformat(str(context["calendar_stamp"])),
    )
    if content is not None:
        method = "CANCEL" if b"METHOD:CANCEL" in content else "REQUEST"
        yield Attachment("koppen.ics", f"text/calendar; method={method}", content)
