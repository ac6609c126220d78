"""Possible duplicates: complaints of the same field, near in place and time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sqlalchemy as sa

from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.places import SCALE, to_lat_lon
from ioc_domain.records import ComplaintRecord

from .. import models as m

NEAR_METRES = 150
NEAR_SECONDS = 7 * 86400
MOST = 5
EQUATOR_METRES = 40_075_016.7


@dataclass(frozen=True)
class Twin:
    """A complaint that may be about the same thing."""

    id: int
    code: str
    metres: int
    seconds: int


def near(connection: sa.Connection, complaint: ComplaintRecord) -> list[Twin]:
    """Up to `MOST` possible duplicates, nearest first; none for a complaint that is not located."""
    if not complaint.flags & ComplaintFlag.LOCATED:
        return []
    per_metre = SCALE / (EQUATOR_METRES * math.cos(math.radians(to_lat_lon(complaint.x, complaint.y)[0])))
    reach = int(NEAR_METRES * per_metre) + 1
    c = m.SYNCED["complaint"].c
    query = sa.select(c.id, c.code, c.x, c.y, c.created).where(
        c.created.between(complaint.created - NEAR_SECONDS, complaint.created + NEAR_SECONDS),
        c.x.between(complaint.x - reach, complaint.x + reach),
        c.y.between(complaint.y - reach, complaint.y + reach),
        c.field == complaint.field,
        c.id != complaint.id,
        c.status != int(ComplaintStatus.REJECTED),
    )
    found = []
    for row in connection.execute(query):
        metres = math.hypot(row.x - complaint.x, row.y - complaint.y) / per_metre
        if metres <= NEAR_METRES:
            found.append(Twin(row.id, row.code, round(metres), abs(row.created - complaint.created)))
    return sorted(found, key=lambda t: (t.metres, t.seconds, t.id))[:MOST]


def remember(connection: sa.Connection, complaint: int, twins: list[Twin]) -> None:
    """Note them beside the complaint."""
    if twins:
        rows = [{"complaint": complaint, "other": t.id, "metres": t.metres, "seconds": t.seconds} for t in twins]
        connection.execute(sa.insert(m.complaint_twin), rows)


def known(connection: sa.Connection, complaint: int) -> list[tuple[int, int, int]]:
    """(complaint, metres, seconds) of the possible duplicates noted."""
    t = m.complaint_twin.c
    query = sa.select(t.other, t.metres, t.seconds).where(t.complaint == complaint).order_by(t.metres, t.other)
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]
