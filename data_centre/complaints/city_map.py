"""Which area a point lies in: by polygons where an installer imported them, else by the nearest middle."""

from __future__ import annotations

import json
import math
import threading
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from shapely import STRtree
from shapely.geometry import Point, shape

from ioc_domain.codes import AreaLevel
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaBoundaryRecord, AreaRecord

from .. import models as m
from ..rows import find_all
from .submission import Fault, point_fault

SMALL_KM = 4.0
"""An area's middle may be this far from its edge, however small the area is said to be."""
STRETCH = 2.0
"""How many times the side of a square of its size an area may reach from its middle."""


@dataclass(frozen=True)
class CityMap:
    """Areas in force at one state of the centre."""

    areas: tuple[AreaRecord, ...]
    polygons: STRtree | None
    owners: tuple[AreaRecord, ...]
    """Area of each polygon."""

    @classmethod
    def of(cls, connection: sa.Connection) -> CityMap:
        """The map as the tables are now."""
        found = [a for a in find_all(connection, BY_NAME["area"]) if isinstance(a, AreaRecord)]
        areas = tuple(a for a in found if a.level == AreaLevel.COMMUNE and not a.valid_to)
        by_code = {a.code: a for a in areas}
        shapes: list[Any] = []
        owners: list[AreaRecord] = []
        for boundary in find_all(connection, BY_NAME["area_boundary"]):
            if isinstance(boundary, AreaBoundaryRecord) and boundary.area_code in by_code:
                shapes.append(shape(json.loads(boundary.geometry)))
                owners.append(by_code[boundary.area_code])
        return cls(areas, STRtree(shapes) if shapes else None, tuple(owners))

    def area(self, code: str) -> AreaRecord | None:
        """The area in force of a code."""
        return next((a for a in self.areas if a.code == code), None)

    def area_at(self, lat: float, lon: float) -> AreaRecord | None:
        """The area of a point, None when it lies outside all of them."""
        if self.polygons is not None:
            hits = self.polygons.query(Point(lon, lat), predicate="intersects")
            if len(hits):
                return self.owners[int(min(hits))]
        near = min(
            ((_kilometres(lat, lon, a), a) for a in self.areas if a.lat is not None),
            key=lambda pair: pair[0],
            default=None,
        )
        if near is None:
            return None
        distance, area = near
        return area if distance <= max(SMALL_KM, STRETCH * math.sqrt(area.area_km2 or 0.0)) else None

    def knows_places(self) -> bool:
        """Whether any area says where it is: a centre filled from another city's file may have none."""
        return any(a.lat is not None for a in self.areas)

    def fault_of(self, lat: float | None, lon: float | None) -> Fault | None:
        """What is wrong with a point for this city, None for a good one."""
        fault = point_fault(lat, lon)
        if fault is not None:
            return fault
        assert lat is not None and lon is not None
        if not self.knows_places() or self.area_at(lat, lon) is not None:
            return None
        if abs(lon) <= 90 and self.area_at(lon, lat) is not None:
            return Fault("lat", "swapped", "Vĩ độ và kinh độ bị đảo ngược.")
        return Fault("lat", "outside_the_city", "Địa điểm nằm ngoài địa bàn thành phố.")


class CityMaps:
    """The map of now, made again only when areas or boundaries have changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[tuple[str, int, int], ...] | None = None
        self._map: CityMap | None = None

    def now(self, connection: sa.Connection) -> CityMap:
        """The map for what the connection sees."""
        b = m.bucket.c
        query = sa.select(b.id, b.count, b.digest).where(b.entity.in_(("area", "area_boundary"))).order_by(b.id)
        state = tuple((str(row[0]), int(row[1]), int(row[2])) for row in connection.execute(query))
        with self._lock:
            if self._map is None or state != self._state:
                self._map, self._state = CityMap.of(connection), state
            return self._map


def _kilometres(lat: float, lon: float, area: AreaRecord) -> float:
    """Distance to an area's middle on a plane: exact enough inside a city."""
    assert area.lat is not None and area.lon is not None
    return 111.2 * math.hypot(lat - area.lat, (lon - area.lon) * math.cos(math.radians(lat)))
