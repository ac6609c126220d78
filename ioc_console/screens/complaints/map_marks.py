"""What lies where on the map: marks of single complaints, the lattice of cells, and the boxes the map fits to."""

from __future__ import annotations

from math import cos, radians

import numpy as np

from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.widgets.map.documents import PointSet, PointState
from ioc_console.widgets.map.raster import EARTH_KM, Box
from ioc_console.widgets.map.shapes import AreaShape
from ioc_domain.codes import ComplaintFlag
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.places import SCALE, to_lat_lon
from ioc_domain.records import ComplaintRecord
from local_cache.complaint_selection import VERDICTS
from local_cache.queries.complaint_map import MapPoints

CELL_METRES = 500
OPENED_METRES = 900
"""How far round an open complaint the map shows."""
_CLOSED = (OnTimeState.CLOSED_ON_TIME, OnTimeState.CLOSED_LATE)


def point_set(points: MapPoints, opened: int) -> PointSet:
    """Single complaints with their marks; the one that is open in the program stands out."""
    table = [PointState.CLOSED if v in _CLOSED else PointState.OPEN for v in VERDICTS]
    table[VERDICTS.index(OnTimeState.OPEN_OVERDUE)] = PointState.OVERDUE
    state = np.array([int(s) for s in table], np.uint8)[points.state]
    marked = points.id == opened
    late = state[marked] == int(PointState.OVERDUE)
    state[marked] = np.where(late, int(PointState.MARKED_OVERDUE), int(PointState.MARKED))
    return PointSet(points.id, points.x, points.y, state)


def opened_point(record: ComplaintRecord | None, now: float) -> PointSet | None:
    """The open complaint alone, where the others are only counted."""
    if record is None or not record.flags & ComplaintFlag.LOCATED:
        return None
    late = verdict(record.due, record.closed, int(now)) is OnTimeState.OPEN_OVERDUE
    state = PointState.MARKED_OVERDUE if late else PointState.MARKED
    return PointSet(np.array([record.id]), np.array([record.x], np.uint32), np.array([record.y], np.uint32),
                    np.array([state], np.uint8))


def cell_round(x: int, y: int) -> Box:
    """The cell of a fixed lattice of about 500 m that holds a point."""
    latitude, _ = to_lat_lon(x, y)
    side = max(1, round(CELL_METRES / 1000 / (EARTH_KM * cos(radians(round(latitude)))) * SCALE))
    left, top = x // side * side, y // side * side
    return left, top, left + side, top + side


def box_round(record: ComplaintRecord) -> Box | None:
    """What the map shows of an open complaint's neighbourhood, None where it has no place."""
    if not record.flags & ComplaintFlag.LOCATED:
        return None
    reach = round(OPENED_METRES / 1000 / EARTH_KM * SCALE)
    return record.x - reach, record.y - reach, record.x + reach, record.y + reach


def core(data: BoardData) -> Box | None:
    """Where most complaints lie, a little widened; the areas when nothing is located."""
    extent = data.board.extent
    if extent is None:
        return data.areas.box
    dx, dy = (extent[2] - extent[0]) // 12, (extent[3] - extent[1]) // 12
    least = SCALE // 40_000  # a kilometre, so that one single complaint is no zoom to the garden
    return (extent[0] - dx - least, extent[1] - dy - least, extent[2] + dx + least, extent[3] + dy + least)


def area_box(shape: AreaShape) -> Box:
    """The box of one area."""
    corners = [p for part in shape.parts for ring in part for p in ring]
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))
