"""The command that rehearses a script: a dry run with simulated people in a house of its own, of which nothing is left."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

OUT_OF_TIME = 3  # the exit status that says so


@click.command()
@click.argument("event", required=False)
@click.option("--people", type=click.IntRange(2, 500), default=40, show_default=True, help="How many take part.")
@click.option(
    "--speed", type=click.FloatRange(1, 20), help="At most so many times the real speed.  [default: as fast as it goes]"
)
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The server that has the event.")
@click.option("--organiser", envvar="KOPPEN_ORGANISER_EMAIL", help="Mail address of an organiser's account there.")
@click.option("--password", envvar="KOPPEN_ORGANISER_PASSWORD", help="The organiser's password.")
@click.option("--assume", multiple=True, metavar="NAME=NUMBER", help="Another habit, such as writers=0.9 or typing=4.")
@click.option("--seed", default=1, show_default=True, help="The same lots in every rehearsal.")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Give the figures as JSON.")
@click.option("--limit", type=click.FloatRange(1), help="Stop after so many seconds.")
@click.option("--script", type=click.File("r", encoding="utf-8"), help="Read event and dialogue from a file instead.")
def rehearse(
    event: str | None,
    people: int,
    speed: float | None,
    url: str,
    organiser: str | None,
    password: str | None,
    assume: Sequence[str],
    seed: int,
    language: str,
    as_json: bool,
    limit: float | None,
    script: Any,
) -> None:
    """Rehearse the script of EVENT with simulated people: are the windows long enough, and who has to read it all?

    Only the script is read from the server. The dialogue is played in a copy on this machine, which is thrown away.
    """
    from koppen.rehearsal import trial
    from koppen.rehearsal.habits import Habits, UnknownHabit

    try:
        habits = Habits.of(dict(_assumed(each) for each in assume))
    except UnknownHabit as error:
        raise click.ClickException(str(error)) from None
    if script is None and not (event and organiser and password):
        raise click.UsageError("Give an event, and the account of an organiser: --organiser and --password.")
    given = json.load(script) if script else _read(url, str(event), str(organiser), str(password))
    copy = trial.Copy.of(given["event"], given["dialogue"])
    try:
        outcome = trial.rehearse(copy, people=people, habits=habits, speed=speed, limit=limit, seed=seed)
    except trial.OutOfTime:
        click.echo("The rehearsal took too long. Try it with fewer people.", err=True)
        sys.exit(OUT_OF_TIME)
    click.echo(json.dumps(outcome, indent=1) if as_json else in_words(outcome, language))


def _assumed(text: str) -> tuple[str, object]:
    name, _equals, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError:
        return name.strip(), value


def _read(url: str, event_id: str, email: str, password: str) -> dict[str, Any]:
    """Read an event and its dialogue, as an organiser."""
    from koppen.client import ApiClient, ApiError

    client = ApiClient(url)
    try:
        client.log_in(email, password)
        event = client.call("GET", f"/events/{event_id}")
        if event["dialogueId"] is None:
            raise click.ClickException("This event has no script yet.")
        return {"event": event, "dialogue": client.call("GET", f"/dialogues/{event['dialogueId']}")}
    except ApiError as error:
        raise click.ClickException(error.problem.get("detail") or str(error)) from None


def in_words(outcome: Mapping[str, Any], language: str) -> str:
    """Write an outcome in plain sentences."""
    from babel.support import Translations

    import api
    from api.domain.rehearsals import told

    known = Translations.load(Path(api.__file__).parent / "translations", [language])
    return "\n".join(known.gettext(text) % params for text, params in told(outcome))
