"""The command that keeps one dialogue live: participants played by a program, over the public API like anybody else."""

import json
import random
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import httpx

from koppen import rounds
from koppen.client import ApiClient, ApiError
from koppen.conversation import Conversation, Participant
from koppen.rounds import Lengths

PEOPLE = 24
THINK = 9.0  # seconds between two things that one participant does
FIRST_REST, LONGEST_REST = 60.0, 4 * 3600.0  # seconds between two dialogues: each pause is twice the one before
AGAIN = 5.0


@click.command()
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the API is.")
@click.option(
    "--accounts", type=click.Path(exists=True, path_type=Path), required=True, help="The file that the demo wrote."
)
@click.option("--people", default=PEOPLE, show_default=True, help="How many take part.")
def simulate(url: str, accounts: Path, people: int) -> None:
    """Keep one dialogue live with simulated participants, until stopped."""
    run(url, json.loads(accounts.read_text(encoding="utf-8")), threading.Event(), people=people)


def run(
    url: str,
    accounts: Mapping[str, Any],
    stop: threading.Event,
    *,
    people: int = PEOPLE,
    lengths: Lengths | None = None,
    think: float = THINK,
    rest: float = FIRST_REST,
) -> None:
    """Play one dialogue after the other with ever longer pauses, so that what is stored stays small."""
    rng, number = random.Random(), 0
    with httpx.Client(timeout=30) as http:
        while not stop.is_set():
            try:
                _round(url, http, accounts, stop, number, people, lengths or Lengths(), think, rng)
            except (ApiError, httpx.TransportError) as error:
                click.echo(f"The simulation was interrupted ({type(error).__name__}) and tries again.", err=True)
                stop.wait(AGAIN)
                continue
            stop.wait(min(rest * 2**number, LONGEST_REST))
            number += 1


def _round(
    url: str,
    http: httpx.Client,
    accounts: Mapping[str, Any],
    stop: threading.Event,
    number: int,
    people: int,
    lengths: Lengths,
    think: float,
    rng: random.Random,
) -> None:
    organiser = _logged_in(url, http, accounts["accounts"]["organiser"], accounts["password"])
    event = rounds.under_way(organiser) or rounds.announce(organiser, number, lengths)
    given = rounds.texts(event["title"])
    path = f"/dialogues/{event['dialogueId']}"
    _register(_logged_in(url, http, accounts["accounts"]["advisor"], accounts["password"]), event)
    crowd: list[Participant] = []
    for email in accounts["crowd"][:people]:
        if stop.is_set():
            return
        client = _logged_in(url, http, email, accounts["password"])
        _register(client, event)
        client.call("POST", f"{path}/participants")
        crowd.append(Participant(client))
    if given is not None:
        Conversation(path, given, crowd, lengths=lengths, think=think, rng=rng).play(organiser, stop)


def _logged_in(url: str, http: httpx.Client, email: str, password: str) -> ApiClient:
    client = ApiClient(url, http)
    client.log_in(email, password)
    return client


def _register(client: ApiClient, event: Mapping[str, Any]) -> None:
    client.call("POST", f"/events/{event['id']}/registrations", {})
