"""Words of Dutch texts reduced to their stems, and how far two texts are about the same.

Dutch stems by Snowball (PyStemmer). A text in another language still shares its own words with others.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

import numpy as np
import Stemmer
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Bag = Mapping[str, int]

WORD = re.compile(r"[^\W\d_]{3,}")
# Words that say nothing about a subject: what Dutch and English sentences are held together with.
EMPTY = frozenset(
    """
    aan aangezien achter af afgelopen al alle alleen alles als altijd ander andere anders ben best beter bij bijna bijvoorbeeld
    blijft blijven daar daardoor daarna daarom dan dat deden deed den der deze die dit doe doen doet door dus een eens
    echt eerst eerste eigen eigenlijk elk elke elkaar enkele enorm erg ergens even gaan gaat gedaan geen gegaan gehad
    gemeente gemeenten geweest geworden ging gingen goed goede graag groot grote had hadden heb hebben hebt heeft heel
    hele hem hen het hier hij hoe hun iemand iets ieder iedereen iedere jaar jaren jij jou jouw jullie kan keer kon
    konden komen komt kunnen kunt kwam kwamen laat laten leek lijkt lang langer maak maakt maar maken mee meer meest
    men mensen met mij mijn minder moest moesten moet moeten mogelijk na naar naast nam net niemand niet niets nieuw
    nieuwe nodig nog nooit nou omdat onder ons onze ook open over paar pas per snel soms steeds
    staan staat stond tegen terug terwijl tijdens toch toe toen tot tussen twee uit uiteindelijk vaak van vanuit veel
    verder voor vooral voordat vraag waar waarbij waardoor waarom wanneer want waren was wat weer weg weinig wel welke
    werd werden weten wie wij wil willen worden wordt zal zat zeer zei zelf zelfs zich zien ziet zij zijn zit zitten zo zoals
    zodat zonder zou zouden
    about after again all also and any are because been before being but can could did does doing don down each even every
    few for from get had has have having her here him his how into its just like make many more most much need not now off
    one only other our out over own people really same she should some such than that the their them then there these they
    this those through too under until very was way were what when where which while who why will with would you your
    """.split()  # noqa: SIM905 - read as a paragraph
)

_stemmer = Stemmer.Stemmer("dutch")


def words_of(text: str) -> list[str]:
    """Give the words of a text that may say what it is about, in lower case and in their order."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return [word for word in WORD.findall(plain) if word not in EMPTY]


def stem(word: str) -> str:
    """Give the stem of a word."""
    return str(_stemmer.stemWord(word))


def stems_of(text: str) -> Counter[str]:
    """Count the stems in a text."""
    return Counter(stem(word) for word in words_of(text))


class Lexicon:
    """How much each stem of a collection of S texts says: tf-idf, so that a word of every text says little.

    The weight of a stem in a text is (1 + ln tf) (1 + ln((1 + S) / (1 + df))) (Manning et al., Introduction to
    Information Retrieval, section 6.4, smoothed so that a word of one text only counts too); vectors have length 1.
    """

    def __init__(self, bags: Sequence[Bag]) -> None:
        spread = Counter(stem for bag in bags for stem in bag)
        self._says = {stem: 1 + log((1 + len(bags)) / (1 + times)) for stem, times in sorted(spread.items())}
        self._unheard = 1 + log(1 + len(bags))

    def vector(self, bag: Bag) -> dict[str, float]:
        """Give the weights of a text by stem; one that the collection does not have says most."""
        found = {stem: (1 + log(times)) * self._says.get(stem, self._unheard) for stem, times in bag.items()}
        length = sqrt(sum(weight**2 for weight in found.values()))
        return {stem: weight / length for stem, weight in sorted(found.items())}

    def table(self, bags: Sequence[Bag]) -> Numbers:
        """Give the weights of texts of the collection as an array of shape (texts, stems)."""
        place = {stem: index for index, stem in enumerate(self._says)}
        table = np.zeros((len(bags), len(place)))
        for row, bag in enumerate(bags):
            for stem, weight in self.vector(bag).items():
                table[row, place[stem]] = weight
        return table


def likeness(bags: Sequence[Bag]) -> Numbers:
    """Give the cosine of each pair of S texts, of shape (S, S), from 0 (no word in common) to 1."""
    table = Lexicon(bags).table(bags)
    alike: Numbers = np.clip(table @ table.T, 0, 1)
    return alike


def most_alike(vectors: Sequence[Mapping[str, float]], others: Sequence[Mapping[str, float]]) -> list[dict[int, float]]:
    """Give for each vector the cosine with each of the others that it shares a stem with, by their place."""
    holders: dict[str, list[tuple[int, float]]] = {}
    for place, other in enumerate(others):
        for stem, weight in other.items():
            holders.setdefault(stem, []).append((place, weight))
    found: list[dict[int, float]] = []
    for vector in vectors:
        cosines: dict[int, float] = {}
        for stem, weight in vector.items():
            for place, other_weight in holders.get(stem, ()):
                cosines[place] = cosines.get(place, 0.0) + weight * other_weight
        found.append(cosines)
    return found
