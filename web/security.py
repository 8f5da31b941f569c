"""Headers that keep a page to itself."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
UNKEPT = {
    "accounts",
    "claims",
    "contributions",
    "desk",
    "dialogues",
    "evaluations",
    "flags",
    "hand_raises",
    "moderation",
    "polls",
}  # rooms whose pages a shared computer must not keep
VARY = ("HX-Request", "HX-Request-Type", "Cookie", "Accept-Language")


def init_app(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(protect)


def protect(response: Response) -> Response:
    """Add the headers; a page depends on who asks, in which language, and whether htmx wants a part."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.vary.update(VARY)
        response.headers.setdefault("Cache-Control", "no-store" if request.blueprint in UNKEPT else "private, no-cache")
    return response
