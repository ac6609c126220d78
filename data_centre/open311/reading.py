"""Answers of any GeoReport v2 server → readings, or the reason why one cannot be taken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ioc_domain.codes import Channel, ComplaintFlag, ComplaintStatus
from ioc_domain.complaint_life import outcome_answers
from ioc_domain.places import to_xy

from ..complaints.submission import EARLIEST, point_fault
from ..complaints.words import clean_text, one_line
from ..imports.complaint_rows import LATEST, LONGEST_TEXT, SKEW, Reading, complaint_id
from ..imports.problems import RowRefused

Raw = dict[str, Any]
NOWHERE = frozenset({"zero_zero", "whole_degrees", "half_a_place"})
"""Points that say only that there is no point."""
UNKNOWN_GROUP = "Open311"
LONGEST_CODE = 200


class NotGeoreport(ValueError):
    """The body is not an answer of GeoReport v2."""


@dataclass(frozen=True)
class Source:
    """Whose requests these are. `groups`: group of each service; `zone`: of times that name none, None = refuse."""

    name: str
    groups: Mapping[str, str]
    zone: ZoneInfo | None = None


def items_of(body: bytes) -> list[Raw]:
    """The items of an answer, JSON or XML. Raises `NotGeoreport`."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] == b"<":
        return _xml_items(text)
    try:
        found = json.loads(text.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotGeoreport("neither JSON nor XML") from error
    if isinstance(found, dict):
        lists = [found[k] for k in ("service_requests", "requests", "services") if isinstance(found.get(k), list)]
        found = lists[0] if lists else [found]
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise NotGeoreport("not a list")
    if found and all(set(item) <= {"code", "description"} for item in found):
        raise NotGeoreport(f"an error: {str(found[0].get('description'))[:200]}")
    return found


def _xml_items(text: bytes) -> list[Raw]:
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotGeoreport("not XML that may be read") from error
    if root.tag.rpartition("}")[2] not in ("service_requests", "requests", "services", "discovery"):
        raise NotGeoreport(f"a document of {root.tag[:60]}")
    if root.tag == "discovery":
        return [{"endpoints": [_plain(e) for e in root.iter("endpoint")]}]
    return [_plain(child) for child in root]


def _plain(element: Element) -> Raw:
    return {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in element}


def reading_of(raw: Raw, source: Source, now: int) -> Reading:
    """One service request. Raises `RowRefused`."""
    code = one_line(_text(raw, "service_request_id"))
    if not code or len(code) > LONGEST_CODE:
        raise RowRefused("service_request_id", "the id is empty or too long", code[:LONGEST_CODE])
    created = _moment(raw, "requested_datetime", source)
    if not created:
        raise RowRefused("requested_datetime", "the time of the request is missing")
    _check_time("requested_datetime", created, now)
    status, closed = _status(raw, source, created, now)
    due = _moment(raw, "expected_datetime", source)
    flags, x, y = _place(raw)
    name = one_line(_text(raw, "service_name")) or one_line(_text(raw, "service_code"))
    notes = clean_text(_text(raw, "status_notes"))
    group = one_line(source.groups.get(_text(raw, "service_code"), ""))
    return Reading(
        id=complaint_id(source.name, code),
        code=code,
        created=created,
        due=due if EARLIEST <= due <= LATEST else 0,
        closed=closed,
        status=status,
        channel=Channel.OTHER,
        flags=flags,
        x=x,
        y=y,
        field=group or UNKNOWN_GROUP,
        type=name,
        unit=one_line(_text(raw, "agency_responsible")),
        area="",
        title=name or code,
        body=clean_text(_text(raw, "description")),
        address=one_line(_text(raw, "address")),
        timeline=_timeline(created, closed, notes),
        # GeoReport tells of no answer but what is said at the closing, and of that no time but the closing's.
        answered=outcome_answers(closed, notes),
    )


def _text(raw: Raw, name: str) -> str:
    value = raw.get(name)
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value).strip()
    if len(text) > LONGEST_TEXT:
        raise RowRefused(name, f"longer than {LONGEST_TEXT} characters")
    return text


def _moment(raw: Raw, name: str, source: Source) -> int:
    """Seconds, 0 for none."""
    text = _text(raw, name)
    if not text:
        return 0
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            if source.zone is None:
                raise RowRefused(name, "a time without a time zone", text)
            moment = moment.replace(tzinfo=source.zone)
        return int(moment.timestamp()) or 1
    except (ValueError, OverflowError):
        raise RowRefused(name, "not a date and time", text[:100]) from None


def _check_time(name: str, seconds: int, now: int) -> None:
    if seconds < EARLIEST:
        raise RowRefused(name, "before 1990")
    if seconds > now + SKEW:
        raise RowRefused(name, "in the future")


def _status(raw: Raw, source: Source, created: int, now: int) -> tuple[ComplaintStatus, int]:
    word = _text(raw, "status").casefold()
    if word == "open":
        return ComplaintStatus.IN_PROGRESS, 0
    if word != "closed":
        raise RowRefused("status", "neither open nor closed", word[:100])
    closed = _moment(raw, "updated_datetime", source)
    if not closed:
        raise RowRefused("updated_datetime", "closed, but without a closing time")
    if closed < created:
        raise RowRefused("updated_datetime", "closed before it was opened")
    _check_time("updated_datetime", closed, now)
    return ComplaintStatus.CLOSED, closed


def _place(raw: Raw) -> tuple[ComplaintFlag, int, int]:
    lat, lon = _degrees(raw, "lat"), _degrees(raw, "long")
    if lat is None and lon is None:
        return ComplaintFlag.NONE, 0, 0
    fault = point_fault(lat, lon)
    if fault is not None and fault.code in NOWHERE:
        return ComplaintFlag.NONE, 0, 0
    if fault is not None:
        raise RowRefused(
            "lat", {"swapped": "lat and long look swapped"}.get(fault.code, "not a place"), f"{lat}, {lon}"
        )
    assert lat is not None and lon is not None
    try:
        x, y = to_xy(lat, lon)
    except ValueError:
        raise RowRefused("lat", "not a place on the map", f"{lat}, {lon}") from None
    return ComplaintFlag.LOCATED, x, y


def _degrees(raw: Raw, name: str) -> float | None:
    text = _text(raw, name)
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise RowRefused(name, "not a number of degrees", text[:100]) from None


def _timeline(created: int, closed: int, notes: str) -> str:
    steps = [[created, "received", "Tiếp nhận (Open311)", ""]]
    if closed:
        steps.append([closed, "closed", notes, ""])
    return json.dumps(steps, ensure_ascii=False, separators=(",", ":"))
