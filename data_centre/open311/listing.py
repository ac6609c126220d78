"""Complaints as service requests: found by the standard's filters, shown without identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.places import to_lat_lon
from ioc_domain.records import AreaRecord, ComplaintFieldRecord, ComplaintRecord, ComplaintTypeRecord, UnitRecord

from .. import models as m
from .. import wording
from ..complaints.steps import steps_of
from ..complaints.submission import EARLIEST
from ..complaints.words import STATUSES, without_identity
from ..rows import find_all, record_of
from .answers import Failed, moment

SPAN = 90 * 86400
MOST = 1000
LATEST = (1 << 32) - 1
COMPLAINT = BY_NAME["complaint"]
DIGITS = 6
"""Decimals of a degree: about 11 cm."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `ids` overrides everything else."""

    ids: tuple[int, ...] | None = None
    codes: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    statuses: frozenset[str] = frozenset()
    page: int = 1
    page_size: int = MOST


def wanted_of(query: Mapping[str, str], now: int) -> Wanted:
    """Read the arguments; an empty one is as good as none. Raises `Failed`."""
    page, size = _whole(query, "page", 1, 10_000), _whole(query, "page_size", MOST, MOST)
    ids = query.get("service_request_id", "").strip()
    if ids:
        asked = [part.strip() for part in ids.split(",") if part.strip()][:MOST]
        return Wanted(ids=tuple(int(part) for part in asked if _is_id(part)), page=page, page_size=size)
    start, end = _moment(query, "start_date"), _moment(query, "end_date")
    if start is None and end is None:
        start, end = now - SPAN, now
    elif end is None:
        assert start is not None
        end = start + SPAN
    # A longer span is cut to its last 90 days: the standard allows no more.
    start = max(end - SPAN, start if start is not None else end - SPAN)
    statuses = frozenset(part.strip() for part in query.get("status", "").split(",") if part.strip())
    if statuses - {"open", "closed"}:
        raise Failed(400, "status must be open, closed, or both separated by a comma")
    codes = tuple(part.strip() for part in query.get("service_code", "").split(",") if part.strip())
    return Wanted(None, codes, start, end, statuses, page, size)


def find_requests(connection: sa.Connection, wanted: Wanted, base: str) -> list[dict[str, Any]]:
    """The service requests that fit, newest first."""
    table = m.SYNCED["complaint"]
    c = table.c
    query = sa.select(*(c[name] for name in COMPLAINT.columns))
    if wanted.ids is not None:
        query = query.where(c.id.in_(wanted.ids))
    else:
        query = query.where(c.created.between(max(wanted.start, 0), min(max(wanted.end, 0), LATEST)))
        if wanted.codes:
            query = query.where(_of_services(connection, wanted.codes))
        if len(wanted.statuses) == 1:
            still_open = c.status.in_([int(s) for s in OPEN_STATUSES])
            query = query.where(still_open if "open" in wanted.statuses else ~still_open)
    query = query.order_by(c.created.desc(), c.id.desc())
    query = query.limit(wanted.page_size).offset((wanted.page - 1) * wanted.page_size)
    found = [record_of(COMPLAINT, row) for row in connection.execute(query)]
    return shown(connection, [r for r in found if isinstance(r, ComplaintRecord)], base)


def shown(connection: sa.Connection, complaints: Sequence[ComplaintRecord], base: str) -> list[dict[str, Any]]:
    """Complaints as the standard shows them. What is not known is left out."""
    types = _by_id(connection, "complaint_type", {r.type for r in complaints})
    fields = _by_id(connection, "complaint_field", {r.field for r in complaints})
    units = _by_id(connection, "unit", {r.unit for r in complaints})
    areas = _by_id(connection, "area", {r.area for r in complaints})
    ids = [r.id for r in complaints]
    o, p = m.complaint_outcome.c, m.reporter.c
    outcomes = {
        row[0]: row[1] for row in connection.execute(sa.select(o.complaint, o.text).where(o.complaint.in_(ids)))
    }
    people = {
        row[0]: [word for word in row[1:] if word]
        for row in connection.execute(
            sa.select(p.complaint, p.name, p.phone, p.email, p.address).where(p.complaint.in_(ids))
        )
    }
    return [
        _shown(
            r,
            types.get(r.type),
            fields.get(r.field),
            units.get(r.unit),
            areas.get(r.area),
            outcomes.get(r.id, ""),
            people.get(r.id, []),
            base,
        )
        for r in complaints
    ]


def photo_of(complaint: ComplaintRecord, number: int) -> str:
    """Hash of the n-th photo of a closed complaint, from 0; "" where nobody may see it."""
    if complaint.status != ComplaintStatus.CLOSED:
        return ""
    photos = _photos(complaint)
    return photos[number] if 0 <= number < len(photos) else ""


def _shown(
    r: ComplaintRecord,
    kind: ComplaintTypeRecord | None,
    field: ComplaintFieldRecord | None,
    unit: UnitRecord | None,
    area: AreaRecord | None,
    outcome: str,
    known: Sequence[str],
    base: str,
) -> dict[str, Any]:
    status = ComplaintStatus(r.status)
    is_open = status in OPEN_STATUSES
    steps = steps_of(r.timeline)
    updated = r.closed or max((int(s[0]) for s in steps), default=r.created)
    out: dict[str, Any] = {
        "service_request_id": str(r.id),
        "status": "open" if is_open else "closed",
        "status_notes": outcome or STATUSES[status],
        "service_name": kind.name if kind else field.name if field else r.title,
        "service_code": kind.code if kind else field.code if field else "",
        "description": without_identity(r.body, known),
    }
    if unit is not None:
        out["agency_responsible"] = unit.name
    if is_open and r.due:
        out["service_notice"] = f"Hạn xử lý: {wording.deadline(r.due)}"
    out["requested_datetime"] = moment(r.created)
    out["updated_datetime"] = moment(updated)
    if r.due:
        out["expected_datetime"] = moment(r.due)
    place = ", ".join(part for part in (without_identity(r.address, known), area.name if area else "") if part)
    if place:
        out["address"] = place
    if r.flags & ComplaintFlag.LOCATED:
        lat, lon = to_lat_lon(r.x, r.y)
        out["lat"], out["long"] = round(lat, DIGITS), round(lon, DIGITS)
    if photo_of(r, 0):
        out["media_url"] = f"{base}/media/{r.id}/0.jpg"
    return out


def _photos(complaint: ComplaintRecord) -> list[str]:
    try:
        listed = msgspec.json.decode(complaint.photos, type=list[tuple[str, int, str]])
    except msgspec.MsgspecError:
        return []
    return [sha256 for sha256, _, mime in listed if mime.startswith("image/")]


def _of_services(connection: sa.Connection, codes: Sequence[str]) -> sa.ColumnElement[bool]:
    c, t, f = m.SYNCED["complaint"].c, m.SYNCED["complaint_type"].c, m.SYNCED["complaint_field"].c
    plain = [code.replace("\x00", "\ufffd") for code in codes]
    types = [row[0] for row in connection.execute(sa.select(t.id).where(t.code.in_(plain)))]
    fields = [row[0] for row in connection.execute(sa.select(f.id).where(f.code.in_(plain)))]
    return sa.or_(c.type.in_(types), sa.and_(c.type == 0, c.field.in_(fields)))


def _by_id(connection: sa.Connection, table: str, ids: set[int]) -> dict[int, Any]:
    """Records of a list by their small ids."""
    found: list[Any] = list(find_all(connection, BY_NAME[table], m.SYNCED[table].c.id.in_(ids)))
    return {r.id: r for r in found}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _whole(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = query.get(name, "").strip()
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most and len(text) <= 9):
        raise Failed(400, f"{name} must be a whole number from 1 to {most}")
    return int(text)


def _moment(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise Failed(400, f"{name} is not a date and time like 2026-11-16T02:00:00Z") from None
    if when.tzinfo is None:
        raise Failed(400, f"{name} needs a time zone, like 2026-11-16T02:00:00Z")
    try:
        seconds = int(when.timestamp())
    except (OverflowError, ValueError):
        return LATEST if when.year > 2000 else EARLIEST
    return min(max(seconds, EARLIEST), LATEST)
