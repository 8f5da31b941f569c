"""The rules of follow-up sessions: who sees and counts in, when it is planned, and the script of its hour."""

from dataclasses import dataclass

from api.domain.errors import Conflict, Invalid
from api.domain.vocabulary import TopicSessionStage, TopicSessionStatus

LOBBY = 10 * 60
SHARE = 6  # all tails together and the closing each get at most this part of the hour
TAIL = 3 * 60
CLOSING = 5 * 60


@dataclass(frozen=True)
class Lengths:
    """How long each phase of a follow-up lasts, in seconds. The lobby comes before the announced start."""

    lobby: int
    questions: tuple[int, ...]
    tail: int
    closing: int


def lengths(duration: int, questions: int = 1) -> Lengths:
    """Divide ``duration`` seconds evenly over the questions, each with its tail, and a closing."""
    tail, closing = min(TAIL, duration // SHARE // questions), min(CLOSING, max(1, duration // SHARE))
    left = duration - tail * questions - closing
    if left < questions:
        raise Invalid("This is too short for a dialogue.", field="endsAt")
    share, more = divmod(left, questions)
    return Lengths(LOBBY, tuple(share + (place < more) for place in range(questions)), tail, closing)


def stage_of(status: TopicSessionStatus, *, draft: bool) -> TopicSessionStage:
    """Tell how far a session is."""
    return TopicSessionStage.DRAFT if draft else TopicSessionStage(status.value)


def require_counting(stage: TopicSessionStage) -> None:
    """Refuse a new "count me in", or an answer about a date, unless a session is proposed and waits for its date."""
    if stage is TopicSessionStage.DRAFT:
        raise Conflict("This session has not been proposed yet.")
    if stage is TopicSessionStage.SCHEDULED:
        raise Conflict("This session has a date already. Register for the event.")
    if stage is TopicSessionStage.DECLINED:
        raise Conflict("This session will not take place.")


def require_open(stage: TopicSessionStage) -> None:
    """Refuse to change or plan what is no longer a draft or a proposal."""
    if stage is TopicSessionStage.SCHEDULED:
        raise Conflict("This session has a date already. Change the event instead.")
    if stage is TopicSessionStage.DECLINED:
        raise Conflict("This session was declined. Reopen it first.")


def require_draft(stage: TopicSessionStage) -> None:
    """Refuse to throw away what others have seen."""
    if stage is not TopicSessionStage.DRAFT:
        raise Conflict("Others have seen this proposal already. An organiser can decline it.")


def require_verdict(stage: TopicSessionStage, verdict: TopicSessionStage) -> None:
    """Refuse a verdict that is not proposing a draft, or declining or reopening a proposal."""
    if verdict is TopicSessionStage.DRAFT:
        raise Conflict("What has been proposed does not become a draft again.", field="status")
    if verdict is TopicSessionStage.SCHEDULED:
        raise Invalid("A session is scheduled by giving it an event.", field="status")
    if stage is TopicSessionStage.SCHEDULED:
        raise Conflict("This session has a date already. Cancel the event instead.", field="status")
    if stage is TopicSessionStage.DRAFT and verdict is TopicSessionStage.DECLINED:
        raise Conflict("This session has not been proposed yet.", field="status")
