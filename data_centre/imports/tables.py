"""Tables in files: CSV, CSV in gzip, XLSX, as a stream of rows.

The file is looked through once before anything is taken (`open_table`), so that a wrong encoding or a broken archive
in its last line is known before the first row is written.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast

from .problems import FileRefused, RowRefused

BLOCK = 1 << 20
LARGEST = 40_000_000_000
"""Bytes of text an archive may unpack to."""
SUSPICIOUS_RATIO = 300
SUSPICIOUS_BYTES = 200_000_000
"""An archive that grows more than that many times and past that size is taken for a bomb."""
LONGEST_CELL = 1_000_000
DELIMITERS = (",", ";", "\t", "|")
GZIP_MAGIC, ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"
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
    if not path.exists():
        raise FileRefused(f"{path} does not exist")
    if not path.is_file():
        raise FileRefused(f"{path} is not a file")
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    if not head:
        raise FileRefused(f"{path} is empty")
    if head.startswith(ZIP_MAGIC):
        return _open_workbook(path)
    return _open_csv(path, encoding, packed=head.startswith(GZIP_MAGIC))


# --- CSV -------------------------------------------------------------------------------------------------------


class _CsvTable(Table):
    def __init__(self, path: Path, header: list[str], lines: int, encoding: str, packed: bool, delimiter: str) -> None:
        super().__init__(path, header, lines)
        self._encoding, self._packed, self._delimiter = encoding, packed, delimiter

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        with _bytes(self.path, self._packed) as raw, io.TextIOWrapper(raw, self._encoding, newline="") as text:
            reader = csv.reader(text, delimiter=self._delimiter)
            first = True
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Row(reader.line_num, [], f"not a row: {error}")
                    continue
                if not any(c.strip() for c in cells):
                    continue
                if first:
                    first = False
                    continue
                if len(cells) != width:
                    # Trailing empty cells are a habit of some programs, not a mistake.
                    if len(cells) > width and not any(c.strip() for c in cells[width:]):
                        cells = cells[:width]
                    else:
                        yield Row(reader.line_num, [], f"{len(cells)} cells where the header has {width}")
                        continue
                yield Row(reader.line_num, cells)


def _bytes(path: Path, packed: bool) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb")) if packed else path.open("rb")


def _open_csv(path: Path, encoding: str, packed: bool) -> Table:
    encoding = _encoding_of(path, encoding, packed)
    lines = _look_through(path, encoding, packed)
    with _bytes(path, packed) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        first = ""
        for line in text:
            if line.strip():
                first = line
                break
    delimiter = max(DELIMITERS, key=lambda d: len(next(csv.reader([first], delimiter=d), [])))
    with _bytes(path, packed) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        try:
            header = next((c for c in csv.reader(text, delimiter=delimiter) if any(x.strip() for x in c)), [])
        except csv.Error as error:
            raise FileRefused(f"{path} is not a table: {error}") from error
    header = [c.strip().lstrip("\ufeff") for c in header]
    while header and not header[-1]:
        header.pop()
    table = _CsvTable(path, header, lines, encoding, packed, delimiter)
    if not header or next(table.rows(), None) is None:
        raise FileRefused(f"{path} has no rows")
    return table


def _encoding_of(path: Path, wanted: str, packed: bool) -> str:
    if wanted:
        try:
            return codecs.lookup(wanted).name
        except LookupError:
            raise FileRefused(f"there is no encoding {wanted}") from None
    try:
        with _bytes(path, packed) as raw:
            head = raw.read(4)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(f"{path} is a broken gzip file: {error}") from error
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _look_through(path: Path, encoding: str, packed: bool) -> int:
    """Read the whole file once as text; returns its line count. Raises `FileRefused`."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stored = path.stat().st_size
    size, lines = 0, 0
    try:
        with _bytes(path, packed) as raw:
            while block := raw.read(BLOCK):
                size += len(block)
                bomb = size > SUSPICIOUS_BYTES and size > stored * SUSPICIOUS_RATIO
                if packed and (size > LARGEST or bomb):
                    raise FileRefused(f"{path} unpacks to more than {size // 1_000_000} MB: not taken")
                text = decoder.decode(block)
                if "\x00" in text:
                    raise FileRefused(f"{path} is not a text file: it has zero bytes (line {lines + 1} or after)")
                lines += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{path} is not {encoding.removesuffix('-sig').upper()} text (near line {lines + 1}: {error.reason});"
            " name its encoding with --encoding"
        ) from error
    except UnicodeError as error:
        raise FileRefused(f"{path} is not {encoding.upper()} text: {error}") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileRefused(f"{path} is a broken gzip file: {error}") from error
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror or error}") from error
    return lines


# --- XLSX ------------------------------------------------------------------------------------------------------


class _WorkbookTable(Table):
    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        first = True
        for line, cells in _sheet(self.path):
            if not any(c is not None and c != "" for c in cells):
                continue
            if first:
                first = False
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
            if "xl/workbook.xml" not in archive.namelist():
                raise FileRefused(f"{path} is an archive but not an XLSX workbook")
        lines = 0
        header: list[str] = []
        for line, values in _sheet(path):
            lines = line
            if not header and any(v is not None and v != "" for v in values):
                header = [_cell_text(v).strip() for v in values]
    except RowRefused as error:
        raise FileRefused(f"{path}: {error.reason}") from error
    except FileRefused:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise on a broken workbook
        raise FileRefused(f"{path} is a broken workbook: {str(error).splitlines()[0][:120]}") from error
    while header and not header[-1]:
        header.pop()
    table = _WorkbookTable(path, header, lines)
    if not header or next(table.rows(), None) is None:
        raise FileRefused(f"{path} has no rows")
    return table
