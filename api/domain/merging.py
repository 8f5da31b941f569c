"""The rules of merging likely duplicates: who belongs together, and how often a group was recognised.

A merge says "this one goes into that one"; the statements that hang together so are a group, and the one that goes into
no other is kept: it is given out and shown for all. Ratings stay on the wording that they were given to. Who rated several
wordings of a group counts once: what they said of the kept one, else of the one with the smallest id (ids are random).
Who wrote the kept one counts nowhere in its group, and all others can: so the most that can rate a group is everybody but
one, whether its wordings are of one writer or of several. Were it fewer with more writers, a full count would tell which.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from api.domain.errors import Conflict, Invalid
from api.domain.vocabulary import Recognition

Parents = Mapping[UUID, UUID]  # of each merged statement: the one that it went into
Answer = tuple[UUID, UUID, Recognition]  # participant, statement, recognition


def root_of(statement_id: UUID, parents: Parents) -> UUID:
    """Give the statement that is kept for ``statement_id``: itself, when it went into no other."""
    while statement_id in parents:
        statement_id = parents[statement_id]
    return statement_id


def group_of(root: UUID, parents: Parents) -> set[UUID]:
    """Give all statements for which ``root`` is kept, itself included."""
    return {root} | {each for each in parents if root_of(each, parents) == root}


def require_mergeable(statement_id: UUID, into_id: UUID, parents: Parents) -> UUID:
    """Give the kept statement into which ``statement_id`` goes, or refuse."""
    root = root_of(into_id, parents)
    if root == statement_id:
        raise Invalid("A statement cannot go into itself.", field="intoId")
    if statement_id in parents:
        raise Conflict("This statement is merged already. Take it apart first.")
    return root


def said(answers: Mapping[UUID, Recognition], root: UUID) -> Recognition | None:
    """Give the one recognition that counts of what a participant said about the wordings of a group; None for none."""
    if not answers:
        return None
    return answers[root] if root in answers else answers[min(answers)]


def folded(answers: Iterable[Answer], kept: Parents, authors: Mapping[UUID, UUID | None] | None = None) -> list[Answer]:
    """Give of each participant the one answer that counts at each group, as an answer on the statement that is kept.

    ``kept`` gives of each merged statement the one that is kept for it, ``authors`` of each that is kept who wrote it.
    """
    authors = authors or {}
    people: dict[tuple[UUID, UUID], dict[UUID, Recognition]] = {}
    for participant, statement_id, recognition in answers:
        root = kept.get(statement_id, statement_id)
        if authors.get(root) != participant:
            people.setdefault((participant, root), {})[statement_id] = recognition
    told = [(*key, said(own, key[1])) for key, own in people.items()]
    return [(participant, root, level) for participant, root, level in told if level is not None]


def counted(answers: Iterable[Answer], root: UUID, author: UUID | None = None) -> dict[Recognition, int]:
    """Count the participants of a group by what they said, each once, without the ``author`` of the kept one."""
    answers = list(answers)
    told = folded(answers, {statement_id: root for _who, statement_id, _level in answers}, {root: author})
    return dict.fromkeys(Recognition, 0) | Counter(level for _who, _root, level in told)
