"""What a decision costs, by the number of live statements and by the ratings that were given before."""

from time import perf_counter

import numpy as np

from api.domain.routing import Engine
from bench.routing.tables import markdown

SIZES, PEOPLE, BEFORE, MEASURED = (100, 600, 2000), 1000, (2_000, 20_000), 1500


def table() -> str:
    """Measure the median microseconds of a decision, and write them as a table."""
    rows = [(str(size), *(f"{microseconds(size, before):.0f}" for before in BEFORE)) for size in SIZES]
    heads = [f"µs per decision after {before:,} ratings" for before in BEFORE]
    return markdown(("live statements", *heads), rows)


def microseconds(statements: int, before: int, people: int = PEOPLE) -> float:
    """Give the median time of a turn and its rating, once ``before`` ratings were given."""
    rng = np.random.default_rng(1)
    engine = Engine(people, seed=1)
    rates = rng.beta(2, 2, statements).tolist()
    for statement in range(statements):
        engine.arrive(statement)
    times = []
    for index in range(before + MEASURED):
        person, chance = index % people, rng.random()
        begun = perf_counter()
        given = engine.turn(person)
        if given is not None:
            engine.rate(person, given, float(chance < rates[given]))
        if index >= before:
            times.append(perf_counter() - begun)
    return 1e6 * float(np.median(times))
