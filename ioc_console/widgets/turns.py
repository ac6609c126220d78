"""Showing much in small pieces: one piece for each turn of the event loop.

A screen whose every part is new takes 50-100 ms to set and paint in one go. In pieces of a few milliseconds the
pointer, the play bar and the clock go on between them, and a person sees the same a moment later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer


@dataclass(frozen=True)
class Piece:
    """One part of a screen: what it is made of, and the call that shows it. Equal facts are not shown again."""

    name: str
    facts: object
    show: Callable[[], None]


class Turns(QObject):
    """Shows the pieces that differ from what they last showed; a newer list takes the place of what still waits."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shown: dict[str, object] = {}
        self._waiting: list[Piece] = []
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._turn)

    def show(self, pieces: Sequence[Piece], *, at_once: bool) -> None:
        """Show pieces: all of them now, or one for each turn from the next one on."""
        waiting = {p.name: p for p in self._waiting} | {p.name: p for p in pieces}
        self._waiting = [p for p in waiting.values() if self._shown.get(p.name, _NOTHING) != p.facts]
        if at_once:
            self.finish()
        elif self._waiting:
            self._next.start()

    def finish(self) -> None:
        """Show now what still waits."""
        while self._waiting:
            self._turn()

    def forget(self) -> None:
        """Show everything again the next time: the language or the light changed."""
        self._shown.clear()

    @property
    def busy(self) -> bool:
        """Whether pieces wait."""
        return bool(self._waiting)

    def _turn(self) -> None:
        if self._waiting:
            piece = self._waiting.pop(0)
            self._shown[piece.name] = piece.facts
            piece.show()
        if not self._waiting:
            self._next.stop()


_NOTHING = object()
