"""Ideas are tried on the same hours as the engine plays, and what they are told to keep is kept."""

import numpy as np
import pytest

from api.domain import turns
from api.domain.ranking import fit_prior
from api.domain.tally import Tally
from bench.routing import robust
from bench.routing.conversations import MISSING, TUNED_ON, Source
from bench.routing.hour import play
from bench.routing.ideas import levels, trying
from bench.routing.ideas.comparing import of_levels, report, write
from bench.routing.ideas.everything import DEFINED, IDEAS, SHIPPED
from bench.routing.lockstep import Lockstep, _Fit
from bench.routing.rivals import Ours
from bench.routing.run import Job, hours
from bench.routing.shapes import SHAPES, shapes
from bench.routing.tables import Hours

BREAKING = "breaks the floor"


def invented(name: str = TUNED_ON[0], kind: str = "core", people: int = 30, statements: int = 26) -> Source:
    """Make a conversation in which people differ, some statements arrive late and some votes are missing."""
    rng = np.random.default_rng(3)
    odds = rng.normal(0, 1, statements) + rng.normal(0, 1, (people, 1))
    votes = np.where(rng.random(odds.shape) < 1 / (1 + np.exp(-odds)), 1, -1).astype(np.int8)
    votes[rng.random(votes.shape) < 0.08] = MISSING
    authors = [int(rng.integers(people)) if index % 3 else None for index in range(statements)]
    chances = 1 / (1 + np.exp(-odds)) if kind == "completed" else None
    passes = np.full(statements, 0.2) if kind == "completed" else None
    return Source(name, kind, votes, authors, chances, passes)


def conversations() -> list[Source]:
    """Give both kinds of conversation that was tuned on, and of one that was not."""
    return [invented(name, kind) for name in (TUNED_ON[0], "another") for kind in ("core", "completed")]


class Rounded(Tally):
    """The engine's board, without the last digits, in which sums of arrays of other shapes may differ."""

    def _worth(self, places, people):
        return np.round(super()._worth(places, people), 9)

    def _preference(self, own):
        return np.round(super()._preference(own), 9)


class RoundedLockstep(Lockstep):
    """Lock-step without the last digits, and without lots."""

    jitter = 0.0

    def worth(self, rows, places):
        """Round."""
        return np.round(super().worth(rows, places), 9)

    def preference(self, rows, own):
        """Round."""
        return np.round(super().preference(rows, own), 9)


def asking(source: Source, each: int, seeds):
    """Draw hours as the benchmark does."""
    drawn = [source.drawn(np.random.default_rng([seed, 1])) for seed in seeds]
    turns_ = np.repeat(np.arange(len(drawn[0].votes)), each)
    return drawn, np.stack([np.random.default_rng([seed, 2]).permutation(turns_) for seed in seeds])


@pytest.mark.parametrize("kind", ["core", "completed"])
@pytest.mark.parametrize("each", [3, 12, 26])
def test_lock_step_plays_the_very_hours_that_the_engine_plays(kind, each, monkeypatch):
    monkeypatch.setattr(turns, "JITTER", 0.0)
    seeds = range(5)
    drawn, order = asking(invented(kind=kind), each, seeds)
    together = RoundedLockstep(drawn, order, 10).play()
    for index, seed in enumerate(seeds):
        engine = Ours(len(drawn[index].votes), 10, seed)
        engine._tally = Rounded(10)
        alone = play(drawn[index], engine, each, np.random.default_rng([seed, 2]))
        assert together.raters[index].tolist() == alone.raters.tolist()
        assert together.recognition[index].tolist() == alone.recognition.tolist()


def test_lock_step_finds_the_prior_that_the_engine_finds():
    rng = np.random.default_rng(0)
    raters = rng.integers(0, 40, (6, 30)).astype(float)
    recognition = rng.binomial(raters.astype(int), rng.beta(2, 3, (6, 30))).astype(float)
    a, b = _Fit(40)(recognition, raters)
    for hour in range(6):
        prior = fit_prior(recognition[hour], raters[hour])
        assert (prior.a, prior.b) == (a[hour], b[hour])


@pytest.mark.parametrize("idea", IDEAS)
def test_an_idea_gives_nothing_twice_nor_ones_own_nor_more_than_was_asked_and_keeps_the_floor_it_promises(idea):
    drawn, order = asking(invented(), 8, range(3))
    kind, knobs = IDEAS[idea]
    played = kind(drawn, order, 10, **knobs).play()
    for index, hour in enumerate(drawn):
        gave = [
            set(played.places[index, person, : played.given[index, person]].tolist()) for person in range(played.people)
        ]
        assert [len(each) for each in gave] == played.given[index].tolist()
        assert all(hour.authors[place] != person for person, each in enumerate(gave) for place in each)
        assert played.raters[index].sum() == played.given[index].sum() == played.people * 8
        if "no floor" not in idea and BREAKING not in idea:
            assert played.assigned[index].min() >= played.share * played.raters[index].mean() - 1e-9
    ranked = played.order()
    assert all(sorted(each) == list(range(played.statements)) for each in ranked.tolist())


def test_ideas_are_taken_up_where_they_stopped_and_their_tables_have_a_line_each(tmp_path, monkeypatch):
    played = []

    def spread_out(what, tasks, load, processes):
        for task in tasks:
            played.append(task.args[2])
            yield task()

    monkeypatch.setattr(trying, "spread_out", spread_out)
    ideas, out = [SHIPPED, DEFINED, "no floor"], tmp_path / "ideas.csv"
    trying.run(conversations, dict.fromkeys(ideas[:2], 2), 6, out, 1)
    out.write_text(out.read_text()[:-2])
    rows = trying.run(conversations, dict.fromkeys(ideas, 2), 6, out, 1)
    assert played == [SHIPPED] * 4 + [DEFINED] * 4 + [DEFINED] + ["no floor"] * 4
    assert len(rows) == 3 * 4 * 2
    monkeypatch.setattr("bench.routing.ideas.comparing.HERE", tmp_path)
    (tmp_path / "RESULTS.md").write_text("prose\n<!-- ideas: begin -->\nstale words\n<!-- ideas: end -->\n")
    text = report(rows, 2)
    write(text, rows)
    assert text.count("| no floor |") == 2
    assert text.count(f"| {DEFINED} |") == 1
    written = (tmp_path / "RESULTS.md").read_text()
    assert "stale words" not in written
    assert text in written
    assert len((tmp_path / "ideas.csv").read_text().splitlines()) == 1 + 3 * 2 * 4 * 2


def test_four_levels_are_drawn_so_that_a_real_vote_keeps_its_side():
    source = invented(kind="completed")
    [graded, halved] = levels.LevelledFrom(lambda: [source])()
    drawn = graded.drawn(np.random.default_rng(5))
    real = source.votes[source.votes != MISSING]
    assert np.array_equal(drawn.votes[source.votes != MISSING] >= 2, real == 1)
    assert set(np.unique(drawn.votes)) == {0, 1, 2, 3}
    assert np.allclose(drawn.truth, drawn.votes.mean(axis=0) / 3)
    assert np.allclose(halved.drawn(np.random.default_rng(5)).truth, (drawn.votes >= 2).mean(axis=0))
    rows = [
        row
        for one in (graded, halved)
        for seed in range(2)
        for row in hours(one, Job(0, 6, False, seed), levels.ROUTERS)
    ]
    text = of_levels(rows + [row | {"conversation": "another"} for row in rows], 2)
    assert text.count("held out") == text.count("tuned on") == 2


def test_every_shape_is_as_large_as_it_says_and_is_drawn_anew():
    for source, shape in zip(shapes(), SHAPES.values(), strict=True):
        one, other = (source.drawn(np.random.default_rng(seed)) for seed in range(2))
        assert one.votes.shape == (shape.people, shape.statements)
        assert not np.array_equal(one.votes, other.votes)
        assert (one.votes == MISSING).mean() == pytest.approx(shape.silent, abs=0.03)


def test_a_promise_that_is_not_kept_is_told():
    good = {"precision": 0.9, "regret": 0.01, "lowest": 4, "mean": 10, "late": 0.9, "early": 0.9}
    good |= {"coverage": 0.9, "coverage_top": 0.9}

    def three(**other):
        return Hours(tuple({name: str(value) for name, value in (good | other).items()} for _ in range(3)))

    assert robust.shortfalls(three(), three(precision=0.7, regret=0.03)) == []
    broken = {"precision": 0.6, "regret": 0.04, "lowest": 3, "late": 0.5, "coverage": 0.8, "coverage_top": 0.7}
    for name, value in broken.items():
        [only] = robust.shortfalls(three(**{name: value}), three(precision=0.7, regret=0.03))
        assert only


@pytest.mark.slow
def test_the_engine_keeps_its_promises_on_a_few_hours_of_every_shape_but_the_largest():
    rows = [
        row
        for index, source in enumerate(shapes())
        if source.most * len(source.passes) < 100_000
        for seed in range(4)
        for row in hours(source, Job(index, 12, False, seed), {name: robust.ROUTERS[name] for name in robust.COMPARED})
    ]
    for name in {row["conversation"] for row in rows}:
        ours, random = (
            Hours(tuple(row for row in rows if (row["conversation"], row["router"]) == (name, router)))
            for router in (robust.ENGINE, robust.RANDOM)
        )
        assert ours.mean("regret") < random.mean("regret"), name
        assert min(ours.of("lowest") / ours.of("mean")) >= robust.FLOOR, name
