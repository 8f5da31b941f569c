"""The rules of follow-up sessions: who counts in, when it is planned, and the script of its hour."""

from dataclasses import dataclass

from api.domain.errors import Conflict, Invalid
from api.domain.vocabulary import TopicSessionStatus

LOBBY = 10 * 60
SHARE = 6  # the tail and the closing each get at most this part of the hour
TAIL = 3 * 60
CLOSING = 5 * 60


@dataclass(frozen=True)
class Lengths:
    """How long each phase of a follow-up lasts, in seconds. The lobby comes before the announced start."""

    lobby: int
    question: int
    tail: int
    closing: int


def lengths(duration: int) -> Lengths:
    """Divide ``duration`` seconds over one question, its tail and a closing."""
    tail, closing = min(TAIL, duration // SHARE), min(CLOSING, max(1, duration // SHARE))
    if duration - tail - closing < 1:
        raise Invalid("This is too short for a dialogue.", field="endsAt")
    return Lengths(LOBBY, duration - tail - closing, tail, closing)


def require_counting(status: TopicSessionStatus) -> None:
    """Refuse a new "count me in" once a session has its date, or will not take place."""
    if status is TopicSessionStatus.SCHEDULED:
        raise Conflict("This session has a date already. Register for the event.")
    if status is TopicSessionStatus.DECLINED:
        raise Conflict("This session will not take place.")


def require_proposed(status: TopicSessionStatus) -> None:
    """Refuse to change or plan what is no longer a proposal."""
    if status is TopicSessionStatus.SCHEDULED:
        raise Conflict("This session has a date already. Change the event instead.")
    if status is TopicSessionStatus.DECLINED:
        raise Conflict("This session was declined. Reopen it first.")


def require_verdict(status: TopicSessionStatus, verdict: TopicSessionStatus) -> None:
    """Refuse a verdict that is not declining or reopening a proposal."""
    if verdict is TopicSessionStatus.SCHEDULED:
        raise Invalid("A session is scheduled by giving it an event.", field="status")
    if status is TopicSessionStatus.SCHEDULED:
        raise Conflict("This session has a date already. Cancel the event instead.", field="status")
