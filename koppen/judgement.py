"""How an invented participant chooses: by how many people recognise a statement, and where it does not occur."""

import random
from collections.abc import Mapping
from typing import Any

UNKNOWN = {"appeal": 0.55, "away": 0.08}  # what a visitor wrote: nobody knows beforehand


def recognition(said: Mapping[str, Any], rng: random.Random, *, small: bool = False, large: bool = False) -> str:
    """Choose how far one participant recognises a statement; ``small`` or ``large``: the size of their town."""
    appeal = min(0.98, said.get("appeal", UNKNOWN["appeal"]) + (said.get("small", 0.0) if small else 0.0))
    appeal = max(0.02, min(0.98, appeal + (said.get("large", 0.0) if large else 0.0)))
    if rng.random() < said.get("away", 0.03):
        return "does_not_occur"
    if rng.random() < appeal:
        return "fully" if rng.random() < 0.35 + appeal / 4 else "largely"
    return "a_little" if rng.random() < 0.65 else "not_at_all"
