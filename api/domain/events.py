"""The rules of events: seats, moments, and what people have to be told.

People live in Amsterdam time. "Three days before" is the same time of day three dates earlier, whether or not the
clock changes in between; "24 hours before" is 24 hours on any clock.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from api.domain.errors import Conflict, Invalid
from api.domain.vocabulary import DialogueState, EventStatus, RegistrationStatus

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

CHANGES_TOLD = ("title", "starts_at", "ends_at", "location", "online_url")
"""What a registered person has to hear about when it changes, and what their calendar has to follow."""


def place_for(capacity: int | None, confirmed: int) -> RegistrationStatus:
    """Give the next registration a seat while there is one, else a place on the waiting list."""
    if capacity is None or confirmed < capacity:
        return RegistrationStatus.CONFIRMED
    return RegistrationStatus.WAITING


def moving_up(capacity: int | None, confirmed: int, waiting: int) -> int:
    """Tell how many people at the head of the waiting list get a seat now."""
    free = waiting if capacity is None else max(0, capacity - confirmed)
    return min(free, waiting)


def require_room(capacity: int | None, confirmed: int) -> None:
    """Refuse a capacity that would take a seat from somebody who has one."""
    if capacity is not None and capacity < confirmed:
        raise Conflict(
            "%(confirmed)s people have a seat already. Choose that number or more.",
            field="capacity",
            params={"confirmed": confirmed},
        )


def require_order(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse an event that ends before it starts."""
    if ends_at <= starts_at:
        raise Invalid("The end has to come after the start.", field="endsAt")


def require_future(ends_at: datetime, now: datetime) -> None:
    """Refuse to announce an event that is over."""
    if ends_at <= now:
        raise Invalid("This moment is in the past. Choose one in the future.", field="endsAt")


def is_over(ends_at: datetime, dialogue: DialogueState | None, now: datetime) -> bool:
    """Tell whether an event is over: its dialogue ends it, early or late; without one, its time does."""
    return dialogue is DialogueState.CLOSED or (now >= ends_at and dialogue is not DialogueState.LIVE)


def require_open(status: EventStatus, ends_at: datetime, dialogue: DialogueState | None, now: datetime) -> None:
    """Refuse a registration for an event that is not announced, cancelled, or over."""
    if status is EventStatus.CANCELLED:
        raise Conflict("This event was cancelled.")
    if status is not EventStatus.PUBLISHED:
        raise Conflict("This event has not been published yet.")
    if is_over(ends_at, dialogue, now):
        raise Conflict("This event is over. Registering is no longer possible.")


def link_moment(starts_at: datetime, days_before: int) -> datetime:
    """Give the moment that the link goes out: the same Amsterdam time of day, ``days_before`` dates earlier.

    Returns an aware moment in UTC. A time of day that the clock skips that night is read as before the skip.
    """
    there = starts_at.astimezone(AMSTERDAM)
    return (there - timedelta(days=days_before)).replace(fold=0).astimezone(UTC)


def reminder_moment(starts_at: datetime, hours_before: int) -> datetime:
    """Give the moment of the reminder, in UTC."""
    return starts_at.astimezone(UTC) - timedelta(hours=hours_before)


def told_changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """List what changed that registered people have to hear about, in a fixed order."""
    return [name for name in CHANGES_TOLD if before[name] != after[name]]
