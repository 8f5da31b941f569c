"""The command line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

# Commands import what they need when they run: serving has to patch the sockets before anything is imported.
from koppen.appoint import appoint
from koppen.demo import demo
from koppen.rehearse import rehearse
from koppen.replay import replay
from koppen.serve import serve
from koppen.simulate import simulate
from koppen.verify_report import verify_report
from koppen.work import work

if TYPE_CHECKING:
    from api.settings import Settings


@click.group()
@click.version_option(package_name="koppen-bij-elkaar")
def main() -> None:
    """Koppen bij Elkaar: events, live anonymous dialogue, lessons and follow-up for innovation advisors."""


def settings() -> "Settings":
    """Read the settings, or stop with the sentence that says what is missing."""
    from api.settings import Settings, SettingsError

    try:
        return Settings.from_environment()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


main.add_command(appoint)
main.add_command(demo)
main.add_command(serve)
main.add_command(simulate)
main.add_command(work)
main.add_command(rehearse)
main.add_command(replay)
main.add_command(verify_report)


@main.command()
def migrate() -> None:
    """Bring the database to the newest version, with its reference data."""
    from api.db import migrate as run

    run(settings().database_url)


@main.command()
@click.option("--check", is_flag=True, help="Fail when openapi.yaml is not what the code says.")
def openapi(check: bool) -> None:
    """Print the specification of the API, or check the committed one."""
    from api import create_app
    from api.openapi import as_yaml
    from api.settings import Settings

    app = create_app(Settings(secret_key="-" * 32, database_url="sqlite:///unused"))  # nothing is signed or stored
    text = as_yaml(app.extensions["koppen-openapi"]())
    if not check:
        click.echo(text, nl=False)
    elif Path("openapi.yaml").read_text(encoding="utf-8") != text:
        click.echo("openapi.yaml is not what the code says: run make openapi", err=True)
        sys.exit(1)
