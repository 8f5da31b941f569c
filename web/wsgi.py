"""The composition root: the API under /api, the pages everywhere else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from web.app import create_web
from web.client import Client
from web.settings import WebSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class TwoRooms:
    """Send what begins with /api to the API and everything else to the pages."""

    def __init__(self, web: WSGIApplication, api: WSGIApplication) -> None:
        self.web, self.api = web, api

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        room = self.api if path == "/api" or path.startswith("/api/") else self.web
        return room(environ, start_response)


class FromThePages:
    """Give the API the address of the visitor when the pages call it in this process.

    Only calls that come this way may name an address; a caller from outside cannot.
    """

    def __init__(self, api: WSGIApplication) -> None:
        self.api = api

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = environ.pop("HTTP_X_FORWARDED_FOR", environ.get("REMOTE_ADDR", ""))
        return self.api(environ, start_response)


def create_house(settings: WebSettings, api: WSGIApplication) -> TwoRooms:
    """Put the pages and an API that runs in this process under one roof."""
    return TwoRooms(create_web(settings, Client.in_process(FromThePages(api))), api)


def create_app() -> WSGIApplication:
    """Build everything from the environment; with KOPPEN_API_URL the API lives elsewhere."""
    settings = WebSettings.from_environment(os.environ)
    if settings.api_url:
        return create_web(settings, Client(settings.api_url))
    from api import create_app as create_api

    return create_house(settings, create_api())
