"""Lend every test what it needs of the machine: databases, servers, a browser."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.infra import chromium as browser
from tests.infra import postgres, redis, shared, smtp, summary
from tests.infra.databases import PostgreSQL, SQLite

ROOT = Path(__file__).parent.parent
SHARED = pytest.StashKey[Path]()

settings.register_profile("koppen", deadline=None, print_blob=True)
settings.load_profile("koppen")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("koppen")
    group.addoption("--backend", choices=[*summary.BACKENDS, "all"], default="all", help="the database to test with")
    group.addoption("--all-present", action="store_true", help="fail where a server or a browser is missing")


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", {}).get("shared")
    config.stash[SHARED] = Path(given) if given else shared.make()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["shared"] = str(node.config.stash[SHARED])


def pytest_unconfigure(config: pytest.Config) -> None:
    if SHARED in config.stash and not hasattr(config, "workerinput"):
        shared.remove(config.stash[SHARED])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--backend")
        backends = summary.BACKENDS if chosen == "all" else [chosen]
        metafunc.parametrize("backend", backends, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes long come first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Let the collector of garbage never look again at thousands of tests and everything that they import."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    stats = terminalreporter.stats
    reports = [report for report in stats.get("passed", []) + stats.get("failed", []) if report.when == "call"]
    for title, table in summary.tables(reports):
        terminalreporter.section(title)
        terminalreporter.write_line(table)
    terminalreporter.section("what ran and what did not")
    for line in summary.lines(reports, stats.get("skipped", []), config.getoption("--backend")):
        terminalreporter.write_line(line)


Require = Callable[[str, str | None], None]


@pytest.fixture(scope="session")
def require(pytestconfig: pytest.Config) -> Require:
    """Leave a test out, aloud, when what it needs is missing; fail it when everything has to be present."""

    def require(what: str, reason: str | None) -> None:
        if reason and pytestconfig.getoption("--all-present"):
            pytest.fail(f"{what}: {reason}")
        if reason:
            pytest.skip(f"{what}: {reason}")

    return require


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest, require: Require) -> str:
    """Name the database that this test runs on."""
    if request.param == "postgresql":
        require("PostgreSQL", postgres.why_not())
    return request.param


Source = SQLite | PostgreSQL


def _sources(config: pytest.Config, prepare: Callable[[str], object]) -> Iterator[Callable[[str], Source]]:
    """Make sources of prepared databases, one a backend, when they are asked for."""
    made: dict[str, Source] = {}

    def of(name: str) -> Source:
        if name not in made and name == "sqlite":
            made[name] = SQLite(Path(tempfile.mkdtemp(prefix="sqlite-", dir=config.stash[SHARED])), prepare)
        elif name not in made:
            made[name] = PostgreSQL(postgres.url(config.stash[SHARED]), prepare)
        return made[name]

    yield of
    for source in made.values():
        source.close()


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Iterator[Callable[[str], Source]]:
    """Make databases of one backend or the other: `with databases("sqlite").fresh() as url`."""
    from api.db import migrate

    yield from _sources(pytestconfig, migrate)


@pytest.fixture(scope="session")
def communities(pytestconfig: pytest.Config) -> Iterator[Callable[[str], Source]]:
    """Make databases with a small community in them, which is what each source has `made`."""
    from tests.community import seed

    yield from _sources(pytestconfig, seed)


@pytest.fixture
def database_url(databases: Callable[[str], SQLite | PostgreSQL], backend: str) -> Iterator[str]:
    """Lend the address of a migrated, empty database that only this test uses."""
    with databases(backend).fresh() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(require: Require, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Lend the address of a Redis server that this worker has for itself."""
    require("Redis", redis.why_not())
    with redis.running(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def mailbox() -> Iterator[smtp.Mailbox]:
    """Lend a mailbox behind a real mail server; its host and port are on it."""
    with smtp.running() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def chromium(require: Require) -> str | None:
    """Give the path of the system's browser."""
    require("Chromium", browser.why_not())
    return browser.find()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder with the real material: the government's API rules and the conversations to replay."""
    folder = Path(os.environ.get("KOPPEN_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the shared material is not beside the project and KOPPEN_DATA is not set")
    return folder
