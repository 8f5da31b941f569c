"""What the writer of an anonymous statement does with the claim: see who offers to think along, and answer.

Nobody is logged in here: the secret alone opens everything, so that asking ties no member to a statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from api.domain import claims
from api.domain.errors import Conflict, NotFound
from api.models import Claim, Dialogue, Event, HandRaise, Introduction, Statement
from api.services import outbox

MONTHS_KEPT = 6  # and the rest of the month, so that the date tells little of when they met


@dataclass(frozen=True)
class Held:
    """What a claim opens: a statement, who offers to think along, and with whom its writer was introduced."""

    dialogue_id: UUID
    title: str
    text: str
    offers: Sequence[HandRaise]
    introductions: Sequence[Introduction]


def keep(session: Session, statement: Statement, secret_hash: bytes | None) -> None:
    """Keep the hash of a claim beside a statement that its writer has just placed; one claim goes with one statement."""
    if secret_hash is None:
        return
    same = (Claim.dialogue_id == statement.dialogue_id, Claim.secret_hash == secret_hash)
    if session.scalar(select(Claim.statement_id).where(*same)) not in (None, statement.id):
        raise Conflict("This code goes with another contribution already. Make a new one.", field="claimHash")
    session.merge(Claim(dialogue_id=statement.dialogue_id, statement_id=statement.id, secret_hash=secret_hash))
    session.flush()


def look_up(session: Session, secret: str) -> Held:
    """Give what a claim opens."""
    claim = _claim(session, secret)
    statement = session.get_one(Statement, (claim.dialogue_id, claim.statement_id))
    title = session.scalars(select(Event.title).join(Dialogue).where(Dialogue.id == claim.dialogue_id)).one()
    here = (HandRaise.dialogue_id == claim.dialogue_id, HandRaise.statement_id == claim.statement_id)
    offers = session.scalars(
        select(HandRaise).where(*here).options(joinedload(HandRaise.member)).order_by(HandRaise.set_aside, HandRaise.id)
    ).all()
    met = session.scalars(
        select(Introduction)
        .where(Introduction.writer_key == claims.writer_of(secret))
        .options(joinedload(Introduction.member))
        .order_by(Introduction.id)
    ).all()
    return Held(claim.dialogue_id, title, statement.text, offers, met)


def accept(
    session: Session, secret: str, offer_id: UUID, *, name: str, contact: str, message: str, now: datetime
) -> Introduction:
    """Say yes: the offer goes, and with it what tied it to the statement; two people know each other's names.

    Saying yes twice is saying it once.
    """
    claim = _claim(session, secret)
    offer = _locked(session, claim, offer_id)
    introduction_id = claims.introduction_of(secret, offer_id)
    if offer is None:
        known = session.get(Introduction, introduction_id, options=[joinedload(Introduction.member)])
        if known is None:
            raise NotFound("This offer is no longer there.")
        return known
    session.execute(delete(HandRaise).where(HandRaise.dialogue_id == offer.dialogue_id, HandRaise.id == offer.id))
    introduction = Introduction(
        id=introduction_id,
        member=offer.member,
        writer_key=claims.writer_of(secret),
        writer_name=name,
        writer_contact=contact,
        message=message,
        kept_until=_months_on(now.date()),
    )
    session.add(introduction)
    session.flush()
    _tell(session, introduction, now)
    return introduction


def set_aside(session: Session, secret: str, offer_id: UUID) -> None:
    """Say no. Nobody is told; the writer can still say yes later."""
    offer = _locked(session, _claim(session, secret), offer_id)
    if offer is None:
        raise NotFound("This offer is no longer there.")
    offer.set_aside = True
    session.flush()


def forget(session: Session, secret: str, introduction_id: UUID) -> None:
    """Delete an introduction, as the writer."""
    mine = (Introduction.id == introduction_id, Introduction.writer_key == claims.writer_of(secret))
    if session.scalar(delete(Introduction).where(*mine).returning(Introduction.id)) is None:
        raise NotFound("This introduction does not exist.")


def _claim(session: Session, secret: str) -> Claim:
    claim = session.scalars(select(Claim).where(Claim.secret_hash == claims.kept(secret))).first()
    if claim is None:
        raise NotFound("No contribution goes with this code.")
    return claim


def _locked(session: Session, claim: Claim, offer_id: UUID) -> HandRaise | None:
    """Give an offer that nobody else answers or takes back until this transaction ends."""
    query = select(HandRaise).where(
        HandRaise.dialogue_id == claim.dialogue_id,
        HandRaise.statement_id == claim.statement_id,
        HandRaise.id == offer_id,
    )
    return session.scalars(query.with_for_update(of=HandRaise)).one_or_none()


def _tell(session: Session, introduction: Introduction, now: datetime) -> None:
    """Mail that somebody said yes, and not who, nor to what: that is read after logging in."""
    member = introduction.member
    outbox.mail(
        session,
        "hand_raise_accepted",
        member.email,
        str(member.locale),
        {"name": member.name},
        now=now,
    )


def _months_on(day: date) -> date:
    """Give the first of the month after ``MONTHS_KEPT`` whole months."""
    month = day.month - 1 + MONTHS_KEPT + 1
    return date(day.year + month // 12, month % 12 + 1, 1)
