"""The close: the key is destroyed, and every trace of who did what when goes with it.

Participants and statements get fresh random ids and are written anew in random order, together with the ratings: an id
that stood in a log, a browser or a proxy leads nowhere afterwards, and the order of rows tells nothing. Authors, order
of arrival, request keys and turns are not written back. Traits stay only where at least five people share them. Of
every statement at least five people's single rating is left out, the author's among them, who never gave one; the
counts on the statement stay whole. Of statements that were merged only the kept one keeps ratings. The hash of a claim, which is all that the writer of a statement is known by
afterwards, and what others offered there under their own names, move along to the statement's fresh id. What is left of
moderation is told in ``moderation_traces``.
"""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from api.domain.anonymity import Traits, generalise, showable
from api.domain.dialogues import pseudonym, told_of
from api.domain.errors import Conflict
from api.domain.merging import folded
from api.domain.permissions import require_organiser
from api.domain.vocabulary import DialogueState, Recognition
from api.models import (
    Claim,
    Dialogue,
    DialogueKey,
    HandRaise,
    Member,
    Merger,
    Participant,
    Rating,
    Registration,
    Statement,
    Turn,
)
from api.services import dialogues, moderation_traces, outbox, polls, reports

SCRUB_JOB = "scrub"

Row = dict[str, Any]


def close_by_hand(session: Session, dialogue: Dialogue, member: Member, now: datetime, rng: random.Random) -> None:
    """Close the dialogue now, as an organiser; nothing that was said is lost."""
    require_organiser(member.role)
    if dialogue.state is not DialogueState.LIVE:
        raise Conflict("The dialogue is not under way.")
    close(session, dialogue, now, rng)


def close_by_clock(session: Session, dialogue: Dialogue, now: datetime, rng: random.Random) -> bool:
    """Close the dialogue when its script has run out; tell whether that was so."""
    here = dialogues.locate(dialogue, now)
    if dialogue.state is not DialogueState.LIVE or not here.finished:
        return False
    close(session, dialogue, now, rng)
    return True


def close(session: Session, dialogue: Dialogue, now: datetime, rng: random.Random) -> None:
    """Close a locked dialogue: note who came, destroy the key, replace every id, make the report."""
    dialogue.state = DialogueState.CLOSED
    dialogue.closed_at = now
    dialogue.position, dialogue.in_tail, dialogue.stage_started_at = None, False, None
    dialogue.extra_seconds, dialogue.paused_at = 0, None
    session.flush()
    key = session.scalar(delete(DialogueKey).where(DialogueKey.dialogue_id == dialogue.id).returning(DialogueKey.key))
    if key is not None:
        _note_who_came(session, dialogue, key, rng)
    renew(session, dialogue.id, rng)
    reports.store(session, dialogue, now, rng)
    outbox.add(session, SCRUB_JOB, {"dialogueId": str(dialogue.id)}, now=now, key=f"{SCRUB_JOB}:{dialogue.id}")


def _note_who_came(session: Session, dialogue: Dialogue, key: bytes, rng: random.Random) -> None:
    """Note with the registrations who was there. Noted at the door, it would tell who was in when a statement came."""
    here = set(session.scalars(select(Participant.id).where(Participant.dialogue_id == dialogue.id)))
    rows = session.execute(
        select(Registration.id, Registration.member_id).where(Registration.event_id == dialogue.event_id)
    )
    came = [id_ for id_, member_id in rows if pseudonym(key, dialogue.id, member_id) in here]
    rng.shuffle(came)
    if came:
        table = cast(Table, Registration.__table__)  # the version of a registration stays: its owner changed nothing
        note = update(table).where(table.c.id == bindparam("who")).values(attended=True)
        session.connection().execute(note, [{"who": id_} for id_ in came])


def renew(session: Session, dialogue_id: UUID, rng: random.Random) -> None:
    """Write participants, statements and ratings anew, under fresh ids and in random order."""
    people = _rows(session, Participant, dialogue_id, lock=True)  # waits for everybody who is still rating
    polls.settle(session, dialogue_id)
    statements = _rows(session, Statement, dialogue_id)
    mergers = _rows(session, Merger, dialogue_id)
    kept = {row["statement_id"]: row["kept_id"] for row in mergers}
    authors = {row["id"]: row["author_id"] for row in statements}
    ratings = _folded(_rows(session, Rating, dialogue_id), kept, authors)
    claims, offers = _rows(session, Claim, dialogue_id), _rows(session, HandRaise, dialogue_id, lock=True)
    moderated = moderation_traces.read(session, dialogue_id)
    for table in (Turn, Rating, *moderation_traces.TABLES, Claim, HandRaise, Merger, Statement, Participant):
        session.execute(delete(table).where(table.dialogue_id == dialogue_id))
    person = {row["id"]: uuid.uuid4() for row in people}
    statement = {row["id"]: uuid.uuid4() for row in statements}
    rng.shuffle(people)
    traits = generalise([Traits(row["size_class"], row["province"], row["job_function"]) for row in people])
    for row, left in zip(people, traits, strict=True):
        row |= {"id": person[row["id"]], **left._asdict()}
    for row in statements:
        row |= {"id": statement[row["id"]], "author_id": None, "number": None, "client_key": None, "leaning": 0.0}
        row["reacts_to_id"] = statement.get(row["reacts_to_id"])
        row |= told_of({level: row[level.value] for level in Recognition})  # the report tells all there is
    for row in ratings:
        row |= {"participant_id": person[row["participant_id"]], "statement_id": statement[row["statement_id"]]}
    for row in claims + offers:
        row |= {"statement_id": statement[row["statement_id"]]} | ({"id": uuid.uuid4()} if "id" in row else {})
    for row in mergers:
        row |= {link: statement[row[link]] for link in ("statement_id", "into_id", "kept_id")}
    ratings = _thin(ratings, len(people), rng)
    words = ((Participant, people), (Statement, statements), (Merger, mergers))
    for table, rows in (*words, (Rating, ratings), (Claim, claims), (HandRaise, offers)):
        rng.shuffle(rows)
        for generation in _generations(rows):
            session.connection().execute(insert(cast(Table, table.__table__)), generation)
    moderation_traces.write(session, moderated, statement, rng)


def _folded(ratings: list[Row], kept: Mapping[UUID, UUID], authors: Mapping[UUID, UUID | None]) -> list[Row]:
    """Leave of each person one rating of statements that were merged, as it was counted, at the one that is kept."""
    if not kept:
        return ratings
    answers = [(row["participant_id"], row["statement_id"], row["recognition"]) for row in ratings]
    names = ("participant_id", "statement_id", "recognition")
    here = {"dialogue_id": ratings[0]["dialogue_id"]} if ratings else {}
    return [here | dict(zip(names, answer, strict=True)) for answer in folded(answers, kept, authors)]


def _thin(ratings: list[Row], people: int, rng: random.Random) -> list[Row]:
    """Leave out single ratings by lot until of every statement at least five people's rating is missing.

    Nobody rates their own statement: where everybody else did, the missing one would name its author.
    """
    raters: dict[UUID, list[Row]] = {}
    for row in ratings:
        raters.setdefault(row["statement_id"], []).append(row)
    kept: list[Row] = []
    for rows in raters.values():
        kept += rng.sample(rows, showable(len(rows), people))
    return kept


def _generations(rows: list[Row]) -> Sequence[list[Row]]:
    """Split statements so that each is written after what it reacts to; other rows stay together."""
    waiting = {row["id"]: row for row in rows if row.get("reacts_to_id") is not None}
    generations = [[row for row in rows if row.get("reacts_to_id") is None]]
    while waiting:
        generations.append([row for row in waiting.values() if row["reacts_to_id"] not in waiting])
        for row in generations[-1]:
            del waiting[row["id"]]
    return [generation for generation in generations if generation]


def _rows(session: Session, table: Any, dialogue_id: UUID, *, lock: bool = False) -> list[Row]:
    query = select(*table.__table__.columns).where(table.dialogue_id == dialogue_id)
    if lock:
        query = query.with_for_update()
    return [dict(row) for row in session.execute(query).mappings()]
