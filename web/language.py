"""Which language a visitor reads: by the switch, by the cookie it left, by the browser, else Dutch."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, request
from flask_babel import Babel, get_locale

LANGUAGES = {"nl": "Nederlands", "en": "English"}
DEFAULT = "nl"
TIMEZONE = "Europe/Amsterdam"
TRANSLATIONS = Path(__file__).parent / "translations"
YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Hang the languages on the web application."""
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone=TIMEZONE,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=chosen,
    )
    app.after_request(remember)
    app.context_processor(lambda: {"language": language(), "other_languages": other_languages})


def chosen() -> str:
    """Choose the language of this request."""
    if request.args.get("lang") in LANGUAGES:
        return request.args["lang"]
    kept = request.cookies.get("koppen-language")
    if kept in LANGUAGES:
        return str(kept)
    return request.accept_languages.best_match(list(LANGUAGES), default=DEFAULT) or DEFAULT


def language() -> str:
    """Give the code of the language this page is in."""
    return str(get_locale() or DEFAULT)


def other_languages() -> list[tuple[str, str, str]]:
    """List code, name and address of this page in the languages it is not in."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    here = request.path if request.method == "GET" else "/"
    return [
        (code, name, _address(here, [*kept, ("lang", code)])) for code, name in LANGUAGES.items() if code != language()
    ]


def _address(path: str, args: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(args)}"


def remember(response: Response) -> Response:
    """Keep the choice that the switch made."""
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            "koppen-language", request.args["lang"], max_age=YEAR, samesite="Lax", httponly=True, path="/"
        )
    return response
