"""Who may move a complaint: the centre and its reporter by the rules alone, an officer for the own unit and below, a
dispatcher what waits for a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ioc_domain.complaint_life import BAD_STARS, DISPATCH_MOVES, UNIT_MOVES
from ioc_domain.records import ComplaintRecord

from .. import models as m
from .waiting import waits


class NotAllowed(Exception):
    """The mover may not do that; a Vietnamese sentence for a person."""


@dataclass(frozen=True)
class Mover:
    """Who moves it. `name`: as the audit says it; `unit_code`: the unit that an officer acts for, "" = the centre's own
    hand, or the reporter; `dispatches`: somebody who gives complaints to units and acts for none."""

    name: str
    unit_code: str = ""
    dispatches: bool = False


def own_units(connection: sa.Connection, unit_code: str) -> dict[str, int]:
    """Code → id of a unit, of all below it, and of all that are no more and whose work they took over."""
    u = m.SYNCED["unit"].c
    rows = connection.execute(sa.select(u.code, u.id, u.parent, u.successor, u.valid_to)).all()
    ids = {row.code: int(row.id) for row in rows}
    under: dict[str, list[str]] = {}
    for row in rows:
        for above in {row.parent, row.successor if row.valid_to else ""} - {"", row.code}:
            under.setdefault(above, []).append(row.code)
    found: dict[str, int] = {}
    waiting = [unit_code] if unit_code in ids else []
    while waiting:
        code = waiting.pop()
        if code not in found:
            found[code] = ids[code]
            waiting += under.get(code, [])
    return found


def may_see(connection: sa.Connection, complaint: ComplaintRecord, mover: Mover) -> bool:
    """Whether there is such a complaint for the mover at all."""
    return not mover.unit_code or complaint.unit in own_units(connection, mover.unit_code).values()


def check_move(
    connection: sa.Connection, complaint: ComplaintRecord, verb: str, to_unit: str, mover: Mover, today: date
) -> None:
    """Pass for a move that the mover may make, whatever the rules of a complaint's life say then.

    Raises `NotAllowed`.
    """
    if mover.dispatches:
        if verb not in DISPATCH_MOVES:
            raise NotAllowed("Việc này không thuộc bộ phận điều phối.")
        if not waits(connection, complaint, today):
            raise NotAllowed("Phản ánh này không còn chờ điều phối.")
        return
    if not mover.unit_code:
        return
    if verb not in UNIT_MOVES:
        raise NotAllowed("Việc này do trung tâm làm.")
    if verb == "reroute" and to_unit not in own_units(connection, mover.unit_code):
        raise NotAllowed("Chỉ chuyển thẳng cho đơn vị trực thuộc; với đơn vị khác, hãy trả lại kèm đề nghị.")
    if verb == "reopen" and not rated_badly(connection, complaint.id):
        raise NotAllowed(f"Đơn vị chỉ mở lại phản ánh mà người dân đánh giá từ {BAD_STARS} sao trở xuống.")


def rated_badly(connection: sa.Connection, number: int) -> bool:
    """Whether its reporter was not content with what was done."""
    o = m.complaint_outcome.c
    stars = connection.execute(sa.select(o.stars).where(o.complaint == number)).scalar()
    return stars is not None and 1 <= int(stars) <= BAD_STARS
