"""What every reader of indicators gives: indicators and cells, whatever file they came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ioc_domain.codes import ObservationStatus
from ioc_domain.records import IndicatorRecord


@dataclass(frozen=True)
class Cell:
    """One value of a file. `line` and `column` say where it stands; `problem` is why it cannot be taken."""

    line: int
    column: str
    indicator: str
    area: str
    period: str
    value: float | None
    status: ObservationStatus
    source: str
    reason: str = ""
    repaired: bool = False
    problem: str = ""
    text: str = ""


@dataclass(frozen=True)
class Dataset:
    """A read file. `indicators` are those the file itself defines; `known_at` 0 = when it is imported."""

    indicators: list[IndicatorRecord]
    cells: Iterable[Cell]
    total: int
    known_at: int
    title: str = ""
