"""Events as iCalendar: one event as a file, and a member's own calendar that keeps itself up to date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.events import AMSTERDAM
from api.domain.vocabulary import EventStatus, RegistrationStatus
from api.models import Event, Member, Registration

PRODUCER = "-//Koppen bij Elkaar//NL"
PAST_KEPT = timedelta(days=90)
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Guest:
    """The person whose seat a calendar file is about."""

    name: str
    email: str


@dataclass(frozen=True)
class House:
    """Where the screens are, and the sender of our mail."""

    base_url: str
    email: str

    @classmethod
    def of(cls, base_url: str, sender: str) -> "House":
        """Read what calendar files say about this installation from its address and the sender of its mail."""
        return cls(base_url.rstrip("/"), parseaddr(sender)[1])


def of_event(
    event: Event, house: House, *, stamp: datetime, with_link: bool = False, guest: Guest | None = None
) -> bytes:
    """Write the file of one event; with a guest it is an invitation that their calendar follows by itself."""
    cancelled = event.status is EventStatus.CANCELLED
    method = "CANCEL" if cancelled else "REQUEST" if guest else "PUBLISH"
    entry = _entry(event, house, stamp=stamp, with_link=with_link)
    if guest is not None:
        attendee = vCalAddress(f"mailto:{guest.email}")
        attendee.params["CN"] = vText(guest.name)
        attendee.params["PARTSTAT"] = vText("ACCEPTED")
        attendee.params["RSVP"] = vText("FALSE")
        entry.add("attendee", attendee)
    return _written([entry], method=method)


def of_member(session: Session, member: Member, house: House, *, title: str, now: datetime) -> bytes:
    """Write the calendar of what a member is registered for, with the links; what is waited for is tentative."""
    rows = session.execute(
        select(Event, Registration.status)
        .join(Registration, Registration.event_id == Event.id)
        .where(
            Registration.member_id == member.id,
            Registration.status != RegistrationStatus.CANCELLED,
            Event.ends_at > now - PAST_KEPT,
        )
        .order_by(Event.starts_at, Event.id)
    )
    entries = []
    for event, status in rows:
        waiting = status is RegistrationStatus.WAITING
        entries.append(_entry(event, house, stamp=now, with_link=not waiting, tentative=waiting))
    return _written(entries, method="PUBLISH", title=title)


def of_seat(session: Session, event_id: UUID, registration_id: UUID, house: House, *, stamp: datetime) -> bytes | None:
    """Write the file that goes with a mail to who has a seat; None when they have it no longer."""
    registration = session.get(Registration, registration_id)
    if registration is None or registration.status is not RegistrationStatus.CONFIRMED:
        return None
    event = session.get_one(Event, event_id)
    guest = Guest(registration.member.name, registration.member.email)
    return of_event(event, house, stamp=stamp, with_link=True, guest=guest)


def _entry(event: Event, house: House, *, stamp: datetime, with_link: bool, tentative: bool = False) -> Entry:
    entry = Entry()
    entry.add("uid", f"event-{event.id}@koppen-bij-elkaar")
    entry.add("sequence", event.calendar_sequence)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", event.starts_at.astimezone(AMSTERDAM))
    entry.add("dtend", event.ends_at.astimezone(AMSTERDAM))
    entry.add("summary", event.title)
    cancelled = event.status is EventStatus.CANCELLED
    entry.add("status", "CANCELLED" if cancelled else "TENTATIVE" if tentative else "CONFIRMED")
    page = f"{house.base_url}/events/{event.id}"
    link = event.online_url if with_link and not cancelled else None
    entry.add("url", page)
    entry.add("description", "\n\n".join(part for part in (event.summary, link, page) if part))
    where = ", ".join(part for part in (event.location, link) if part)
    if where:
        entry.add("location", where)
    organiser = vCalAddress(f"mailto:{event.contact_email or house.email}")
    organiser.params["CN"] = vText(event.contact_name or "Koppen bij Elkaar")
    entry.add("organizer", organiser)
    return entry


def _written(entries: Iterable[Entry], *, method: str, title: str | None = None) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCER)
    calendar.add("method", method)
    if title is not None:
        calendar.add("name", title)
        calendar.add("x-wr-calname", title)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    years = []
    for entry in entries:
        calendar.add_component(entry)
        years += [entry.start.year, entry.end.year]
    if years:
        calendar.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    return bytes(calendar.to_ical())
