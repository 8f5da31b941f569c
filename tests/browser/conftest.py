"""Lend the tests a running house and the system's Chromium."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from api.models import Member
from tests.browser.site import Site, running
from tests.infra.chromium import launch_arguments

ROOT = Path(__file__).parents[2]
PATIENCE = 15_000
Visit = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(databases: Any, tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Site]:
    """Lend the house, served as it is in production, on an empty database."""
    subprocess.run([sys.executable, ROOT / "tools" / "messages.py", "compile"], check=True)
    with databases("sqlite").fresh() as url, running(tmp_path_factory.mktemp("house"), url) as site:
        yield site


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chrome(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium, args=launch_arguments())
    yield browser
    browser.close()


@pytest.fixture
def visit(site: Site, chrome: Browser) -> Iterator[Visit]:
    """Open a page as a member, or as a visitor: `visit("/", member, width=390)`. A page that breaks fails its test."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            broken.append(message.text)

    def visit(path: str, member: Member | None = None, *, width: int = 390, height: int = 844, **options: Any) -> Page:
        options = {"locale": "nl-NL", "base_url": site.url, "viewport": {"width": width, "height": height}} | options
        context = chrome.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if member is not None:
            context.add_cookies([{"name": "koppen-access", "value": site.token(member), "url": site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", complain)
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert broken == []
