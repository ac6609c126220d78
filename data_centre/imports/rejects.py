"""The rejects file: every row that was not taken, with line, column and reason."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import IO, Any

from .problems import FileRefused

HEADER = ("line", "column", "reason", "value")
LONGEST_VALUE = 200


class Rejects:
    """Written as rows come; no file is made while there is nothing to write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: IO[str] | None = None
        self._writer: Any = None

    def prepare(self) -> None:
        """Make sure that the file can be written, before anything is taken. Raises `FileRefused`."""
        there = self.path.exists()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8"):
                pass
            if not there:
                self.path.unlink()
        except OSError as error:
            raise FileRefused(f"the rejects file {self.path} cannot be written: {error.strerror}") from error

    def add(self, line: int, column: str, reason: str, value: str = "") -> None:
        """One row that was not taken."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file, lineterminator="\n")
            self._writer.writerow(HEADER)
        self._writer.writerow((line, column, reason, _harmless(value[:LONGEST_VALUE])))
        self.count += 1

    def close(self) -> None:
        """Finish the file; an old one of an earlier run is removed when this run refused nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None
        elif self.path.exists():
            self.path.unlink()


def _harmless(text: str) -> str:
    """A spreadsheet must not take the value for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
