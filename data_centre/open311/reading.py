"""Answers of any GeoReport v2 server → readings, or the reason why one cannot be taken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ioc_domain.codes import Channel, ComplaintFlag, ComplaintStatus
from ioc_domain.complaint_life import outcome_answers
from ioc_domain.places import to_xy

from ..complaints.submission import EARLIEST, point_fault
from ..complaints.words import clean_text, one_line
from ..imports.complaint_rows import LATEST, LONGEST_TEXT, SKEW, Reading, complaint_id
from ..imports.moments import iso_moment
from ..imports.problems import RowRefused
from ..imports.profiles import Extent
from .envelopes import Raw

NOWHERE = frozenset({"zero_zero", "whole_degrees", "half_a_place"})
"""Points that say only that there is no point."""
UNKNOWN_GROUP = "Open311"
LONGEST_CODE = 200


@dataclass(frozen=True)
class Source:
    """Whose requests these are. `groups`: group of each service; `zone`: of times that name none, None = refuse;
    `words`: status words beside the standard's two, small letters → "open" or "closed"."""

    name: str
    groups: Mapping[str, str]
    zone: ZoneInfo | None = None
    words: Mapping[str, str] = field(default_factory=dict)


def reading_of(raw: Raw, source: Source, now: int, extent: Extent | None = None) -> Reading:
    """One service request; a point outside of `extent` is no place. Raises `RowRefused`."""
    code = one_line(_text(raw, "service_request_id"))
    if not code or len(code) > LONGEST_CODE:
        raise RowRefused("service_request_id", "the id is empty or too long", code[:LONGEST_CODE])
    created = _moment(raw, "requested_datetime", source)
    if not created:
        raise RowRefused("requested_datetime", "the time of the request is missing")
    _check_time("requested_datetime", created, now)
    status, closed = _status(raw, source, created, now)
    due = _moment(raw, "expected_datetime", source)
    flags, x, y = _place(raw, extent)
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
        moment = iso_moment(text)
        if moment is None:
            raise ValueError(text)
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
    word = source.words.get(word, word)
    if word == "open":
        return ComplaintStatus.IN_PROGRESS, 0
    if word != "closed":
        raise RowRefused("status", "neither open nor closed", word[:100])
    # Some servers say beside the standard when a request was closed; the last change may come after it.
    closed = _moment(raw, "closed_datetime", source) or _moment(raw, "updated_datetime", source)
    if not closed:
        raise RowRefused("updated_datetime", "closed, but without a closing time")
    if closed < created:
        raise RowRefused("updated_datetime", "closed before it was opened")
    _check_time("updated_datetime", closed, now)
    return ComplaintStatus.CLOSED, closed


def _place(raw: Raw, extent: Extent | None) -> tuple[ComplaintFlag, int, int]:
    lat, lon = degrees_of(raw)
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
    if extent is not None and not extent.holds(lat, lon):
        return ComplaintFlag.NONE, 0, 0
    try:
        x, y = to_xy(lat, lon)
    except ValueError:
        raise RowRefused("lat", "not a place on the map", f"{lat}, {lon}") from None
    return ComplaintFlag.LOCATED, x, y


def degrees_of(raw: Raw) -> tuple[float | None, float | None]:
    """(lat, long). Raises `RowRefused` for what is no number."""
    return _degrees(raw, _first(raw, "lat", "latitude")), _degrees(raw, _first(raw, "long", "lon", "lng", "longitude"))


def _first(raw: Raw, *names: str) -> str:
    """The first of the names that the request has: not every server writes the standard's."""
    return next((n for n in names if raw.get(n) not in (None, "")), names[0])


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
