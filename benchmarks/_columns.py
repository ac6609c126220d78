"""Columns of complaints made directly, like a city's, for figures over many rows: no data centre, no rows, no text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import BY_NAME
from local_cache import store
from local_cache.segment_writer import SegmentWriter

T0 = 1_600_000_000
YEARS = 6
END = T0 + YEARS * 365 * 86_400
CENTRE = (int((1 << 30) * 0.7963), int((1 << 30) * 0.4699))
"""About where Ho Chi Minh City lies in `ioc_domain.places`."""


def random_columns(rows: int, seed: int = 1) -> dict[str, NDArray[Any]]:
    """Columns of that many complaints: 18 fields, 719 units, 168 areas, created in order, a tenth still open."""
    dice = np.random.default_rng(seed)
    created = np.sort(dice.integers(T0, END, rows))
    closed = np.where(dice.random(rows) < 0.1, 0, created + dice.integers(0, 10 * 86_400, rows))
    columns = {
        "created": created,
        "field": dice.integers(1, 19, rows),
        "unit": dice.integers(1, 720, rows),
        "area": dice.integers(1, 169, rows),
        "status": np.where(closed > 0, 4, dice.integers(0, 4, rows)),
        "channel": dice.integers(0, 7, rows),
        "flags": dice.integers(0, 128, rows),
        "x": (CENTRE[0] + dice.normal(0, 40_000, rows)).astype(np.int64),
        "y": (CENTRE[1] + dice.normal(0, 40_000, rows)).astype(np.int64),
        "due": np.where(dice.random(rows) < 0.05, 0, created + dice.integers(1, 8, rows) * 86_400),
        "closed": closed,
        "routed_after": dice.integers(0, 300, rows) * np.where(dice.random(rows) < 0.06, 60, 1),
        "answered": np.where(dice.random(rows) < 0.2, created + (closed - created) // 2, closed) * (closed > 0),
        "id": np.arange(1, rows + 1),
    }
    return {c.name: columns[c.name].astype(c.dtype) for c in BY_NAME["complaint"].segments}


def write_columns(path: Path, columns: dict[str, NDArray[Any]], dead: list[int] | None = None) -> None:
    """A cache whose segments hold these columns; the slots in `dead` are marked as gone."""
    with store.open_writer(path) as writer:
        writer.connection.execute("BEGIN IMMEDIATE")
        segments = SegmentWriter(writer.connection, BY_NAME["complaint"])
        for start in range(0, len(columns["id"]), 1 << 20):
            segments.append({name: values[start : start + (1 << 20)] for name, values in columns.items()})
        if dead:
            segments.kill(dead)
        segments.flush()
        writer.connection.execute("COMMIT")
