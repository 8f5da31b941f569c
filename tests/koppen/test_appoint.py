"""How an installation gets its first administrator."""

import pytest
from click.testing import CliRunner

from api.db import Database
from api.domain.vocabulary import Role
from api.models import Member
from koppen.cli import main
from tests import factories


@pytest.fixture
def noor(database_url: str) -> Member:
    database = Database(database_url)
    with database.unit_of_work() as session:
        member = factories.member(session, name="Noor Veldkamp", email="noor@example.org")
        factories.member(session, email="new@example.org", confirmed_at=None)
    database.dispose()
    return member


def koppen(database_url: str, *arguments: str):
    environment = {"KOPPEN_SECRET_KEY": "a secret for tests that is long enough", "KOPPEN_DATABASE_URL": database_url}
    return CliRunner().invoke(main, arguments, env=environment)


def test_who_runs_the_machine_appoints_the_first_administrator(database_url, noor):
    result = koppen(database_url, "appoint", "Noor@example.org")
    assert (result.exit_code, result.output) == (0, "Noor Veldkamp now has the role: administrator.\n")
    database = Database(database_url)
    with database.read() as session:
        assert session.get_one(Member, noor.id).role is Role.ADMINISTRATOR
    database.dispose()


@pytest.mark.parametrize("email", ["nobody@example.org", "new@example.org"])
def test_an_address_that_nobody_confirmed_gets_no_role(database_url, noor, email):
    result = koppen(database_url, "appoint", email)
    assert (result.exit_code, result.output) == (1, "Error: Nobody has confirmed this mail address.\n")


def test_the_last_administrator_keeps_the_role_here_too(database_url, noor):
    koppen(database_url, "appoint", "noor@example.org")
    assert "last administrator" in koppen(database_url, "appoint", "noor@example.org", "--role", "member").output
