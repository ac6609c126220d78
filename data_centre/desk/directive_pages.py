"""What the desk's pages of directives show, as plain values for the templates. Never who reported the complaint."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import ComplaintStatus
from ioc_domain.directive_life import OWED
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaRecord, ComplaintFieldRecord, ComplaintRecord, DirectiveRecord
from ioc_domain.working_time import WorkingCalendar

from .. import wording
from ..complaints import life
from ..complaints.steps import steps_of
from ..complaints.words import STATUSES, without_identity
from ..models import SYNCED
from ..rows import find, find_all
from .pages import Clock, clock_of
from .site import SHOWN

DIRECTIVE = BY_NAME["directive"]
DONE_SHOWN = 100


@dataclass(frozen=True)
class DirectiveLine:
    """A directive in the list."""

    directive: DirectiveRecord
    state: str
    clock: Clock | None


@dataclass(frozen=True)
class Photo:
    """A photo or video of the complaint. `shown`: a browser may show it by itself."""

    sha256: str
    when: str
    shown: bool


@dataclass(frozen=True)
class Reported:
    """The complaint as the ordered unit sees it."""

    code: str
    title: str
    body: str
    facts: list[tuple[str, str]]
    photos: list[Photo]


def owed_directives(connection: sa.Connection, unit_code: str) -> int:
    """How many directives wait for the unit."""
    d = SYNCED["directive"].c
    count = sa.select(sa.func.count()).where(d.unit_code == unit_code, d.state.in_(sorted(OWED)))
    return int(connection.execute(count).scalar_one())


def directive_lines(
    connection: sa.Connection, unit_code: str, calendar: WorkingCalendar, now: float
) -> tuple[list[DirectiveLine], list[DirectiveLine]]:
    """(to carry out, by deadline; the others, newest first, at most 100)."""
    d = SYNCED["directive"].c
    mine = d.unit_code == unit_code
    waiting = [
        x
        for x in find_all(connection, DIRECTIVE, mine, d.state.in_(sorted(OWED)), order=("deadline", "number"))
        if isinstance(x, DirectiveRecord)
    ]
    newest = sa.func.max(d.answered_at, d.closed_at) if connection.dialect.name == "sqlite" else sa.func.greatest(
        d.answered_at, d.closed_at
    )
    ids = sa.select(d.id).where(mine, d.state.not_in(sorted(OWED))).order_by(newest.desc(), d.number).limit(DONE_SHOWN)
    last = [row[0] for row in connection.execute(ids)]
    by_id = {x.id: x for x in find_all(connection, DIRECTIVE, d.id.in_(last)) if isinstance(x, DirectiveRecord)}

    def line(x: DirectiveRecord, clock: Clock | None) -> DirectiveLine:
        return DirectiveLine(x, wording.DIRECTIVE_STATES.get(x.state, x.state), clock)

    return (
        [line(x, clock_of(x.deadline, x.deadline_days, calendar, now)) for x in waiting],
        [line(by_id[i], None) for i in last if i in by_id],
    )


def reported(connection: sa.Connection, number: int) -> Reported | None:
    """The complaint that a directive is about; None when it is not there any more."""
    found = find(connection, BY_NAME["complaint"], number)
    if not isinstance(found, ComplaintRecord):
        return None
    known = life.reporter_of(connection, number).words()
    area = _named(connection, "area", found.area)
    field = _named(connection, "complaint_field", found.field)
    known_statuses = {int(s) for s in ComplaintStatus}
    facts = [
        ("Lĩnh vực", field.name if isinstance(field, ComplaintFieldRecord) else ""),
        ("Địa bàn", area.name if isinstance(area, AreaRecord) else ""),
        ("Địa chỉ", without_identity(found.address, known)),
        ("Tiếp nhận", wording.moment(found.created)),
        ("Hạn phản ánh", wording.deadline(found.due) if found.due else ""),
        ("Trạng thái", STATUSES[ComplaintStatus(found.status)] if found.status in known_statuses else ""),
    ]
    return Reported(
        code=found.code,
        title=without_identity(found.title, known),
        body=without_identity(found.body, known),
        facts=[fact for fact in facts if fact[1]],
        photos=photos_of(found),
    )


def photos_of(complaint: ComplaintRecord) -> list[Photo]:
    """Its photos and videos, as the record names them."""
    try:
        rows = msgspec.json.decode(complaint.photos or "[]", type=list[tuple[str, int, str]])
    except msgspec.MsgspecError:
        return []
    return [Photo(sha256, wording.moment(when), mime in SHOWN) for sha256, when, mime in rows]


def history(directive: DirectiveRecord) -> list[tuple[str, str, str]]:
    """(when, what, who) of each step, newest first."""
    return [(wording.moment(at), str(text), str(who)) for at, _, who, text in reversed(steps_of(directive.steps))]


def _named(connection: sa.Connection, table: str, number: int) -> object:
    found = find_all(connection, BY_NAME[table], SYNCED[table].c.id == number, limit=1) if number else []
    return found[0] if found else None
