"""Rows of CSV text, with a way back from a quotation mark that is never closed.

To a reader of CSV such a mark makes one cell of all that follows, and hundreds of good rows go with it. Here only the
line it stands in is given up: what came after it is read again.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_LINES = 500
"""Lines that one row may have: texts of people have fewer, an open quotation mark has no end."""
MOST_BEFORE = 20
"""Lines of title that may come before the header."""
FEWEST_COLUMNS = 3
UNCLOSED = "a quotation mark that is not closed, or a row that is cut in two"


class _Unclosed(Exception):
    """A row does not end."""


class _Lines:
    """Lines of a text, of which those of the current row can be given back."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text, self._back = iter(text), deque[str]()
        self.current: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.current) >= MOST_LINES:
            raise _Unclosed
        line = self._back.popleft() if self._back else next(self._text)
        self.current.append(line)
        return line

    def give_back(self) -> None:
        """All lines of the current row but the first come again."""
        self._back.extendleft(reversed(self.current[1:]))
        self.current.clear()


@dataclass(frozen=True)
class CsvRow:
    """`line`: its last line in the text, from 1. `problem` in place of cells where it is no row."""

    line: int
    cells: list[str]
    problem: str = ""


def read_rows(text: Iterable[str], delimiter: str, width: int) -> Iterator[CsvRow]:
    """All rows but empty ones, the header too. `width`: columns of the header, without empty ones at its end."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    number, first = 0, True
    while True:
        lines.current.clear()
        problem, cells = "", []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = f"not a row: {error}"
        except _Unclosed:
            problem = UNCLOSED
        several = len(lines.current) > 1
        if several and (problem or (not first and _swallowed(cells, lines.current, delimiter, width))):
            lines.give_back()
            reader = csv.reader(lines, delimiter=delimiter)
            number += 1
            yield CsvRow(number, [], UNCLOSED)
            continue
        number += len(lines.current)
        if problem:
            yield CsvRow(number, [], problem)
        elif any(c.strip() for c in cells):
            first = False
            yield CsvRow(number, cells)


def _swallowed(cells: list[str], lines: list[str], delimiter: str, width: int) -> bool:
    """Whether a row of several lines has others in it: it is no row itself, or a line in it would be one."""
    if len(cells) < width or any(c.strip() for c in cells[width:]):
        return True
    for line in lines[1:]:
        if line.count(delimiter) >= width - 1 >= 1:
            try:
                alone = next(csv.reader([line], delimiter=delimiter), [])
            except csv.Error:
                continue
            if len(alone) == width:
                return True
    return False


def before_header(filled: list[int]) -> int:
    """How many rows of title come before the header: single cells, then a row of columns. `filled`: cells with
    something in them per row."""
    for n, count in enumerate(filled[:MOST_BEFORE]):
        if count >= FEWEST_COLUMNS:
            return n
        if count > 1:
            break
    return 0
