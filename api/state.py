"""What a running API holds: its settings, its database, its fan-out. Reached through the Flask application."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import current_app

from api.clock import utcnow
from api.db import Database
from api.live import Board
from api.notify import Hub
from api.presence import Presence
from api.pulse import Pulse
from api.services.scoreboard import Scoreboard
from api.services.wordings import Library
from api.settings import Settings


@dataclass(frozen=True)
class State:
    """The parts that requests share."""

    settings: Settings
    database: Database
    hub: Hub
    scores: Scoreboard
    library: Library
    presence: Presence
    pulse: Pulse
    clock: Callable[[], datetime] = utcnow
    rng: random.Random = field(default_factory=random.SystemRandom)


def state() -> State:
    """Give the parts of the application that handles this request."""
    return cast(State, current_app.extensions["koppen"])


def board() -> Board:
    """Give what the live streams of this process share."""
    return cast(Board, current_app.extensions["koppen-board"])
