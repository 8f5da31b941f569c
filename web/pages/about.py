"""Pages that explain: anonymity, accessibility, privacy, and the API."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from web.rendering import render

bp = Blueprint("about", __name__)


@bp.get("/about/anonymity")
def anonymity() -> Response:
    """Explain what a dialogue stores, and what it does not."""
    return render("about/anonymity.html")


@bp.get("/about/accessibility")
def accessibility() -> Response:
    """Say how accessible the site is and whom to tell when it is not."""
    return render("about/accessibility.html")


@bp.get("/about/privacy")
def privacy() -> Response:
    """Say what is kept about a member, why and how long."""
    return render("about/privacy.html")


@bp.get("/about/api")
def api() -> Response:
    """Lead developers to the API."""
    return render("about/api.html", base_url=current_app.config["KOPPEN_BASE_URL"])
