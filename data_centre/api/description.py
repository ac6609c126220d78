"""The OpenAPI description: shapes of bodies and answers come from the structs both sides use."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from ioc_domain.commands import CommandEnvelope, CommandOutcome, KnownCommand
from ioc_domain.session import Refresh, Session, SignIn
from ioc_domain.wire import PROBLEM_TYPE, Manifest, Problem, Snapshot, WaitAnswer

STRUCTS = (
    Manifest,
    Snapshot,
    WaitAnswer,
    CommandEnvelope,
    CommandOutcome,
    KnownCommand,
    SignIn,
    Refresh,
    Session,
    Problem,
)
REFERENCE = "#/components/schemas/{name}"


def answers(kind: type[msgspec.Struct] | None = None, *, many: bool = False, status: int = 200) -> dict[str, Any]:
    """Keyword arguments of a route that answers with that struct, or with a problem."""
    responses: dict[int | str, dict[str, Any]] = {
        "default": {"description": "A problem", "content": {PROBLEM_TYPE: {"schema": _reference(Problem)}}},
    }
    if kind is not None:
        schema: dict[str, Any] = {"type": "array", "items": _reference(kind)} if many else _reference(kind)
        responses[status] = {"description": kind.__name__, "content": {"application/json": {"schema": schema}}}
    return {"responses": responses, "response_model": None}


def takes(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """`openapi_extra` of a route whose body is that struct."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": _reference(kind)}}}}


def install(app: FastAPI, plain_calls: dict[str, dict[str, Any]]) -> None:
    """Add the structs, and the calls that are not FastAPI's (path -> path item), to what it describes by itself."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = plain()
            _, components = msgspec.json.schema_components(STRUCTS, ref_template=REFERENCE)
            made.setdefault("components", {}).setdefault("schemas", {}).update(components)
            made["paths"].update(plain_calls)
            made["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
            made["security"] = [{"bearer": []}]
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _reference(kind: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=kind.__name__)}
