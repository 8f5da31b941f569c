"""Giving somebody a role from the command line: how an installation gets its first administrator."""

import click

ROLES = ("member", "moderator", "organiser", "administrator")


@click.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True)
def appoint(email: str, role: str) -> None:
    """Give the member with this mail address a role."""
    from api.db import Database
    from api.domain.errors import DomainError
    from api.domain.vocabulary import Role
    from api.services import members
    from koppen.cli import settings

    database = Database(settings().database_url)
    try:
        with database.unit_of_work() as session:
            name = members.appoint(session, email.strip().lower(), Role(role)).name
    except DomainError as error:
        raise click.ClickException(error.detail) from None
    finally:
        database.dispose()
    click.echo(f"{name} now has the role: {role}.")
