"""Complaints that lie with a unit and the units below it: the list with its filter, and what may be done with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import sqlalchemy as sa

from ioc_domain.codes import ComplaintStatus
from ioc_domain.complaint_life import UNIT_MOVES, moves_from
from ioc_domain.entities import BY_NAME
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.records import ComplaintRecord, ComplaintTypeRecord
from ioc_domain.working_time import WorkingCalendar

from ..complaints import due, life, rights
from ..complaints.steps import steps_of
from ..complaints.submission import Reporter
from ..complaints.words import STATUSES, without_identity
from ..models import SYNCED, complaint_intake
from ..rows import find_all
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


def listed(connection: sa.Connection, unit_code: str, wanted: Wanted, calendar: WorkingCalendar, now: int) -> Listed:
    """A page of the complaints of a unit: those open by their due time, the others newest first."""
    c = SYNCED["complaint"].c
    units = sorted(rights.own_units(connection, unit_code).values())
    keys = _keys(connection, units, wanted, now)
    by_id = {r.id: r for r in find_all(connection, COMPLAINT, c.id.in_([n for _, n in keys[:SHOWN]]))
             if isinstance(r, ComplaintRecord)}  # fmt: skip
    days, usual = _days(connection), due.answer_days(connection, None)
    reporters = life.reporters_of(connection, list(by_id))
    rows = [
        row_of(r, days.get(r.type, usual), calendar, now, reporters.get(r.id, Reporter()).words())
        for r in (by_id[n] for _, n in keys[:SHOWN] if n in by_id)
    ]
    overdue = sa.case((sa.and_(c.due > 0, c.due < now), 1), else_=0)
    counts = sa.select(sa.func.count(), sa.func.sum(overdue)).where(c.unit.in_(units), c.closed == 0)
    open_, late = connection.execute(counts).one()
    return Listed(rows, wanted.address(keys[SHOWN - 1]) if len(keys) > SHOWN else "", int(open_), int(late or 0))


def _keys(connection: sa.Connection, units: list[int], wanted: Wanted, now: int) -> list[tuple[int, int]]:
    """(sort key, id) of the rows of a page and of one more, in order: those open by their due time, then the others.

    The others are found unit by unit, each from its newest on: an office that has the whole city below it has millions.
    """
    c = SYNCED["complaint"].c
    number = _number_of(connection, wanted.code)
    same: list[sa.ColumnElement[bool]] = []
    if number:
        same.append(c.id == number)
    elif wanted.code:
        same.append(c.code.contains(wanted.code.upper(), autoescape=True))
    elif wanted.status not in (OPEN, ALL):
        same.append(c.status == int(ComplaintStatus[wanted.status.upper()]))
    found: list[tuple[int, int]] = []
    after = wanted.after or (-1, 0)
    if after[0] < _LAST // 2 + 1:
        key = sa.case((c.due > 0, c.due), else_=_LAST // 2)
        where = [c.unit.in_(units), c.closed == 0, *same, _behind(key, c.id, after)]
        if wanted.late:
            where += [c.due > 0, c.due < now]
        query = sa.select(key.label("key"), c.id).where(*where).order_by(key, c.id).limit(SHOWN + 1)
        found += [(int(row.key), int(row.id)) for row in connection.execute(query)]
    if (wanted.status != OPEN or wanted.code) and len(found) <= SHOWN:
        where = [c.unit == sa.bindparam("unit"), c.closed > 0, *same, _behind(_LAST - c.closed, c.id, after)]
        if after[0] >= _LAST // 2 + 1:
            where.append(c.closed <= _LAST - after[0])  # what the index can tell
        if wanted.late:
            where += [c.due > 0, c.closed > c.due]
        query = sa.select(c.closed, c.id).where(*where).order_by(c.closed.desc(), c.id).limit(SHOWN + 1)
        for unit in units:
            rows = connection.execute(query, {"unit": unit})
            found += [(_LAST - int(row.closed), int(row.id)) for row in rows]
    return sorted(found)[: SHOWN + 1]


def _behind(
    key: sa.ColumnElement[int], number: sa.ColumnElement[int], after: tuple[int, int]
) -> sa.ColumnElement[bool]:
    return sa.or_(key > after[0], sa.and_(key == after[0], number > after[1]))


def _number_of(connection: sa.Connection, code: str) -> int:
    """Id of a complaint that this centre took in, by its whole code; 0 for any other, which is looked for."""
    i = complaint_intake.c
    found = connection.execute(sa.select(i.complaint).where(i.code == code.upper())).scalar() if code else None
    return int(found or 0)


def row_of(record: ComplaintRecord, days: int, calendar: WorkingCalendar, now: int, known: tuple[str, ...]) -> Row:
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


def seen_of(record: ComplaintRecord) -> str:
    """What an open page knows of a complaint: nothing is done to one that has moved on since."""
    return f"{record.status}.{record.unit}.{len(steps_of(record.timeline))}"


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
