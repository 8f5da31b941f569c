"""Themes: which statements belong together, by who recognises what and by words; a suggestion that a person mends.

Two statements are alike when the same people recognise both (the correlation of their recognition over the people who
rated both), and when they use the same words (the cosine of their tf-idf weights). Each is tied to those it is
most like; the statements are placed by the first eigenvectors of these links (spectral clustering; Ng, Jordan and Weiss
2001) and divided by k-means. The number of themes, 2 to ``MOST``, is the one whose links are most within themes rather
than between them (modularity; Newman 2006). The same input and the same seed give the same themes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.domain import stems
from api.domain.anonymity import SMALLEST_GROUP

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

MOST = 12  # themes: more than a person names in an afternoon
FEWEST = 6  # statements below which nothing is divided
SMALLEST = 3  # statements of a theme
NEIGHBOURS = 8  # statements that each is tied to
SHARED = 10  # people who rated both at which a correlation counts half
WORDS_WEIGH = 0.5
TRIES = 8  # times that k-means begins anew
ROUNDS = 50
LIMIT = 1500  # statements that are divided: the time grows with the third power
NAMING = 3  # words of a suggested name
SEED = 1


@dataclass(frozen=True)
class Ratings:
    """Who recognised what: ``recognition`` and ``rated`` of shape (people, statements), 0 to 1 and whether there is one."""

    recognition: Numbers
    rated: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, float]], people: int, statements: int) -> "Ratings":
        """Make the tables from rows of person, statement and recognition."""
        recognition, rated = np.zeros((people, statements)), np.zeros((people, statements), dtype=bool)
        if rows:
            who, what, how = (np.array(column) for column in zip(*rows, strict=True))
            recognition[who, what], rated[who, what] = how, True
        return cls(recognition, rated)


@dataclass(frozen=True)
class Theme:
    """Statements that belong together, by their place in the input, the most typical first, and their telling words."""

    members: tuple[int, ...]
    words: tuple[str, ...]


def suggest(texts: Sequence[str], ratings: Ratings, seed: int = SEED) -> list[Theme]:
    """Divide S statements into themes, the largest first; fewer than ``FEWEST`` are not divided and give no theme."""
    if len(texts) < FEWEST:
        return []
    bags = [stems.stems_of(text) for text in texts]
    alike = WORDS_WEIGH * stems.likeness(bags) + (1 - WORDS_WEIGH) * agreement(ratings)
    numbers = divide(neighbours(alike), seed)
    groups = [_typical_first(np.flatnonzero(numbers == number), alike) for number in range(int(numbers.max()) + 1)]
    groups.sort(key=lambda members: (-len(members), members))
    return [Theme(members, words) for members, words in zip(groups, telling(groups, texts, bags), strict=True)]


def _typical_first(members: Places, alike: Numbers) -> tuple[int, ...]:
    typical = alike[np.ix_(members, members)].sum(axis=1)
    return tuple(int(members[place]) for place in np.lexsort((members, -typical)))


def agreement(ratings: Ratings) -> Numbers:
    """Give for each pair of S statements how far the same people recognise them: shape (S, S), from 0 to 1.

    The correlation over the people who rated both, after taking out how much a statement and how much a person is
    recognised or recognises at all; less sure the fewer they are: n / (n + ``SHARED``) of it, and nothing below
    ``SMALLEST_GROUP`` people. No relation and an opposite one are 0.
    """
    rated = ratings.rated.astype(np.float64)
    value = (ratings.recognition - _means(ratings.recognition * rated, rated, axis=0)) * rated
    value = (value - _means(value, rated, axis=1)) * rated
    both = rated.T @ rated
    squares = (value**2).T @ rated
    scale = np.sqrt(squares * squares.T)
    correlation = np.divide(value.T @ value, scale, out=np.zeros_like(scale), where=scale > 1e-9)
    sure = np.where(both >= SMALLEST_GROUP, both / (both + SHARED), 0.0)
    alike: Numbers = np.clip(correlation * sure, 0, 1)
    return alike


def neighbours(alike: Numbers, number: int = NEIGHBOURS) -> Numbers:
    """Keep of a likeness (S, S) only what ties a statement to its ``number`` nearest, or one of them to it."""
    links = alike.copy()
    np.fill_diagonal(links, 0)
    if len(links) > number + 1:
        border = np.partition(links, -number, axis=1)[:, -number][:, None]
        near = links >= np.maximum(border, 1e-12)
        links = np.where(near | near.T, links, 0)
    return links


def divide(links: Numbers, seed: int = SEED) -> Places:
    """Give each of S statements the number of its group, from 0, of shape (S,); ``links`` (S, S) is symmetric."""
    size = len(links)
    weights = (links.sum(axis=1) + 1e-9) ** -0.5
    _, vectors = np.linalg.eigh(weights[:, None] * links * weights[None, :])
    rng = np.random.default_rng(seed)
    best, numbers = -np.inf, np.zeros(size, dtype=np.intp)
    for groups in range(2, min(MOST, size // SMALLEST) + 1):
        placed = vectors[:, -groups:]
        lengths = np.linalg.norm(placed, axis=1, keepdims=True)
        placed = np.divide(placed, lengths, out=np.zeros_like(placed), where=lengths > 1e-12)
        tried = _without_crumbs(links, _k_means(placed, groups, rng))
        score = modularity(links, tried)
        if score > best + 1e-9:
            best, numbers = score, tried
    return numbers


def modularity(links: Numbers, numbers: Places) -> float:
    """Give how much more of the links is within groups than chance would put there (Newman 2006), at most 1."""
    total = float(links.sum())
    if total <= 0:
        return 0.0
    member = np.eye(int(numbers.max()) + 1)[numbers]
    within = float(np.trace(member.T @ links @ member)) / total
    share = member.T @ links.sum(axis=1) / total
    return within - float((share**2).sum())


def telling(
    groups: Sequence[Sequence[int]], texts: Sequence[str], bags: Sequence[Mapping[str, int]], number: int = NAMING
) -> list[tuple[str, ...]]:
    """Give for each group the words that tell it from the others, as people wrote them most.

    A stem scores by how many more of the group's texts have it than of the others, times how many of the group's have
    it at all. It stands in two texts of the group or more, where there is such a one, and names one group only: the one
    in which it scores most.
    """
    everywhere = Counter(stem for bag in bags for stem in bag)
    scores: list[dict[str, float]] = []
    for members in groups:
        here = Counter(stem for place in members for stem in bags[place])
        others = max(len(texts) - len(members), 1)
        least = 2 if max(here.values(), default=0) > 1 else 1
        scores.append(
            {
                stem: times * (times / len(members) - (everywhere[stem] - times) / others)
                for stem, times in here.items()
                if times >= least
            }
        )
    best = {stem: max(score.get(stem, -np.inf) for score in scores) for stem in everywhere}
    return [
        _as_written([stem for stem in _from_high_to_low(score) if score[stem] >= best[stem]][:number], members, texts)
        for members, score in zip(groups, scores, strict=True)
    ]


def _from_high_to_low(score: Mapping[str, float]) -> list[str]:
    return sorted(score, key=lambda stem: (-score[stem], stem))


def _as_written(chosen: Sequence[str], members: Sequence[int], texts: Sequence[str]) -> tuple[str, ...]:
    forms: dict[str, Counter[str]] = {each: Counter() for each in chosen}
    for place in members:
        for word in stems.words_of(texts[place]):
            if (root := stems.stem(word)) in forms:
                forms[root][word] += 1
    return tuple(min(forms[each], key=lambda word: (-forms[each][word], word)) for each in chosen)


def _means(total: Numbers, rated: Numbers, axis: int) -> Numbers:
    number = rated.sum(axis=axis, keepdims=True)
    mean: Numbers = total.sum(axis=axis, keepdims=True) / np.maximum(number, 1)
    return mean


def _without_crumbs(links: Numbers, numbers: Places) -> Places:
    """Join each group of fewer than ``SMALLEST`` to the group it has most links with, the smallest first."""
    while True:
        _, numbers, sizes = np.unique(numbers, return_inverse=True, return_counts=True)
        small = int(sizes.argmin())
        if len(sizes) < 2 or sizes[small] >= SMALLEST:
            return numbers
        towards = links[numbers == small].sum(axis=0)
        ties = np.array([towards[numbers == group].sum() for group in range(len(sizes))])
        ties[small] = -1
        numbers = np.where(numbers == small, int(ties.argmax()), numbers)


def _k_means(placed: Numbers, groups: int, rng: np.random.Generator) -> Places:
    """Divide points (S, d) into at most ``groups`` (Lloyd, begun by k-means++), the tightest of ``TRIES``."""
    best, numbers = np.inf, np.zeros(len(placed), dtype=np.intp)
    for _try in range(TRIES):
        centres = _first_centres(placed, groups, rng)
        tried = np.full(len(placed), -1, dtype=np.intp)
        for _round in range(ROUNDS):
            distances = _squared(placed, centres)
            nearest = distances.argmin(axis=1)
            if np.array_equal(nearest, tried):
                break
            tried = nearest
            for group in np.unique(tried):
                centres[group] = placed[tried == group].mean(axis=0)
        spread = float(_squared(placed, centres).min(axis=1).sum())
        if spread < best - 1e-9:
            best, numbers = spread, tried
    _, numbers = np.unique(numbers, return_inverse=True)
    return numbers


def _first_centres(placed: Numbers, groups: int, rng: np.random.Generator) -> Numbers:
    chosen = [int(rng.integers(len(placed)))]
    for _next in range(groups - 1):
        far = _squared(placed, placed[chosen]).min(axis=1)
        total = float(far.sum())
        chosen.append(int(rng.choice(len(placed), p=far / total)) if total > 0 else int(rng.integers(len(placed))))
    return placed[chosen].copy()


def _squared(points: Numbers, centres: Numbers) -> Numbers:
    found = (points**2).sum(axis=1)[:, None] - 2 * points @ centres.T + (centres**2).sum(axis=1)[None, :]
    squared: Numbers = np.maximum(found, 0)
    return squared
