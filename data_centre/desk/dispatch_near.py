"""Complaints that may be about the same thing, as a dispatcher sees them beside one."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ioc_domain.codes import ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord

from ..complaints import life, twins
from ..complaints.words import without_identity
from ..models import SYNCED
from ..rows import find_all
from .complaints import status_words
from .dispatch import span, whole


@dataclass(frozen=True)
class Near:
    """A complaint that may be about the same thing."""

    id: int
    code: str
    title: str
    where: str
    state: str


def near_ones(connection: sa.Connection, complaint: ComplaintRecord) -> tuple[list[Near], list[tuple[str, int]]]:
    """(as they are shown, nearest first; code and unit of those that a unit has)."""
    found = twins.near(connection, complaint)
    rows = find_all(connection, BY_NAME["complaint"], SYNCED["complaint"].c.id.in_([t.id for t in found]))
    by_id = {r.id: r for r in rows if isinstance(r, ComplaintRecord)}
    known = [(t, by_id[t.id]) for t in found if t.id in by_id]
    placed = [(r.code, r.unit) for _, r in known if r.unit and r.status != ComplaintStatus.REJECTED]
    return [_near(connection, twin, record, complaint) for twin, record in known], placed


def _near(connection: sa.Connection, twin: twins.Twin, record: ComplaintRecord, complaint: ComplaintRecord) -> Near:
    side = "sau" if record.created > complaint.created else "trước"
    u = SYNCED["unit"].c
    unit = connection.execute(sa.select(u.name).where(u.id == record.unit)).scalar() if record.unit else ""
    return Near(
        id=record.id,
        code=record.code,
        title=without_identity(record.title, life.reporter_of(connection, record.id).words()),
        where=f"Cách {twin.metres} m, {side} {span(whole(twin.seconds))}",
        state=" · ".join(x for x in (status_words(record), str(unit or "")) if x),
    )
