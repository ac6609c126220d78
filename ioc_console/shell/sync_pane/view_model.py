"""View model of the sync pane: the queue and its verbs, the line, what is covered, how old each source is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject, Signal

from ioc_console.command_verbs import Verb, act, request_of
from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.shell.sync_pane import line, words
from ioc_console.shell.sync_pane.report import report
from ioc_console.text import tr
from ioc_console.view_model import Failed, Ready, State, ViewModel

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.queries.own_commands import OwnCommand
    from local_cache.queries.sync_picture import SyncPicture

MOST_SHOWN = 100
"""Commands of one group that are shown one by one."""
MOST_ENDED = 10


class SyncPaneModel(ViewModel["SyncPicture"]):
    """`text_taken`: something for the clipboard; `sign_in_asked`; `left`: another place was opened from here."""

    text_taken = Signal(str)
    sign_in_asked = Signal()
    left = Signal()
    follows_picked: ClassVar[bool] = False

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.open_id = ""
        """The command that is open, "" = none."""
        self._bare: SyncPicture | None = None
        context.sync.changed.connect(self.changed)

    def query(self) -> Callable[[Session], SyncPicture]:
        """The picture."""
        outbox = self.context.paths.outbox

        def read(session: Session) -> SyncPicture:
            from local_cache.queries.sync_picture import sync_picture

            return sync_picture(session, outbox)

        return read

    def _rows_changed(self, tables: Any) -> None:
        self.reload_soon()  # whatever came changes what is covered

    @property
    def data(self) -> SyncPicture | None:
        """The picture; where the cache cannot be read, what the outbox alone tells."""
        if self._bare is not None or isinstance(self.state, Failed):
            return self._bare  # what was read before may no longer be shown
        return super().data

    def _set(self, state: State[SyncPicture]) -> None:
        if isinstance(state, Ready):
            self._bare = None
        super()._set(state)
        if isinstance(state, Failed):
            self._look_at_outbox()

    def _look_at_outbox(self) -> None:
        outbox = self.context.paths.outbox

        def work() -> SyncPicture:
            from local_cache.queries.sync_picture import picture_without_cache

            return picture_without_cache(outbox)

        def done(picture: SyncPicture) -> None:
            if isinstance(self.state, Failed):
                self._bare = picture
                self.changed.emit()

        # What is wrong with the cache is told already; an outbox that cannot be read is told where it is written.
        self.context.lanes.run(Lane.READ, work, owner=self, done=done, failed=lambda _error: None)

    # --- what is shown ---------------------------------------------------------------------------------

    def link(self) -> line.LinkBlock:
        """The line."""
        who, picture = self.context.signed_in, self.data
        return line.link_block(self.context.sync, who.url if who else "", self.context.now,
                                picture.lease_until if picture else 0, who is not None)

    def notes(self) -> tuple[str, ...]:
        """What a person must know of this machine: a recovered outbox, another console, an ended lease."""
        found = list(line.recovery_notes(self.data.recovered if self.data else (), self.context.now))
        if isinstance(self.state, Failed):
            found.append(self.state.problem.sentence())
        return tuple(found)

    def groups(self) -> tuple[words.CommandGroup, ...]:
        """What needs a decision first, then what waits, then what ended lately; empty groups are left out."""
        picture, now = self.data, self.context.now
        if picture is None:
            return ()
        decide = [c for c in reversed(picture.commands) if c.came_back]
        waiting = [c for c in picture.commands if c.waits]
        ended = [c for c in reversed(picture.commands) if not c.came_back and not c.waits]
        made = []
        for title, commands, most in ((tr("Needs your decision"), decide, MOST_SHOWN),
                                      (tr("Waits to be sent or confirmed"), waiting, MOST_SHOWN),
                                      (tr("Ended lately"), ended, MOST_ENDED)):
            if commands:
                shown = tuple(words.command_line(c, now) for c in commands[:most])
                hidden = max(0, len(commands) - most) if commands is not ended else 0
                made.append(words.CommandGroup(title, shown, hidden))
        return tuple(made)

    def counts(self) -> str:
        """The queue in one line."""
        picture = self.data
        if picture is None:
            return ""
        decide = sum(1 for c in picture.commands if c.came_back)
        waiting = sum(1 for c in picture.commands if c.waits)
        parts = [tr("{n} need your decision", n=decide)] if decide else []
        if waiting:
            parts.append(tr("{n} waiting", n=waiting))
        return " · ".join(parts) or tr("nothing waits")

    def can_retry(self) -> bool:
        """Whether anything waits to be sent, by this console."""
        return not self.context.sync.read_only and self.data is not None and any(c.waits for c in self.data.commands)

    def detail(self, command_id: str) -> words.CommandDetail | None:
        """One command, open; None when it is gone."""
        own = self._own(command_id)
        return None if own is None else words.command_detail(own, self.context.now, self.context.sync)

    def coverage(self) -> tuple[words.CoverLine, ...]:
        """Per kind of data."""
        return () if self.data is None else tuple(words.cover_line(c) for c in self.data.coverage)

    def sources(self) -> tuple[words.SourceLine, ...]:
        """Per source."""
        return () if self.data is None else tuple(words.source_line(s, self.context.now) for s in self.data.sources)

    # --- verbs -----------------------------------------------------------------------------------------

    def toggle(self, command_id: str) -> None:
        """Open a command, or close it when it is open."""
        self.open_id = "" if self.open_id == command_id else command_id
        self.changed.emit()

    def step_back(self) -> bool:
        """Close the open command; False when none is open."""
        if not self.open_id:
            return False
        self.toggle(self.open_id)
        return True

    def act(self, command_id: str, verb: Verb) -> None:
        """Do something about a command."""
        own = self._own(command_id)
        if act(self.context, self, verb, command_id, kind=own.type if own is not None else ""):
            return
        if verb is Verb.RETRY:
            self.context.sync.send_now(command_id)
            self.context.notices.post(tr("This command is tried now."))
        elif verb is Verb.SIGN_IN:
            self.sign_in_asked.emit()
        elif own is not None and verb is Verb.COPY_TEXT:
            self.text_taken.emit(own.text)
            self.context.notices.post(tr("The text is in the clipboard."))
        elif own is not None and verb is Verb.OPEN:
            self.left.emit()
            if own.complaint_id:
                self.context.navigation.go("complaints", {"id": str(own.complaint_id)})
            else:
                self.context.navigation.go("requests", {"id": request_of(own)})

    def retry_now(self) -> None:
        """Try everything that waits now."""
        self.context.sync.send_now()
        self.context.notices.post(tr("What waits is tried now."))

    def sync_now(self) -> None:
        """F5."""
        self.context.sync.pull_now()

    def copy_details(self) -> None:
        """Plain text for a technician: no names, no texts, no secrets."""
        self.text_taken.emit(report(self.data, self.context.sync, self.context.signed_in, self.context.now))
        self.context.notices.post(tr("Details copied: states, times and numbers, no contents and no names."))

    def _own(self, command_id: str) -> OwnCommand | None:
        picture = self.data
        return next((c for c in picture.commands if c.id == command_id), None) if picture is not None else None
