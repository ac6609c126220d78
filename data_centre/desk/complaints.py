"""Complaints that lie with a unit and the units below it: the list with its filter, and what may be done with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import sqlalchemy as sa

from ioc_domain.codes import OPEN_STATUSES, ComplaintStatus
from ioc_domain.complaint_life import UNIT_MOVES, moves_from
from ioc_domain.entities import BY_NAME
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.records import ComplaintRecord, ComplaintTypeRecord
from ioc_domain.working_time import WorkingCalendar

from ..complaints import due, life, rights
from ..complaints.steps import steps_of
from ..complaints.submission import Reporter
from ..complaints.words import STATUSES, without_identity
from ..models import SYNCED
from ..rows import find_all, record_of
from .clocks import Clock, clock_of

COMPLAINT = BY_NAME["complaint"]
SHOWN = 40
OPEN, ALL = "open", "all"
WORKED_ON = (ComplaintStatus.IN_PROGRESS, ComplaintStatus.EXTENDED, ComplaintStatus.REOPENED)
"""Statuses in which it is the unit's turn."""
CHOICES: tuple[tuple[str, str], ...] = (
    (OPEN, "Đang mở"),
    *((s.name.lower(), STATUSES[s]) for s in ComplaintStatus if s is not ComplaintStatus.AWAITING_ROUTE),
    (ALL, "Tất cả"),
)
"""Filters by status: name in the address → words."""
VERDICTS: dict[OnTimeState, str] = {
    OnTimeState.CLOSED_ON_TIME: "Xong đúng hạn",
    OnTimeState.CLOSED_LATE: "Xong trễ hạn",
    OnTimeState.OPEN_IN_TIME: "Trong hạn",
    OnTimeState.OPEN_OVERDUE: "Trễ hạn",
    OnTimeState.NO_DUE: "Không có hạn",
}
_LAST = 1 << 50
"""Sorts behind every time."""


@dataclass(frozen=True)
class Wanted:
    """Which complaints are listed. `after`: (key, id) of the last one of the page before, None = from the start."""

    status: str = OPEN
    late: bool = False
    code: str = ""
    after: tuple[int, int] | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Wanted:
        """From the parameters of an address; what makes no sense is as if it had not been said."""
        status = asked.get("status", OPEN)
        parts = asked.get("after", "").split("_")
        numbers = [int(p) for p in parts if p.removeprefix("-").isdecimal() and p.isascii() and len(p) < 19]
        return cls(
            status=status if status in dict(CHOICES) else OPEN,
            late=asked.get("late") == "1",
            code=asked.get("code", "").strip()[:40],
            after=(numbers[0], numbers[1]) if len(numbers) == len(parts) == 2 else None,
        )

    def address(self, after: tuple[int, int] | None = None) -> str:
        """The address of this list, or of what follows after one."""
        said = {"status": self.status, "late": "1" if self.late else "", "code": self.code}
        said["after"] = f"{after[0]}_{after[1]}" if after else ""
        return "/desk/complaints?" + urlencode({k: v for k, v in said.items() if v})


@dataclass(frozen=True)
class Row:
    """A complaint in the list."""

    id: int
    code: str
    title: str
    place: str
    status: str
    verdict: str
    late: bool
    clock: Clock | None


@dataclass(frozen=True)
class Listed:
    """One page of the list. `more`: the address of the next, "" = none."""

    rows: list[Row]
    more: str
    open: int
    late: int


def waiting_complaints(connection: sa.Connection, unit_code: str) -> int:
    """How many it is the unit's turn on."""
    c = SYNCED["complaint"].c
    ids = sorted(rights.own_units(connection, unit_code).values())
    mine = sa.select(sa.func.count()).where(c.unit.in_(ids), c.closed == 0, c.status.in_([int(s) for s in WORKED_ON]))
    return int(connection.execute(mine).scalar_one())


def listed(
    connection: sa.Connection, unit_code: str, wanted: Wanted, calendar: WorkingCalendar, now: int
) -> Listed:
    """A page of the complaints of a unit: those open by their due time, the others newest first."""
    c = SYNCED["complaint"].c
    mine = c.unit.in_(sorted(rights.own_units(connection, unit_code).values()))
    overdue = sa.and_(c.closed == 0, c.due > 0, c.due < now)
    key = sa.case((c.closed > 0, _LAST - c.closed), (c.due > 0, c.due), else_=_LAST // 2)
    where: list[sa.ColumnElement[bool]] = [mine]
    if wanted.code:
        where.append(c.code.contains(wanted.code.upper(), autoescape=True))
    elif wanted.status == OPEN:
        where += [c.closed == 0, c.status.in_([int(s) for s in OPEN_STATUSES])]
    elif wanted.status != ALL:
        where.append(c.status == int(ComplaintStatus[wanted.status.upper()]))
    if wanted.late:
        where.append(sa.or_(overdue, sa.and_(c.due > 0, c.closed > c.due)))
    if wanted.after is not None:
        where.append(sa.or_(key > wanted.after[0], sa.and_(key == wanted.after[0], c.id > wanted.after[1])))
    query = sa.select(*(c[name] for name in COMPLAINT.columns), key.label("key")).where(*where)
    found = connection.execute(query.order_by(key, c.id).limit(SHOWN + 1)).all()
    days = _days(connection)
    usual = due.answer_days(connection, None)
    reporters = life.reporters_of(connection, [row.id for row in found])
    rows = []
    for row in found[:SHOWN]:
        record = record_of(COMPLAINT, row)
        assert isinstance(record, ComplaintRecord)
        known = reporters.get(record.id, Reporter()).words()
        rows.append(row_of(record, days.get(record.type, usual), calendar, now, known))
    last = (int(found[SHOWN - 1].key), int(found[SHOWN - 1].id)) if len(found) > SHOWN else None
    counts = sa.select(sa.func.count(), sa.func.sum(sa.case((overdue, 1), else_=0))).where(mine, c.closed == 0)
    open_, late = connection.execute(counts).one()
    return Listed(rows, wanted.address(last) if last else "", int(open_), int(late or 0))


def row_of(
    record: ComplaintRecord, days: int, calendar: WorkingCalendar, now: int, known: tuple[str, ...]
) -> Row:
    """A complaint with its clock, without the `known` words of its reporter."""
    state = verdict(record.due, record.closed, now)
    running = not record.closed and record.due > 0
    return Row(
        id=record.id,
        code=record.code,
        title=without_identity(record.title, known),
        place=without_identity(record.address, known),
        status=status_words(record),
        verdict=VERDICTS[state],
        late=state in (OnTimeState.CLOSED_LATE, OnTimeState.OPEN_OVERDUE),
        clock=clock_of(record.due, days, calendar, now) if running else None,
    )


def status_words(record: ComplaintRecord) -> str:
    """Its status in words, "" for one that nobody knows."""
    return STATUSES[ComplaintStatus(record.status)] if record.status in {int(s) for s in ComplaintStatus} else ""


def days_of(connection: sa.Connection, record: ComplaintRecord) -> int:
    """Working days in which it must be answered."""
    return _days(connection).get(record.type) or due.answer_days(connection, None)


def verbs_of(connection: sa.Connection, record: ComplaintRecord) -> frozenset[str]:
    """Moves that the unit may make now."""
    if record.status not in {int(s) for s in ComplaintStatus}:
        return frozenset()
    found = UNIT_MOVES & set(moves_from(ComplaintStatus(record.status)))
    if "accept" in found and _taken_up(record):
        found -= {"accept"}
    if "reopen" in found and not rights.rated_badly(connection, record.id):
        found -= {"reopen"}
    return frozenset(found)


def _taken_up(record: ComplaintRecord) -> bool:
    """Whether the unit has begun since it got the complaint last."""
    for _, kind, _, _ in reversed(steps_of(record.timeline)):
        if kind in ("accepted", "progress"):
            return True
        if kind in ("routed", "reopened"):
            return False
    return False


def _days(connection: sa.Connection) -> dict[int, int]:
    types = [t for t in find_all(connection, BY_NAME["complaint_type"]) if isinstance(t, ComplaintTypeRecord)]
    return {t.id: due.answer_days(connection, t) for t in types}
