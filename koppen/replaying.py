"""A replay from beginning to end: accounts, event, conversation, close, comparison."""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import httpx

from koppen import audience, comparison
from koppen.audience import Advance, ReplayFailed
from koppen.client import ApiClient, ApiError
from koppen.hour import Hour
from koppen.mailbox import Mailbox
from koppen.polis import Conversation
from koppen.timeline import Say, budgets, speakers, timeline

Track = Callable[[str, int], AbstractContextManager[Advance]]
PATIENCE = 120  # seconds for one answer: the close of a large dialogue takes its time


@dataclass(frozen=True)
class Plan:
    """Where, as whom and how to replay."""

    url: str
    organiser: str
    password: str
    ratings_per_person: int | None = None
    speed: float | None = None
    workers: int = 8
    seed: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of it; ``latencies`` in seconds and ``raters``, of each statement, from the least to the most."""

    people: int
    statements: int
    ratings: int
    nothing_left: int
    preparation: float
    seconds: float
    closing: float
    latencies: list[float]
    raters: list[int]
    precision: float | None
    differences: list[str]

    def latency(self, part: float) -> float:
        """Give how long a rating took at most, in the quickest ``part`` of them."""
        return self.latencies[max(0, round(part * len(self.latencies)) - 1)]


def run(
    conversation: Conversation, plan: Plan, mailbox: Mailbox, track: Track, http: httpx.Client | None = None
) -> Outcome:
    """Replay a conversation and compare the report with what was cast."""
    with http or _connections(plan.workers) as connections:
        rng = random.Random(plan.seed)
        says = speakers(conversation, rng)
        begun = time.monotonic()
        hour = prepare(conversation, plan, mailbox, track, connections, rng)
        preparation = time.monotonic() - begun
        play(hour, says, plan, track, rng)
        return finish(hour, says, preparation)


def prepare(
    conversation: Conversation,
    plan: Plan,
    mailbox: Mailbox,
    track: Track,
    http: httpx.Client,
    rng: random.Random,
) -> Hour:
    """Let everybody become a member, register and wait at the doors."""
    organiser = ApiClient(plan.url, http)
    try:
        organiser.log_in(plan.organiser, plan.password)
    except ApiError as error:
        raise ReplayFailed(f"The organiser could not log in: {error}") from None
    participants = sorted(conversation.votes)
    with track("accounts", len(participants)) as arrived:
        people = audience.sign_up(
            plan.url, http, participants, mailbox=mailbox, workers=plan.workers, rng=rng, arrived=arrived
        )
    hour = Hour(organiser, people, conversation)
    event = hour.announce()
    with track("confirmations", len(people)) as arrived:
        hour.register(event, plan.workers)
        mailbox.wait([person.email for person in people], 2, arrived)
    hour.enter(plan.workers)
    return hour


def play(hour: Hour, says: list[Say], plan: Plan, track: Track, rng: random.Random) -> None:
    """Play the conversation."""
    budget = budgets(hour.conversation, says, plan.ratings_per_person)
    if not any(budget.values()):
        raise ReplayFailed("Nobody has anything to rate: there are no votes on what others said.")
    with track("ratings", sum(budget.values())) as advance:
        hour.play(timeline(says, budget, rng), workers=plan.workers, speed=plan.speed, advance=advance)


def finish(hour: Hour, says: list[Say], preparation: float = 0.0) -> Outcome:
    """Close the dialogue and hold its report against the replay's own account."""
    begun = time.monotonic()
    content = hour.close()
    closing = time.monotonic() - begun
    tallies = hour.ledger.tallies()
    return Outcome(
        people=len(hour.people),
        statements=len(tallies),
        ratings=len(hour.ledger.cast),
        nothing_left=hour.nothing_left,
        preparation=preparation,
        seconds=hour.seconds,
        closing=closing,
        latencies=sorted(hour.ledger.latencies),
        raters=sorted(counts.total() for _text, counts in tallies),
        precision=comparison.precision(content, comparison.truth(hour.conversation, says)),
        differences=comparison.differences(content, tallies, len(hour.people)),
    )


def _connections(workers: int) -> httpx.Client:
    limits = httpx.Limits(max_connections=workers + 1, max_keepalive_connections=workers + 1)
    return httpx.Client(timeout=PATIENCE, limits=limits)
