"""Bodies of a GeoReport server → the items in them, however the server wraps a list, or the words of its error."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

Raw = dict[str, Any]
LISTS = ("service_requests", "requests", "services")
ITEMS = ("service_request", "request", "service")
IDS = ("service_request_id", "service_code", "token", "endpoints")
LONGEST_WORDS = 200


class NotGeoreport(ValueError):
    """The body is not an answer of GeoReport v2."""


def items_of(body: bytes) -> list[Raw]:
    """The items of an answer, JSON or XML. Raises `NotGeoreport`."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] == b"<":
        return _xml_items(text)
    try:
        found = _unwrapped(json.loads(text.decode("utf-8")))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotGeoreport("neither JSON nor XML") from error
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise NotGeoreport("not a list")
    items = [_inner(item) for item in found]
    words = [_words(item) for item in items]
    if items and all(words):
        raise NotGeoreport(f"an error: {'; '.join(words)[:LONGEST_WORDS]}")
    return items


def words_of(body: bytes) -> str:
    """What the body of a failure says, "" for nothing that a person could use."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if text[:1] == b"<":
            root = fromstring(text, forbid_dtd=True)
            said = [e.text.strip() for e in root.iter() if _local(e) == "description" and e.text and e.text.strip()]
        else:
            found = json.loads(text.decode("utf-8"))
            found = found.get("errors", found) if isinstance(found, dict) else found
            said = [_words(item) for item in (found if isinstance(found, list) else [found]) if isinstance(item, dict)]
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return ""
    return " ".join("; ".join(w for w in said if w).split())[:LONGEST_WORDS]


def _unwrapped(found: Any) -> Any:
    """The list inside of objects that only wrap it; one item alone is a list of one."""
    for _ in range(3):
        if not isinstance(found, dict):
            break
        if any(name in found for name in IDS):
            return [found]
        if not found:
            return []
        errors = found.get("errors")
        if isinstance(errors, list | dict):
            return errors if isinstance(errors, list) else [errors]
        inner = next((name for name in (*LISTS, *ITEMS) if name in found), None)
        if inner is None:
            return [found] if _words(found) else found
        # Translations of XML write an empty list as nothing at all.
        found = [] if found[inner] in (None, "") else found[inner]
    return found


def _inner(item: Raw) -> Raw:
    """An item that comes inside of an object of its own."""
    if len(item) == 1:
        name, value = next(iter(item.items()))
        if name in ITEMS and isinstance(value, dict):
            return value
    return item


def _words(item: Raw) -> str:
    """The words of an error, "" for an item that is none."""
    if any(name in item for name in IDS):
        return ""
    if set(item) <= {"code", "description"}:
        return str(item.get("description") or item.get("code") or "")
    return next((str(item[k]) for k in ("error", "message", "description") if isinstance(item.get(k), str)), "")


def _xml_items(text: bytes) -> list[Raw]:
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotGeoreport("not XML that may be read") from error
    name = _local(root)
    if name == "errors":
        raise NotGeoreport(f"an error: {words_of(text)}")
    if name == "discovery":
        return [{"endpoints": [_plain(e) for e in root.iter() if _local(e) == "endpoint"]}]
    if name not in LISTS:
        inside = next((e for e in root if _local(e) in LISTS), None)
        if inside is None:
            raise NotGeoreport(f"a document of {root.tag[:60]}")
        root = inside
    return [_plain(child) for child in root]


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _plain(element: Element) -> Raw:
    return {_local(child): (child.text or "").strip() for child in element}
