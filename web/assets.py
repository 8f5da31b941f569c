"""Static files with the hash of their content in the address, and gzip on the wire."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

STATIC = Path(__file__).parent / "static"
REQUIRED = ("vendor/koppen.css", "vendor/htmx.js", "vendor/htmx-live.js", "vendor/dialogue.js")
FOREVER = "public, max-age=31536000, immutable"
ONE_HOUR = "public, max-age=3600"
SMALLEST_GAIN = 900
"""Bytes below which gzip costs more than it saves."""


class AssetsMissing(RuntimeError):
    """Say how to build what is missing."""


def init_app(app: Flask) -> None:
    """Serve the static files, and stop the start when they were not built."""
    if any(not (STATIC / name).is_file() for name in REQUIRED):
        raise AssetsMissing("web/static/vendor is not built. Run: python tools/vendor.py")
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=serve)
    app.add_url_rule("/favicon.ico", endpoint="favicon", view_func=lambda: serve("favicon.svg"))
    app.after_request(squeeze)
    app.jinja_env.globals["asset"] = address


def address(name: str) -> str:
    """Give the address of a static file, with its version."""
    return url_for("static", filename=name, v=version(name))


@cache
def version(name: str) -> str:
    """Name the content of a static file."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def serve(filename: str) -> Response:
    """Send a file; with its version in the address it may be kept for ever."""
    packed = (STATIC / f"{filename}.gz").is_file() and accepts_gzip()
    response = send_from_directory(STATIC, f"{filename}.gz" if packed else filename, mimetype=mime_type(filename))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER if "v" in request.args else ONE_HOUR
    return response


def mime_type(filename: str) -> str | None:
    """Name the types that a machine's own table may lack."""
    known = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
    return known.get(Path(filename).suffix)


def accepts_gzip() -> bool:
    """Tell whether this browser takes gzip."""
    return request.accept_encodings.quality("gzip") > 0


def squeeze(response: Response) -> Response:
    """Pack a finished page; streams and files pass as they are."""
    if response.is_streamed or response.direct_passthrough or response.mimetype != "text/html" or not accepts_gzip():
        return response
    body = response.get_data()
    if len(body) < SMALLEST_GAIN or "Content-Encoding" in response.headers:
        return response
    response.set_data(gzip.compress(body, 5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response
