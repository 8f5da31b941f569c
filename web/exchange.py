"""What the pages of conversations and lessons share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from web.client import Answer
from web.forms import Form
from web.session import api


def all_topics() -> list[dict[str, Any]]:
    """Give the topics to choose from."""
    topics: list[dict[str, Any]] = api.get("/topics", limit=100).data["items"]
    return topics


def next_address(endpoint: str, page: Mapping[str, Any], **values: Any) -> str | None:
    """Give the address of the next page of a list, if there is one."""
    return url_for(endpoint, cursor=page["next"], **values) if page["next"] else None


def current_etag(form: Form, answer: Answer) -> str | None:
    """Give the version to base a change on: what the visitor saw, or what is there now once they were told about it."""
    return form.etag if form.status == 400 else answer.etag


def set_recognition(path: str) -> dict[str, Any]:
    """Tell the API that the visitor recognises what is at ``path``, or no longer does; give the count."""
    address = f"{path}/recognition"
    wanted = request.form.get("recognised", "yes") == "yes"
    counted: dict[str, Any] = (api.put(address) if wanted else api.delete(address)).data
    return counted
