"""Points of a complaint as two integers, and back."""

from __future__ import annotations

import math

SCALE = 1 << 30
"""Width of the world. A zoom-z Web Mercator tile index of x is `x >> (30 - z)`."""
MAX_LATITUDE = 85.0511287798066


def to_xy(lat: float, lon: float) -> tuple[int, int]:
    """(x, y) in [0, 2^30): x to the east, y to the south (spherical Mercator, EPSG:3857 without its scale).

    Latitude and longitude in degrees, WGS 84. Raises ValueError outside the projection.
    """
    if not (-MAX_LATITUDE <= lat <= MAX_LATITUDE and -180.0 <= lon <= 180.0):
        raise ValueError(f"not a place: {lat}, {lon}")
    sine = math.sin(math.radians(lat))
    x = (lon + 180.0) / 360.0 * SCALE
    y = (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * SCALE
    top = SCALE - 1
    return min(top, max(0, int(x))), min(top, max(0, int(y)))


def to_lat_lon(x: int, y: int) -> tuple[float, float]:
    """Inverse of `to_xy` at the centre of the cell (about 4 cm)."""
    lon = (x + 0.5) / SCALE * 360.0 - 180.0
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 0.5) / SCALE))))
    return lat, lon


def is_placeholder(lat: float, lon: float) -> bool:
    """True for coordinates that are no place: 0,0 and points rounded to whole degrees."""
    return (lat == 0.0 and lon == 0.0) or (lat == int(lat) and lon == int(lon))
