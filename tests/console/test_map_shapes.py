"""The map's pure parts: cells round points, outlines, and heat bands."""

from __future__ import annotations

import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioc_console.widgets.map import raster, shapes, voronoi
from ioc_domain.places import SCALE, to_xy

# --- cells ------------------------------------------------------------------------------------------------


def inside(ring: voronoi.Ring, x: float, y: float) -> bool:
    """Whether a point lies in a convex ring given in one sense."""
    turns = [
        (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    return all(t >= -1e-6 for t in turns) or all(t <= 1e-6 for t in turns)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_what_lies_in_a_cell_is_nearest_to_its_point(seed: int, n: int) -> None:
    """Random points: a place in a cell has no nearer point than the cell's own, and no two cells hold it."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 1000, (n, 2))
    rings = voronoi.cells(points, np.full(n, np.nan))
    assert len(rings) == n
    assert all(inside(ring, *points[k]) for k, ring in enumerate(rings))
    for x, y in rng.uniform(-100, 1100, (60, 2)):
        holders = [k for k, ring in enumerate(rings) if ring and inside(ring, x, y)]
        away = np.hypot(points[:, 0] - x, points[:, 1] - y)
        assert all(away[k] <= away.min() + 1e-6 for k in holders)


def test_two_areas_on_one_spot_do_not_break_the_map() -> None:
    """The second of two equal points gets a small square instead of a cell."""
    places = [shapes.AreaPlace(k + 1, "", "", 5000 + (k // 2) * 100_000, 5000) for k in range(6)]
    made = shapes.build_areas(places, {})
    assert made.approximate
    assert len(made.shapes) == 6
    assert all(shape.parts[0][0] for shape in made.shapes)


def test_the_far_island_does_not_widen_the_map() -> None:
    """Côn Đảo lies 200 km off: it is detached, and the box of the map leaves it out."""
    rng = np.random.default_rng(5)
    places = [
        shapes.AreaPlace(k, f"Phường {k}", str(k), *to_xy(10.8 + dy, 106.7 + dx))
        for k, (dx, dy) in enumerate(rng.uniform(-0.3, 0.3, (40, 2)), start=1)
    ]
    island = shapes.AreaPlace(99, "Đặc khu Côn Đảo", "Côn Đảo", *to_xy(8.69, 106.61), km2=76.0)
    made = shapes.build_areas([*places, island], {})
    assert [s.place.id for s in made.shapes if s.detached] == [99]
    assert made.box is not None
    assert made.box[3] < island.y
    assert made.away is not None
    assert made.in_vietnam


def test_imported_boundaries_win_and_say_so() -> None:
    """A polygon with a hole and a second part arrives whole; nonsense counts as none."""
    ring = [[106.6, 10.7], [106.8, 10.7], [106.8, 10.9], [106.6, 10.9], [106.6, 10.7]]
    hole = [[106.69, 10.79], [106.71, 10.79], [106.7, 10.81], [106.69, 10.79]]
    place = shapes.AreaPlace(1, "Phường Một", "Một", *to_xy(10.8, 106.7))
    geometry = json.dumps({"type": "MultiPolygon", "coordinates": [[ring, hole], [hole]]})
    made = shapes.build_areas([place], {1: geometry})
    assert not made.approximate
    assert [len(part) for part in made.shapes[0].parts] == [2, 1]
    assert len(made.shapes[0].parts[0][0]) == 4
    for nonsense in ("", "{}", "[]", '{"type":"Point","coordinates":[1,2]}', geometry.replace("106.6", '"x"'),
                     geometry.replace("10.7,", "1e9,").replace("10.7]", "1e9]")):
        assert shapes.build_areas([place], {1: nonsense}).approximate


# --- heat -------------------------------------------------------------------------------------------------


def test_smoothing_keeps_the_sum_and_the_place() -> None:
    """A single complaint far from the edge is spread round its own cell, and nothing is lost."""
    grid = np.zeros((61, 81), np.float32)
    grid[30, 40] = 10
    out = raster.smooth(grid, 2.5)
    assert out.sum() == pytest.approx(10, rel=1e-4)
    assert np.unravel_index(out.argmax(), out.shape) == (30, 40)


def test_the_bands_are_where_the_density_says() -> None:
    """An even field of known density falls into the band whose limit it reaches; the PNG carries exactly that."""
    frame = raster.frame_round((*to_xy(10.9, 106.6), *to_xy(10.7, 106.8)), 400, 400)
    counts = np.random.default_rng(3).poisson(4.0, (frame.rows, frame.columns))
    heat = raster.picture(counts, frame, ("#111111", "#222222", "#333333", "#444444", "#555555"))
    assert len(heat.limits) == 5
    assert list(heat.limits) == sorted(set(heat.limits))
    density = 4.0 / frame.cell_km**2
    expected = sum(density >= limit for limit in heat.limits)
    bands = decode_png(heat.png)
    assert bands.shape == (frame.rows * raster.CELL_PIXELS, frame.columns * raster.CELL_PIXELS)
    middle = bands[bands.shape[0] // 4 : -bands.shape[0] // 4, bands.shape[1] // 4 : -bands.shape[1] // 4]
    assert abs(float(np.median(middle)) - expected) <= 1


def test_an_empty_grid_draws_nothing() -> None:
    """No complaint: no picture and no numbers, rather than an empty legend."""
    frame = raster.frame_round((0, 0, SCALE - 1, SCALE - 1), 100, 100)
    heat = raster.picture(np.zeros((frame.rows, frame.columns), np.int64), frame, ("#000000",) * 5)
    assert (heat.png, heat.limits) == (b"", ())


@given(st.floats(1e-6, 1e9))
def test_legend_numbers_are_plain(value: float) -> None:
    """At most two figures, and within a tenth (below 2: within a quarter of a step) of the value."""
    rounded = raster.round_number(value)
    assert rounded == pytest.approx(value, rel=0.13)
    assert len(f"{rounded:.1e}".split("e")[0].replace(".", "")) == 2
    assert rounded == pytest.approx(float(f"{rounded:.1e}"), rel=1e-9)


def decode_png(data: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Band numbers of an indexed PNG without filters, by code of its own."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, body, size = 8, b"", (0, 0)
    while at < len(data):
        n, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + n]
        if kind == b"IHDR":
            size = (int.from_bytes(content[4:8], "big"), int.from_bytes(content[:4], "big"))
        if kind == b"IDAT":
            body += content
        at += 12 + n
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(size[0], size[1] + 1)
    assert not rows[:, 0].any()
    return rows[:, 1:]
