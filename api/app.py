"""Build the API application."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, Response, request
from flask_babel import Babel
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Rule

from api import identity, openapi, problems, rates
from api.clock import utcnow
from api.db import Database
from api.live import Board
from api.notify import Hub
from api.presence import Presence
from api.pulse import Pulse
from api.resources import blueprints
from api.services.scoreboard import Scoreboard
from api.services.wordings import Library
from api.settings import Settings
from api.state import State

BODY_LIMIT = 256 * 1024


class StrictRule(Rule):
    """A route without redirects: an address with a trailing slash does not exist."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "strict_slashes": True, "merge_slashes": False})


class ApiApp(Flask):
    """A Flask application that never redirects and never guesses."""

    url_rule_class = StrictRule


def create_app(
    settings: Settings | None = None, database: Database | None = None, clock: Callable[[], datetime] = utcnow
) -> Flask:
    """Build the API from ``settings`` (read from the environment when left out)."""
    settings = settings or Settings.from_environment()
    app = ApiApp("api", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, PROPAGATE_EXCEPTIONS=False, **openapi.SETTINGS)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    furnish(app, settings, database or Database(settings.database_url), clock)
    Babel(app, default_locale="nl", locale_selector=_locale, default_translation_directories="translations")
    identity.register(app)
    app.before_request(_negotiate)
    app.after_request(_headers)
    api = openapi.Rooms(app)
    for blueprint in blueprints():
        api.register_blueprint(blueprint, url_prefix=openapi.PREFIX)
    openapi.register(app, api)
    problems.register(app)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def furnish(app: Flask, settings: Settings, database: Database, clock: Callable[[], datetime] = utcnow) -> None:
    """Give ``app`` what its requests share: everything that depends on the settings, and nothing that was there before.

    The tests furnish one application anew for each of them, since building the rooms takes longer than most tests.
    Only ``trusted_proxies`` is built into the walls.
    """
    hub, pulse = Hub(settings.redis_url), Pulse(settings.redis_url)
    app.extensions["koppen"] = State(
        settings=settings,
        database=database,
        hub=hub,
        scores=Scoreboard(hub.news_count),
        library=Library(hub.news_count),
        presence=Presence(settings.redis_url),
        pulse=pulse,
        clock=clock,
    )
    app.extensions["koppen-board"] = Board(database, hub, clock, pulse)
    identity.configure(app, settings)
    rates.configure(app, settings)


OFFERED = (
    "application/json",
    "application/problem+json",
    "text/event-stream",
    "text/calendar",
    "application/yaml",
    "text/csv",
    "application/pdf",
    "application/zip",
)


def _locale() -> str:
    return request.accept_languages.best_match(["nl", "en"]) or "nl"


def _negotiate() -> None:
    """Refuse what the API does not speak: another answer type (406) or another body type (415)."""
    if request.routing_exception is not None:
        return
    accept = request.accept_mimetypes
    if accept and not accept.best_match(OFFERED):
        raise NotAcceptable
    has_body = request.content_length or "Transfer-Encoding" in request.headers
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.method in {"POST", "PUT", "PATCH"} and has_body and (not request.is_json or charset != "utf-8"):
        raise UnsupportedMediaType


def _headers(response: Response) -> Response:
    response.headers["API-Version"] = openapi.VERSION
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Strict-Transport-Security"] = "max-age=63072000"
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.add("Vary", "Authorization, Accept-Language")
    return response
