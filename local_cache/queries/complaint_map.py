"""What the map of complaints shows: counts on a grid, single points, and what lies in a box."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ioc_domain.on_time import OnTimeState
from local_cache.aggregates import heat_grid
from local_cache.complaint_selection import VERDICTS, Box, verdicts_of
from local_cache.queries.complaint_columns import Columns, join
from local_cache.queries.complaints import ComplaintFilter, as_selection, choose_complaints
from local_cache.queries.rows import plain
from local_cache.segments import open_columns

CLUSTER_PIXELS = 100
"""Side of a cluster's cell on the screen."""
_LEAN = 0.4


@dataclass(frozen=True)
class MapPoints:
    """Complaints of a view one by one: arrays of one length. `state`: place in `VERDICTS`."""

    id: NDArray[np.int64]
    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    state: NDArray[np.uint8]


@dataclass(frozen=True)
class MapCluster:
    """Complaints of one cell: a point in it near the middle of them, how many, how many of them open and overdue."""

    x: int
    y: int
    total: int
    late: int


@dataclass(frozen=True)
class MapView:
    """Located complaints of a view: `points` when there are few enough, else `clusters`. Both sum to `total`."""

    total: int
    late: int
    points: MapPoints | None
    clusters: tuple[MapCluster, ...]


@dataclass(frozen=True)
class CellFacts:
    """What lies in a box: how many, how many open and overdue, and by field, most first."""

    box: Box
    total: int
    late: int
    fields: tuple[tuple[int, int], ...]
    areas: tuple[tuple[int, int], ...]


def heat_counts(session: Session, wanted: ComplaintFilter, now: int, box: Box, columns: int, rows: int
                ) -> NDArray[np.int64]:
    """Located complaints of the selection per cell of a grid over `box`: an array (rows, columns)."""
    if _overlap(wanted.box, box) is None:
        return np.zeros((rows, columns), np.int64)
    if not wanted.text.strip():
        return heat_grid(open_columns(plain(session)), as_selection(wanted, now), box, columns, rows)
    here = _located(session, wanted, now, box)
    x = (here["x"].astype(np.int64) - box[0]) * columns // (box[2] - box[0])
    y = (here["y"].astype(np.int64) - box[1]) * rows // (box[3] - box[1])
    return np.bincount(y * columns + x, minlength=rows * columns).reshape(rows, columns)


def points_in_view(session: Session, wanted: ComplaintFilter, now: int, box: Box, width: int, limit: int) -> MapView:
    """Complaints of the selection in a view `width` pixels wide: one by one up to `limit`, else clustered."""
    here = _located(session, wanted, now, box)
    state = verdicts_of(here["due"], here["closed"], now)
    late = state == VERDICTS.index(OnTimeState.OPEN_OVERDUE)
    total, late_total = here.count, int(late.sum())
    if total <= limit:
        points = MapPoints(here["id"].astype(np.int64), here["x"].astype(np.uint32), here["y"].astype(np.uint32), state)
        return MapView(total, late_total, points, ())
    # Cells lie on a fixed lattice of the world, so that they stand still while the map is panned.
    side = max(1, (box[2] - box[0]) * CLUSTER_PIXELS // max(1, width))
    x, y = here["x"].astype(np.int64), here["y"].astype(np.int64)
    keys, place = np.unique((y // side << 32) + x // side, return_inverse=True)
    counts = np.bincount(place, minlength=len(keys))
    lates = np.bincount(place[late], minlength=len(keys))
    # Between the middle of the complaints and that of the cell: near where they are, and not upon a neighbour.
    middle_x = np.bincount(place, weights=x.astype(float), minlength=len(keys)) / counts * _LEAN
    middle_y = np.bincount(place, weights=y.astype(float), minlength=len(keys)) / counts * _LEAN
    middle_x += ((keys & 0xFFFFFFFF) + 0.5) * side * (1 - _LEAN)
    middle_y += ((keys >> 32) + 0.5) * side * (1 - _LEAN)
    clusters = tuple(
        MapCluster(int(middle_x[k]), int(middle_y[k]), int(counts[k]), int(lates[k])) for k in range(len(keys))
    )
    return MapView(total, late_total, None, clusters)


def area_centres(session: Session) -> dict[int, tuple[int, int]]:
    """Middle of the located complaints of each area: for areas of an import that came without coordinates."""
    here = choose_complaints(session, ComplaintFilter(box=(0, 0, 1 << 30, 1 << 30)), 0).columns
    if not here.count:
        return {}
    areas = here["area"].astype(np.intp)
    counts = np.bincount(areas)
    x = np.bincount(areas, weights=here["x"].astype(float)) / np.maximum(counts, 1)
    y = np.bincount(areas, weights=here["y"].astype(float)) / np.maximum(counts, 1)
    return {int(k): (int(x[k]), int(y[k])) for k in np.flatnonzero(counts)}


def cell_facts(session: Session, wanted: ComplaintFilter, now: int, box: Box) -> CellFacts:
    """What of the selection lies in a box."""
    here = _located(session, wanted, now, box)
    state = verdicts_of(here["due"], here["closed"], now)
    return CellFacts(
        box,
        here.count,
        int((state == VERDICTS.index(OnTimeState.OPEN_OVERDUE)).sum()),
        _most(here["field"]),
        _most(here["area"]),
    )


def _located(session: Session, wanted: ComplaintFilter, now: int, box: Box) -> Columns:
    both = _overlap(wanted.box, box)
    if both is None:
        return join([])
    return choose_complaints(session, replace(wanted, box=both), now).only_inside()


def _overlap(one: Box | None, other: Box) -> Box | None:
    """What lies in both boxes, None when nothing can."""
    if one is None:
        return other
    x0, y0, x1, y1 = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _most(keys: NDArray[np.integer]) -> tuple[tuple[int, int], ...]:
    counts = np.bincount(keys.astype(np.intp))
    return tuple((int(k), int(counts[k])) for k in np.argsort(-counts, kind="stable") if counts[k])
