"""What the reporter of a complaint sees of it: everything but names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import OPEN_STATUSES, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaRecord, ComplaintRecord, UnitRecord

from .. import models as m
from .. import wording
from ..complaints import due, life
from ..complaints.steps import Told, steps_of, told
from ..complaints.words import DIRECTIVE_STEPS, STATUSES, without_identity
from ..rows import find, find_all, record_of

COMPLAINT = BY_NAME["complaint"]
OWN_STEPS = frozenset({"twin", "sent_back", *DIRECTIVE_STEPS})
"""Steps that are for those who work on it."""
OUTCOMES = 30


@dataclass(frozen=True)
class Followed:
    """A complaint as its page shows it."""

    code: str
    title: str
    status: str
    kind: str  # open | done | rejected | asks
    body: str
    place: str
    unit: str
    due: str
    late: bool
    moved_from: str
    steps: tuple[Told, ...]
    photos: tuple[tuple[int, str], ...]
    """(number, mime)."""
    outcome: life.Outcome | None


@dataclass(frozen=True)
class Published:
    """An outcome as everybody may read it."""

    title: str
    place: str
    when: str
    text: str
    stars: int
    rejected: bool


def complaint_of(connection: sa.Connection, number: int) -> ComplaintRecord | None:
    """A complaint by its number."""
    found = find(connection, COMPLAINT, number)
    return found if isinstance(found, ComplaintRecord) else None


def followed(connection: sa.Connection, complaint: ComplaintRecord, now: float) -> Followed:
    """Everything its page shows."""
    known = life.reporter_of(connection, complaint.id).words()
    unit, area = _by_id(connection, "unit", complaint.unit), _by_id(connection, "area", complaint.area)
    status = ComplaintStatus(complaint.status)
    moved = due.replaced(connection, complaint.id)
    parts = (without_identity(complaint.address, known), area.name if isinstance(area, AreaRecord) else "")
    return Followed(
        code=complaint.code,
        title=complaint.title,
        status="Chờ bạn xác nhận" if status == ComplaintStatus.AWAITING_CITIZEN else STATUSES[status],
        kind=_kind(status),
        body=complaint.body,
        place=", ".join(part for part in parts if part),
        unit=unit.name if isinstance(unit, UnitRecord) else "",
        due=wording.deadline(complaint.due) if complaint.due and status in OPEN_STATUSES else "",
        late=status in OPEN_STATUSES and 0 < complaint.due < now,
        moved_from=wording.deadline(moved[-1][1]) if moved and moved[-1][1] else "",
        steps=tuple(told(s, known) for s in reversed(steps_of(complaint.timeline)) if s[1] not in OWN_STEPS),
        photos=tuple((n, mime) for n, (_, mime) in enumerate(files_of(complaint))),
        outcome=life.outcome_of(connection, complaint.id),
    )


def last_answer(complaint: ComplaintRecord) -> str:
    """What the unit said last, "" when it has not answered."""
    return next((str(s[2]) for s in reversed(steps_of(complaint.timeline)) if s[1] == "answered"), "")


def files_of(complaint: ComplaintRecord) -> list[tuple[str, str]]:
    """(sha256, mime) of its photos and videos."""
    try:
        return [(s, mime) for s, _, mime in msgspec.json.decode(complaint.photos, type=list[tuple[str, int, str]])]
    except msgspec.MsgspecError:
        return []


def refused_files(connection: sa.Connection, code: str) -> list[tuple[str, str]]:
    """(name, reason) of what came with a complaint and was not taken."""
    q = m.quarantine.c
    query = sa.select(q.content, q.reason).where(q.source == "citizen", q.subject == code).order_by(q.id)
    return [
        (str(msgspec.json.decode(content, type=dict[str, object]).get("name", "")), str(reason))
        for content, reason in connection.execute(query)
    ]


def published(connection: sa.Connection, limit: int = OUTCOMES) -> list[Published]:
    """The latest outcomes, newest first."""
    c, o = m.SYNCED["complaint"], m.complaint_outcome
    query = sa.select(*(c.c[name] for name in COMPLAINT.columns), o.c.at, o.c.text, o.c.stars)
    query = query.join_from(o, c, o.c.complaint == c.c.id).order_by(o.c.at.desc(), o.c.complaint.desc()).limit(limit)
    rows = connection.execute(query).all()
    numbers = {row.area for row in rows}
    areas: dict[int, Any] = {
        a.id: a  # type: ignore[attr-defined]
        for a in find_all(connection, BY_NAME["area"], m.SYNCED["area"].c.id.in_(numbers))
    }
    found = []
    for row in rows:
        complaint = record_of(COMPLAINT, row)
        assert isinstance(complaint, ComplaintRecord)
        area = areas.get(complaint.area)
        rejected = complaint.status == ComplaintStatus.REJECTED
        found.append(
            Published(complaint.title, area.name if area else "", wording.moment(row.at), row.text, row.stars, rejected)
        )
    return found


def _kind(status: ComplaintStatus) -> str:
    if status in OPEN_STATUSES:
        return "asks" if status == ComplaintStatus.AWAITING_CITIZEN else "open"
    return "rejected" if status == ComplaintStatus.REJECTED else "done"


def _by_id(connection: sa.Connection, table: str, number: int) -> object:
    found = find_all(connection, BY_NAME[table], m.SYNCED[table].c.id == number, limit=1) if number else []
    return found[0] if found else None
