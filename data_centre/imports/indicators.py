"""Import of indicator values: each file's cells become revisions of what is known, through the feed, in batches.

A cell whose value and status are those of the newest revision changes nothing; another value or status is a new
revision, and the old one is kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from data_centre import models as m
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.rows import find_all
from ioc_domain.codes import Mark
from ioc_domain.entities import BY_NAME
from ioc_domain.records import IndicatorRecord, ObservationRecord

from .indicator_table import Known, read_table_file
from .packed import look_at
from .rejects import Rejects
from .sdmx import looks_like_sdmx_csv, looks_like_xml, read_sdmx_csv, read_sdmx_file
from .sdmx_facts import LARGEST_FILE
from .series import Cell, Dataset

BATCH = 4_000
REVISED = "Nhập lại từ tệp"
Key = tuple[str, str, str]
Newest = dict[Key, tuple[int, float | None, str, int]]


@dataclass
class Summary:
    """What came of a file. Every observation is in exactly one of added, revised, unchanged, rejected."""

    series: int = 0
    rows: int = 0
    added: int = 0
    revised: int = 0
    unchanged: int = 0
    rejected: int = 0
    repaired: int = 0
    missing: int = 0


def import_indicators(
    database: Database,
    path: Path,
    rejects: Rejects,
    now: int,
    report: Callable[[int, int], None],
    catalogue: str = "",
    encoding: str = "",
    dimensions: tuple[str, ...] = (),
) -> Summary:
    """Import a file. `dimensions` of SDMX, where a person names them. Raises `FileRefused` before anything changes."""
    dataset = _read(database, path, catalogue, encoding, dimensions)
    run = _Run(database, dataset, rejects, now, report)
    run.define()
    return run.take()


def _read(database: Database, path: Path, catalogue: str, encoding: str, dimensions: tuple[str, ...]) -> Dataset:
    packed = look_at(path)
    if packed.packing in ("gzip", "zip"):
        with tempfile.TemporaryDirectory(prefix="ioc-import-") as work:
            plain = Path(work) / "unpacked.xml"
            packed.unpack(plain, LARGEST_FILE)
            if looks_like_xml(plain):
                return read_sdmx_file(plain, catalogue, dimensions, name=path.name.removesuffix(".gz"))
    elif looks_like_xml(path):
        return read_sdmx_file(path, catalogue, dimensions)
    if looks_like_sdmx_csv(path, encoding):
        return read_sdmx_csv(path, catalogue, dimensions, encoding)
    return read_table_file(path, _known(database), catalogue, encoding)


def _known(database: Database) -> Known:
    s = m.SYNCED["setting"].c
    with database.read() as connection:
        indicators = [r for r in find_all(connection, BY_NAME["indicator"]) if isinstance(r, IndicatorRecord)]
        areas = frozenset(row[0] for row in connection.execute(sa.select(m.SYNCED["area"].c.code)))
        settings = {row[0]: row[1] for row in connection.execute(sa.select(s.key, s.value))}
    return Known(
        {f"{i.catalogue}:{i.code}": i for i in indicators},
        areas,
        settings.get("catalogue", "v2"),
        settings.get("city_area", "79"),
    )


class _Run:
    """One import: what is known, what waits to be written."""

    def __init__(
        self, database: Database, dataset: Dataset, rejects: Rejects, now: int, report: Callable[[int, int], None]
    ) -> None:
        self._database, self._dataset, self._rejects, self._now, self._report = database, dataset, rejects, now, report
        self.summary = Summary()
        self._waiting: list[ObservationRecord] = []
        self._seen: dict[Key, int] = {}
        self._newest: Newest = {}
        self._loaded: set[str] = set()

    def define(self) -> None:
        """Indicators that the file brings itself."""
        if self._dataset.indicators:
            with writing(self._database, lambda: self._now) as writer:
                for indicator in self._dataset.indicators:
                    writer.put(indicator)

    def take(self) -> Summary:
        """All cells."""
        names: set[str] = set()
        for cell in self._dataset.cells:
            self.summary.rows += 1
            if not self._take(cell):
                self.summary.rejected += 1
            elif cell.indicator:
                names.add(f"{cell.indicator}|{cell.area}")
            if self.summary.rows % BATCH == 0:
                self._report(min(self.summary.rows, self._dataset.total), self._dataset.total)
        self._flush()
        self._report(self._dataset.total, self._dataset.total)
        self.summary.series = len(names)
        return self.summary

    def _take(self, cell: Cell) -> bool:
        if cell.problem:
            self._rejects.add(cell.line, cell.column, cell.problem, cell.text)
            return False
        key = (cell.indicator, cell.area, cell.period)
        if key in self._seen:
            self._rejects.add(cell.line, cell.column, f"the same cell as row {self._seen[key]}", cell.text)
            return False
        self._seen[key] = cell.line
        self.summary.repaired += cell.repaired
        self.summary.missing += cell.value is None
        self._load(cell.indicator)
        known = self._newest.get(key)
        if known is None:
            self.summary.added += 1
            revision, reason, known_at = 1, cell.reason, self._known_at(0)
        elif known[1] == cell.value and known[2] == cell.status:
            self.summary.unchanged += 1
            return True
        else:
            self.summary.revised += 1
            revision, reason, known_at = known[0] + 1, cell.reason or REVISED, self._known_at(known[3])
        self._waiting.append(
            ObservationRecord(
                indicator=cell.indicator,
                area=cell.area,
                period=cell.period,
                revision=revision,
                value=cell.value,
                status=str(cell.status),
                known_at=known_at,
                source=cell.source,
                reason=reason,
                mark=str(Mark.IMPORTED),
            )
        )
        if len(self._waiting) >= BATCH:
            self._flush()
        return True

    def _known_at(self, before: int) -> int:
        """When the file was made, as far as it says so; never before the revision it follows."""
        stated = self._dataset.known_at or self._now
        return stated if stated > before else max(self._now, before + 1)

    def _load(self, indicator: str) -> None:
        """Newest revisions of an indicator's cells, once."""
        if indicator in self._loaded:
            return
        self._loaded.add(indicator)
        o = m.SYNCED["observation"].c
        query = sa.select(o.area, o.period, o.revision, o.value, o.status, o.known_at).where(o.indicator == indicator)
        with self._database.read() as connection:
            for row in connection.execute(query.order_by(o.area, o.period, o.revision)):
                self._newest[indicator, row.area, row.period] = (row.revision, row.value, row.status, row.known_at)

    def _flush(self) -> None:
        if self._waiting:
            with writing(self._database, lambda: self._now) as writer:
                for record in self._waiting:
                    writer.put(record)
            self._waiting.clear()
