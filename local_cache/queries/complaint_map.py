"""What the map of complaints shows: counts on a grid, single points, and what lies in a box."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ioc_domain.on_time import OnTimeState
from local_cache.aggregates import heat_grid
from local_cache.complaint_selection import VERDICTS, Box, candidates, verdicts
from local_cache.queries.complaint_columns import DTYPES, searched_columns
from local_cache.queries.complaints import ComplaintFilter, as_selection
from local_cache.segments import Block, Cancel
from local_cache.segments import Columns as SegmentColumns

CLUSTER_PIXELS = 100
"""Side of a cluster's cell on the screen."""
_LEAN = 0.4
_PARTS = 8
"""A cluster's cell is counted in so many parts both ways, to know about where in it the complaints are."""
WORLD: Box = (0, 0, 1 << 30, 1 << 30)


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


def heat_counts(session: Session, wanted: ComplaintFilter, now: int, box: Box, columns: int, rows: int,
                cancel: Cancel | None = None) -> NDArray[np.int64]:
    """Located complaints of the selection per cell of a grid over `box`: an array (rows, columns)."""
    return _Located(session, wanted, now, box, cancel).grid(box, columns, rows)


def points_in_view(session: Session, wanted: ComplaintFilter, now: int, box: Box, width: int, limit: int,
                   cancel: Cancel | None = None) -> MapView:
    """Complaints of the selection in a view `width` pixels wide: one by one up to `limit`, else clustered.

    Clusters are counted on a grid: no complaint is picked out, however many there are.
    """
    # Cells lie on a fixed lattice of the world, so that they stand still while the map is panned.
    side = max(1, (box[2] - box[0]) * CLUSTER_PIXELS // max(1, width) // _PARTS) * _PARTS
    left, top = box[0] // side, box[1] // side
    columns, rows = (box[2] - 1) // side - left + 1, (box[3] - 1) // side - top + 1
    lattice = (left * side, top * side, (left + columns) * side, (top + rows) * side)
    here = _Located(session, wanted, now, box, cancel)
    fine = here.grid(lattice, columns * _PARTS, rows * _PARTS)
    total = int(fine.sum())
    if total <= limit:
        points = here.points(limit)
        late_points = int((points.state == VERDICTS.index(OnTimeState.OPEN_OVERDUE)).sum())
        return MapView(total, late_points, points, ())
    late = here.only(OnTimeState.OPEN_OVERDUE).grid(lattice, columns * _PARTS, rows * _PARTS)
    late = late.reshape(rows, _PARTS, columns, _PARTS).sum(axis=(1, 3))
    return MapView(total, int(late.sum()), None, _clusters(fine, late, left, top, side))


def _clusters(fine: NDArray[np.int64], late: NDArray[np.int64], left: int, top: int, side: int
              ) -> tuple[MapCluster, ...]:
    """One cluster per cell that holds any. `fine`: counts on cells `_PARTS` times finer both ways."""
    rows, columns = late.shape
    parts = fine.reshape(rows, _PARTS, columns, _PARTS)
    counts = parts.sum(axis=(1, 3))
    middles = (np.arange(_PARTS) + 0.5) / _PARTS
    # Between the middle of the complaints and that of the cell: near where they are, and not upon a neighbour.
    safe = np.maximum(counts, 1)
    across = (parts.sum(axis=1) @ middles) / safe * _LEAN + 0.5 * (1 - _LEAN)
    down = (parts.sum(axis=3).transpose(0, 2, 1) @ middles) / safe * _LEAN + 0.5 * (1 - _LEAN)
    return tuple(
        MapCluster(int((left + c + across[r, c]) * side), int((top + r + down[r, c]) * side), int(counts[r, c]),
                   int(late[r, c]))
        for r, c in np.argwhere(counts)
    )


def area_centres(session: Session) -> dict[int, tuple[int, int]]:
    """Middle of the located complaints of each area: for areas of an import that came without coordinates."""
    size = int(np.iinfo(DTYPES["area"]).max) + 1
    counts, x, y = np.zeros(size), np.zeros(size), np.zeros(size)
    for block, rows in _Located(session, ComplaintFilter(), 0, WORLD, once=True).rows():
        areas = block["area"][rows].astype(np.intp)
        counts += np.bincount(areas, minlength=size)
        x += np.bincount(areas, weights=block.once["x"][rows], minlength=size)
        y += np.bincount(areas, weights=block.once["y"][rows], minlength=size)
    return {int(k): (int(x[k] / counts[k]), int(y[k] / counts[k])) for k in np.flatnonzero(counts)}


def cell_facts(session: Session, wanted: ComplaintFilter, now: int, box: Box, cancel: Cancel | None = None
               ) -> CellFacts:
    """What of the selection lies in a box."""
    total = late = 0
    fields, areas = (np.zeros(int(np.iinfo(DTYPES[name]).max) + 1, np.int64) for name in ("field", "area"))
    for block, rows in _Located(session, wanted, now, box, cancel, once=True).rows():
        state = verdicts(block, now)[rows]
        total += len(rows)
        late += int((state == VERDICTS.index(OnTimeState.OPEN_OVERDUE)).sum())
        fields += np.bincount(block["field"][rows], minlength=len(fields))
        areas += np.bincount(block["area"][rows], minlength=len(areas))
    return CellFacts(box, total, late, _most(fields), _most(areas))


class _Located:
    """Located complaints of a selection inside a box, counted or picked block by block; with a text its hits alone."""

    def __init__(self, session: Session, wanted: ComplaintFilter, now: int, box: Box, cancel: Cancel | None = None,
                 *, once: bool = False) -> None:
        both = _overlap(wanted.box, box)
        self._cancel = cancel
        self._wanted = replace(as_selection(replace(wanted, box=both or box), now), box_once=once)
        self._columns: SegmentColumns | None = None
        if both is not None:
            self._columns, _ = searched_columns(session, wanted.text, self._wanted, cancel=cancel)

    def only(self, verdict: OnTimeState) -> _Located:
        """Those of one verdict."""
        made = copy(self)
        if self._wanted.on_time and verdict not in self._wanted.on_time:
            made._columns = None
        made._wanted = replace(self._wanted, on_time=frozenset({verdict}))
        return made

    def rows(self) -> Iterator[tuple[Block, NDArray[np.intp]]]:
        """Blocks that hold any, with the places of those in the block."""
        if self._columns is None:
            return
        for block, rejected in candidates(self._columns, self._wanted, cancel=self._cancel):
            rows = np.arange(block.n) if rejected is None else np.flatnonzero(~rejected)
            if len(rows):
                yield block, rows

    def grid(self, box: Box, columns: int, rows: int) -> NDArray[np.int64]:
        """Counts per cell of a grid over `box`, which holds the box of all: an array (rows, columns)."""
        if self._columns is None:
            return np.zeros((rows, columns), np.int64)
        return heat_grid(self._columns, self._wanted, box, columns, rows, cancel=self._cancel)

    def points(self, limit: int) -> MapPoints:
        """Single complaints, at most `limit`."""
        parts = [
            (block.once["id"][rows], block.once["x"][rows], block.once["y"][rows],
             verdicts(block, self._wanted.now)[rows])
            for block, rows in self.rows()
        ]
        kinds = (np.int64, np.uint32, np.uint32, np.uint8)
        joined = [np.concatenate([np.empty(0, kind), *(p[k] for p in parts)])[:limit].astype(kind)
                  for k, kind in enumerate(kinds)]
        return MapPoints(*joined)


def _overlap(one: Box | None, other: Box) -> Box | None:
    """What lies in both boxes, None when nothing can."""
    if one is None:
        return other
    x0, y0, x1, y1 = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _most(counts: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    return tuple((int(k), int(counts[k])) for k in np.argsort(-counts, kind="stable") if counts[k])
