"""What is widely recognised while nobody offered a remedy yet: the candidates for a follow-up.

A rule of words, which a person can read and dispute: it does not understand what it reads. A statement is widely
recognised when at least half of the participants is expected to recognise it. It has a remedy when the statement
itself, a reaction to it, another statement in much the same words, or a lesson in much the same words offers one. A
lesson always does. A text does when it has a word of ``OFFERS`` with no denial beside it, or answers a question that
asks for such a word.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.domain.stems import Lexicon, most_alike, stems_of

LEAST_EXPECTED = 0.5
LEAST_ALIKE = 0.25  # cosine of the words of two texts
DENIALS = r"(?:geen|niet|niets|niemand|nooit|niks|nergens|zonder|nobody|no|not|never|nothing|without)"
OFFERS = (
    r"hielp(?:en)?|helpt|helpen|geholpen",
    r"(?:wat|dit|dat|het) (?:goed )?werkt(?:e)?|werkt(?:e)? (?:wel|goed|beter|prima)|werkend",
    r"oplossing(?:en)?|opgelost|oplosten|losten? .{0,40}\bop",
    r"tip|advies|aanrader|voorbeeld van hoe",
    r"lukt(?:e)? (?:wel|nu|pas toen)|gelukt",
    r"sindsdien|voortaan",
    r"(?:wij|we) .{0,40}\b(?:nu|eerst|inmiddels|tegenwoordig|vooraf)|(?:nu|eerst|inmiddels|tegenwoordig|vooraf) .{0,20}\b(?:wij|we)",
    r"zorg (?:dat|voor|ervoor)|begin (?:met|bij|klein)|spreek .{0,40}\baf|wijs .{0,40}\baan|neem .{0,40}\bmee|betrek|reserveer",
    r"help(?:s|ed)|solution|solve[sd]?|advice|worked|works (?:well|better)|what works|make sure|start with|since then",
    r"we (?:now|first|started|began|named|agreed)",
)  # fmt: skip
_OFFER = re.compile(rf"\b(?:{'|'.join(OFFERS)})\b", re.IGNORECASE)
_DENIED_BEFORE = re.compile(rf"\b{DENIALS}\W+(?:\w+\W+)?$", re.IGNORECASE)
_DENIED_AFTER = re.compile(rf"^\W*(?:\w+\W+)?{DENIALS}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Lesson:
    """A lesson of the community, by its id and what it is about."""

    id: str
    title: str
    text: str


def offers(text: str) -> bool:
    """Tell whether a text offers a remedy, by its words."""
    return any(
        not _DENIED_BEFORE.search(text[: found.start()]) and not _DENIED_AFTER.search(text[found.end() :])
        for found in _OFFER.finditer(text)
    )


def sought(questions: Sequence[Mapping[str, Any]], lessons: Sequence[Lesson] = ()) -> dict[str, Any]:
    """Look for a remedy for each statement of a report that is widely recognised, in the order of the report.

    ``questions`` are those of the content of a report. Tells where one was found, and for which statements none was.
    """
    tops = [(each, question) for question in questions for each in question["statements"]]
    wide = [each for each, _ in tops if each["expected"] is not None and each["expected"] >= LEAST_EXPECTED]
    helping = {each["id"] for each, question in tops if offers(each["text"]) or offers(question["prompt"])}
    lexicon = Lexicon([stems_of(each["text"]) for each, _ in tops])
    helpers = [each for each, _ in tops if each["id"] in helping]
    alike = _alike(lexicon, wide, [each["text"] for each in helpers])
    taught = _alike(lexicon, wide, [f"{lesson.title} {lesson.text}" for lesson in lessons])
    found: list[dict[str, Any]] = []
    without: list[str] = []
    for each, by_statements, by_lessons in zip(wide, alike, taught, strict=True):
        reaction = next((reaction["id"] for reaction in each["reactions"] if offers(reaction["text"])), None)
        if each["id"] in helping:
            found.append(_remedy(each, "itself", each["id"]))
        elif reaction is not None:
            found.append(_remedy(each, "reaction", reaction))
        elif by_statements:
            found.append(_remedy(each, "statement", helpers[by_statements[0]]["id"]))
        elif by_lessons:
            lesson = lessons[by_lessons[0]]
            found.append(_remedy(each, "lesson", lesson.id) | {"title": lesson.title})
        else:
            without.append(each["id"])
    return {"leastExpected": LEAST_EXPECTED, "leastAlike": LEAST_ALIKE, "found": found, "without": without}


def _remedy(statement: Mapping[str, Any], by: str, source: str) -> dict[str, Any]:
    return {"statementId": statement["id"], "by": by, "sourceId": source, "title": None}


def _alike(lexicon: Lexicon, wide: Sequence[Mapping[str, Any]], texts: Sequence[str]) -> list[list[int]]:
    """Give for each statement the places of the texts that are much alike, the most alike first."""
    vectors = [lexicon.vector(stems_of(each["text"])) for each in wide]
    cosines = most_alike(vectors, [lexicon.vector(stems_of(text)) for text in texts])
    return [
        sorted((place for place in row if row[place] >= LEAST_ALIKE), key=lambda place: (-row[place], place))
        for row in cosines
    ]
