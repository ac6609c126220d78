"""Garbage is collected in the GUI thread, in small pieces, and never in a lane.

Python collects in whatever thread happens to allocate: then a query on a lane stops the windows for 60-90 ms, and
widgets can be destroyed outside the GUI thread, which Qt does not survive. What the start made lives as long as the
program: it is set aside once, so that a whole collection walks only what came later.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2_000
YOUNG = 20_000
"""So many new objects are worth a collection of the young ones, which takes 1-2 ms."""
WHOLE_TURNS = 150
"""A whole collection every five minutes."""


class GarbageTurns(QObject):
    """Takes collection over from Python until it is stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns = 0
        self._was_on = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        """From now on only here."""
        if not self._timer.isActive():
            self._was_on = gc.isenabled()
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        """Give it back to Python."""
        if self._timer.isActive():
            self._timer.stop()
            gc.unfreeze()
            if self._was_on:
                gc.enable()

    def _turn(self) -> None:
        self._turns += 1
        if self._turns == 1:
            gc.freeze()
        elif self._turns % WHOLE_TURNS == 0:
            gc.collect()
        elif gc.get_count()[0] > YOUNG:
            gc.collect(1)
