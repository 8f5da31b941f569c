"""From a template to an answer: the whole page, or the block of it that htmx asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from jinja2 import Environment
from markupsafe import Markup

from web.forms import Form

MACROS = ("ui", "field", "draw", "voice")


class MacroSet:
    """A macro file that every page and every block can use without importing it.

    A block that is rendered alone does not run the imports at the top of its page, so the macros are globals.
    """

    def __init__(self, environment: Environment, name: str) -> None:
        self._environment, self._name = environment, name

    def __getattr__(self, macro: str) -> Any:
        return getattr(self._environment.get_template(f"macros/{self._name}.html").module, macro)


def init_app(app: Flask) -> None:
    """Make the macro files known to all templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update({name: MacroSet(app.jinja_env, name) for name in MACROS})


def wants_block() -> bool:
    """Tell whether htmx asked for a part of the page, and not for the page itself."""
    htmx = request.htmx  # type: ignore[attr-defined]
    whole = htmx.boosted or htmx.history_restore_request or request.headers.get("HX-Request-Type") == "full"
    return bool(htmx) and not whole


def render(
    template: str,
    *,
    block: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """Answer with the block when htmx asked for a part, else with the whole page."""

    def draw() -> str:
        alone = block if block and wants_block() else None
        return render_block(template, alone, **context) if alone else render_template(template, **context)

    html = draw()
    if any(isinstance(each, Form) and each.refused for each in context.values()):
        html = draw()  # the summary stands above the fields, and only now knows what they are called
    response = make_response(html, status)
    response.headers.update(dict(headers or {}))
    return response


def render_block(template: str, block: str, **context: Any) -> Markup:
    """Render one block of a page; what the page sets at its top level does not exist here."""
    found = current_app.jinja_env.get_template(template)
    current_app.update_template_context(context)
    return Markup("".join(found.blocks[block](found.new_context(context))))  # noqa: S704
