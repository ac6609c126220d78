"""Keeps the folder of fetched files bounded: photos, videos and answers' files go when nobody used them for longest.

`evidence_limit_mb` of settings.toml says how large it may become. What an order on this machine names, what a request
froze, and what is open on a screen stays, however large it is.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.sync_status import FILES

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

log = logging.getLogger(__name__)
_NAME = re.compile(rb"\b[0-9a-f]{64}\b")
MEGABYTE = 1_000_000


class EvidenceRoom(QObject):
    """Tidies up after files came. Only the console that writes does so: another one may look at them."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        context.sync.rows_changed.connect(self._rows_changed)

    def tidy(self) -> None:
        """Look whether files must go, on the lane on which orders are saved: never between a file and its order."""
        context = self._context
        if context.sync.read_only:
            return
        folder, outbox, cache = context.paths.evidence, context.paths.outbox, context.cache
        limit, shown = int(context.settings.number("evidence_limit_mb") * MEGABYTE), context.open_files.names

        def work() -> int:
            from local_cache import evidence_files

            if evidence_files.size(folder) <= limit:
                return 0
            named = shown | _ordered(outbox) | cache.read_plain(_frozen)
            return evidence_files.trim(folder, limit, named)

        def failed(error: Exception) -> None:
            # What is needed cannot be known: then nothing goes. Of the cache, or the lease, the screens speak.
            log.info("fetched files were not tidied", exc_info=error)

        context.lanes.run(Lane.WRITE, work, owner=self, failed=failed)

    def _rows_changed(self, tables: frozenset[str]) -> None:
        if FILES in tables:
            self.tidy()


def _ordered(path: Path) -> set[str]:
    """Files that orders name which the data centre has not settled, and drafts."""
    from local_cache.outbox import Outbox

    if not path.exists():
        return set()
    outbox = Outbox(path)
    waiting = outbox.commands(unsettled=True)
    bodies = [*(c.body for c in waiting), *(c.evidence.encode() for c in waiting), *(d.body for d in outbox.drafts())]
    return {name.decode() for body in bodies for name in _NAME.findall(body)}


def _frozen(connection: sqlite3.Connection) -> set[str]:
    """What requests froze: it is small, and fetched at once again where it is missing."""
    return {row[0] for row in connection.execute("SELECT DISTINCT evidence FROM explanation_request")}
