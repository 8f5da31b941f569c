"""All ideas by name, with what they are held against."""

from collections.abc import Mapping

from bench.routing.ideas import camps, floors, people, priors, stale, worth
from bench.routing.lockstep import Ideas, Lockstep

SHIPPED, DEFINED = "the engine", "the definition: no balance"
FAMILIES: Mapping[str, Ideas] = {
    "people": people.IDEAS,
    "pattern": camps.IDEAS,
    "floor": floors.IDEAS,
    "worth and stopping": worth.IDEAS,
    "prior": priors.IDEAS,
    "freshness": stale.IDEAS,
}
IDEAS: Ideas = {SHIPPED: (Lockstep, {})} | {name: made for family in FAMILIES.values() for name, made in family.items()}
DECISIVE = (  # what the engine was chosen by: played on MANY times as many hours
    SHIPPED,
    DEFINED,
    "balance without hindsight",
    "balance in units of a usual leniency",
    "the same, without hindsight (as it was)",
    "no floor",
)
MANY = 3
