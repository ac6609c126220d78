"""SDMX-ML (2.1 generic and structure-specific, and what else pysdmx reads) and SDMX-CSV → indicators and cells.

A series is one combination of the dimensions (see `sdmx_facts`); its indicator's code is their values joined by a
point, its catalogue the dataset's name, its area the reference area.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ioc_domain.codes import Accumulation, AreaLevel, Direction, Mark, ObservationStatus
from ioc_domain.periods import BadPeriod, Period
from ioc_domain.records import IndicatorRecord

from .numbers import read_number
from .problems import FileRefused
from .sdmx_facts import AREAS, DATASETS, MAIN, TIME, VALUE, Facts, dimensions, read_facts
from .sdmx_periods import FREQUENCIES, period_text
from .series import Cell, Dataset
from .tables import open_table

FREQUENCY = "FREQ"
STATUSES = {
    "A": ObservationStatus.OFFICIAL,
    "E": ObservationStatus.ESTIMATE,
    "F": ObservationStatus.ESTIMATE,
    "P": ObservationStatus.PRELIMINARY,
    "I": ObservationStatus.ESTIMATE,
}
FLAGS = {"p": "P", "e": "E", "s": "E", "f": "F", "": ""}
"""Flags of offices that have no OBS_STATUS."""
MULTIPLIERS = {"0": "", "3": "nghìn ", "6": "triệu ", "9": "tỷ "}
UNITS = (
    ("XDC", "đồng"),
    ("VND", "đồng"),
    ("USD", "USD"),
    ("EUR", "EUR"),
    ("IX", "chỉ số"),
    ("PA", "%"),
    ("PT", "%"),
    ("PC", "%"),
    ("RATE", ""),
    ("PE", "người"),
    ("NUM", ""),
)


def looks_like_xml(path: Path) -> bool:
    """Whether the file begins as XML does."""
    with path.open("rb") as file:
        head = file.read(512)
    for bom, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(bom):
            head = head[: len(head) // 2 * 2].decode(encoding, "ignore").encode()
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def looks_like_sdmx_csv(path: Path, encoding: str = "") -> bool:
    """Whether the file is a table with the columns of SDMX. Raises `FileRefused` for what is no table."""
    return {TIME, VALUE} <= {name.upper() for name in open_table(path, encoding).header}


@dataclass(frozen=True)
class _Part:
    """One dataset of a file. `structure`: what it says it is built by."""

    frame: Any
    comment: str = ""
    structure: str = ""
    facts: Facts = field(default_factory=Facts)
    deletes: bool = False


def read_sdmx_file(path: Path, catalogue: str = "", given: tuple[str, ...] = (), name: str = "") -> Dataset:
    """The datasets of a message. `given`: names of the dimensions, where a person says them; `name` of the file where
    it is unpacked from another. Raises `FileRefused`."""
    parts, known_at = _parts(path)
    return _dataset(parts, known_at, catalogue, given, Path(name or path.name))


def read_sdmx_csv(path: Path, catalogue: str, given: tuple[str, ...], encoding: str = "") -> Dataset:
    """The rows of SDMX-CSV as one dataset. Raises `FileRefused`."""
    from pandas import DataFrame  # type: ignore[import-untyped]  # comes with pysdmx, without types

    table = open_table(path, encoding)
    if len(set(table.header)) < len(table.header):
        raise FileRefused(f"{path} has two columns of one name: {', '.join(table.header)[:300]}")
    bad = next((row for row in table.rows() if row.problem), None)
    if bad is not None:
        raise FileRefused(f"{path} is not whole: line {bad.line}: {bad.problem}")
    frame = DataFrame([row.cells for row in table.rows()], columns=table.header)
    return _dataset([_Part(frame.replace("", None))], 0, catalogue, given, path)


def _dataset(parts: list[_Part], known_at: int, catalogue: str, given: tuple[str, ...], path: Path) -> Dataset:
    several = len({part.structure for part in parts}) > 1
    readers = [
        _Reader(part, catalogue or _catalogue(part, path, several=several), path, given)
        for part in parts
        if len(part.frame)
    ]
    total = sum(reader.total for reader in readers)
    if not total:
        raise FileRefused(f"{path} has no observations")
    indicators = {i.catalogue + i.code: i for reader in readers for i in reader.indicators}
    return Dataset(
        list(indicators.values()), (cell for reader in readers for cell in reader.cells()), total, known_at, path.stem
    )


def _parts(path: Path) -> tuple[list[_Part], int]:
    """Datasets, and when the message was prepared."""
    facts = read_facts(path)
    from pysdmx.io import read_sdmx
    from pysdmx.model.dataset import ActionType

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            message = read_sdmx(path, validate=False)
    except Exception as error:  # pysdmx raises whatever its parts raise on a message it does not know
        words = (str(error) or type(error).__name__).splitlines()[0][:200]
        raise FileRefused(f"{path} is not an SDMX message of data: {words}") from error
    datasets: list[Any] = list(message.data or [])
    if not datasets:
        raise FileRefused(f"{path} is SDMX but holds no data")
    prepared = getattr(message.header, "prepared", None) if message.header is not None else None
    known_at = int(prepared.timestamp()) if prepared is not None else 0
    same = len(facts) > len(datasets)  # one more than there are: the one that would follow
    return [
        _Part(
            d.data,
            str((d.attributes or {}).get("COMMENT", "")),
            str(d.structure),
            facts[n] if same else Facts(),
            d.action is ActionType.Delete,
        )
        for n, d in enumerate(datasets)
    ], known_at


def _catalogue(part: _Part, path: Path, *, several: bool) -> str:
    """The dataset's name: its domain where it says one, else the file's; `several`: with its structure's."""
    for column in part.frame.columns:
        if str(column).upper() in DATASETS:
            values = part.frame[column].dropna().unique()
            if len(values) == 1 and str(values[0]):
                return _clean(str(values[0]))
    structure = re.sub(r"^[^=]*=|\(.*$", "", part.structure)
    return _clean(f"{path.stem}_{structure}" if several else path.stem)


def _clean(text: str) -> str:
    return re.sub(r"[|:/\s]+", "_", text.strip())[:60] or "sdmx"


class _Reader:
    """One dataset."""

    def __init__(self, part: _Part, catalogue: str, path: Path, given: tuple[str, ...]) -> None:
        names = {str(c).upper(): str(c) for c in reversed(list(part.frame.columns))}
        for column in (TIME, VALUE):
            if column not in names:
                raise FileRefused(f"{path}: a dataset has no {column}")
        # A series without observations comes as one row without a period and a value.
        frame = part.frame.dropna(how="all", subset=[names[TIME], names[VALUE]]).reset_index(drop=True)
        self.total = len(frame)
        self._catalogue, self._deletes = catalogue, part.deletes
        self._source = path.name if not part.comment else f"{path.name}: {part.comment}"
        self._area = next((names[c] for c in AREAS if c in names), "")
        chosen = [c for c in dimensions(frame, part.facts, self._area, given) if c.upper() not in DATASETS]
        # The main concept first, so that codes sort and read by it.
        order = [str(c) for c in frame.columns]
        self._dimensions = sorted(chosen, key=lambda c: (c.upper() not in MAIN, order.index(c)))
        text = frame.astype(object).where(frame.notna(), "")
        # Offices differ in the case of names, and each name is looked for by the standard's own.
        self._rows: list[dict[str, Any]] = [
            {**row, **{upper: row[name] for upper, name in names.items()}} for row in text.to_dict("records")
        ]
        self._codes = [self._code(row) for row in self._rows]
        self._periods = [self._period(row) for row in self._rows]
        self.indicators = self._indicators()

    @staticmethod
    def _period(row: dict[str, Any]) -> str:
        """Our period, "" for one we have not."""
        try:
            return period_text(str(row[TIME]), str(row.get(FREQUENCY, "")))
        except BadPeriod:
            return ""

    def _code(self, row: dict[str, Any]) -> str:
        parts = [str(row[c]).strip() for c in self._dimensions]
        return ".".join(p for p in parts if p and p != "_Z").replace("|", "_") or "value"

    def _indicators(self) -> list[IndicatorRecord]:
        found: dict[str, IndicatorRecord] = {}
        for row, code, period in zip(self._rows, self._codes, self._periods, strict=True):
            # A series by the week has no place here: its values are refused, and no empty indicator is made.
            if code not in found and period and not self._deletes:
                found[code] = self._indicator(row, code, period)
        return list(found.values())

    def _indicator(self, row: dict[str, Any], code: str, period: str) -> IndicatorRecord:
        frequency = str(row.get(FREQUENCY, ""))[:1]
        kind = FREQUENCIES.get(frequency) or Period.parse(period).kind
        main = next((str(row[c]) for c in MAIN if c in row), code)
        unit = _unit(main, str(row.get("UNIT_MULT", "")), str(row.get("UNIT_MEASURE", "") or row.get("UNIT", "")))
        base = str(row.get("BASE_PER", ""))
        notes = [f"Bộ số liệu {self._catalogue}"]
        if base and base != "_Z":
            notes.append(f"kỳ gốc {base}")
        if frequency in ("S", "H"):
            notes.append("số liệu nửa năm, ghi vào quý cuối của nửa năm")
        return IndicatorRecord(
            catalogue=self._catalogue,
            code=code,
            level=str(AreaLevel.CITY),
            group_code="",
            name=str(row.get("TITLE") or main),
            name_en=str(row.get("TITLE") or main),
            short_name=main,
            unit_of_measure=unit,
            period=str(kind),
            direction=str(Direction.NEUTRAL),
            accumulation=str(Accumulation.RATE if unit in ("%", "chỉ số") else Accumulation.STOCK),
            owner_unit="",
            supplier=self._source,
            due_day=0,
            definition="; ".join(notes) + ".",
            mark=str(Mark.IMPORTED),
        )

    def cells(self) -> Iterator[Cell]:
        """All observations in the order of the file; `line` counts them from 1."""
        rows = zip(self._rows, self._codes, self._periods, strict=True)
        for n, (row, code, period) in enumerate(rows, start=1):
            indicator = f"{self._catalogue}:{code}"
            area = str(row[self._area]) if self._area else ""
            text = str(row[VALUE])
            word = str(row.get("OBS_STATUS", "")) or FLAGS.get(str(row.get("OBS_FLAG", "")).strip().lower(), "")
            status = STATUSES.get(word, ObservationStatus.UNKNOWN)
            problem, value, repaired = "", None, False
            column = VALUE
            try:
                read = read_number(text)
                value, repaired, status = read.value, read.repaired, read.status or status
            except ValueError as error:
                problem = str(error)
            if not period:
                problem, column, text = self._no_period(row), TIME, str(row[TIME])
            if self._deletes:
                problem = "the file asks to delete this value, which an import never does"
            reason = f"tệp nguồn ghi “{text}”" if repaired else ""
            yield Cell(
                n,
                column,
                indicator,
                area or "-",
                period,
                value,
                status,
                self._source,
                reason,
                repaired and value is not None,
                problem,
                text,
            )

    @staticmethod
    def _no_period(row: dict[str, Any]) -> str:
        frequency = str(row.get(FREQUENCY, ""))[:1]
        try:
            period_text(str(row[TIME]))
        except BadPeriod:
            return "not a year, half-year, quarter or month"
        return f"a period of another length than the series has (FREQ {frequency})"


def _unit(code: str, multiplier: str, named: str) -> str:
    """Unit of measure in words: what the attribute says, else what the code's parts say."""
    if named:
        return f"{MULTIPLIERS.get(multiplier, '')}{named}".strip()
    parts = code.split("_")
    unit = next((words for part, words in UNITS if part in parts), "")
    return f"{MULTIPLIERS.get(multiplier, '')}{unit}".strip() or "-"
