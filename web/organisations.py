"""The municipalities to choose from, asked of the API once an hour: they change once a year."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, cast

from flask import current_app

from web.forms import Form, options
from web.session import api

AN_HOUR = 3600


def municipalities() -> list[tuple[str, str]]:
    """Give id and name of every municipality, by name."""
    kept: tuple[float, list[tuple[str, str]]] | None = current_app.extensions.get("koppen-municipalities")
    if kept is None or time.monotonic() - kept[0] > AN_HOUR:
        items = api.get("/organisations", kind="municipality", limit=400).data["items"]
        kept = (time.monotonic(), options(items))
        current_app.extensions["koppen-municipalities"] = kept
    return kept[1]


def chosen(form: Form) -> dict[str, str | None]:
    """Give what was chosen, the way the API asks for it: a municipality, a partnership, or both or neither to refuse."""
    given = {"organisationId": form.text("organisationId"), "partnershipName": form.text("partnershipName")}
    return {name: value for name, value in given.items() if value}


def start(organisation: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a form that begins with this organisation."""
    name = "organisationId" if organisation["kind"] == "municipality" else "partnershipName"
    return {name: cast(str, organisation["id" if name == "organisationId" else "name"])}
