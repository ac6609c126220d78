"""SDMX-ML (2.1 generic and structure-specific, and what else pysdmx reads) → indicators and cells.

A message of data names its dimensions by columns; without the structure definition it does not say which columns are
dimensions and which are attributes, so attributes are known by the names the standard's own guidelines use. A series
is one combination of the dimensions; its indicator's code is their values joined by a point, its catalogue the
dataset's name, its area the reference area.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ioc_domain.codes import Accumulation, AreaLevel, Direction, Mark, ObservationStatus, PeriodKind
from ioc_domain.periods import BadPeriod, Period
from ioc_domain.records import IndicatorRecord

from .numbers import read_number
from .problems import FileRefused
from .series import Cell, Dataset

LARGEST_FILE = 500_000_000
TIME, VALUE, FREQUENCY = "TIME_PERIOD", "OBS_VALUE", "FREQ"
AREAS = ("REF_AREA", "GEO", "LOCATION", "COUNTRY", "AREA")
DATASETS = ("DATA_DOMAIN", "DATASET", "DATAFLOW", "DOMAIN")
MAIN = ("INDICATOR", "SERIES", "SUBJECT", "CONCEPT", "ITEM", "MEASURE")
# fmt: off
ATTRIBUTES = frozenset({
    "UNIT_MULT", "BASE_PER", "DECIMALS", "TIME_FORMAT", "COLLECTION", "COMPILATION", "COVERAGE", "COMMENT", "TITLE",
    "TITLE_COMPL", "SOURCE", "SOURCE_AGENCY", "CONF_STATUS", "PRE_BREAK_VALUE", "EMBARGO_TIME", "BREAKS", "NOTE",
    "COMMENT_OBS", "COMMENT_TS", "COMMENT_DSET", "LAST_UPDATE", "UNIT", "UNIT_MEASURE", "CURRENCY", "STRUCTURE",
    "STRUCTURE_ID", "ACTION", "DSI_ACTION", "METHODOLOGY", "AVAILABILITY", "NAME",
})
# fmt: on
FREQUENCIES = {
    "A": PeriodKind.YEAR,
    "Y": PeriodKind.YEAR,
    "Q": PeriodKind.QUARTER,
    "M": PeriodKind.MONTH,
    "S": PeriodKind.QUARTER,
    "H": PeriodKind.QUARTER,
}
STATUSES = {
    "A": ObservationStatus.OFFICIAL,
    "E": ObservationStatus.ESTIMATE,
    "F": ObservationStatus.ESTIMATE,
    "P": ObservationStatus.PRELIMINARY,
    "I": ObservationStatus.ESTIMATE,
}
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
_HALF = re.compile(r"(\d{4})-?[SH]([12])")
_MONTH = re.compile(r"(\d{4})-?M?(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])")


def looks_like_xml(path: Path) -> bool:
    """Whether the file begins as XML does."""
    with path.open("rb") as file:
        head = file.read(512)
    for bom, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(bom):
            head = head[: len(head) // 2 * 2].decode(encoding, "ignore").encode()
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_sdmx_file(path: Path, catalogue: str = "") -> Dataset:
    """The datasets of a message. Raises `FileRefused`."""
    _check(path)
    frames, known_at = _frames(path)
    total = sum(len(frame) for frame, _ in frames)
    if not total:
        raise FileRefused(f"{path} has no observations")
    readers = [_Reader(frame, comment, catalogue or _catalogue(frame, path), path) for frame, comment in frames]
    indicators = {i.catalogue + i.code: i for reader in readers for i in reader.indicators}
    return Dataset(
        list(indicators.values()), (cell for reader in readers for cell in reader.cells()), total, known_at, path.stem
    )


def _check(path: Path) -> None:
    """Refuse what is no XML, too large, or tries to expand entities, before a reader with less care sees it."""
    if path.stat().st_size > LARGEST_FILE:
        raise FileRefused(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB")
    depth = 0
    try:
        for event, element in ElementTree.iterparse(path, events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if event == "end" and depth > 0:
                element.clear()
    except DefusedXmlException as error:
        raise FileRefused(f"{path} declares entities, which a statistics file never does: not taken") from error
    except ElementTree.ParseError as error:
        raise FileRefused(f"{path} is not well-formed XML: {error}") from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise FileRefused(f"{path} is not text in the encoding it names: {error}") from error


def _frames(path: Path) -> tuple[list[tuple[Any, str]], int]:
    """(pandas frame, the dataset's comment) per dataset, and when the message was prepared."""
    from pysdmx.io import read_sdmx

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
    return [(d.data, str((d.attributes or {}).get("COMMENT", ""))) for d in datasets], known_at


def _catalogue(frame: Any, path: Path) -> str:
    """The dataset's name: its domain where it says one, else the file's."""
    for column in DATASETS:
        if column in frame.columns:
            values = frame[column].dropna().unique()
            if len(values) == 1 and str(values[0]):
                return _clean(str(values[0]))
    return _clean(path.stem)


def _clean(text: str) -> str:
    return re.sub(r"[|:/\s]+", "_", text.strip())[:60] or "sdmx"


class _Reader:
    """One dataset."""

    def __init__(self, frame: Any, comment: str, catalogue: str, path: Path) -> None:
        for column in (TIME, VALUE):
            if column not in frame.columns:
                raise FileRefused(f"{path}: a dataset has no {column}")
        self._frame, self._catalogue, self._path = frame.reset_index(drop=True), catalogue, path
        self._source = path.name if not comment else f"{path.name}: {comment}"
        names = [str(c) for c in frame.columns]
        self._area = next((c for c in AREAS if c in names), "")
        dimensions = [
            c for c in names if c not in (TIME, VALUE, self._area) and c not in ATTRIBUTES and not c.startswith("OBS_")
        ]
        self._dimensions = [c for c in dimensions if c not in DATASETS]
        # The main concept first, so that codes sort and read by it.
        self._dimensions.sort(key=lambda c: (c not in MAIN, names.index(c)))
        text = self._frame.astype(object).where(self._frame.notna(), "")
        self._rows: list[dict[str, Any]] = text.to_dict("records")
        self._codes = [self._code(row) for row in self._rows]
        self.indicators = self._indicators()

    def _code(self, row: dict[str, Any]) -> str:
        parts = [str(row[c]).strip() for c in self._dimensions]
        return ".".join(p for p in parts if p and p != "_Z").replace("|", "_") or "value"

    def _indicators(self) -> list[IndicatorRecord]:
        found: dict[str, IndicatorRecord] = {}
        for row, code in zip(self._rows, self._codes, strict=True):
            if code not in found:
                found[code] = self._indicator(row, code)
        return list(found.values())

    def _indicator(self, row: dict[str, Any], code: str) -> IndicatorRecord:
        frequency = str(row.get(FREQUENCY, ""))[:1]
        kind = FREQUENCIES.get(frequency)
        if kind is None:
            try:
                kind = Period.parse(period_text(str(row[TIME]))).kind
            except BadPeriod:
                kind = PeriodKind.YEAR
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
        for n, (row, code) in enumerate(zip(self._rows, self._codes, strict=True), start=1):
            indicator = f"{self._catalogue}:{code}"
            area = str(row[self._area]) if self._area else ""
            text = str(row[VALUE])
            status = STATUSES.get(str(row.get("OBS_STATUS", "")), ObservationStatus.UNKNOWN)
            problem, value, repaired = "", None, False
            period = str(row[TIME])
            column = VALUE
            try:
                read = read_number(text)
                value, repaired, status = read.value, read.repaired, read.status or status
            except ValueError as error:
                problem = str(error)
            try:
                period = period_text(period)
            except BadPeriod:
                problem, column, text = "not a year, half-year, quarter or month", TIME, str(row[TIME])
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


def period_text(text: str) -> str:
    """Our form of an SDMX period; a half-year becomes its last quarter. Raises `BadPeriod`."""
    text = text.strip()
    if match := _HALF.fullmatch(text):
        return f"{match.group(1)}-Q{int(match.group(2)) * 2}"
    if match := _QUARTER.fullmatch(text):
        return f"{match.group(1)}-Q{match.group(2)}"
    if match := _MONTH.fullmatch(text):
        return str(Period.parse(f"{match.group(1)}-{match.group(2)}"))
    return str(Period.parse(text.removesuffix("-A1")))


def _unit(code: str, multiplier: str, named: str) -> str:
    """Unit of measure in words: what the attribute says, else what the code's parts say."""
    if named:
        return f"{MULTIPLIERS.get(multiplier, '')}{named}".strip()
    parts = code.split("_")
    unit = next((words for part, words in UNITS if part in parts), "")
    return f"{MULTIPLIERS.get(multiplier, '')}{unit}".strip() or "-"
