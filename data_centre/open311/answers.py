"""Answers of GeoReport v2 in both formats, and its errors.

A list becomes an element with one child per item; a child's name is the singular that the standard gives it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.responses import Response

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
CHILDREN = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Failed(Exception):
    """An answer that is an error of the standard. `retry_after`: seconds after which it may go well, 0 = not said."""

    def __init__(self, status: int, *descriptions: str, retry_after: int = 0) -> None:
        super().__init__(*descriptions)
        self.status, self.descriptions, self.retry_after = status, descriptions, retry_after


def moment(seconds: int) -> str:
    """`2026-11-16T02:00:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answer(form: str, root: str, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON, or as XML under an element `root`; an unknown format falls back to XML."""
    body = msgspec.json.encode(value) if form == "json" else as_xml(root, value)
    return Response(body, status, {**HEADERS, "Content-Type": TYPES.get(form, TYPES["xml"]), **(headers or {})})


def failure(form: str, failed: Failed, headers: Mapping[str, str] | None = None) -> Response:
    """The error body of the standard."""
    errors = [{"code": failed.status, "description": text} for text in failed.descriptions]
    if failed.retry_after:
        headers = {**(headers or {}), "Retry-After": str(failed.retry_after)}
    return answer(form, "errors", errors, failed.status, headers)


def as_xml(root: str, value: Any) -> bytes:
    """An XML document without a namespace."""
    body: bytes = ET.tostring(_element(root, value), encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _element(name: str, value: Any) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, Mapping):
        for key, part in value.items():
            element.append(_element(key, part))
    elif isinstance(value, list | tuple):
        for part in value:
            element.append(_element(CHILDREN[name], part))
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_XML.sub("\ufffd", str(value))
    return element
