"""From statements that people chose in a report to the draft of a session: its title, description and questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import shorten
from uuid import UUID

from api.domain.errors import Invalid

MOST_QUESTIONS = 3
MOST_STATEMENTS = 20
TITLE, PROMPT = 160, 280
QUOTED = 200  # characters of somebody's words inside a prompt


@dataclass(frozen=True)
class Chosen:
    """A statement of a report, with the question of the dialogue that it answers."""

    id: UUID
    text: str
    position: int
    prompt: str


@dataclass(frozen=True)
class Wording:
    """The sentences of a draft in one language, with ``%(text)s`` and ``%(title)s`` for what they are about."""

    title: str
    motivation: str
    about_one: str
    about_several: str
    explanation: str


@dataclass(frozen=True)
class Question:
    """One question of a session, and the statements that are asked again with it, in their order."""

    prompt: str
    explanation: str = ""
    statements: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What a session begins as; all of it can be changed."""

    title: str
    motivation: str
    questions: tuple[Question, ...]


def draft(chosen: Sequence[Chosen], wording: Wording, event_title: str, theme: str | None = None) -> Draft:
    """Draft a session: statements that answered one question belong together, at most ``MOST_QUESTIONS`` such groups.

    ``theme`` is the name of what the statements have in common; without one the first statement names the session.
    Raises Invalid without any statement.
    """
    if not chosen:
        raise Invalid("Choose at least one contribution.", field="statementIds")
    groups: dict[int, list[Chosen]] = {}
    for each in chosen:
        groups.setdefault(each.position, []).append(each)
    in_order = [groups[position] for position in sorted(groups)]
    kept, rest = in_order[: MOST_QUESTIONS - 1], in_order[MOST_QUESTIONS - 1 :]
    questions = [*kept, *([[each for group in rest for each in group]] if rest else [])]
    first = chosen[0].text
    title = theme or (
        first if len(chosen) == 1 else wording.title % {"text": shorten(first, QUOTED // 2, placeholder="…")}
    )
    return Draft(
        shorten(title, TITLE, placeholder="…"),
        wording.motivation % {"title": event_title},
        tuple(
            Question(_prompt(group, wording), wording.explanation, tuple(each.id for each in group))
            for group in questions
        ),
    )


def _prompt(group: Sequence[Chosen], wording: Wording) -> str:
    alone = len(group) == 1
    text = shorten(group[0].text if alone else group[0].prompt, QUOTED, placeholder="…")
    return shorten((wording.about_one if alone else wording.about_several) % {"text": text}, PROMPT, placeholder="…")


def require_once(questions: Iterable[Question]) -> None:
    """Refuse a script without a question, or in which a statement stands twice: it is rated once."""
    seen: set[UUID] = set()
    place = -1
    for place, question in enumerate(questions):
        for number, id_ in enumerate(question.statements):
            if id_ in seen:
                raise Invalid(
                    "This contribution is in the script twice.", field=f"questions.{place}.statementIds.{number}"
                )
            seen.add(id_)
    if place < 0:
        raise Invalid("Ask at least one question.", field="questions")
    if len(seen) > MOST_STATEMENTS:
        raise Invalid("Begin with at most 20 contributions.", field="questions")
