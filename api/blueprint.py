"""The blueprint of every noun: flask-smorest's, with input errors answered by 400 and unknown fields refused everywhere."""

from flask_smorest import Blueprint as SmorestBlueprint

from api.input import StrictParser


class Blueprint(SmorestBlueprint):
    """A noun of the API."""

    ARGUMENTS_PARSER = StrictParser()


IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that this change is based on",
    "schema": {"type": "string"},
}

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A random text; the same request sent twice with the same key acts once and answers the same",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80},
}
