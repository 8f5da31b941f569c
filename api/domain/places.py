"""Names of municipalities in a text. Some are ordinary words too ("Best", "Houten", "Leiden"): those count as a place only."""

import re
from collections.abc import Iterable, Iterator

from api.domain.names import fold, listed

ORDINARY = listed(
    """
    altena assen asten beek bergen best borne buren delft dongen duiven epe gouda goes hoorn houten huizen hulst kampen
    laren leiden losser oss putten rozendaal sluis stein texel urk veere voorst waterland weert westland westerveld
    """
)
ORDINARY_ROWS = frozenset({("den", "haag"), ("berg", "en", "dal"), ("peel", "en", "maas"), ("dijk", "en", "waard")})
NO_PART = listed("noord midden neder ouder oud west oost zuid sint stein holten echt son gulpen mierlo wijhe bakel")
ALSO = {
    "'s-Gravenhage": ("Den Haag", "The Hague"),
    "'s-Hertogenbosch": ("Den Bosch",),
    "Alphen aan den Rijn": ("Alphen",),
}
BEFORE_A_PLACE = listed("in te uit naar bij rond vanuit binnen buiten gemeente stadhuis near from")
AFTER_A_PLACE = listed("heeft had doet deed kreeg krijgt gebruikt werkt has uses did")
NO_MUNICIPALITY = listed("provincie provinciehuis province")
LONG_ENOUGH = 5  # letters: of shorter names no adjective is made

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_BRACKETS = re.compile(r"\s*\(.*\)")

Words = tuple[str, ...]


def _words(name: str) -> Words:
    return tuple(fold(found[0]) for found in _WORD.finditer(name))


class Places:
    """The names of municipalities, by their first word."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[Words]] = {}
        self.joined: set[str] = set()  # as they stand in an internet address
        for name in names:
            plain = _BRACKETS.sub("", name)
            for each in {plain, plain.partition(",")[0], *ALSO.get(plain, ()), *_parts(plain)}:
                self._add(_words(each))

    def _add(self, words: Words) -> None:
        self.joined.add("".join(words).replace("-", ""))
        forms = [words]
        if len(words) == 1 and len(words[0]) >= LONG_ENOUGH and words[0] not in ORDINARY:
            forms += [(words[0] + ending,) for ending in ("s", "se", "'s")]
        for form in forms:
            known = self._by_first.setdefault(form[0], [])
            if form not in known:
                known.append(form)
                known.sort(key=len, reverse=True)  # "Bergen op Zoom" before "Bergen"

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where municipalities seem to be named, as (start, end)."""
        found = list(_WORD.finditer(text))
        folded = [fold(each[0]) for each in found]
        for place, word in enumerate(folded):
            for words in self._by_first.get(word, ()):
                last = place + len(words)
                if tuple(folded[place:last]) == words and self._is_place(text, found, folded, place, last):
                    yield found[place].start(), found[last - 1].end()
                    break

    @staticmethod
    def _is_place(text: str, found: list[re.Match[str]], folded: list[str], place: int, last: int) -> bool:
        before = folded[place - 1] if place else ""
        if before in NO_MUNICIPALITY:
            return False
        words = tuple(folded[place:last])
        if words[0] not in ORDINARY and words not in ORDINARY_ROWS:
            return True
        if not text[found[place].start()].isupper():
            return False
        after = folded[last] if last < len(folded) else ""
        return before in BEFORE_A_PLACE or after in AFTER_A_PLACE


def _parts(name: str) -> list[str]:
    """Give the towns of a double name: people say Sittard where the map says Sittard-Geleen."""
    parts = name.split("-")
    if len(parts) != 2 or not all(part[:1].isupper() for part in parts):
        return []
    return [part for part in parts if len(part) >= LONG_ENOUGH and not {fold(each) for each in parts} & NO_PART]
