"""What a person writes in a report, beside figures that nobody writes: introduction, names of themes, closing words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from api.domain.errors import Invalid

Arranged = Sequence[Mapping[str, Any]]

NAME = 80  # characters of a theme's name


@dataclass(frozen=True)
class NamedTheme:
    """A theme as an organiser named and arranged it: statements by their ids, as text."""

    name: str
    statements: list[str]

    def stored(self) -> dict[str, Any]:
        """Give what is kept of it."""
        return asdict(self)


def named(suggested: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Name themes after the telling words that the machine found; a theme without such words has a number."""
    return [
        NamedTheme(_capital(", ".join(theme["words"]))[:NAME] or str(number), list(theme["statements"])).stored()
        for number, theme in enumerate(suggested, start=1)
    ]


def arrange(themes: Arranged, known: Iterable[str]) -> list[dict[str, Any]]:
    """Give the themes as they are kept. Each holds statements of this report; none is in two, and none is empty."""
    left, arranged = set(known), []
    for place, theme in enumerate(themes):
        statements = [str(each) for each in theme["statements"]]
        for number, each in enumerate(statements):
            if each not in left:
                raise Invalid(
                    "This contribution is not in the report, or it is in a theme already.",
                    field=f"themes.{place}.statements.{number}",
                )
            left.remove(each)
        arranged.append(NamedTheme(theme["name"], statements).stored())
    return arranged


def kept(themes: Arranged, known: Iterable[str]) -> list[dict[str, Any]]:
    """Carry an arrangement over to another version of the figures: what is no longer there is left out."""
    there = set(known)
    carried = [
        NamedTheme(theme["name"], [each for each in theme["statements"] if each in there]).stored() for theme in themes
    ]
    return [theme for theme in carried if theme["statements"]]


def with_figures(themes: Arranged, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the themes of a report with their figures, which follow from those of their statements.

    ``rated`` counts the statements that enough people rated, ``expected`` is the mean of what is expected of those: how
    far an average participant recognises an average statement of the theme. None where there is no such statement.
    """
    expected = {each["id"]: each["expected"] for each in tops(content)}
    found = []
    for theme in themes:
        rates = [expected[each] for each in theme["statements"] if expected[each] is not None]
        mean = round(sum(rates) / len(rates), 6) if rates else None
        found.append({**theme, "count": len(theme["statements"]), "rated": len(rates), "expected": mean})
    return found


def tops(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the statements that stand on their own, not as a reaction, in the order of the report."""
    return [each for question in content["questions"] for each in question["statements"]]


def whole(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give all statements, each followed by the reactions to it, in the order of the report."""
    return [each for top in tops(content) for each in (top, *top["reactions"])]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
