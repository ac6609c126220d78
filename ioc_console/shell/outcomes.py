"""Tells the author what became of a command: not that it was taken, which is usual, but that it came back or changed.

What had been answered before this console started is not told again: it stands in the sync pane.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ioc_console.context import Context
from ioc_console.notices import Act, Level
from ioc_console.outcome_words import explain_command
from ioc_console.sync_status import OUTBOX
from ioc_console.text import tr
from ioc_console.view_model import COALESCE_MS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.queries.own_commands import OwnCommand


class Outcomes(QObject):
    """Looks at the outbox when something in it moved. `show_asked`: open the sync pane at a command, "" = at none."""

    show_asked = Signal(str)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._answered: set[str] | None = None
        """Commands that had their answer when last looked at; None before the first look."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(COALESCE_MS)
        self._pause.timeout.connect(self.look)
        context.sync.rows_changed.connect(self._rows_changed)

    def look(self) -> None:
        """Look now, and tell what was answered since the last look."""
        outbox = self._context.paths.outbox

        def query(session: Session) -> tuple[OwnCommand, ...]:
            from local_cache.queries.own_commands import command_queue

            return command_queue(session, outbox)

        # Where the cache cannot be read nobody is told twice what is wrong: the pane has the answers.
        self._context.read(query, owner=self, done=self._tell, failed=lambda _error: None)

    def _rows_changed(self, tables: Any) -> None:
        if OUTBOX in tables and not self._pause.isActive():
            self._pause.start()

    def _tell(self, commands: tuple[OwnCommand, ...]) -> None:
        before, self._answered = self._answered, {c.id for c in commands if not c.waits}
        if before is None:
            return
        news = [c for c in commands if c.id not in before and (c.came_back or _changed(c))]
        if len(news) == 1:
            own = news[0]
            title = explain_command(own, self._context.now, online=True).title
            self._post(f"{title} · {own.title}" if own.title else title, own.came_back, own.id)
        elif news:
            self._post(tr("{n} commands were answered otherwise than usual.", n=len(news)),
                       any(c.came_back for c in news), "")

    def _post(self, words: str, came_back: bool, command_id: str) -> None:
        level = Level.WARNING if came_back else Level.INFO
        self._context.notices.post(words, level, act=Act(tr("Show"), lambda: self.show_asked.emit(command_id)))


def _changed(own: OwnCommand) -> bool:
    """Taken, but not quite as it was meant: the number was revised, the unit is another one, the unit had it."""
    taken = not own.waits and own.state == "received"
    return taken and ("new" in own.facts or bool(own.successor_name) or own.facts.get("delivered") == "1")
