"""Query of one unit's page: its figures beside those of its kind, of all and of the period before, and what is open."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ioc_domain.codes import PromiseState
from ioc_domain.on_time import OnTimeState
from ioc_domain.records import ComplaintRecord, DirectiveRecord, ExplanationRequestRecord, PromiseRecord, UnitRecord
from ioc_domain.working_time import local_date
from local_cache.aggregates import by_verdict, top_ids
from local_cache.complaint_selection import VERDICTS, Selection
from local_cache.queries.complaint_list import complaint_rows
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.rows import plain, rows
from local_cache.queries.units import Commitments, Level, UnitGroup, commitments, find_group, groups
from local_cache.segments import Cancel, open_columns
from local_cache.unit_figures import UnitFigures, Walk, walk

OLDEST = 8
EDGES = (240, 480, 960, 1440, 1920, 2400, 4800)
"""Office minutes at which the bars of the distribution end: half a day, one to five days, ten; the last has no end."""


@dataclass(frozen=True)
class Part:
    """What came in of one field or from one area: received, open and overdue, closed late."""

    id: int
    received: int
    open_late: int
    closed_late: int


@dataclass(frozen=True)
class UnitPage:
    """Everything on the page."""

    group: UnitGroup
    unit: UnitRecord | None
    """None for a commune."""
    parent: UnitRecord | None
    predecessors: tuple[UnitRecord, ...]
    successor: UnitRecord | None
    figures: UnitFigures
    before: UnitFigures
    kin: UnitFigures
    kin_count: int
    """How many of the same kind have complaints, this one among them."""
    city: UnitFigures
    commitments: Commitments
    times: tuple[int, ...]
    """Closed complaints by office time, between `EDGES`."""
    by_field: tuple[Part, ...]
    by_area: tuple[Part, ...]
    oldest: tuple[ComplaintRecord, ...]
    requests: tuple[ExplanationRequestRecord, ...]
    directives: tuple[DirectiveRecord, ...]
    promises: tuple[PromiseRecord, ...]
    walk: Walk


def unit_page(
    session: Session, names: ComplaintNames, key: str, wanted: Walk, cancel: Cancel | None = None
) -> UnitPage | None:
    """One unit or commune; None for a key nobody knows."""
    day = local_date(wanted.now).isoformat()
    group = find_group(names, key, day)
    if group is None:
        return None
    columns = open_columns(plain(session))
    table = walk(columns, wanted, names.calendar, cancel)
    earlier = replace(wanted, since=wanted.before, until=wanted.since, weeks=0, units=group.members)
    past = walk(columns, earlier, names.calendar, cancel)
    level = Level.COMMUNE if not group.code else Level.ALL
    seen = table.seen()
    kin = [g for g in groups(names, level, day) if g.kind == group.kind and g.members & seen]
    mine = Selection(since=wanted.since, until=wanted.until, fields=wanted.fields, areas=wanted.areas,
                     units=group.members, now=wanted.now)
    overdue = replace(mine, since=0, until=0, on_time=frozenset({OnTimeState.OPEN_OVERDUE}))
    ids = [int(i) for i in top_ids(columns, overdue, "due", OLDEST, cancel=cancel)]
    found = complaint_rows(session, ids)
    unit = next((u for u in names.units.values() if u.code == group.code), None)
    by_code = {u.code: u for u in names.units.values()}
    return UnitPage(
        group=group,
        unit=unit,
        parent=by_code.get(unit.parent) if unit is not None else None,
        predecessors=tuple(u for u in names.units.values() if unit is not None and u.successor == unit.code),
        successor=by_code.get(unit.successor) if unit is not None else None,
        figures=table.figures(group.members),
        before=past.figures(group.members),
        kin=table.figures(frozenset().union(*(g.members for g in kin))),
        kin_count=len(kin),
        city=table.figures(frozenset(range(table.size))),
        commitments=commitments(session, wanted.now)(group.codes),
        times=_times(table.minutes(group.members)),
        by_field=_parts(by_verdict(columns, mine, "field", cancel=cancel)),
        by_area=_parts(by_verdict(columns, mine, "area", cancel=cancel)),
        oldest=tuple(found[i] for i in ids if i in found),
        requests=_newest(
            [r for r in rows(session, ExplanationRequestRecord) if r.unit_code in group.codes]
        ),
        directives=tuple(d for d in rows(session, DirectiveRecord) if d.unit_code in group.codes),
        promises=_promises([p for p in rows(session, PromiseRecord) if p.unit_code in group.codes]),
        walk=wanted,
    )


def _times(minutes: NDArray[np.uint32]) -> tuple[int, ...]:
    ends = np.searchsorted(minutes, np.array(EDGES), side="right")
    return tuple(int(n) for n in np.diff([0, *ends.tolist(), len(minutes)]))


def _parts(table: NDArray[np.int64]) -> tuple[Part, ...]:
    open_late, closed_late = (VERDICTS.index(s) for s in (OnTimeState.OPEN_OVERDUE, OnTimeState.CLOSED_LATE))
    parts = [Part(k, int(row.sum()), int(row[open_late]), int(row[closed_late])) for k, row in enumerate(table)]
    return tuple(sorted((p for p in parts if p.received), key=lambda p: (-p.received, p.id)))


def _newest(requests: list[ExplanationRequestRecord]) -> tuple[ExplanationRequestRecord, ...]:
    return tuple(sorted(requests, key=lambda r: (-r.received_at, r.id)))


def _promises(promises: list[PromiseRecord]) -> tuple[PromiseRecord, ...]:
    """Those that are still to be kept first, the nearest due date first; then the newest of the others."""
    pending = sorted((p for p in promises if p.state == PromiseState.PENDING), key=lambda p: p.due)
    ended = sorted((p for p in promises if p.state != PromiseState.PENDING), key=lambda p: p.due, reverse=True)
    return (*pending, *ended)
