"""The description of the API: what flask-smorest finds in the code, finished to the Dutch REST API Design Rules."""

import copy
from typing import Any

import yaml
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, jsonify
from flask_smorest import Api

from api.identity import is_public, public
from api.problems import ProblemSchema
from api.schemas.base import camel

PREFIX = "/api/v1"
SETTINGS: dict[str, Any] = {
    "API_TITLE": "Koppen bij Elkaar",
    "API_VERSION": "0.1.0",
    "OPENAPI_VERSION": "3.0.3",
    "OPENAPI_URL_PREFIX": None,
    "ETAG_DISABLED": True,  # api/versions.py makes ETags of id and version, without dumping the answer twice
}
INFO = {
    "description": (
        "Events, live anonymous dialogue, lessons, threads and follow-up sessions of a community of practice. "
        "Every error is a problem after RFC 9457; lists are walked with a cursor; changes to versioned things "
        "need an If-Match header."
    ),
    "contact": {
        "name": "Koppen bij Elkaar",
        "email": "koppen@example.org",
        "url": "https://koppenbijelkaar.example",
    },
    "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"},
}
VERSION_HEADER = {"description": "Full version of the API", "schema": {"type": "string"}}
ALWAYS = {
    "400": "Invalid input",
    "401": "Not logged in",
    "403": "Not allowed",
    "404": "Not found",
    "406": "Not acceptable",
}
WITH_BODY = {"409": "Not possible in this state", "415": "Unsupported media type"}


def spec_arguments() -> dict[str, Any]:
    """Give what the specification says about itself."""
    return {
        "info": INFO,
        "servers": [{"url": f"https://koppenbijelkaar.example{PREFIX}", "description": "Where it is installed"}],
        "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_schema_name),
    }


def _schema_name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return str(kind.__name__.removesuffix("Schema"))


def build(app: Flask, api: Api) -> dict[str, Any]:
    """Give the finished specification as a plain dictionary."""
    api.spec.components.schemas.setdefault("Problem", None)
    if api.spec.components.schemas["Problem"] is None:
        del api.spec.components.schemas["Problem"]
        api.spec.components.schema("Problem", schema=ProblemSchema)
    spec = copy.deepcopy(api.spec.to_dict())
    spec["components"].setdefault("securitySchemes", {})["bearer"] = {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
    }
    spec["components"].pop("responses", None)
    spec["paths"] = {path.removeprefix(PREFIX): item for path, item in sorted(spec["paths"].items())}
    views = {
        _openapi_path(rule.rule): app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
    }
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                _finish(path, method, operation, public_operation=is_public(views[path], method.upper()))
    return spec


def _openapi_path(rule: str) -> str:
    parts = [f"{{{p.strip('<>').split(':')[-1]}}}" if p.startswith("<") else p for p in rule.split("/")]
    return "/".join(parts).removeprefix(PREFIX)


def _finish(path: str, method: str, operation: dict[str, Any], *, public_operation: bool) -> None:
    """Add what every operation has: an id, its security, the version header, its problems."""
    words = [
        word for word in path.replace("{", "").replace("}", "").replace("-", "/").replace("_", "/").split("/") if word
    ]
    operation["operationId"] = camel("_".join([method, *words]))
    operation["security"] = [] if public_operation else [{"bearer": []}]
    responses = operation.setdefault("responses", {})
    for code in [code for code in responses if code == "default" or code.startswith(("4", "5"))]:
        del responses[code]
    expected = dict(ALWAYS)
    if "{" not in path and method != "get":
        expected.pop("404")
    if public_operation:
        expected.pop("403")
    if method in {"post", "put", "patch", "delete"}:
        expected |= WITH_BODY
    if any(parameter.get("name") == "If-Match" for parameter in operation.get("parameters", [])):
        expected |= {"412": "Changed in the meantime", "428": "If-Match is missing"}
    expected |= {"429": "Too many requests", "500": "Our fault"}
    for answer in responses.values():
        answer.setdefault("headers", {})["API-Version"] = VERSION_HEADER
    for code, description in expected.items():
        responses[code] = {
            "description": description,
            "headers": {"API-Version": VERSION_HEADER},
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def as_yaml(spec: dict[str, Any]) -> str:
    """Write the specification the way it is committed."""
    return yaml.safe_dump(spec, sort_keys=False, allow_unicode=True, width=120)


def register(app: Flask, api: Api) -> None:
    """Serve the specification as JSON, open to every origin."""
    cache: dict[str, Any] = {}

    @app.get(f"{PREFIX}/openapi.json")
    @public
    def _openapi() -> Response:
        if not cache:
            cache.update(build(app, api))
        answer = jsonify(cache)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cache-Control"] = "public, max-age=300"
        return answer

    app.extensions["koppen-openapi"] = lambda: build(app, api)
