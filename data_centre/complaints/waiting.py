"""Complaints that no unit works on and a dispatcher must place: which, why, since when.

Three causes: no rule placed it; a unit sent it back; the unit it lies with is no more and nobody took over from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa

from ioc_domain.codes import ComplaintStatus
from ioc_domain.complaint_life import MOVES
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, UnitRecord
from ioc_domain.working_time import at_local

from .. import models as m
from ..rows import find_all
from .routing import LONGEST_LINE
from .steps import steps_of

COMPLAINT = BY_NAME["complaint"]
MOST = 2_000
"""Complaints looked at, those that came first: where more wait, the others come up when these are placed."""
# The number is spelled out: SQLite takes the index of what waits only where it sees that the query fits it.
_UNPLACED = m.SYNCED["complaint"].c.status == sa.literal_column(str(int(ComplaintStatus.AWAITING_ROUTE)))
PROPOSED = "Đề nghị chuyển "
"""How the detail of a step begins with which a unit sends a complaint back and names another."""


class Cause(StrEnum):
    """Why it waits."""

    NEVER = "never"
    SENT_BACK = "sent_back"
    UNIT_GONE = "unit_gone"


@dataclass(frozen=True)
class Waiting:
    """A complaint that waits. Units are named by their short names, as the timeline keeps them.

    `since`: when it came here; `unit`: whom it lay with last; `reason`, `proposed`: what that unit said when it sent it
    back; `senders`: all that ever did.
    """

    complaint: ComplaintRecord
    cause: Cause
    since: int
    unit: str = ""
    reason: str = ""
    proposed: str = ""
    senders: tuple[str, ...] = ()


def unplaced(connection: sa.Connection) -> int:
    """How many have no unit."""
    return int(connection.execute(sa.select(sa.func.count()).where(_UNPLACED)).scalar_one())


def waits(connection: sa.Connection, complaint: ComplaintRecord, today: date) -> bool:
    """Whether it is a dispatcher's turn."""
    if complaint.status == ComplaintStatus.AWAITING_ROUTE:
        return True
    return complaint.status in MOVES["reroute"] and complaint.unit in gone_units(connection, today)


def verb_of(complaint: ComplaintRecord) -> str:
    """The move that gives it to a unit."""
    return "route" if complaint.status == ComplaintStatus.AWAITING_ROUTE else "reroute"


def gone_units(connection: sa.Connection, today: date) -> dict[int, UnitRecord]:
    """Units that are no more, and whose work nobody in force took over, by id."""
    units = {u.code: u for u in find_all(connection, BY_NAME["unit"]) if isinstance(u, UnitRecord)}

    def ended(unit: UnitRecord) -> bool:
        return bool(unit.valid_to) and unit.valid_to < today.isoformat()

    def alone(unit: UnitRecord | None) -> bool:
        for _ in range(LONGEST_LINE):
            if unit is None or not ended(unit):
                return unit is None
            unit = units.get(unit.successor)
        return True

    return {u.id: u for u in units.values() if ended(u) and alone(u)}


def all_waiting(connection: sa.Connection, today: date) -> list[Waiting]:
    """What waits, the longest first; at most `MOST` of each sort."""
    c = m.SYNCED["complaint"].c
    found = find_all(connection, COMPLAINT, _UNPLACED, order=("created",), limit=MOST)
    gone = gone_units(connection, today)
    if gone:
        left = (c.unit.in_(sorted(gone)), c.closed == 0, c.status.in_([int(s) for s in MOVES["reroute"]]))
        found += find_all(connection, COMPLAINT, *left, order=("created",), limit=MOST)
    told = [waiting_of(r, gone) for r in found if isinstance(r, ComplaintRecord)]
    return sorted(told, key=lambda w: (w.since, w.complaint.id))


def waiting_of(complaint: ComplaintRecord, gone: dict[int, UnitRecord]) -> Waiting:
    """Why a complaint waits, by its timeline. `gone`: as `gone_units` tells them."""
    cause, since, unit, reason, proposed = Cause.NEVER, complaint.created, "", "", ""
    senders: list[str] = []
    for at, kind, text, detail in steps_of(complaint.timeline):
        if kind == "routed":
            unit, since = str(detail), at
        elif kind == "sent_back":
            cause, since, reason = Cause.SENT_BACK, at, str(text)
            proposed = str(detail).removeprefix(PROPOSED) if str(detail).startswith(PROPOSED) else ""
            senders.append(unit)
        elif kind == "reopened":
            since = at
    if complaint.status != ComplaintStatus.AWAITING_ROUTE and complaint.unit in gone:
        last = gone[complaint.unit]
        ended = at_local(date.fromisoformat(last.valid_to) + timedelta(days=1), 0)
        return Waiting(complaint, Cause.UNIT_GONE, max(since, ended), last.name, senders=_known(senders))
    if cause is Cause.NEVER:
        since = complaint.created
    return Waiting(complaint, cause, since, unit, reason, proposed, _known(senders))


def _known(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
