"""What a text seems to hold that could identify a person or a municipality: rules that run here, on the text alone.

What is found is pointed out to the writer before posting, and to the moderator afterwards. It forbids nothing: a rule
that errs costs one more tap.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.domain.errors import N_, DomainError
from api.domain.names import FIRST_NAMES, fold, people
from api.domain.places import Places
from api.domain.vocabulary import FindingKind

_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_AT = re.compile(r"@|[(\[]at", re.IGNORECASE)  # a quick look tells that most texts hold neither
_DOT = re.compile(r"\.\w|://")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:nl|com|org|net|eu|io|frl|amsterdam)\b(?:/\S*)?",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"/(?:in|people|profile|user|medewerkers?|team|contact)/|/[@~]|(?:facebook|instagram|twitter|x)\.com/", re.I
)
_DIGITS = re.compile(r"(?<![\w.,/€-])(?:\+|\()?\d[\d\s()./-]{4,20}\d(?!\w)")
_DUTCH_NUMBER = re.compile(
    r"(?:0031|\+31)0?[1-9]\d{8}"  # from abroad
    r"|0[1-9]\d{8}"  # mobile, or with an area code
    r"|0(?:800|900|88)\d{4}|0(?:800|900)\d{7}"  # service numbers
    r"|140\d{2,3}"  # a municipality's own: 14 030
    r"|\+\d{9,14}"  # elsewhere
)


@dataclass(frozen=True)
class Finding:
    """Something in a text, from ``start`` to ``end`` (in characters)."""

    kind: FindingKind
    start: int
    end: int


ADVICE = {
    FindingKind.EMAIL: N_("There is an e-mail address in it: %(quote)s. Take it out, then your contribution can go."),
    FindingKind.PHONE: N_("There is a phone number in it: %(quote)s. Take it out, then your contribution can go."),
    FindingKind.LINK: N_("There is a link in it that points at somebody: %(quote)s. Take it out."),
    FindingKind.PERSON: N_("This looks like a person's name: %(quote)s. Better write “a colleague” or “our alderman”."),
    FindingKind.MUNICIPALITY: N_("This looks like a municipality: %(quote)s. Better write “our municipality”."),
    FindingKind.DUPLICATE: N_("This looks like what a colleague wrote already: %(quote)s"),
}


@dataclass(frozen=True)
class Remark:
    """A finding in words: what was found, and what to do. ``statement_id`` is what a likely duplicate looks like."""

    kind: FindingKind
    start: int
    end: int
    quote: str
    statement_id: object | None = None
    own: bool = False

    @property
    def advice(self) -> str:
        """The sentence for the writer, to be translated and filled with ``quote``."""
        return ADVICE[self.kind]


class LookAgain(DomainError):
    """The writer should look at the text before posting it, or say that it is meant so."""

    slug, status, title = "look-again", 409, N_("Look at your text once more")

    def __init__(self, remarks: list[Remark]) -> None:
        super().__init__(N_("There is something in your text that you should look at before it goes."), field="text")
        self.remarks = remarks


def find(text: str, places: Places) -> list[Finding]:
    """Give what could identify somebody in ``text``, in its order; of two that overlap the surer one."""
    taken: list[Finding] = []
    for finding in _all(text, places):
        if all(finding.end <= other.start or other.end <= finding.start for other in taken):
            taken.append(finding)
    return sorted(taken, key=lambda finding: finding.start)


def _all(text: str, places: Places) -> Iterator[Finding]:
    """Give all findings, the surest kinds first."""
    for found in _EMAIL.finditer(text) if _AT.search(text) else ():
        yield Finding(FindingKind.EMAIL, *found.span())
    links = [found.span() for found in _LINK.finditer(text)] if _DOT.search(text) else []
    for start, end in links:
        if _points_at_somebody(text[start:end], places):
            yield Finding(FindingKind.LINK, start, end)
    for found in _DIGITS.finditer(text):
        if _DUTCH_NUMBER.fullmatch(re.sub(r"[^\d+]", "", found[0]).replace("+310", "+31")):
            yield Finding(FindingKind.PHONE, *found.span())
    for start, end in places.find(text):
        if text[start:end].lower() not in FIRST_NAMES:
            yield Finding(FindingKind.MUNICIPALITY, start, end)
    for start, end in people(text):
        if not any(start < last and first < end for first, last in links):
            yield Finding(FindingKind.PERSON, start, end)


def _points_at_somebody(link: str, places: Places) -> bool:
    """Tell whether an address holds a name or leads to somebody's page."""
    if _PROFILE.search(link):
        return True
    for word in re.split(r"[^a-zß-öø-ÿ-]+", fold(link)):
        plain = word.replace("-", "")
        bare = plain.removeprefix("gemeente")
        if plain in FIRST_NAMES or bare in places.joined or not FIRST_NAMES.isdisjoint(word.split("-")):
            return True
    return False
