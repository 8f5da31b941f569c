"""All routers of the benchmark by name."""

from collections.abc import Callable, Mapping

from bench.routing.groups import Groups
from bench.routing.hour import Router
from bench.routing.polis import Polis
from bench.routing.rivals import FewestFirst, Lucb, Ours, Thompson, Uniform, WithoutFloor

ENGINE, FREE = "the engine", "the engine without a floor"
ROUTERS: Mapping[str, Callable[[int, int, int], Router]] = {
    "uniform random": Uniform,
    "fewest first": FewestFirst,
    "Polis' priority": Polis,
    "Synthetron-like groups": Groups,
    "Thompson sampling": Thompson,
    "LUCB": Lucb,
    FREE: WithoutFloor,
    ENGINE: Ours,
}
