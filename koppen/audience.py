"""The people of a replay: accounts made the way everybody makes one, with the link out of their mail."""

import random
import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from koppen.client import ApiClient, ApiError
from koppen.mailbox import Mailbox

JOBS = ("innovation_advisor", "project_leader", "information_specialist", "policy_officer", "manager", "other")
LIMITED = (
    "The server limits how often one client may sign up. That is right for people; for a replay, start it with "
    "KOPPEN_RATE_LIMITS=0."
)

T = TypeVar("T")
Advance = Callable[[int], None]


class ReplayFailed(Exception):
    """The replay could not go on."""


@dataclass
class Person:
    """A participant of the export with an account here; ``turn`` is the statement that they were given to rate."""

    number: int
    email: str
    client: ApiClient
    turn: dict[str, Any] | None = None
    busy: threading.Lock = field(default_factory=threading.Lock)


def sign_up(
    url: str,
    http: httpx.Client,
    participants: Sequence[int],
    *,
    mailbox: Mailbox,
    workers: int,
    rng: random.Random,
    arrived: Advance,
) -> list[Person]:
    """Make a confirmed member, logged in, for each participant.

    They choose no password: the link in the mail logs them in, and nobody can log in as one of them later.
    """
    run = secrets.token_hex(4)  # two replays on one server do not meet
    towns = ApiClient(url, http).call("GET", "/organisations?kind=municipality&limit=100")["items"]
    people = [Person(number, f"replay-{run}-{number}@example.org", ApiClient(url, http)) for number in participants]
    forms = [
        {
            "email": person.email,
            "name": f"Replay {person.number}",
            "organisationId": rng.choice(towns)["id"],
            "jobFunction": rng.choice(JOBS),
        }
        for person in people
    ]
    try:
        each(lambda form: ApiClient(url, http).call("POST", "/members", form), forms, workers)
    except ApiError as error:
        raise ReplayFailed(f"{LIMITED} ({error})" if error.status == 429 else str(error)) from None
    mailbox.wait([person.email for person in people], 1, lambda _number: None)

    def confirm(person: Person) -> None:
        person.client.tokens = person.client.call(
            "POST", "/email-confirmations", {"token": mailbox.links[person.email]}
        )
        arrived(1)

    each(confirm, people, workers)
    return people


def each(action: Callable[[T], object], items: Sequence[T], workers: int) -> None:
    """Do ``action`` for every item, several at once; stop at the first that fails."""
    with ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(action, item) for item in items]
        try:
            for job in jobs:
                job.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
