"""Counts beside the rail entries: asked of each screen's own query when a table it watches changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ioc_console.context import Context
from ioc_console.formatting import number
from ioc_console.screens import Screen
from ioc_console.shell.rail import Rail
from ioc_console.text import tr
from ioc_console.view_model import COALESCE_MS


class RailCounts(QObject):
    """Offline, the entry of a screen that shows the outbox says how many commands wait."""

    def __init__(self, context: Context, screens: Sequence[Screen], rail: Rail) -> None:
        super().__init__(rail)
        self._context, self._rail = context, rail
        self._screens = [s for s in screens if s.badge is not None]
        self._counts: dict[str, int] = {}
        self._pending: set[str] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(COALESCE_MS)
        self._pause.timeout.connect(self._count_pending)
        context.sync.rows_changed.connect(self._rows_changed)
        context.sync.changed.connect(self.show_counts)

    def count_all(self) -> None:
        """Count every badge now."""
        self._pending = {s.id for s in self._screens}
        self._count_pending()

    def show_counts(self) -> None:
        """Write the badges."""
        waiting = self._context.sync.outbox.waiting
        for screen in self._screens:
            words = ""
            if screen.shows_outbox and waiting and not self._context.sync.online:
                words = tr("{n} waiting", n=number(waiting))
            self._rail.set_badge(screen.id, self._counts.get(screen.id, 0), words)

    def _rows_changed(self, tables: Any) -> None:
        touched = {s.id for s in self._screens if s.badge_watches & tables}
        if touched:
            self._pending |= touched
            self._pause.start()

    def _count_pending(self) -> None:
        wanted, self._pending = self._pending, set()
        for screen in self._screens:
            if screen.id in wanted and screen.badge is not None:
                self._count(screen)

    def _count(self, screen: Screen) -> None:
        def done(count: int) -> None:
            self._counts[screen.id] = count
            self.show_counts()

        if screen.badge is not None:
            self._context.read(screen.badge, owner=self, done=done)
