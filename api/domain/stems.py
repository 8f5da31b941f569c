"""Words of Dutch texts reduced to their stems, and how far two texts are about the same.

Dutch stems by Snowball (PyStemmer). A text in another language still shares its own words with others.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import Stemmer
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

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


def weights(bags: Sequence[Mapping[str, int]]) -> tuple[list[str], Numbers]:
    """Weigh the stems of S texts by tf-idf: the stems, and an array of shape (S, stems) whose rows have length 1 or 0.

    The weight is (1 + ln tf) ln((1 + S) / (1 + df)) + 1 for what occurs (Manning et al., Introduction to Information
    Retrieval, section 6.4, smoothed), so that a word in one text only counts too.
    """
    vocabulary = sorted({stem for bag in bags for stem in bag})
    place = {stem: index for index, stem in enumerate(vocabulary)}
    table = np.zeros((len(bags), len(vocabulary)))
    for row, bag in enumerate(bags):
        for each, times in bag.items():
            table[row, place[each]] = 1 + np.log(times)
    spread = np.count_nonzero(table, axis=0)
    table *= np.log((1 + len(bags)) / (1 + spread)) + 1
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    return vocabulary, np.divide(table, lengths, out=np.zeros_like(table), where=lengths > 0)


def likeness(bags: Sequence[Mapping[str, int]]) -> Numbers:
    """Give the cosine of each pair of S texts, of shape (S, S), from 0 (no word in common) to 1."""
    _, table = weights(bags)
    alike: Numbers = np.clip(table @ table.T, 0, 1)
    return alike
