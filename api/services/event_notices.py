"""What everybody at an event is told, and when: queued with the change that causes it, written when its time comes.

A job carries the moment that it was planned for. When the event has moved on since, its job finds another moment and
does nothing: the change has queued a new one. People are told in groups, each in its own transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from api.domain.evaluations import ask_moment, last_moment
from api.domain.events import link_moment, reminder_moment
from api.domain.vocabulary import DialogueState, EventStatus, RegistrationStatus
from api.models import Dialogue, Event, Registration
from api.services import event_mails, outbox

LINK_JOB, REMINDER_JOB, NOTICE_JOB = "event_link", "event_reminder", "event_notice"
EVALUATION_JOB = "event_evaluation"
A_DAY = timedelta(days=1)
GROUP = 200
SEATED = (RegistrationStatus.CONFIRMED,)
EVERYBODY = (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING)
WORDS = {"title": "title", "starts_at": "time", "ends_at": "time", "location": "place", "online_url": "link"}


def schedule(session: Session, event: Event, *, now: datetime, link_told: bool = False) -> None:
    """Queue the mails that go out some time before a published event, and the one that asks afterwards how it was.

    When the moment of the link has passed, the link goes out now, unless people get it in another mail (``link_told``).
    """
    ask_at = ask_moment(event.ends_at)
    _plan(session, EVALUATION_JOB, event, at=ask_at, run_at=max(ask_at, now), now=now)
    if event.starts_at <= now:
        return
    link_at = link_moment(event.starts_at, event.link_days_before)
    if link_at > now or not link_told:
        _plan(session, LINK_JOB, event, at=link_at, run_at=max(link_at, now), now=now)
    remind_at = reminder_moment(event.starts_at, event.reminder_hours_before)
    if event.reminder_hours_before and remind_at > now:
        _plan(session, REMINDER_JOB, event, at=remind_at, run_at=remind_at, now=now)


def changed(session: Session, event: Event, names: Sequence[str], *, link_before: object, now: datetime) -> bool:
    """Tell everybody what changed, if it is news: a first link that goes out later by itself is none."""
    opens = link_moment(event.starts_at, event.link_days_before)
    news = [name for name in names if name != "online_url" or link_before is not None or opens <= now]
    if not news or event.ends_at <= now:
        return False
    what = list(dict.fromkeys(WORDS[name] for name in news))
    _notice(session, event, {"notice": "changed", "changed": what}, now=now)
    return True


def cancelled(session: Session, event: Event, *, now: datetime) -> None:
    """Tell everybody that the event does not take place."""
    _notice(session, event, {"notice": "cancelled"}, now=now)


def results(session: Session, event: Event, *, now: datetime) -> None:
    """Tell who had a seat that the results can be read."""
    _notice(session, event, {"notice": "results"}, now=now)


def send_link(session: Session, event: Event, payload: Mapping[str, Any], now: datetime) -> None:
    """Mail the link to who has a seat and has not had it."""
    at = link_moment(event.starts_at, event.link_days_before)
    if not _still_planned(event, payload, at) or event.ends_at <= now or not event_mails.is_online(session, event):
        return
    for registration in group(session, event, payload, SEATED, LINK_JOB, now):
        if not event_mails.link_was_sent(session, event, registration):
            event_mails.send(session, event, registration, "event_link", now=now)


def send_reminder(session: Session, event: Event, payload: Mapping[str, Any], now: datetime) -> None:
    """Remind who has a seat since before the moment of the reminder."""
    at = reminder_moment(event.starts_at, event.reminder_hours_before)
    if not _still_planned(event, payload, at) or event.starts_at <= now:
        return
    for registration in group(session, event, payload, SEATED, REMINDER_JOB, now):
        if registration.queued_at <= at:
            key = f"{REMINDER_JOB}:{registration.id}:{event.starts_at.isoformat()}"
            event_mails.send(session, event, registration, "event_reminder", now=now, key=key)


def send_evaluation(session: Session, event: Event, payload: Mapping[str, Any], now: datetime) -> None:
    """Ask who came how it was; while a dialogue goes on, a day later."""
    if not _still_planned(event, payload, ask_moment(event.ends_at)) or last_moment(event.ends_at) <= now:
        return
    talk = session.scalar(select(Dialogue.state).where(Dialogue.event_id == event.id))
    if talk is not None and talk is not DialogueState.CLOSED:
        outbox.add(session, EVALUATION_JOB, payload, now=now, run_at=now + A_DAY)
        return
    noted = select(Registration.id).where(Registration.event_id == event.id, Registration.attended.is_(True))
    known = talk is not None or session.scalar(noted.limit(1)) is not None
    for registration in group(session, event, payload, SEATED, EVALUATION_JOB, now):
        if registration.attended or not known:
            context = event_mails.facts(event, registration.member.name)
            key = f"{EVALUATION_JOB}:{registration.id}"
            event_mails.post(session, registration.member, "event_evaluation", context, now=now, key=key)


def send_notice(session: Session, event: Event, payload: Mapping[str, Any], now: datetime) -> None:
    """Tell one group of people about a change, the cancellation or the results."""
    notice = payload["notice"]
    if (event.status is EventStatus.CANCELLED) is not (notice == "cancelled"):
        return
    more: dict[str, Any] = {"changed": payload["changed"]} if notice == "changed" else {}
    if notice == "cancelled":
        more = {"reason": event.cancel_reason}
    for registration in group(session, event, payload, SEATED if notice == "results" else EVERYBODY, NOTICE_JOB, now):
        key = f"{NOTICE_JOB}:{notice}:{payload['sequence']}:{registration.id}"
        event_mails.send(
            session, event, registration, f"event_{notice}", now=now, key=key, still_on=notice == "changed", **more
        )


def _plan(session: Session, kind: str, event: Event, *, at: datetime, run_at: datetime, now: datetime) -> None:
    payload = {"eventId": str(event.id), "at": at.isoformat()}
    outbox.add(session, kind, payload, now=now, run_at=run_at, key=f"{kind}:{event.id}:{at.isoformat()}")


def _notice(session: Session, event: Event, payload: Mapping[str, Any], *, now: datetime) -> None:
    whole = {"eventId": str(event.id), "sequence": event.calendar_sequence, **payload}
    outbox.add(session, NOTICE_JOB, whole, now=now)


def _still_planned(event: Event, payload: Mapping[str, Any], at: datetime) -> bool:
    return event.status is EventStatus.PUBLISHED and payload["at"] == at.isoformat()


def group(
    session: Session,
    event: Event,
    payload: Mapping[str, Any],
    statuses: Collection[RegistrationStatus],
    kind: str,
    now: datetime,
) -> Sequence[Registration]:
    """Give the next group of people, and queue the group after it as another job of this ``kind``."""
    query = select(Registration).where(Registration.event_id == event.id, Registration.status.in_(statuses))
    if "after" in payload:
        query = query.where(Registration.id > UUID(payload["after"]))
    people = session.scalars(
        query.options(joinedload(Registration.member)).order_by(Registration.id).limit(GROUP)
    ).all()
    if len(people) == GROUP:
        outbox.add(session, kind, {**payload, "after": str(people[-1].id)}, now=now)
    return people
