"""The description of the API: what flask-smorest finds in the code, finished to the Dutch REST API Design Rules."""

import copy
from functools import cache
from threading import Lock
from typing import Any

import yaml
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, jsonify
from flask_smorest import Api, Blueprint

from api.identity import is_public, public
from api.problems import ProblemSchema
from api.schemas.base import camel

PREFIX = "/api/v1"
VERSION = "0.1.0"
SETTINGS: dict[str, Any] = {
    "API_TITLE": "Koppen bij Elkaar",
    "API_VERSION": VERSION,
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
WITH_BODY = {"409": "Not possible in this state", "413": "Too large", "415": "Unsupported media type"}


class Rooms(Api):
    """Opens the rooms of the API at once, and describes them when the specification is first asked for.

    Describing takes longer than all the rest of building an application, and few processes are ever asked for it.
    """

    def __init__(self, app: Flask) -> None:
        self._undescribed: list[Blueprint] = []
        super().__init__(app, spec_kwargs=spec_arguments())

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Open a room; the options are those of Flask."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._undescribed.append(blp)

    def describe(self) -> None:
        """Let flask-smorest write down what it finds in the code of the rooms that are not in the specification yet."""
        for blp in self._undescribed:
            blp.register_views_in_doc(self, self._app, self.spec, name=blp.name, parameters=None)
            self.spec.tag({"name": blp.name, "description": blp.description})
        self._undescribed.clear()


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


def build(app: Flask, api: Rooms) -> dict[str, Any]:
    """Give the finished specification as a plain dictionary."""
    api.describe()
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
    _let_empty_bodies_be(spec)
    _let_answers_grow(spec)
    return spec


def _let_empty_bodies_be(spec: dict[str, Any]) -> None:
    """Declare a body as optional where nothing in it is required."""
    for item in spec["paths"].values():
        for operation in item.values():
            body = operation.get("requestBody", {}) if isinstance(operation, dict) else {}
            if body and not _shape(body["content"]["application/json"]["schema"], spec).get("required"):
                body["required"] = False


def _shape(schema: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return spec["components"]["schemas"][name] if name else schema


def _let_answers_grow(spec: dict[str, Any]) -> None:
    """Refuse unknown fields in what is sent only: an answer may get new ones in a later version."""
    shapes = spec["components"]["schemas"]
    operations = [
        operation for item in spec["paths"].values() for operation in item.values() if "responses" in operation
    ]
    sent = _reached([operation.get("requestBody") for operation in operations], shapes)
    for name in shapes.keys() - sent:
        shapes[name].pop("additionalProperties", None)


def _reached(part: Any, shapes: dict[str, Any]) -> set[str]:
    """Name the schemas that a part of the specification leads to."""
    found: set[str] = set()
    open_parts = [part]
    while open_parts:
        part = open_parts.pop()
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
        open_parts.extend(inner)
        name = str(part["$ref"]).rpartition("/")[2] if isinstance(part, dict) and "$ref" in part else None
        if name in shapes and name not in found:
            found.add(name)
            open_parts.append(shapes[name])
    return found


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


class _PlainDumper(yaml.SafeDumper):
    """Writes everything out: no anchors, which some readers of OpenAPI stumble over."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(spec: dict[str, Any]) -> str:
    """Write the specification the way it is committed."""
    return str(yaml.dump(spec, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=120))


def register(app: Flask, api: Rooms) -> None:
    """Serve the specification as JSON and as YAML, open to every origin."""

    building = Lock()

    @cache
    def built() -> dict[str, Any]:
        return build(app, api)

    def finished() -> dict[str, Any]:
        with building:
            return built()

    def _open(answer: Response) -> Response:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cache-Control"] = "public, max-age=300"
        return answer

    @app.get(f"{PREFIX}/openapi.json")
    @public
    def _openapi() -> Response:
        return _open(jsonify(finished()))

    @app.get(f"{PREFIX}/openapi.yaml")
    @public
    def _openapi_yaml() -> Response:
        return _open(Response(as_yaml(finished()), content_type="application/yaml"))

    app.extensions["koppen-openapi"] = finished
