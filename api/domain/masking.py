"""Taking the words of one statement out of a report that was made already; its figures stay, and so does its place."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from api.domain.report_words import named, whole

Content = Mapping[str, Any]


def masked(content: Content, statement_id: str) -> dict[str, Any]:
    """Give the content of a report without the words of a statement, reaction or other wording, nor in those of themes."""
    changed = copy.deepcopy(dict(content))
    for each in _about(changed, statement_id):
        each |= {"text": "", "hidden": True}
    _prune(changed)
    return changed


def shown_again(content: Content, statement_id: str, text: str) -> dict[str, Any]:
    """Give the content of a report with the words of a statement back in their place."""
    changed = copy.deepcopy(dict(content))
    for each in _about(changed, statement_id):
        each["text"] = text
        each.pop("hidden", None)
    return changed


def is_masked(content: Content) -> bool:
    """Tell whether the words of a statement were taken out of this content."""
    return any(each.get("hidden") for each in _all(content))


def renamed(themes: list[dict[str, Any]], before: Content, after: Content) -> list[dict[str, Any]]:
    """Name themes anew that still have the name that the machine gave them; what a person wrote stays."""
    old, new = (named(content.get("themes", [])) for content in (before, after))
    names = {one["name"]: other["name"] for one, other in zip(old, new, strict=True)}
    return [theme | {"name": names.get(theme["name"], theme["name"])} for theme in themes]


def _about(content: Content, statement_id: str) -> Iterator[dict[str, Any]]:
    yield from (each for each in _all(content) if each["id"] == statement_id)
    yield from (each for each in content.get("changes", []) if each["statementId"] == statement_id)


def _all(content: Content) -> Iterator[dict[str, Any]]:
    for each in whole(content):
        yield each
        yield from each.get("alsoSaidAs", [])


def _prune(content: Content) -> None:
    """Leave out the telling words of themes that stand in no text any more."""
    texts = " ".join(each["text"] for each in _all(content)).casefold()
    for theme in content.get("themes", []):
        theme["words"] = [word for word in theme["words"] if word.casefold() in texts]
