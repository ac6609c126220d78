"""Indicators from a table (CSV or XLSX): one row per value, for indicators the centre already knows.

Columns: indicator (code, or catalogue:code), area (official code; empty = the city), period (2026, 2026-Q3, 2026-10),
value, status (estimate, preliminary, official; also ước tính, sơ bộ, chính thức), source, reason. `write_template`
writes an empty workbook with these columns and what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ioc_domain.codes import ObservationStatus, PeriodKind
from ioc_domain.periods import BadPeriod, Period
from ioc_domain.records import IndicatorRecord

from .numbers import read_number
from .problems import FileRefused
from .profiles import composed, plain
from .series import Cell, Dataset
from .tables import Row, open_table

NAMES: dict[str, tuple[str, ...]] = {
    "indicator": ("indicator", "code", "mã chỉ tiêu", "chỉ tiêu"),
    "area": ("area", "area_code", "mã địa bàn", "địa bàn"),
    "period": ("period", "kỳ"),
    "value": ("value", "giá trị", "số liệu"),
    "status": ("status", "mức độ", "trạng thái"),
    "source": ("source", "nguồn"),
    "reason": ("reason", "lý do"),
}
REQUIRED = ("indicator", "period", "value")
STATUSES = {
    "estimate": ObservationStatus.ESTIMATE,
    "ước tính": ObservationStatus.ESTIMATE,
    "ước": ObservationStatus.ESTIMATE,
    "preliminary": ObservationStatus.PRELIMINARY,
    "sơ bộ": ObservationStatus.PRELIMINARY,
    "official": ObservationStatus.OFFICIAL,
    "chính thức": ObservationStatus.OFFICIAL,
    "": ObservationStatus.UNKNOWN,
    "unknown": ObservationStatus.UNKNOWN,
}
COUNTED = frozenset({
    "người", "vụ", "ca", "hộ", "cuộc", "trường hợp", "doanh nghiệp", "dự án", "căn", "công trình", "lượt", "cơ sở",
    "phản ánh", "việc làm", "điểm", "xã", "con", "phòng", "giấy phép", "sáng chế", "di tích", "huy chương",
})  # fmt: skip
"""Units of measure that count things: a negative value of them cannot be."""
EXAMPLE = ("C0403", "79", "2026-10", "54.1", "sơ bộ", "Kho bạc Nhà nước", "")


@dataclass(frozen=True)
class Known:
    """What the centre knows: indicators by catalogue:code, codes of areas, the city's catalogue and area."""

    indicators: dict[str, IndicatorRecord]
    areas: frozenset[str]
    catalogue: str
    city: str


def read_table_file(path: Path, known: Known, catalogue: str = "", encoding: str = "") -> Dataset:
    """The values of a table. Raises `FileRefused`."""
    table = open_table(path, encoding)
    there = {plain(name): n for n, name in reversed(list(enumerate(table.header)))}
    places: dict[str, int] = {}
    for role, names in NAMES.items():
        place = next((there[plain(n)] for n in names if plain(n) in there), None)
        if place is not None:
            places[role] = place
        elif role in REQUIRED:
            raise FileRefused(f"the column {role} is missing; the file has: {', '.join(table.header)[:300]}")
    reader = _Rows(places, table.header, known, catalogue or known.catalogue, path.name)
    return Dataset([], (reader.cell(row) for row in table.rows()), table.lines, 0, path.stem)


class _Rows:
    def __init__(self, places: dict[str, int], header: list[str], known: Known, catalogue: str, source: str) -> None:
        self._places, self._header, self._known = places, header, known
        self._catalogue, self._source = catalogue, source

    def cell(self, row: Row) -> Cell:
        """A cell, or one that says its problem."""
        if row.problem:
            return self._bad(row.line, "", row.problem, "")
        code, area = self._text(row, "indicator"), self._text(row, "area") or self._known.city
        name = code if ":" in code else f"{self._catalogue}:{code}"
        indicator = self._known.indicators.get(name)
        if indicator is None:
            return self._bad(row.line, "indicator", "an indicator the catalogue does not have", code)
        if area not in self._known.areas:
            return self._bad(row.line, "area", "an area that is not known", area)
        text = self._text(row, "period")
        try:
            period = Period.parse(text)
        except BadPeriod:
            return self._bad(row.line, "period", "not a period like 2026, 2026-Q3 or 2026-10", text)
        if period.kind is not PeriodKind(indicator.period):
            return self._bad(row.line, "period", f"the indicator is measured by {indicator.period}", text)
        text = self._text(row, "value")
        if not text:
            return self._bad(row.line, "value", "the value is empty", "")
        try:
            read = read_number(text)
        except ValueError as error:
            return self._bad(row.line, "value", str(error), text)
        if read.value is None:
            return self._bad(row.line, "value", "not a number", text)
        if read.value < 0 and indicator.unit_of_measure in COUNTED:
            return self._bad(row.line, "value", f"a number of {indicator.unit_of_measure} cannot be negative", text)
        word = self._text(row, "status").casefold()
        if word not in STATUSES:
            return self._bad(row.line, "status", "not estimate, preliminary or official", word)
        return Cell(
            row.line,
            self._name("value"),
            name,
            area,
            str(period),
            read.value,
            read.status or STATUSES[word],
            self._text(row, "source") or self._source,
            self._text(row, "reason"),
            read.repaired,
            "",
            text,
        )

    def _text(self, row: Row, role: str) -> str:
        place = self._places.get(role)
        return "" if place is None else composed(row.cells[place].strip())

    def _name(self, role: str) -> str:
        return self._header[self._places[role]] if role in self._places else role

    def _bad(self, line: int, role: str, problem: str, text: str) -> Cell:
        return Cell(
            line,
            self._name(role) if role else "",
            "",
            "",
            "",
            None,
            ObservationStatus.UNKNOWN,
            "",
            problem=problem,
            text=text,
        )


def write_template(path: Path) -> None:
    """An empty workbook with the columns, an example on a second sheet. Raises `FileRefused`."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet("Số liệu")
            bold = book.add_format({"bold": True})
            text = book.add_format({"num_format": "@"})
            for n, name in enumerate(NAMES):
                sheet.write_string(0, n, name, bold)
                if name != "value":
                    sheet.set_column(n, n, 20, text)
            sheet.freeze_panes(1, 0)
            help_sheet = book.add_worksheet("Hướng dẫn")
            help_sheet.write_row(0, 0, list(NAMES), bold)
            help_sheet.write_row(1, 0, list(EXAMPLE))
            for n, (role, names) in enumerate(NAMES.items(), start=3):
                help_sheet.write_string(n, 0, role, bold)
                help_sheet.write_string(n, 1, ", ".join(names[1:]))
    except (OSError, XlsxWriterException) as error:
        raise FileRefused(f"{path} cannot be written: {error}") from error
