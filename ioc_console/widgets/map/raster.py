"""From a grid of counts to a picture of five flat bands, and the numbers its legend prints. NumPy only, any thread."""

from __future__ import annotations

import itertools
import math
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioc_domain.places import SCALE, to_lat_lon

BANDS = 5
CELL_PIXELS = 4
"""Side of a grid cell on the screen."""
MARGIN = 0.25
"""How much of the view's width and height is drawn beyond each edge, so that a short pan shows no hole."""
EARTH_KM = 40_075.016686
_SHARES = (0.08, 0.24, 0.44, 0.68, 1.0)  # of the top band's limit
_SMOOTH_KM = 0.45  # a complaint counts for what lies within some 500 m round it
_SMOOTH_CELLS = 4.0  # but never less than this, or the bands turn to noise

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 of `ioc_domain.places`; the second corner is the south-eastern one."""


@dataclass(frozen=True)
class HeatPicture:
    """`png`: the picture of `box`; `limits`: complaints per km² at which each band begins. No picture is
    b"": nothing to draw."""

    box: Box
    png: bytes
    limits: tuple[float, ...]


@dataclass(frozen=True)
class Frame:
    """What of the world a picture shows, and on how many cells."""

    box: Box
    columns: int
    rows: int

    @property
    def cell_km(self) -> float:
        """Side of a cell on the ground, in kilometres, at the middle of the frame."""
        x0, y0, x1, y1 = self.box
        latitude, _ = to_lat_lon((x0 + x1) // 2, (y0 + y1) // 2)
        return (x1 - x0) / self.columns / SCALE * EARTH_KM * math.cos(math.radians(latitude))


def frame_round(view: Box, width: int, height: int) -> Frame:
    """The frame of a view of `width` × `height` pixels, with its margin, clipped to the world."""
    x0, y0, x1, y1 = view
    dx, dy = int((x1 - x0) * MARGIN), int((y1 - y0) * MARGIN)
    top = SCALE - 1
    box = (max(0, x0 - dx), max(0, y0 - dy), min(top, x1 + dx), min(top, y1 + dy))
    per_x, per_y = width / max(1, x1 - x0), height / max(1, y1 - y0)
    columns = max(1, round((box[2] - box[0]) * per_x / CELL_PIXELS))
    rows = max(1, round((box[3] - box[1]) * per_y / CELL_PIXELS))
    return Frame(box, columns, rows)


def picture(
    counts: NDArray[np.integer], frame: Frame, colours: tuple[str, ...], limits: tuple[float, ...] | None = None
) -> HeatPicture:
    """Smooth a (rows, columns) grid of counts and cut it into bands of `colours` (five, `#RRGGBB`).

    `limits`: where the bands begin; None = by the counts themselves. Raises ValueError when the grid does not fit the
    frame.
    """
    if len(colours) != BANDS:
        raise ValueError("a picture has five bands")
    density = _density(counts, frame)
    if limits is None:
        limits = band_limits(density, counts)
    if not limits or not counts.any():
        return HeatPicture(frame.box, b"", limits)
    fine = enlarge(density, CELL_PIXELS)
    bands = np.zeros(fine.shape, np.uint8)
    for limit in limits:
        bands += fine >= limit
    return HeatPicture(frame.box, encode_png(bands, colours), limits)


def limits_of(counts: NDArray[np.integer], frame: Frame) -> tuple[float, ...]:
    """Where the bands of a grid begin, without its picture."""
    return band_limits(_density(counts, frame), counts)


def _density(counts: NDArray[np.integer], frame: Frame) -> NDArray[np.float32]:
    """Complaints per km² round each cell."""
    if counts.shape != (frame.rows, frame.columns):
        raise ValueError("the grid does not fit the frame")
    km = frame.cell_km
    return smooth(counts.astype(np.float32), max(_SMOOTH_KM / km, _SMOOTH_CELLS)) / np.float32(km * km)


def smooth(grid: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Spread each cell over its neighbours: a Gaussian of `sigma` cells. The sum is kept but for the edges."""
    reach = max(1, math.ceil(2.6 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    for _ in range(2):  # along one axis, then along the other
        padded = np.pad(grid, ((reach, reach), (0, 0)))
        out = np.zeros_like(grid)
        for k, weight in enumerate(kernel):
            out += weight * padded[k : k + len(grid)]
        grid = np.ascontiguousarray(out.T)
    return grid


def band_limits(density: NDArray[np.float32], counts: NDArray[np.integer]) -> tuple[float, ...]:
    """Where the five bands begin: round numbers; the top band holds what the densest 5 % of complaints live in."""
    told = density[counts > 0]
    if told.size == 0:
        return ()
    weights = counts[counts > 0]
    order = np.argsort(told)
    running = np.cumsum(weights[order])
    top = float(told[order][np.searchsorted(running, 0.95 * running[-1])])
    if top <= 0:
        return ()
    limits = [round_number(top * share) for share in _SHARES]
    return tuple(limits) if all(a < b for a, b in itertools.pairwise(limits)) else ()


def round_number(value: float) -> float:
    """The nearest plain number: steps of 0.1 up to 2, of 0.5 up to 5, of 1 up to 10, at every power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    lead = value / power
    step = 0.1 if lead < 2 else 0.5 if lead < 5 else 1.0
    return float(f"{round(lead / step) * step * power:.2g}")


def enlarge(grid: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Linear interpolation between cell centres, `factor` times finer in both directions."""
    for _ in range(2):
        n = len(grid)
        at = np.clip((np.arange(n * factor) + 0.5) / factor - 0.5, 0, n - 1)
        low = np.minimum(at.astype(np.intp), max(0, n - 2))
        part = (at - low).astype(np.float32)[:, None]
        high = np.minimum(low + 1, n - 1)
        grid = np.ascontiguousarray((grid[low] * (1 - part) + grid[high] * part).T)
    return grid


def encode_png(bands: NDArray[np.uint8], colours: tuple[str, ...]) -> bytes:
    """An indexed PNG: 0 is clear, k is `colours[k - 1]`."""
    height, width = bands.shape
    palette = b"\0\0\0" + b"".join(bytes.fromhex(c[1:]) for c in colours)
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter, 0 = none
    rows[:, 1:] = bands

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", palette),
            chunk(b"tRNS", b"\0"),
            chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)),
            chunk(b"IEND", b""),
        )
    )
