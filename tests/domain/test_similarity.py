"""Likely duplicates are found by words and letters; what is denied or counted otherwise is something else."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.similarity import LIKELY, SURE, Wordings, score, wording
from tests.domain.alike import OTHER, SAME


def alike(pair: tuple[str, str]) -> float:
    return score(*map(wording, pair))


def found(least: float) -> tuple[float, float]:
    """Give precision and recall on the labelled pairs."""
    hits, errors = (sum(alike(pair) >= least for pair in pairs) for pairs in (SAME, OTHER))
    return hits / (hits + errors), hits / len(SAME)


def test_on_labelled_pairs_the_writer_is_rarely_asked_in_vain_and_the_moderator_misses_little(record_property):
    precision, recall = found(SURE)
    shown_precision, shown_recall = found(LIKELY)
    print(f"\nasked of the writer: precision {precision:.2f}, recall {recall:.2f}", end="; ")
    print(f"shown to the moderator: precision {shown_precision:.2f}, recall {shown_recall:.2f}")
    record_property("precision", precision)
    assert precision >= 0.85
    assert recall >= 0.85
    assert shown_recall >= 0.95


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We hebben wel budget gekregen.", "We hebben geen budget gekregen."),
        ("Wij deden 3 proeven.", "Wij deden 12 proeven."),
        ("Hier ook.", "Hier niet."),
    ],
)
def test_what_is_denied_or_counted_otherwise_is_never_the_same(one: str, other: str):
    assert alike((one, other)) < SURE


def test_capitals_accents_and_full_stops_make_no_difference():
    assert alike(("De wethouder wilde één ding!", "de wethouder wilde een ding")) == 1.0


@given(st.text(max_size=280), st.text(max_size=280))
def test_a_score_is_symmetric_between_nothing_and_the_same(one: str, other: str):
    value = alike((one, other))
    assert 0 <= value <= 1
    assert value == alike((other, one))
    assert alike((one, one)) == 1.0


TEXTS = st.lists(st.sampled_from([text for pair in SAME + OTHER for text in pair]), min_size=1, max_size=30)


@given(TEXTS)
def test_the_index_finds_the_pairs_that_comparing_each_with_each_finds(texts: list[str]):
    index: Wordings[int] = Wordings()
    for place, text in enumerate(texts):
        index.add(place, text)
        index.pairs()  # asked again and again, it compares what is new
    expected = {
        (one, other)
        for other in range(len(texts))
        for one in range(other)
        if alike((texts[one], texts[other])) >= LIKELY
    }
    got = {(one, other) for one, other, _score in index.pairs()}
    assert got <= expected
    assert {(one, other) for one, other in expected if alike((texts[one], texts[other])) == 1.0} <= got
    assert len(got) >= 0.9 * len(expected)


def test_real_contributions_that_are_not_alike_are_not_taken_for_duplicates(shared_data):
    """In the conversations to replay, where moderators refused duplicates, few pairs are pointed out."""
    for folder in sorted((shared_data / "polis").iterdir()):
        comments = folder / "comments.csv"
        if not comments.is_file():
            continue
        import csv

        with comments.open(encoding="utf-8") as lines:
            texts = [row["comment-body"] for row in csv.DictReader(lines) if row.get("moderated") == "1"]
        random.Random(1).shuffle(texts)
        index: Wordings[int] = Wordings()
        asked = 0
        for place, text in enumerate(texts):
            asked += bool(index.alike(text, SURE))
            index.add(place, text)
        print(f"{folder.name}: {asked} of {len(texts)} writers asked")
        assert asked <= 0.1 * len(texts) + 1
