"""The invented community in words: people, events, conversations, what is said in dialogues."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "community"


@cache
def written(name: str) -> Any:
    """Read one of the files with the invented community."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
