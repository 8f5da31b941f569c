"""Build the web application."""

from __future__ import annotations

from flask import Flask
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix

from web import (
    assets,
    dates,
    drawings,
    durations,
    errors,
    language,
    markdown,
    navigation,
    pages,
    rendering,
    security,
    session,
)
from web.client import Client
from web.settings import WebSettings


def create_web(settings: WebSettings, client: Client) -> Flask:
    """Build the pages on top of an API client."""
    app = Flask("web", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-koppen-session" if settings.secure_cookies else "koppen-session",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=1_000_000,
        KOPPEN_BASE_URL=settings.base_url,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    Htmx(app)
    rendering.init_app(app)
    # Flask runs after_request functions last in, first out: the packing of assets must see the finished page.
    assets.init_app(app)
    security.init_app(app)
    session.init_app(app, client)
    language.init_app(app)
    errors.init_app(app)
    for room in (dates, drawings, durations, markdown, navigation, pages):
        room.init_app(app)
    return app
