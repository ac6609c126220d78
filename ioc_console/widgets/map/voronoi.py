"""Cells round points, where nobody imported boundaries: each cell is what lies nearer to its point than to others.

A cell is cut to the convex hull of all points, widened, and to a disc round its own point, so that the outer
cells do not run out to sea or into the next province. Coordinates are those of
`ioc_domain.places` (x to the east, y to the south).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Ring = list[Point]
_CORNERS = 40  # of the disc
_NEIGHBOURS = 6  # whose distance says how wide a cell may be
_REACH = 1.9  # disc radius in median distances to those neighbours
_STRETCH = 1.6  # an area is no disc: it may run so much further than a disc of its size


def convex_hull(points: Sequence[Point]) -> Ring:
    """Corners of the convex hull, each once, in one sense (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return list(ordered)

    def half(run: Sequence[Point]) -> Ring:
        out: Ring = []
        for p in run:
            while len(out) >= 2 and _turn(out[-2], out[-1], p) <= 0:
                out.pop()
            out.append(p)
        return out[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def clip(ring: Ring, normal: Point, limit: float) -> Ring:
    """The part of a convex ring with `normal · p <= limit`; [] when nothing is left."""
    nx, ny = normal
    sides = [nx * x + ny * y - limit for x, y in ring]
    out: Ring = []
    for k, here in enumerate(sides):
        before = sides[k - 1]
        if (here <= 0) != (before <= 0):
            (ax, ay), (bx, by) = ring[k - 1], ring[k]
            t = before / (before - here)
            out.append((ax + (bx - ax) * t, ay + (by - ay) * t))
        if here <= 0:
            out.append(ring[k])
    return out


def reaches(points: NDArray[np.float64], extents: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each cell may run from its point, shape (n,).

    `extents` (n,): radius of a disc of the area's own size, nan where its size is not known; there the spacing of
    the points round it must do.
    """
    n = len(points)
    if n < 2:
        return np.full(n, 2.0**30 / 40_000.0)  # about a kilometre on the equator
    gap = np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
    near = np.sort(gap, axis=1)[:, 1 : _NEIGHBOURS + 1]
    typical = np.median(near, axis=1)
    # A lonely point (an island far off) would get a disc as wide as the sea: hold it to the widest usual spacing.
    spaced = _REACH * np.minimum(typical, 2.5 * np.percentile(typical, 90))
    return np.asarray(np.where(np.isnan(extents), spaced, _STRETCH * extents), dtype=np.float64)


def cells(points: NDArray[np.float64], extents: NDArray[np.float64]) -> list[Ring]:
    """One ring per point of an (n, 2) array, in the same order; [] for a point that another one covers.

    `extents`: see `reaches`. The rings do not overlap; they leave gaps only where points are far apart.
    """
    n = len(points)
    reach = reaches(points, extents)
    hull = convex_hull([(float(x), float(y)) for x, y in points])
    sides = _widened_sides(hull, float(np.median(reach)) * 0.6) if len(hull) >= 3 else []
    out: list[Ring] = []
    for i in range(n):
        x, y, r = float(points[i, 0]), float(points[i, 1]), float(reach[i])
        ring: Ring = [
            (x + r * math.cos(2 * math.pi * k / _CORNERS), y + r * math.sin(2 * math.pi * k / _CORNERS))
            for k in range(_CORNERS)
        ]
        for normal, limit in sides:
            ring = clip(ring, normal, limit)
        away = np.hypot(points[:, 0] - x, points[:, 1] - y)
        for j in np.argsort(away, kind="stable"):
            if away[j] > 2 * r or not ring:
                break
            if j == i:
                continue
            if away[j] == 0.0:  # two on one spot: the first keeps it
                ring = [] if j < i else ring
                continue
            nx, ny = float(points[j, 0]) - x, float(points[j, 1]) - y
            middle = (x + nx / 2, y + ny / 2)
            ring = clip(ring, (nx, ny), nx * middle[0] + ny * middle[1])
        out.append(ring)
    return out


def _widened_sides(hull: Ring, margin: float) -> list[tuple[Point, float]]:
    """Half-planes of a convex ring moved outwards by `margin`."""
    cx, cy = sum(p[0] for p in hull) / len(hull), sum(p[1] for p in hull) / len(hull)
    sides: list[tuple[Point, float]] = []
    for a, b in zip(hull, hull[1:] + hull[:1], strict=True):
        nx, ny = b[1] - a[1], a[0] - b[0]
        length = math.hypot(nx, ny)
        nx, ny = nx / length, ny / length
        if nx * (cx - a[0]) + ny * (cy - a[1]) > 0:
            nx, ny = -nx, -ny
        sides.append(((nx, ny), nx * a[0] + ny * a[1] + margin))
    return sides
