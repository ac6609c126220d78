"""The OpenAPI description: shapes of bodies and answers come from the structs both sides use.

Every status a call can answer with is named, and what one answer gives for the next call is a link: a program (or a
tester) that knows nothing else can walk from sign-in to a part of a snapshot.
"""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI, Response

from ioc_domain.commands import PAYLOADS, CommandEnvelope
from ioc_domain.wire import PROBLEM_TYPE, Problem

REFERENCE = "#/components/schemas/{name}"
SIGNED = (401, 422, 426, 503)
"""Problems of every call that carries an access token."""
OPEN = (422, 503)
"""Problems of every call that needs none."""

_described: set[type[msgspec.Struct]] = {Problem, *PAYLOADS.values()}
"""Structs that a route names."""
_MEANINGS = {
    204: "Nothing to say",
    206: "The rest of the file",
    304: "What the asker has is still right",
    400: "Cannot be read",
    401: "Sign-in needed",
    403: "Not for this account",
    404: "Not there, or not for this account",
    409: "Does not fit what is there",
    410: "The changes since then are no longer kept",
    413: "Too large",
    416: "No such range",
    422: "Not of the right form",
    426: "The program is too old",
    429: "Too many tries",
    503: "Busy; try again",
}
_PROTOCOL = {
    "name": "IOC-Protocol",
    "in": "header",
    "description": "The protocol the console speaks",
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
}
_RANGE = [
    {"name": "Range", "in": "header", "schema": {"type": "string", "pattern": "^bytes=[0-9]{1,15}-$"}},
    {"name": "If-Range", "in": "header", "schema": {"type": "string", "pattern": '^"[0-9a-f]{64}"$'}},
]
FROM_THE_BEGINNING = {
    "parameters": {"set": "$response.body#/set", "after": "{$response.body#/epoch}:{$response.body#/floor}"}
}
"""What a manifest gives for a call that goes on from the oldest change."""


def answers(
    kind: type[msgspec.Struct] | None = None,
    *,
    many: bool = False,
    status: int = 200,
    media: str = "application/json",
    bare: tuple[int, ...] = (),
    problems: tuple[int, ...] = (),
    signed: bool = True,
    links: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Keyword arguments of a route: answers with that struct (or with bytes of `media`), with statuses that have no
    body (`bare`) or are problems. `signed`: whether it needs a token; `links`: operation → what is known for it."""
    responses: dict[int | str, dict[str, Any]] = {code: {"description": _MEANINGS[code]} for code in bare}
    for code in {*problems, *(SIGNED if signed else OPEN)}:
        content = {PROBLEM_TYPE: {"schema": _reference(Problem)}}
        responses[code] = {"description": _MEANINGS[code], "content": content}
    if kind is not None:
        schema: dict[str, Any] = {"type": "array", "items": _reference(kind)} if many else _reference(kind)
        responses[status] = {"description": kind.__name__, "content": {media: {"schema": schema}}}
    elif status not in bare:
        responses[status] = {"description": "The bytes", "content": {media: {"schema": {}}}}
        if 206 in responses:
            responses[206] |= {"content": {media: {"schema": {}}}}
    if links:
        responses[status]["links"] = {
            name: {"operationId": name, **known} for name, known in links.items()
        }
    # The class of answer without a type of its own: FastAPI would describe each as JSON beside what is said here.
    return {"responses": responses, "response_model": None, "response_class": Response}


def takes(kind: type[msgspec.Struct] | None = None, *, signed: bool = True, ranges: bool = False) -> dict[str, Any]:
    """`openapi_extra` of a route: the struct that is its body, the headers it understands."""
    extra: dict[str, Any] = {} if signed else {"security": []}
    if kind is not None:
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": _reference(kind)}}}
    parameters = ([_PROTOCOL] if signed else []) + (_RANGE if ranges else [])
    return extra | ({"parameters": parameters} if parameters else {})


def install(app: FastAPI, plain_calls: dict[str, dict[str, Any]]) -> None:
    """Add the structs, and the calls that are not FastAPI's (path -> path item), to what it describes by itself."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = plain()
            structs = sorted(_described, key=lambda kind: kind.__name__)
            _, components = msgspec.json.schema_components(structs, ref_template=REFERENCE)
            components = _plain_pairs(components)
            fields = components[CommandEnvelope.__name__]["properties"]
            fields["type"]["enum"] = sorted(PAYLOADS)
            fields["payload"] = {"anyOf": [_reference(kind) for kind in PAYLOADS.values()]}
            made.setdefault("components", {}).setdefault("schemas", {}).update(components)
            made["paths"].update(plain_calls)
            made["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
            made["security"] = [{"bearer": []}]
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _plain_pairs(schema: Any) -> Any:
    """A tuple of equal kinds as an array of fixed length, which readers of every draft of JSON Schema understand."""
    if isinstance(schema, list):
        return [_plain_pairs(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _plain_pairs(value) for name, value in schema.items()}
    first, *others = made.get("prefixItems", [None])
    if first is not None and all(other == first for other in others):
        made["items"] = made.pop("prefixItems")[0]
    return made


def _reference(kind: type[msgspec.Struct]) -> dict[str, str]:
    _described.add(kind)
    return {"$ref": REFERENCE.format(name=kind.__name__)}
