"""What an event still lacks: what keeps it from being announced, and what people would miss.

Blocking is only what would make a promise that cannot be kept: a moment that has passed, or a mail with the link that
goes out now while nothing is there to join. The rest is told and left to the organiser, who may announce an event weeks
before its script is written.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.domain.dialogues import Step, opens_at
from api.domain.errors import N_, Invalid
from api.domain.events import is_over, link_moment
from api.domain.scripts import fit
from api.domain.vocabulary import Advance, DialogueState, EventKind, EventStatus


class Place(StrEnum):
    """Where a lack is mended."""

    EVENT = "event"
    SCRIPT = "script"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True)
class Lack:
    """One thing that is missing or does not fit; ``field`` is the field of the event that mends it."""

    code: str
    text: str
    place: Place
    field: str | None = None
    blocking: bool = False
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What the rules look at; ``steps`` is None without a dialogue, ``rehearsed`` whether this script was tried out."""

    kind: EventKind
    status: EventStatus
    starts_at: datetime
    ends_at: datetime
    link_days_before: int
    has_summary: bool
    has_description: bool
    has_contact: bool
    has_place: bool
    steps: Sequence[Step] | None
    advance: Advance | None
    state: DialogueState | None
    rehearsed: bool


def lacks(plan: Plan, now: datetime) -> list[Lack]:
    """List what is missing, what blocks first. An event that is over, under way or cancelled lacks nothing any more."""
    if plan.status is EventStatus.CANCELLED or plan.state in (DialogueState.LIVE, DialogueState.CLOSED):
        return []
    if is_over(plan.ends_at, plan.state, now):
        if plan.status is not EventStatus.DRAFT:
            return []
        return [Lack("over", N_("This moment is in the past. Choose one in the future."), Place.EVENT, "endsAt", True)]
    found = [*_way_in(plan, now), *_script(plan, now), *_texts(plan), *_trial(plan, now)]
    return sorted(found, key=lambda lack: not lack.blocking)


def require_ready(plan: Plan, now: datetime) -> None:
    """Refuse to announce an event that lacks something that cannot be mended afterwards."""
    for lack in lacks(plan, now):
        if lack.blocking:
            raise Invalid(lack.text, field=lack.field or "dialogueId", params=lack.params)


def _way_in(plan: Plan, now: datetime) -> list[Lack]:
    if plan.steps is not None:
        return []
    due = link_moment(plan.starts_at, plan.link_days_before) <= now and not plan.has_place
    if plan.kind is EventKind.DIALOGUE:
        text = (
            N_("There is no script yet. The mail with the link would go out now.")
            if due
            else N_("There is no script yet.")
        )
        return [Lack("no_script", text, Place.SCRIPT, None, due)]
    if plan.has_place:
        return []
    text = (
        N_("There is no place and no link to join in. The mail about it would go out now.")
        if due
        else N_("There is no place and no link to join in yet.")
    )
    return [Lack("nowhere", text, Place.EVENT, "location", due)]


def _script(plan: Plan, now: datetime) -> list[Lack]:
    if plan.steps is None:
        return []
    found = []
    over = fit(plan.steps, plan.ends_at - plan.starts_at).over
    if over:
        text = N_("The script lasts %(minutes)s minutes longer than the event.")
        found.append(Lack("script_too_long", text, Place.SCRIPT, params={"minutes": -(-over // 60)}))
    if (
        plan.status is EventStatus.DRAFT
        and plan.advance is Advance.CLOCK
        and opens_at(plan.steps, plan.starts_at) <= now
    ):
        text = N_("The doors open as soon as you announce it: their time has come.")
        found.append(Lack("opens_at_once", text, Place.EVENT, "startsAt"))
    return found


def _trial(plan: Plan, now: datetime) -> list[Lack]:
    if plan.steps is None or plan.rehearsed or plan.starts_at <= now:
        return []
    return [Lack("not_rehearsed", N_("This script has not been rehearsed."), Place.REHEARSAL)]


def _texts(plan: Plan) -> list[Lack]:
    texts = (
        (
            plan.has_summary,
            "no_summary",
            N_("The two sentences for the agenda and the invitation are missing."),
            "summary",
        ),
        (plan.has_description, "no_description", N_("It does not say what you are going to do."), "description"),
        (plan.has_contact, "no_contact", N_("It does not say whom people can ask."), "contact.name"),
    )
    return [Lack(code, text, Place.EVENT, field) for there, code, text, field in texts if not there]
