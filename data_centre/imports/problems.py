"""What can be wrong: with a whole file, or with one row."""

from __future__ import annotations


class FileRefused(Exception):
    """The file cannot be imported and nothing was changed; the text is one line for a person."""


class RowRefused(Exception):
    """One row cannot be taken; the others can. `column` may be empty."""

    def __init__(self, column: str, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.column, self.reason, self.value = column, reason, value
