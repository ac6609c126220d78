"""Tables in files: CSV (plain, in gzip, alone in a ZIP archive) and XLSX, as a stream of rows.

The file is looked through once before anything is taken (`open_table`), so that a wrong encoding or a broken archive
in its last line is known before the first row is written.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .csv_rows import MOST_BEFORE, CsvRow, before_header, read_rows
from .old_fonts import old_font
from .packed import BROKEN, LARGEST, SUSPICIOUS_BYTES, SUSPICIOUS_RATIO, Packed, look_at
from .problems import FileRefused, RowRefused

BLOCK = 1 << 20
SAMPLE = 300
"""Rows by which the writing of a file is judged."""
LONGEST_CELL = 1_000_000
DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)
"""A line by which spreadsheets are told how cells are parted."""
csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True)
class Row:
    """Cells of one row and its line in the file (header = 1). `problem` instead of cells where it is no row."""

    line: int
    cells: list[str]
    problem: str = ""


class Table:
    """A looked-through file: its header and its rows. `rows` may be read several times."""

    def __init__(self, path: Path, header: list[str], lines: int) -> None:
        self.path, self.header, self.lines = path, header, lines

    def rows(self) -> Iterator[Row]:
        """Rows after the header, empty ones left out."""
        raise NotImplementedError


def open_table(path: Path, encoding: str = "") -> Table:
    """The table of a file by what is in it, not by its name. Raises `FileRefused`."""
    packed = look_at(path)
    table = _open_workbook(path) if packed.packing == "workbook" else _open_csv(packed, encoding)
    some = [table.header, *(row.cells for row in itertools.islice(table.rows(), SAMPLE))]
    if font := old_font("\n".join(" ".join(cells) for cells in some)):
        raise FileRefused(
            f"{path} is Vietnamese typed with a font from before Unicode, {font}: change it to Unicode first, as"
            " UniKey does"
        )
    return table


# --- CSV -------------------------------------------------------------------------------------------------------


class _CsvTable(Table):
    def __init__(self, packed: Packed, header: list[str], lines: int, encoding: str, form: _Form) -> None:
        super().__init__(packed.path, header, lines)
        self._packed, self._encoding, self._form = packed, encoding, form

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        with self._packed.bytes() as raw, io.TextIOWrapper(raw, self._encoding, newline="") as text:
            first = True
            for row in self._form.rows(text, width):
                line, cells = row.line + self._form.skipped, row.cells
                if row.problem:
                    yield Row(line, [], row.problem)
                    continue
                if first:
                    first = False
                    continue
                if len(cells) != width:
                    # Trailing empty cells are a habit of some programs, not a mistake.
                    if len(cells) > width and not any(c.strip() for c in cells[width:]):
                        cells = cells[:width]
                    else:
                        yield Row(line, [], f"{len(cells)} cells where the header has {width}")
                        continue
                yield Row(line, cells)


@dataclass(frozen=True)
class _Form:
    """How cells are parted. `skipped`: lines before the header that belong to no table."""

    delimiter: str
    skipped: int = 0

    def rows(self, text: io.TextIOWrapper, width: int) -> Iterator[CsvRow]:
        """Rows from the header on, their lines counted from there."""
        for _ in range(self.skipped):
            text.readline()
        return read_rows(text, self.delimiter, width)


def _open_csv(packed: Packed, encoding: str) -> Table:
    path = packed.path
    encoding = _encoding_of(packed, encoding)
    lines = _look_through(packed, encoding)
    with packed.bytes() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        head = _first_lines(text)
    first = head[0][1] if head else ""
    form = _form_of(head)
    if first.lstrip("\ufeff \t")[:1] in ("{", "[", "<"):
        raise FileRefused(f"{path} is JSON, XML or a web page, not a table: give CSV (plain, gzip or ZIP) or XLSX")
    with packed.bytes() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        row = next(form.rows(text, 1), None)
        if row is not None and row.problem:
            raise FileRefused(f"{path} is not a table: {row.problem}")
        header = [] if row is None else row.cells
    header = [c.strip().lstrip("\ufeff") for c in header]
    while header and not header[-1]:
        header.pop()
    table = _CsvTable(packed, header, lines, encoding, form)
    if not header or next(table.rows(), None) is None:
        raise FileRefused(f"{path} has no rows")
    return table


def _first_lines(text: io.TextIOWrapper) -> list[tuple[int, str]]:
    """The first lines with something on them, with their numbers."""
    lines = enumerate(itertools.islice(text, 10 * MOST_BEFORE), start=1)
    return list(itertools.islice(((n, line) for n, line in lines if line.strip()), MOST_BEFORE + 1))


def _form_of(head: list[tuple[int, str]]) -> _Form:
    """How cells are parted: as a first line says, as the header has most cells, after titles that stand before it."""
    if not head:
        return _Form(DELIMITERS[0])
    number, first = head[0]
    if named := _SEPARATOR.fullmatch(first.strip('\ufeff\r\n "')):
        return _Form(named.group(1), number)
    filled = {d: [_filled(line, d) for _, line in head] for d in DELIMITERS}
    before = {d: before_header(counts) for d, counts in filled.items()}
    best = max(DELIMITERS, key=lambda d: (filled[d][0] > 1, filled[d][before[d]]))
    n = 0 if filled[best][0] > 1 else before[best]
    return _Form(best, head[n][0] - 1 if n else 0)


def _filled(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def _encoding_of(packed: Packed, wanted: str) -> str:
    if wanted:
        try:
            return codecs.lookup(wanted).name
        except LookupError:
            raise FileRefused(f"there is no encoding {wanted}") from None
    try:
        with packed.bytes() as raw:
            head = raw.read(64)
    except (OSError, *BROKEN) as error:
        raise FileRefused(f"{packed.path} is a broken {packed.packing} file: {error}") from error
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Spreadsheets that save "Unicode text" without its mark: every other byte of a header is zero.
    for half, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = head[half::2].count(0)
        if zeros > len(head) // 4 and not head[1 - half :: 2].count(0):
            return name
    return "utf-8-sig"


def _look_through(packed: Packed, encoding: str) -> int:
    """Read the whole file once as text; returns its line count. Raises `FileRefused`."""
    path = packed.path
    decoder = codecs.getincrementaldecoder(encoding)()
    size, lines = 0, 0
    try:
        with packed.bytes() as raw:
            while block := raw.read(BLOCK):
                size += len(block)
                packed.check_growth(size)
                text = decoder.decode(block)
                if "\x00" in text:
                    raise FileRefused(f"{path} is not a text file: it has zero bytes (line {lines + 1} or after)")
                lines += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{path} is not {encoding.removesuffix('-sig').upper()} text (near line {lines + 1}: {error.reason});"
            " name its encoding with --encoding, e.g. cp1252 (Windows, Western), latin-1, utf-16"
        ) from error
    except UnicodeError as error:
        raise FileRefused(f"{path} is not {encoding.upper()} text: {error}") from error
    except BROKEN as error:
        raise FileRefused(f"{path} is a broken {packed.packing} file: {error}") from error
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror or error}") from error
    return lines


# --- XLSX ------------------------------------------------------------------------------------------------------


class _WorkbookTable(Table):
    def __init__(self, path: Path, header: list[str], lines: int, header_line: int) -> None:
        super().__init__(path, header, lines)
        self.header_line = header_line

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        for line, cells in _sheet(self.path):
            if line <= self.header_line or not any(c is not None and c != "" for c in cells):
                continue
            given = cells[:width] + [None] * (width - len(cells))
            try:
                yield Row(line, [_cell_text(c) for c in given])
            except RowRefused as error:
                yield Row(line, [], error.reason)


def _sheet(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """(line, raw values) of the first sheet. Formulas come as their text, so that they are seen and refused."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=False)
    try:
        for line, values in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield line, list(values)
    finally:
        book.close()


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value)
    if text.startswith("="):
        raise RowRefused("", "a cell holds a formula, not a value", text[:80])
    return text


def _open_workbook(path: Path) -> Table:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = sum(e.file_size for e in entries)
            if size > LARGEST or (size > SUSPICIOUS_BYTES and size > path.stat().st_size * SUSPICIOUS_RATIO):
                raise FileRefused(f"{path} unpacks to {size // 1_000_000} MB: not taken")
        lines = 0
        head: list[tuple[int, list[Any]]] = []
        for line, values in _sheet(path):
            lines = line
            if len(head) <= MOST_BEFORE and any(v is not None and v != "" for v in values):
                head.append((line, values))
        counts = [sum(v is not None and v != "" for v in values) for _, values in head]
        header_line, values = head[before_header(counts)] if head else (0, [])
        header = [_cell_text(v).strip() for v in values]
    except RowRefused as error:
        raise FileRefused(f"{path}: {error.reason}") from error
    except FileRefused:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise on a broken workbook
        raise FileRefused(f"{path} is a broken workbook: {str(error).splitlines()[0][:120]}") from error
    while header and not header[-1]:
        header.pop()
    table = _WorkbookTable(path, header, lines, header_line)
    if not header or next(table.rows(), None) is None:
        raise FileRefused(f"{path} has no rows")
    return table
