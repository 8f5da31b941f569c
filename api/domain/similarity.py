"""How alike two short texts are, by their words and their letters alone: stems of what they say, and trigrams.

A score is in [0, 1]. Words are compared without endings (Snowball stems for Dutch) and without little words; letters
forgive a typing error and find the parts of a compound. What is denied in one and not in the other, or holds another
number, is something else, however alike it looks.
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import Stemmer

from api.domain.names import fold, listed

SURE = 0.6  # from here on the writer is asked whether it is not the same
LIKELY = 0.42  # from here on the moderator is shown the pair
OPPOSITE = 0.5  # what a denial in one of the two leaves of the score
FEWEST = 2  # stems: what is shorter is only the same when it is the same to the letter
CANDIDATES = 24  # texts that are looked at closely, those with the most words in common

_STEMS = Stemmer.Stemmer("dutch")
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_DENIALS = listed("geen niet nooit niemand niets zonder nauwelijks no not never nobody nothing without none")
_LITTLE = (
    listed(
        """
    de het een en of maar want dus dat die dit deze er hier daar was is zijn waren ben bent wordt werd worden geworden heb
    heeft hebben had hadden kan kon kunnen zal zou zouden wil moet moest mag ik je jij we wij ze zij hij u mij me ons onze
    mijn jullie hun zich ook nog al toen dan als bij in op aan van voor met te ter ten tot uit om over door naar na tussen
    onder tegen per zo wel toch heel erg veel meer meest alle alles iets men wat wie waar hoe waarom omdat zodat terwijl
    eigenlijk gewoon echt vaak soms altijd weer steeds zelf eigen andere ander
    the a an and or but so that this these those there here was is are were be been has have had can could will would must
    i you we they he she it me us our my your their also still then when at in on of for with to from by about after before
    as very much more most all some what who where how why because just really often again own other
    """
    )
    - _DENIALS
)


@dataclass(frozen=True)
class Wording:
    """What is compared of a text."""

    stems: frozenset[str]
    letters: frozenset[str]
    numbers: tuple[str, ...]
    denied: bool
    plain: str


def wording(text: str) -> Wording:
    """Take a text apart."""
    words = [fold(found[0]) for found in _WORD.finditer(text)]
    told = [word for word in words if word not in _LITTLE and word not in _DENIALS]
    stems = _STEMS.stemWords(told)
    plain = " ".join(stems)
    padded = f" {plain} "
    return Wording(
        stems=frozenset(stems),
        letters=frozenset(padded[place : place + 3] for place in range(len(padded) - 2)),
        numbers=tuple(word for word in words if any(sign.isdigit() for sign in word)),
        denied=not _DENIALS.isdisjoint(words),
        plain=" ".join(words),
    )


def score(one: Wording, other: Wording) -> float:
    """Give how alike two texts are, in [0, 1]: the mean of how many stems and how many trigrams they share (Dice)."""
    if one.plain == other.plain:
        return 1.0
    if one.numbers != other.numbers or min(len(one.stems), len(other.stems)) < FEWEST:
        return 0.0
    alike = (_dice(one.stems, other.stems) + _dice(one.letters, other.letters)) / 2
    return alike if one.denied == other.denied else alike * OPPOSITE


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


Key = TypeVar("Key", bound=Hashable)


class Wordings(Generic[Key]):
    """Many texts, found by the stems that they share, so that a new one is not compared with each."""

    def __init__(self) -> None:
        self._texts: dict[Key, Wording] = {}
        self._by_stem: dict[str, list[Key]] = {}
        self._by_plain: dict[str, list[Key]] = {}
        self._order: list[Key] = []
        self._places: dict[Key, int] = {}
        self._pairs: list[tuple[Key, Key, float]] = []
        self._compared = 0

    def __contains__(self, key: Key) -> bool:
        return key in self._texts

    def add(self, key: Key, text: str) -> None:
        """Remember a text under ``key``; the same key again changes nothing."""
        if key in self._texts:
            return
        found = self._texts[key] = wording(text)
        self._places[key] = len(self._order)
        self._order.append(key)
        self._by_plain.setdefault(found.plain, []).append(key)
        for stem in found.stems:
            self._by_stem.setdefault(stem, []).append(key)

    def alike(self, text: str | Wording, least: float) -> Sequence[tuple[Key, float]]:
        """Give the texts that are at least so much alike, the most alike first."""
        new = wording(text) if isinstance(text, str) else text
        shared: Counter[Key] = Counter()
        for stem in new.stems:
            shared.update(self._by_stem.get(stem, ()))
        near = [key for key, _count in shared.most_common(CANDIDATES)]
        scores = {key: score(new, self._texts[key]) for key in near}
        scores |= dict.fromkeys(self._by_plain.get(new.plain, ()), 1.0)
        return sorted(((key, value) for key, value in scores.items() if value >= least), key=lambda pair: -pair[1])

    def pairs(self) -> Sequence[tuple[Key, Key, float]]:
        """Give the pairs that are LIKELY the same, in the order in which the later one was remembered; that one is second.

        Each text is compared once, with those remembered before it.
        """
        for place, key in enumerate(self._order[self._compared :], start=self._compared):
            for other, value in self.alike(self._texts[key], LIKELY):
                if self._places[other] < place:
                    self._pairs.append((other, key, value))
        self._compared = len(self._order)
        return tuple(self._pairs)
