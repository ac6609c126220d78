"""The list of complaints, and one complaint in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag
from ioc_domain.on_time import OnTimeState
from ioc_domain.records import ComplaintRecord
from ioc_domain.working_time import WorkingCalendar
from local_cache import layout, mirror
from local_cache.complaint_selection import VERDICTS, Selection, verdicts_of
from local_cache.queries.complaint_columns import COMPLAINT, Columns, chosen_rows, join
from local_cache.queries.complaints import SOON_SECONDS, ComplaintFilter, choose_complaints
from local_cache.queries.office_clock import OfficeClock
from local_cache.queries.rows import plain
from local_cache.search import find

_NEAR_DAYS = 14
_NEAR_METRES = 150
_MOST_NEAR = 6
_ROWS_AT_ONCE = 500


class Tab(StrEnum):
    """Which part of the selection the list shows."""

    LATE = "late"
    SOON = "soon"
    ALL = "all"


class Order(StrEnum):
    """What the list is sorted by. LATE puts the longest overdue first, then what falls due next."""

    LATE = "late"
    CREATED = "created"
    DUE = "due"
    FIELD = "field"
    AREA = "area"
    UNIT = "unit"
    STATUS = "status"


@dataclass(frozen=True)
class ComplaintIds:
    """Ids of a tab in their order, and how many each tab has."""

    ids: NDArray[np.int64]
    tabs: dict[Tab, int]
    clock: OfficeClock
    """Office time over all due and closing times of the list, and now."""


@dataclass(frozen=True)
class NearComplaint:
    """Another complaint near in place and time."""

    id: int
    title: str
    metres: int
    created: int
    duplicate: bool


@dataclass(frozen=True)
class ComplaintDetail:
    """One complaint with its text, and what lies near it."""

    record: ComplaintRecord
    near: tuple[NearComplaint, ...]


def list_ids(
    session: Session,
    wanted: ComplaintFilter,
    now: int,
    calendar: WorkingCalendar,
    tab: Tab,
    order: Order,
    descending: bool,
) -> ComplaintIds:
    """The selection as a list of ids."""
    columns = choose_complaints(session, wanted, now).only_inside()
    state = verdicts_of(columns["due"], columns["closed"], now)
    late = state == VERDICTS.index(OnTimeState.OPEN_OVERDUE)
    soon = _due_soon(columns, now, calendar)
    counts = {Tab.LATE: int(late.sum()), Tab.SOON: int(soon.sum()), Tab.ALL: columns.count}
    keep = {Tab.LATE: late, Tab.SOON: soon, Tab.ALL: np.ones(columns.count, bool)}[tab]
    chosen = columns.only(keep)
    moments = np.concatenate([chosen["due"], chosen["closed"], [now]])
    known = moments[moments != 0]
    clock = OfficeClock.between(calendar, int(known.min()), int(known.max()))
    return ComplaintIds(chosen["id"][_sorted(chosen, order, descending)].astype(np.int64), counts, clock)


def _due_soon(columns: Columns, now: int, calendar: WorkingCalendar) -> NDArray[np.bool_]:
    due = columns["due"]
    soon = calendar.add_working_seconds(now, SOON_SECONDS)
    is_open = np.isin(columns["status"], [int(s) for s in OPEN_STATUSES]) & (columns["closed"] == 0)
    return np.asarray(is_open & (due >= now) & (due <= soon))


def _sorted(columns: Columns, order: Order, descending: bool) -> NDArray[np.intp]:
    """Places in order; equal keys by id, newest first."""
    if order is Order.LATE:
        # Closed ones come last; among the open ones the earliest due time is the longest overdue.
        due = columns["due"].astype(np.int64)
        key = np.where((columns["closed"] == 0) & (due != 0), due, np.iinfo(np.int64).max)
        key = key if descending else -key
    else:
        key = columns[order.value].astype(np.int64)
        key = -key if descending else key
    return np.lexsort((-columns["id"].astype(np.int64), key))


def complaint_rows(session: Session, ids: Sequence[int]) -> dict[int, ComplaintRecord]:
    """Complaints by id with title, code and address, without timeline, body and photos; unknown ids are left out."""
    rows = mirror.table(COMPLAINT.name)
    texts = mirror.table(layout.text_table(COMPLAINT))
    left_out = {"timeline", "photos", "body"}
    columns = [
        (texts if c in COMPLAINT.text_columns else rows).c[c] for c in COMPLAINT.columns if c not in left_out
    ]
    names = [c for c in COMPLAINT.columns if c not in left_out]
    found: dict[int, ComplaintRecord] = {}
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        piece = [int(i) for i in ids[start : start + _ROWS_AT_ONCE]]
        query = select(*columns).join(texts, texts.c.id == rows.c.id).where(rows.c.id.in_(piece))
        for row in session.execute(query):
            values: dict[str, Any] = dict(zip(names, row, strict=True)) | dict.fromkeys(left_out, "")
            found[values["id"]] = ComplaintRecord(**values)
    return found


def complaint_detail(session: Session, complaint: int) -> ComplaintDetail | None:
    """One complaint in full, None when the cache does not hold it (any more)."""
    rows = mirror.table(COMPLAINT.name)
    texts = mirror.table(layout.text_table(COMPLAINT))
    columns = [(texts if c in COMPLAINT.text_columns else rows).c[c] for c in COMPLAINT.columns]
    row = session.execute(
        select(*columns).join(texts, texts.c.id == rows.c.id).where(rows.c.id == complaint)
    ).one_or_none()
    if row is None:
        return None
    record = ComplaintRecord(*row)
    return ComplaintDetail(record, _near(session, record))


def _near(session: Session, record: ComplaintRecord) -> tuple[NearComplaint, ...]:
    """Complaints of the same field within 150 m and 14 days, nearest first."""
    from ioc_domain.places import SCALE, to_lat_lon

    if not record.flags & ComplaintFlag.LOCATED:
        return ()
    latitude, _ = to_lat_lon(record.x, record.y)
    metre = SCALE / (40_075_016.686 * np.cos(np.radians(latitude)))
    reach = int(_NEAR_METRES * metre) + 1
    box = (record.x - reach, record.y - reach, record.x + reach, record.y + reach)
    span = _NEAR_DAYS * 86_400
    wanted = Selection(since=max(0, record.created - span), until=record.created + span + 1, box=box,
                       fields=frozenset({record.field}))
    found = join([columns.only(columns["id"] != record.id) for columns in chosen_rows(session, wanted)])
    away = np.hypot(found["x"].astype(float) - record.x, found["y"].astype(float) - record.y) / metre
    order = [int(k) for k in np.argsort(away, kind="stable") if away[k] <= _NEAR_METRES][:_MOST_NEAR]
    ids = [int(found["id"][k]) for k in order]
    texts = complaint_rows(session, ids)
    return tuple(
        NearComplaint(i, texts[i].title, round(float(away[k])), int(found["created"][k]),
                      bool(found["flags"][k] & ComplaintFlag.DUPLICATE))
        for i, k in zip(ids, order, strict=True) if i in texts
    )


def complaints_named(session: Session, words: str, limit: int = 8) -> list[ComplaintRecord]:
    """The newest complaints that hold all these words, in title, text, address or code."""
    hits = find(plain(session), words, limit)
    found = complaint_rows(session, hits.ids)
    return [found[i] for i in hits.ids if i in found]
