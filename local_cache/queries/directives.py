"""Directives for screens: those on one complaint, what a new one starts from, which of many complaints may have one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ioc_domain.codes import OPEN_STATUSES
from ioc_domain.directive_life import ENDED
from ioc_domain.evidence import Evidence
from ioc_domain.records import ComplaintRecord, DirectiveRecord, UnitRecord
from ioc_domain.working_time import WorkingCalendar
from local_cache.directive_projection import ProjectedDirective, projected_directives
from local_cache.outbox import Draft, Outbox
from local_cache.queries.complaint_subject import complaint_subject
from local_cache.queries.requests import UnitChoice, calendar, units_to_ask
from local_cache.queries.rows import plain, rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_AT_ONCE = 200
"""Directives that one gesture saves: each is a command of its own."""
_LOOK_UP = 500


@dataclass(frozen=True)
class ComplaintDirectives:
    """Directives on one complaint, with the names of their units."""

    complaint: int
    directives: tuple[ProjectedDirective, ...] = ()
    unit_names: tuple[tuple[str, str], ...] = ()
    draft: Draft | None = None
    """What is half written on this machine."""

    def unit_name(self, code: str) -> str:
        """Name of a unit, its code where this machine does not know it."""
        return dict(self.unit_names).get(code, code)


@dataclass(frozen=True)
class DirectiveSubject:
    """What a directive on a complaint starts from. `evidence.facts` is for the view model to word."""

    complaint: ComplaintRecord
    evidence: Evidence
    field_name: str
    unit_code: str
    unit_name: str
    units: tuple[UnitChoice, ...]
    standing: tuple[ProjectedDirective, ...]
    """Directives on it that have not ended."""
    calendar: WorkingCalendar


@dataclass(frozen=True)
class Target:
    """A complaint that a directive for many may go to, as it is known here."""

    complaint: int
    status: int
    unit_code: str
    due: int


@dataclass(frozen=True)
class Targets:
    """Those of many complaints that may be ordered, and how many may not, and why."""

    ready: tuple[Target, ...]
    units: int
    closed: int
    without_unit: int
    ordered: int
    """The unit has an order on it already."""
    gone: int
    """Not on this machine any more."""
    calendar: WorkingCalendar


def draft_key(complaint: int) -> str:
    """Where the draft of a directive on a complaint lies in the outbox file; 0: of one for many."""
    return f"directive/{complaint}" if complaint else "directive/many"


def complaint_directives(session: Session, outbox: Path, complaint: int) -> ComplaintDirectives:
    """All directives on a complaint, also those only on this machine."""
    key = draft_key(complaint)
    kept = [d for d in Outbox(outbox).drafts(key) if d.key == key] if outbox.exists() else []
    draft = kept[0] if kept else None
    found = projected_directives(session, outbox, complaint)
    if not found:
        return ComplaintDirectives(complaint, draft=draft)
    named = {p.record.unit_code for p in found} | {p.record.routed_from for p in found}
    names = tuple((u.code, u.name) for u in rows(session, UnitRecord) if u.code in named)
    return ComplaintDirectives(complaint, found, names, draft)


def directive_subject(
    session: Session, outbox: Path, complaint: int, now: int, cursor: str
) -> DirectiveSubject | None:
    """None for a complaint this machine does not hold (any more)."""
    subject = complaint_subject(session, complaint, now, cursor)
    if subject is None:
        return None
    return DirectiveSubject(
        complaint=subject.complaint,
        evidence=subject.evidence,
        field_name=subject.field_name,
        unit_code=subject.unit_code,
        unit_name=subject.unit_name,
        units=units_to_ask(session),
        standing=tuple(p for p in projected_directives(session, outbox, complaint) if p.state not in ENDED),
        calendar=subject.calendar,
    )


def targets(session: Session, complaints: Sequence[int]) -> Targets:
    """Which of these complaints may be ordered: open, with a unit, and no order to that unit standing."""
    units = {u.id: u.code for u in rows(session, UnitRecord)}
    standing = {(d.complaint, d.unit_code) for d in rows(session, DirectiveRecord) if d.state not in ENDED}
    ready: list[Target] = []
    found = closed = without_unit = ordered = 0
    connection = plain(session)
    for start in range(0, len(complaints), _LOOK_UP):
        piece = [int(i) for i in complaints[start : start + _LOOK_UP]]
        marks = ", ".join("?" * len(piece))
        query = f"SELECT id, status, unit, due, closed FROM complaint WHERE id IN ({marks})"
        by_id = {row[0]: row for row in connection.execute(query, piece)}
        for number in piece:
            if number not in by_id:
                continue
            _, status, unit, due, closed_at = by_id[number]
            found += 1
            code = units.get(unit, "")
            if closed_at or status not in OPEN_STATUSES:
                closed += 1
            elif not code:
                without_unit += 1
            elif (number, code) in standing:
                ordered += 1
            else:
                ready.append(Target(number, status, code, due))
    return Targets(
        ready=tuple(ready),
        units=len({t.unit_code for t in ready}),
        closed=closed,
        without_unit=without_unit,
        ordered=ordered,
        gone=len(complaints) - found,
        calendar=calendar(session),
    )
