"""The list of complaints, and one complaint in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag
from ioc_domain.foreign_text import all_in_sight
from ioc_domain.on_time import OnTimeState
from ioc_domain.records import ComplaintRecord
from ioc_domain.working_time import WorkingCalendar
from local_cache import layout, mirror
from local_cache.complaint_order import Key, OrderedRows
from local_cache.complaint_selection import (
    Rejects,
    Rows,
    Selection,
    either,
    how_many,
    narrowed,
    open_due,
    rejects,
    walked,
)
from local_cache.queries.complaint_columns import COMPLAINT, chosen_rows, join, searched_columns
from local_cache.queries.complaint_place import metre_at, square_around
from local_cache.queries.complaints import SOON_SECONDS, ComplaintFilter, as_selection
from local_cache.queries.office_clock import OfficeClock
from local_cache.queries.rows import plain
from local_cache.search import find, row_numbered
from local_cache.search_excerpt import Excerpt, excerpt
from local_cache.search_words import Terms
from local_cache.segments import Block, Cancel, Columns, open_columns

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
    """A tab in its order, and how many each tab has."""

    rows: OrderedRows
    tabs: dict[Tab, int]
    clock: OfficeClock
    """Office time over all due and closing times of the list, and now."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """All ids in order. Only for lists that are known whole (`complaint_order.AT_ONCE`): raises ValueError."""
        if self.rows.known is None:
            raise ValueError(f"{self.rows.count} rows are read in windows")
        return self.rows.known


@dataclass(frozen=True)
class ListPage:
    """Consecutive rows of a list: their ids, the complaints that are there, and where a search hit each."""

    ids: tuple[int, ...]
    records: dict[int, ComplaintRecord]
    hits: dict[int, Excerpt]


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
    *,
    cancel: Cancel | None = None,
) -> ComplaintIds:
    """The selection as a list: counted and ordered, but of many rows none is read yet. Raises `Cancelled`."""
    selection = as_selection(wanted, now)
    columns, _ = searched_columns(session, wanted.text, selection, cancel=cancel)
    soon = calendar.add_working_seconds(now, SOON_SECONDS)
    late = replace(selection, on_time=_LATE)

    def of_late(block: Block) -> tuple[Block, Rejects]:
        return narrowed(block, late) if (selection.on_time or _LATE) >= _LATE else (block, "all")

    def of_soon(block: Block) -> tuple[Block, Rejects]:
        here = open_due(block, now, soon + 1)
        return here, either(rejects(here, selection), rejects(here, Selection(statuses=_OPEN)))

    tabs: dict[Tab, Rows] = {
        Tab.LATE: of_late,
        Tab.SOON: of_soon,
        Tab.ALL: lambda block: narrowed(block, selection),
    }
    if order is Order.LATE:
        # Among the open ones the earliest due time is the longest overdue; closed ones come last.
        key = Key("due", descending=not descending, urgent=True)
    else:
        key = Key(order.value, descending)
    rows = OrderedRows.of(columns, tabs[tab], key, cancel)
    counts = {t: rows.count if t is tab else how_many(walked(columns, tabs[t], cancel)) for t in Tab}
    return ComplaintIds(rows, counts, OfficeClock.between(calendar, *_span(columns, now)))


_LATE = frozenset({OnTimeState.OPEN_OVERDUE})
_OPEN = frozenset(int(s) for s in OPEN_STATUSES)


def _span(columns: Columns, now: int) -> tuple[int, int]:
    """From the first receipt to the last due or closing time, now between them."""
    first, last = now, now
    for block in columns.blocks():
        lo = block.bounds("created")[0]
        if lo == 0:  # slots that were wiped
            lo = int(block["created"].min(initial=now, where=block["created"] != 0))
        first = min(first, lo)
        last = max(last, block.bounds("due")[1], block.bounds("closed")[1])
    return first, last


def list_page(session: Session, rows: OrderedRows, start: int, count: int, words: str = "") -> ListPage:
    """Rows of a list from a place on. With `words`, where each row holds them."""
    ids = rows.ids(open_columns(plain(session)), start, start + count).tolist()
    return ListPage(tuple(ids), complaint_rows(session, ids), excerpts(session, ids, words) if words.strip() else {})


def list_place(session: Session, rows: OrderedRows, complaint: int) -> int:
    """Place of a complaint in a list, -1 where it is not in it."""
    if rows.known is not None:
        return rows.known_place(complaint)
    connection = plain(session)
    found = connection.execute("SELECT slot FROM complaint WHERE id = ?", (complaint,)).fetchone()
    return -1 if found is None else rows.place_of(open_columns(connection), found[0])


def excerpts(session: Session, ids: Sequence[int], words: str) -> dict[int, Excerpt]:
    """Where complaints hold the words of a search: the text first, then title, address and code."""
    terms = Terms.of(words)
    query = f'SELECT body, title, address, code FROM "{layout.text_table(COMPLAINT)}" WHERE id = ?'
    connection = plain(session)
    found = {i: excerpt(terms, connection.execute(query, (i,)).fetchone() or ()) for i in ids}
    return {i: hit for i, hit in found.items() if hit is not None}


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
            found[values["id"]] = all_in_sight(ComplaintRecord(**values))
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
    record = all_in_sight(ComplaintRecord(*row))
    return ComplaintDetail(record, _near(session, record))


def _near(session: Session, record: ComplaintRecord) -> tuple[NearComplaint, ...]:
    """Complaints of the same field within 150 m and 14 days, nearest first."""
    if not record.flags & ComplaintFlag.LOCATED:
        return ()
    metre = metre_at(record.x, record.y)
    box = square_around(record.x, record.y, _NEAR_METRES)
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


def is_indexing(session: Session) -> bool:
    """Whether texts of complaints are not in the index yet, so that a search may miss some."""
    query = "SELECT 1 FROM search_slice WHERE entity = ? AND state <> 'built' LIMIT 1"
    return plain(session).execute(query, (COMPLAINT.name,)).fetchone() is not None


@dataclass(frozen=True)
class NamedComplaint:
    """A complaint that a search found, and where it holds the words."""

    record: ComplaintRecord
    hit: Excerpt | None


def complaints_named(session: Session, words: str, limit: int = 8) -> list[NamedComplaint]:
    """The newest complaints that hold all these words; the one whose id was typed comes first."""
    connection = plain(session)
    named = row_numbered(connection, COMPLAINT, words)
    ids = list(find(connection, words, limit).ids)
    if named is not None:
        ids = [named[1], *(i for i in ids if i != named[1])]
    found, hits = complaint_rows(session, ids), excerpts(session, ids, words)
    return [NamedComplaint(found[i], hits.get(i)) for i in ids if i in found]
