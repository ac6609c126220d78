"""Where the city's files are and how their CSV is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
"""Folder of the project's resources; the packaged program keeps the same layout."""
CITY_FOLDER = RESOURCES / "city"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of resources/city/<name>.csv as dictionaries of text. Raises FileNotFoundError."""
    with (CITY_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
