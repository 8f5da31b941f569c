"""Pages for when something goes wrong: what happened, what it means, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from web.problem import ApiUnreachable, Problem
from web.rendering import render, wants_block
from web.session import to_login


@dataclass(frozen=True)
class Words:
    """What an error page says."""

    title: str
    advice: str


def init_app(app: Flask) -> None:
    """Answer every failure with a page in the visitor's language."""
    app.register_error_handler(Problem, on_problem)
    app.register_error_handler(ApiUnreachable, on_silence)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_crash)


def on_problem(problem: Problem) -> Response:
    """Show what the API refused; a visitor who must log in is led there."""
    if problem.status == 401:
        return to_login()
    status = problem.status if problem.status < 500 else 502
    return page(status, detail=problem.detail or problem.title, retry_after=problem.retry_after, problem=problem)


def on_silence(error: ApiUnreachable) -> Response:
    """Say that the part behind the pages does not answer."""
    current_app.logger.error("The API does not answer: %s", error)
    return page(503, retry_after="10")


def on_http(error: HTTPException) -> Response:
    """Show Flask's own refusals, keeping the headers that belong to them (Allow, Retry-After)."""
    if error.response is not None or (error.code or 500) < 400:
        return cast(Response, Response.force_type(error.get_response(), request.environ))
    response = page(error.code or 500)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def on_crash(error: Exception) -> Response:
    """Hide what broke, and log it."""
    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.exception("A page broke", exc_info=error)
    return page(500)


def page(status: int, *, detail: str = "", retry_after: str | None = None, problem: Problem | None = None) -> Response:
    """Render the error page, or for htmx the message that goes to the top of the page it is on."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    if wants_block():
        headers |= {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML show:top"}
    words = words_for(status)
    return render(
        "error.html", block="failure", status=status, headers=headers, words=words, detail=detail, problem=problem
    )


def words_for(status: int) -> Words:
    """Choose the words for a status."""
    known = {
        400: Words(_("This did not come across well"), _("Go back and check what you filled in. Then try again.")),
        403: Words(_("You cannot do this here"), _("Your account is not allowed to do this. Ask the organiser if you think it should be.")),
        404: Words(_("This page is not here"), _("Perhaps it moved, or the link is incomplete. Start again at the front door.")),
        405: Words(_("That does not work at this address"), _("Go back to the page you came from and try again.")),
        409: Words(_("Something changed in the meantime"), _("Go back, look at how it is now, and try again.")),
        410: Words(_("This is no longer here"), _("It has been taken away. Start again at the front door.")),
        412: Words(_("Somebody else changed this in the meantime"), _("Go back, look at how it is now, and try again.")),
        413: Words(_("That is too much at once"), _("Make it shorter or smaller and try again.")),
        429: Words(_("That was a bit fast"), _("Wait a moment and try again. Nothing is lost.")),
        502: Words(_("Something broke on our side"), _("It is not your fault. Try again in a few minutes.")),
        503: Words(_("We cannot reach our own data for a moment"), _("It is not your fault. We keep trying. Try again in a minute.")),
    }  # fmt: skip
    broken = Words(_("Something broke on our side"), _("It is not your fault. Try again in a few minutes."))
    return known.get(status, broken if status >= 500 else known[400])
