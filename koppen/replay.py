"""The command that replays a real conversation over the public API, and holds the report against what was cast."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from koppen.audience import Advance
    from koppen.polis import Conversation
    from koppen.replaying import Outcome

SHOWN = 20  # differences


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The server.")
@click.option(
    "--organiser", envvar="KOPPEN_ORGANISER_EMAIL", required=True, help="Mail address of an organiser's account there."
)
@click.option("--password", envvar="KOPPEN_ORGANISER_PASSWORD", required=True, help="The organiser's password.")
@click.option(
    "--mailbox",
    default="var/mail",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder in which the server writes its mail: the confirmation links are read there.",
)
@click.option("--people", type=click.IntRange(1), help="Take so many participants, by lot.  [default: everybody]")
@click.option("--ratings-per-person", type=click.IntRange(1), help="[default: as many as each really gave]")
@click.option(
    "--speed", type=click.FloatRange(0, min_open=True), help="Ratings a second.  [default: as fast as it goes]"
)
@click.option("--workers", type=click.IntRange(1, 200), default=8, show_default=True, help="Requests at once.")
@click.option("--seed", default=0, show_default=True, help="The same lots in every replay.")
def replay(
    path: Path,
    url: str,
    organiser: str,
    password: str,
    mailbox: Path,
    people: int | None,
    ratings_per_person: int | None,
    speed: float | None,
    workers: int,
    seed: int,
) -> None:
    """Replay the conversation in PATH, an export of Polis, on a server.

    Makes the participants members, plays the conversation in a new dialogue, and compares the report with every rating.
    """
    import random

    import httpx

    from koppen.audience import ReplayFailed
    from koppen.client import ApiError
    from koppen.mailbox import Mailbox, NoMail
    from koppen.polis import Unreadable, read
    from koppen.replaying import Plan, run

    try:
        conversation = read(path).sample(people, random.Random(seed))
        _introduce(conversation)
        plan = Plan(url, organiser, password, ratings_per_person, speed, workers, seed)
        outcome = run(conversation, plan, Mailbox(mailbox), _bar)
    except (ReplayFailed, Unreadable, NoMail, ApiError) as error:
        raise click.ClickException(str(error)) from None
    except httpx.TransportError as error:
        raise click.ClickException(f"{url} does not answer: {error}") from None
    _tell(outcome)
    if outcome.differences:
        raise click.exceptions.Exit(1)


def _introduce(conversation: "Conversation") -> None:
    cut = sum(said.cut for said in conversation.statements)
    cleaned = sum(said.cleaned for said in conversation.statements)
    click.echo(
        f"{conversation.topic}: {len(conversation.statements)} statements of {len(conversation.votes)} people "
        f"({cut} cut at 280 characters, {cleaned} freed of invisible characters; left out: {conversation.rejected} "
        f"rejected, {conversation.empty} empty)",
        err=True,
    )


@contextmanager
def _bar(what: str, total: int) -> Iterator["Advance"]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:>14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=total)
        yield lambda number: progress.advance(task, number)


def _tell(outcome: "Outcome") -> None:
    lines = {
        "people": str(outcome.people),
        "statements": str(outcome.statements),
        "ratings": f"{outcome.ratings}"
        + (f" ({outcome.nothing_left} not given: nothing was left to rate)" if outcome.nothing_left else ""),
        "raters": f"{outcome.raters[0]} at least, {outcome.ratings / outcome.statements:.1f} on average",
        "accounts": f"{outcome.preparation:.1f} s",
        "conversation": f"{outcome.seconds:.1f} s",
        "close, report": f"{outcome.closing:.1f} s",
        "ratings/s": f"{outcome.ratings / outcome.seconds:.0f}",
        "rating p50": f"{outcome.latency(0.5) * 1000:.1f} ms",
        "rating p95": f"{outcome.latency(0.95) * 1000:.1f} ms",
        "precision@10": "no figure: ten statements or fewer"
        if outcome.precision is None
        else f"{outcome.precision:.2f}",
        "differences": f"{len(outcome.differences)} in {outcome.statements} statements",
    }
    for name, value in lines.items():
        click.echo(f"{name:>14}  {value}")
    for difference in outcome.differences[:SHOWN]:
        click.echo(difference, err=True)
    if len(outcome.differences) > SHOWN:
        click.echo(f"and {len(outcome.differences) - SHOWN} more", err=True)
