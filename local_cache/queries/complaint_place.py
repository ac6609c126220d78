"""What was complained of before at the very place of a complaint, whatever it was about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from ioc_domain.codes import ComplaintFlag
from ioc_domain.places import SCALE, to_lat_lon
from ioc_domain.records import ComplaintRecord
from local_cache import layout
from local_cache.complaint_selection import Box
from local_cache.queries.rows import plain
from local_cache.segments import Block, Cancel, open_columns

HERE_METRES = 50
MOST_EARLIER = 6
_EQUATOR = 40_075_016.686
"""Metres round the earth, which the map's square is wide."""


@dataclass(frozen=True)
class EarlierHere:
    """Complaints received before a complaint within `HERE_METRES` of it: how many, the newest, and the square of twice
    that side around the place."""

    complaint: int
    total: int
    newest: tuple[ComplaintRecord, ...]
    box: Box


def metre_at(x: int, y: int) -> float:
    """Units of `ioc_domain.places` in one metre, there."""
    latitude, _ = to_lat_lon(x, y)
    return float(SCALE / (_EQUATOR * np.cos(np.radians(latitude))))


def square_around(x: int, y: int, metres: float) -> Box:
    """The square whose sides are so far from a place."""
    reach = int(metres * metre_at(x, y)) + 1
    return (max(0, x - reach), max(0, y - reach), x + reach + 1, y + reach + 1)


def earlier_here(session: Session, complaint: int, *, cancel: Cancel | None = None) -> EarlierHere | None:
    """What was complained of there before; None for a complaint that is not known or has no place.

    Every place is compared, which takes some 30 ms of ten million held in memory and 0.4 s of those that are not;
    they are not held for this. Raises `Cancelled` between two blocks.
    """
    from local_cache.queries.complaint_list import complaint_rows

    found = session.execute(
        text("SELECT x, y, created, flags FROM complaint WHERE id = :id"), {"id": complaint}
    ).one_or_none()
    if found is None or not found.flags & ComplaintFlag.LOCATED:
        return None
    x, y, created = int(found.x), int(found.y), int(found.created)
    box, reach = square_around(x, y, HERE_METRES), HERE_METRES * metre_at(x, y)
    ids: list[NDArray[np.int64]] = []
    times: list[NDArray[np.int64]] = []
    for block in open_columns(plain(session)).blocks(newest_first=True, cancel=cancel):
        if block.bounds("created")[0] >= created or _misses(block, box):
            continue
        here = block.once
        rows = np.flatnonzero((here["x"] >= box[0]) & (here["x"] < box[2]))
        if len(rows):
            rows = rows[(here["y"][rows] >= box[1]) & (here["y"][rows] < box[3])]
        if not len(rows):
            continue
        away = np.hypot(here["x"][rows].astype(float) - x, here["y"][rows].astype(float) - y)
        keep = (away <= reach) & (here["created"][rows] < created) & (here["id"][rows] != complaint)
        keep &= (here["flags"][rows] & np.uint8(ComplaintFlag.LOCATED)) != 0
        if block.has_dead:
            keep &= here[layout.LIVENESS][rows] != np.uint8(layout.DEAD)
        ids.append(here["id"][rows[keep]].astype(np.int64))
        times.append(here["created"][rows[keep]].astype(np.int64))
    all_ids, all_times = (np.concatenate([*parts, np.empty(0, np.int64)]) for parts in (ids, times))
    newest = [int(i) for i in all_ids[np.lexsort((all_ids, all_times))[::-1][:MOST_EARLIER]]]
    texts = complaint_rows(session, newest)
    return EarlierHere(complaint, len(all_ids), tuple(texts[i] for i in newest if i in texts), box)


def _misses(block: Block, box: Box) -> bool:
    """Whether no place of a block lies in a box."""
    (west, east), (north, south) = block.bounds("x"), block.bounds("y")
    return east < box[0] or west >= box[2] or south < box[1] or north >= box[3]
