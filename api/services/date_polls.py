"""Date polls: which moments a session could take place at, and what the interested say of them.

Everybody who may see a session sees the counts. Who answered what is for organisers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from api.domain.date_polls import Tally, favourites, require_moments
from api.domain.errors import Invalid, NotFound
from api.domain.permissions import require_organiser
from api.domain.vocabulary import Availability
from api.models import Interest, Member, MomentAnswer, SessionMoment, TopicSession


@dataclass(frozen=True)
class MomentView:
    """A candidate moment with its counts and what the caller said."""

    id: UUID
    starts_at: datetime
    tally: Tally
    favourite: bool
    mine: Availability | None


@dataclass(frozen=True)
class Said:
    """What somebody said of one moment."""

    moment_id: UUID
    answer: Availability


@dataclass(frozen=True)
class Answered:
    """What one of the interested said, moment by moment."""

    member: Member
    answers: Sequence[Said]


def moments(session: Session, ids: Sequence[UUID], member: Member) -> dict[UUID, list[MomentView]]:
    """Give the moments of sessions, the earliest first, with three queries."""
    rows = session.scalars(
        select(SessionMoment).where(SessionMoment.topic_session_id.in_(ids)).order_by(SessionMoment.starts_at)
    ).all()
    if not rows:
        return {}
    wanted = [row.id for row in rows]
    counts: dict[UUID, dict[str, int]] = {id_: {} for id_ in wanted}
    for moment_id, answer, number in session.execute(
        select(MomentAnswer.moment_id, MomentAnswer.answer, func.count())
        .where(MomentAnswer.moment_id.in_(wanted))
        .group_by(MomentAnswer.moment_id, MomentAnswer.answer)
    ):
        counts[moment_id][answer.value] = number
    mine = own(session, wanted, member.id)
    grouped: dict[UUID, list[SessionMoment]] = {}
    for row in rows:
        grouped.setdefault(row.topic_session_id, []).append(row)
    found = {}
    for session_id, group in grouped.items():
        tallies = {row.id: Tally(**counts[row.id]) for row in group}
        best = favourites(tallies)
        found[session_id] = [
            MomentView(row.id, row.starts_at, tallies[row.id], row.id in best, mine.get(row.id)) for row in group
        ]
    return found


def own(session: Session, moment_ids: Sequence[UUID], member_id: UUID) -> dict[UUID, Availability]:
    """Give what one member said of moments."""
    rows = session.execute(
        select(MomentAnswer.moment_id, MomentAnswer.answer).where(
            MomentAnswer.moment_id.in_(moment_ids), MomentAnswer.member_id == member_id
        )
    )
    return {row.moment_id: row.answer for row in rows}


def said_of(session: Session, moment_id: UUID) -> dict[UUID, Availability]:
    """Give what everybody said of one moment, by member."""
    rows = session.execute(
        select(MomentAnswer.member_id, MomentAnswer.answer).where(MomentAnswer.moment_id == moment_id)
    )
    return {row.member_id: row.answer for row in rows}


def ask(session: Session, found: TopicSession, starts: Sequence[datetime], now: datetime) -> None:
    """Ask about these moments; one that was asked about already keeps its answers, one that is left out loses them."""
    there = {
        row.starts_at: row
        for row in session.scalars(select(SessionMoment).where(SessionMoment.topic_session_id == found.id))
    }
    require_moments(starts, now, kept=list(there))
    for moment, row in there.items():
        if moment not in starts:
            session.delete(row)
    session.add_all(
        SessionMoment(topic_session_id=found.id, starts_at=moment) for moment in starts if moment not in there
    )
    flag_modified(found, "title")  # other moments are a new version too
    session.flush()


def answer(session: Session, found: TopicSession, member: Member, given: Mapping[UUID, Availability]) -> None:
    """Put what ``member`` says in the place of everything they said before. The session is locked by the caller."""
    ids = list(session.scalars(select(SessionMoment.id).where(SessionMoment.topic_session_id == found.id)))
    for place, moment_id in enumerate(given):
        if moment_id not in ids:
            raise Invalid("This moment is not asked about any more.", field=f"answers.{place}.momentId")
    forget(session, found.id, member.id)
    session.add_all(MomentAnswer(moment_id=id_, member_id=member.id, answer=said) for id_, said in given.items())
    session.flush()


def forget(session: Session, session_id: UUID, member_id: UUID) -> None:
    """Take back everything that a member said about the date of a session."""
    asked = select(SessionMoment.id).where(SessionMoment.topic_session_id == session_id)
    session.execute(delete(MomentAnswer).where(MomentAnswer.moment_id.in_(asked), MomentAnswer.member_id == member_id))


def answers(
    session: Session, session_id: UUID, member: Member, *, after: tuple[str, UUID] | None, limit: int
) -> list[Answered]:
    """Tell an organiser who of the interested said what, by name, one more than ``limit``."""
    require_organiser(member.role)
    if session.get(TopicSession, session_id) is None:
        raise NotFound("This session does not exist.")
    query = (
        select(Member)
        .join(Interest, Interest.member_id == Member.id)
        .where(Interest.topic_session_id == session_id)
        .options(joinedload(Member.organisation))
        .order_by(Member.name, Member.id)
        .limit(limit + 1)
    )
    people = session.scalars(query if after is None else query.where(tuple_(Member.name, Member.id) > after)).all()
    rows = session.execute(
        select(MomentAnswer.member_id, MomentAnswer.moment_id, MomentAnswer.answer)
        .join(SessionMoment, SessionMoment.id == MomentAnswer.moment_id)
        .where(SessionMoment.topic_session_id == session_id, MomentAnswer.member_id.in_([each.id for each in people]))
        .order_by(SessionMoment.starts_at)
    )
    said: dict[UUID, list[Said]] = {}
    for member_id, moment_id, word in rows:
        said.setdefault(member_id, []).append(Said(moment_id, word))
    return [Answered(each, said.get(each.id, [])) for each in people]


def chosen(session: Session, found: TopicSession, moment_id: UUID) -> SessionMoment:
    """Give the moment that a session is planned at."""
    moment = session.get(SessionMoment, moment_id)
    if moment is None or moment.topic_session_id != found.id:
        raise Invalid("This moment is not asked about any more.", field="momentId")
    return moment
