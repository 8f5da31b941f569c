"""Themes: what belongs together by who recognises it and by its words."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain import stems
from api.domain.themes import FEWEST, MOST, SMALLEST, Ratings, agreement, modularity, suggest

SUBJECTS = {
    "eigenaar": ["Niemand was eigenaar na de pilot {}", "Zonder eigenaar bleef het product liggen {}", "De eigenaren wisselden {}"],
    "inkoop": ["Inkoop duurde langer dan de proef {}", "De regels van inkoop hielden het tegen {}", "Bij inkopen liep het vast {}"],
    "bewoners": ["Bewoners merkten er niets van {}", "Geen bewoner is gevraagd {}", "Wat bewoners nodig hebben wist niemand {}"],
}  # fmt: skip
TEXTS = [text.format(number) for texts in SUBJECTS.values() for number in range(4) for text in texts]
SUBJECT_OF = [name for name, texts in SUBJECTS.items() for _ in range(4) for _text in texts]
NOBODY = Ratings.of([], 0, len(TEXTS))


def camps(texts: int, people: int, groups: int, seed: int = 3) -> Ratings:
    """Let each of some groups of people recognise its own part of the statements, and little of the rest."""
    rng = random.Random(seed)
    rows = [
        (person, each, float(rng.random() < (0.9 if each * groups // texts == person % groups else 0.1)))
        for person in range(people)
        for each in range(texts)
        if rng.random() < 0.6
    ]
    return Ratings.of(rows, people, texts)


def groups_of(themes) -> list[set[int]]:
    return [set(theme.members) for theme in themes]


def test_statements_with_the_same_words_belong_together():
    themes = suggest(TEXTS, NOBODY)
    assert len(themes) == len(SUBJECTS)
    assert [{SUBJECT_OF[each] for each in group} for group in groups_of(themes)] == [{name} for name in SUBJECTS]


def test_a_theme_is_named_after_the_words_that_tell_it_from_the_others():
    assert {theme.words[0] for theme in suggest(TEXTS, NOBODY)} == {"eigenaar", "inkoop", "bewoners"}


def test_statements_that_the_same_people_recognise_belong_together_without_a_word_in_common():
    texts = [f"woord{chr(97 + number)}" for number in range(18)]
    found = groups_of(suggest(texts, camps(18, 90, 3)))
    assert sorted(map(sorted, found)) == [list(range(6)), list(range(6, 12)), list(range(12, 18))]


def test_how_much_a_person_recognises_at_all_ties_nothing_together():
    rng = random.Random(4)
    leniency = [rng.choice((0.1, 0.9)) for _person in range(200)]
    rows = [(person, each, float(rng.random() < leniency[person])) for person in range(200) for each in range(20)]
    alike = agreement(Ratings.of(rows, 200, 20))
    assert np.abs(alike[~np.eye(20, dtype=bool)]).mean() < 0.06


def test_fewer_than_five_shared_raters_tell_nothing():
    rows = [(person, each, float(person % 2)) for person in range(4) for each in (0, 1)]
    rows += [(person, 2 + person % 2, 1.0) for person in range(4, 20)]
    assert agreement(Ratings.of(rows, 20, 4))[0, 1] == 0


def test_the_same_seed_gives_the_same_themes_and_the_order_of_rows_makes_no_difference():
    ratings = camps(len(TEXTS), 60, 4)
    again = Ratings(ratings.recognition[::-1].copy(), ratings.rated[::-1].copy())
    assert suggest(TEXTS, ratings) == suggest(TEXTS, ratings)
    assert groups_of(suggest(TEXTS, ratings)) == groups_of(suggest(TEXTS, again))


def test_too_little_is_not_divided():
    assert suggest(TEXTS[: FEWEST - 1], Ratings.of([], 0, FEWEST - 1)) == []
    assert suggest([], Ratings.of([], 0, 0)) == []


@settings(max_examples=40)
@given(
    st.lists(st.text(alphabet="abc èéü1 ", max_size=30), min_size=FEWEST, max_size=40),
    st.integers(0, 30),
    st.randoms(use_true_random=False),
)
def test_every_statement_is_in_one_theme_and_no_theme_is_a_crumb(texts, people, rng):
    rows = [(who, what, rng.random()) for who in range(people) for what in range(len(texts)) if rng.random() < 0.5]
    themes = suggest(texts, Ratings.of(rows, people, len(texts)))
    assert sorted(each for theme in themes for each in theme.members) == list(range(len(texts)))
    assert 1 <= len(themes) <= MOST
    assert all(len(theme.members) >= SMALLEST for theme in themes)
    assert [len(theme.members) for theme in themes] == sorted((len(theme.members) for theme in themes), reverse=True)
    words = [word for theme in themes for word in theme.words]
    assert len({stems.stem(word) for word in words}) == len(words)


def test_modularity_is_that_of_the_textbook():
    pair = np.array([[0, 1], [1, 0]])
    two_pairs = np.kron(np.eye(2), pair)
    assert modularity(two_pairs, np.array([0, 0, 1, 1])) == pytest.approx(0.5)
    assert modularity(two_pairs, np.array([0, 0, 0, 0])) == pytest.approx(0)
    assert modularity(np.zeros((3, 3)), np.array([0, 1, 2])) == 0


@pytest.mark.parametrize(
    ("one", "other"), [("eigenaren", "eigenaar"), ("bewoners", "bewoner"), ("gemaakte", "gemaakt")]
)
def test_forms_of_a_word_share_a_stem(one, other):
    assert stems.stem(one) == stems.stem(other)


def test_texts_are_as_alike_as_their_words():
    alike = stems.likeness(
        [stems.stems_of(text) for text in ("De eigenaar van de pilot", "Pilot: eigenaren", "Inkoop", "")]
    )
    assert alike[0, 1] == pytest.approx(1)
    assert alike[0, 2] == alike[0, 3] == alike[3, 3] == 0
