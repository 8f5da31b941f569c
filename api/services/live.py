"""The live hour: joining, writing, and reading back how one's words fare. Turns and ratings are in ``turns``.

Whatever one participant does is done under a lock on that participant's own row, so that an impatient thumb cannot do
anything twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from api.domain.anonymity import Traits
from api.domain.dialogues import pseudonym, require_writing
from api.domain.errors import Conflict, Forbidden, Invalid
from api.domain.permissions import require_watcher
from api.domain.vocabulary import DialogueState, Province, StatementKind
from api.models import STANDS, Dialogue, DialogueKey, Member, Participant, Rating, Statement
from api.models.inserts import insert_once
from api.services import claims, dialogues, merging, rooms
from api.services.rooms import Room

MOST_STATEMENTS = 100  # of one person to one question: more is no experience but a way to bury those of others

_PRESENT = (
    select(Participant.id)
    .where(Participant.dialogue_id == bindparam("dialogue"), Participant.id == bindparam("me"))
    .with_for_update()
)


def join(session: Session, dialogue_id: UUID, member: Member, now: datetime) -> None:
    """Let a registered member in under the pseudonym of this dialogue; joining again changes nothing."""
    room = rooms.enter(session, dialogue_id, member, now)
    if not room.registered:
        raise Forbidden("Register for this event first.")
    if room.key is None:
        dialogues.open_by_clock(session, dialogues.get(session, dialogue_id, lock=True), now)
    # The close takes the key away first: sharing it keeps the close waiting until this participant stands.
    key = session.scalar(
        select(DialogueKey.key).where(DialogueKey.dialogue_id == dialogue_id).with_for_update(read=True)
    )
    if key is None:
        if room.state is DialogueState.CLOSED:
            raise Conflict("This dialogue is closed.")
        raise Conflict("The doors of this dialogue are not open.")
    me = pseudonym(key, dialogue_id, member.id)
    insert_once(session, Participant, {"dialogue_id": dialogue_id, "id": me, **_traits(member)._asdict()})


def _traits(member: Member) -> Traits:
    """Give the coarse traits of a member; a partnership has no size and no province."""
    home = member.organisation
    province = Province(home.province) if home.province else None
    return Traits(size_class=home.size_class, province=province, job_function=member.job_function)


def present(session: Session, room: Room) -> UUID:
    """Give the caller's pseudonym, with a lock on all that they do; refuse who has not joined."""
    me = None
    if room.me is not None:
        me = session.connection().execute(_PRESENT, {"dialogue": room.id, "me": room.me}).scalar_one_or_none()
    if me is None:
        state = session.scalar(select(Dialogue.state).where(Dialogue.id == room.id))
        if state is DialogueState.CLOSED:
            raise Conflict("This dialogue is closed.")
        raise Conflict("Join the dialogue first.")
    return me


def participant(session: Session, room: Room) -> Participant | None:
    """Give the caller's row, None when they have not joined or the dialogue is closed."""
    return None if room.me is None else session.get(Participant, (room.id, room.me))


def has_joined(session: Session, room: Room) -> bool:
    """Tell whether the caller has joined."""
    return participant(session, room) is not None


def post(
    session: Session,
    room: Room,
    *,
    text: str,
    kind: StatementKind,
    reacts_to_id: UUID | None,
    client_key: str | None,
    claim_hash: bytes | None = None,
    look: Callable[[], None] = lambda: None,
) -> Statement:
    """Add a statement to the open question; with a ``client_key`` that was used before, give that statement back.

    ``claim_hash`` is kept beside it, for the writer to be found by a claim and by nothing else; sent again, the last
    one counts. ``look`` refuses a text that its writer should see again first.
    """
    me = present(session, room)
    if client_key is not None:
        earlier = session.scalars(
            select(Statement).where(
                Statement.dialogue_id == room.id, Statement.author_id == me, Statement.client_key == client_key
            )
        ).one_or_none()
        if earlier is not None:
            if (earlier.text, earlier.kind, earlier.reacts_to_id) != (text, kind, reacts_to_id):
                raise Conflict("This key was used for another request.", field="Idempotency-Key")
            claims.keep(session, earlier, claim_hash)
            return earlier
    require_writing(room.here)
    if (kind is StatementKind.REACTION) != (reacts_to_id is not None):
        raise Invalid("A reaction, and nothing else, names the statement that it reacts to.", field="reactsToId")
    if reacts_to_id is not None:
        target = session.get(Statement, (room.id, reacts_to_id))
        if target is None or target.hidden:
            raise Invalid("The statement that you react to does not exist.", field="reactsToId")
    _require_few(session, room, me)
    look()
    arrival = select(func.coalesce(func.max(Statement.number), 0) + 1).where(Statement.dialogue_id == room.id)
    statement = Statement(
        dialogue_id=room.id,
        phase_id=room.question_id,
        author_id=me,
        reacts_to_id=reacts_to_id,
        kind=kind,
        text=text,
        client_key=client_key,
        number=session.scalar(arrival),
    )
    session.add(statement)
    session.flush()
    claims.keep(session, statement, claim_hash)
    return statement


def _require_few(session: Session, room: Room, me: UUID) -> None:
    """Keep one person from burying what others say: each statement takes a share of everybody's attention."""
    count = (
        select(func.count())
        .select_from(Statement)
        .where(Statement.dialogue_id == room.id, Statement.author_id == me, Statement.phase_id == room.question_id)
    )
    if (session.scalar(count) or 0) >= MOST_STATEMENTS:
        raise Conflict("You wrote %(most)s contributions to this question already.", params={"most": MOST_STATEMENTS})


def own(session: Session, room: Room) -> Sequence[Statement]:
    """Give the caller's own statements, newest first."""
    return session.scalars(
        select(Statement)
        .where(Statement.dialogue_id == room.id, Statement.author_id == room.me)
        .where(Statement.author_id.is_not(None))
        .order_by(Statement.number.desc(), Statement.id)
    ).all()


@dataclass(frozen=True)
class Own:
    """One of somebody's own statements, the one that is kept for it when it was merged, and what others react."""

    statement: Statement
    kept: Statement | None
    reactions: Sequence[Statement]


def own_with_reactions(session: Session, room: Room) -> list[Own]:
    """Give the caller's own statements, newest first; of those that were merged with what is said to all of them."""
    rows = own(session, room)
    kept = merging.kept(session, room.id)
    roots = {row.id: kept.get(row.id, row.id) for row in rows}
    group = {root: [root, *(each for each in kept if kept[each] == root)] for root in roots.values()}
    found = reactions(session, room.id, [each for wordings in group.values() for each in wordings])
    return [
        Own(
            row,
            session.get_one(Statement, (room.id, kept[row.id])) if row.id in kept else None,
            [reaction for each in group[roots[row.id]] for reaction in found.get(each, [])],
        )
        for row in rows
    ]


def reactions(session: Session, dialogue_id: UUID, statement_ids: Sequence[UUID]) -> dict[UUID, list[Statement]]:
    """Give the visible reactions to some statements."""
    rows = session.scalars(
        select(Statement)
        .where(Statement.dialogue_id == dialogue_id, Statement.reacts_to_id.in_(statement_ids))
        .where(STANDS)
        .order_by(Statement.number, Statement.id)
    )
    grouped: dict[UUID, list[Statement]] = {}
    for row in rows:
        if row.reacts_to_id is not None:
            grouped.setdefault(row.reacts_to_id, []).append(row)
    return grouped


def stream(
    session: Session,
    dialogue: Dialogue,
    member: Member,
    *,
    after: tuple[int, UUID] | None,
    limit: int,
    newest: bool = False,
) -> Sequence[Statement]:
    """Give all statements in the order of arrival, or the other way round, to who watches over the dialogue."""
    require_watcher(member.role)
    query = select(Statement).where(Statement.dialogue_id == dialogue.id)
    arrival = func.coalesce(Statement.number, 0)
    place = tuple_(arrival, Statement.id)
    if after is not None:
        query = query.where(place < after if newest else place > after)
    order = (arrival.desc(), Statement.id.desc()) if newest else (arrival, Statement.id)
    return session.scalars(query.order_by(*order).limit(limit + 1)).all()


def given(session: Session, room: Room) -> tuple[int, int]:
    """Count the ratings and the statements of the caller; none, once the key is gone."""
    if room.me is None:
        return 0, 0
    ratings = (
        select(func.count()).select_from(Rating).where(Rating.dialogue_id == room.id, Rating.participant_id == room.me)
    )
    statements = (
        select(func.count())
        .select_from(Statement)
        .where(Statement.dialogue_id == room.id, Statement.author_id == room.me)
    )
    row = session.execute(select(ratings.scalar_subquery(), statements.scalar_subquery())).one()
    return row[0], row[1]
