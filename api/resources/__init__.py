"""HTTP: one file per noun; parse, call one service, answer."""

from api.blueprint import Blueprint
from api.resources import organisations, topics


def blueprints() -> list[Blueprint]:
    """Give the blueprint of every noun."""
    return [organisations.blp, topics.blp]
