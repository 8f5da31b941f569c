"""The rules of registering: what the organiser asked has to be answered in the way that was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from api.domain.errors import Invalid
from api.domain.vocabulary import QuestionKind

YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Question:
    """One of the organiser's own questions."""

    id: UUID
    kind: QuestionKind
    label: str
    required: bool
    options: Sequence[str]


def checked_answers(questions: Sequence[Question], given: Sequence[tuple[UUID, str]]) -> Mapping[UUID, str]:
    """Give the answers by question, empty ones left out; refuse with the place of the first that is wrong."""
    known = {question.id: question for question in questions}
    answers: dict[UUID, str] = {}
    places = {question_id: f"answers.{place}.answer" for place, (question_id, _answer) in enumerate(given)}
    for place, (question_id, answer) in enumerate(given):
        if question_id not in known:
            raise Invalid("This question is not on the form.", field=f"answers.{place}.questionId")
        if question_id in answers:
            raise Invalid("Answer each question once.", field=f"answers.{place}.questionId")
        _require_fitting(known[question_id], answer, field=f"answers.{place}.answer")
        answers[question_id] = answer
    for question in questions:
        if question.required and not answers.get(question.id):
            field = places.get(question.id, "answers")
            raise Invalid("Answer the question: %(label)s", field=field, params={"label": question.label})
    return {question_id: answer for question_id, answer in answers.items() if answer}


def _require_fitting(question: Question, answer: str, *, field: str) -> None:
    allowed = {QuestionKind.CHOICE: question.options, QuestionKind.YES_NO: YES_NO}.get(question.kind)
    if allowed is not None and answer and answer not in allowed:
        raise Invalid("Choose one of: %(choices)s.", field=field, params={"choices": ", ".join(allowed)})


def require_options(kind: QuestionKind, options: Sequence[str], *, field: str) -> None:
    """Refuse a choice without choices, and choices where nothing is chosen."""
    if kind is QuestionKind.CHOICE and len(set(options)) < 2:
        raise Invalid("Give at least two different options.", field=field)
    if kind is not QuestionKind.CHOICE and options:
        raise Invalid("Only a choice has options.", field=field)
