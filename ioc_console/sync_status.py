"""How sync stands, as the sync process last said, and the orders the console gives it. No process here."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from ioc_domain.channel import (
    Event,
    Failure,
    FilesKept,
    FindByPhone,
    KeepFiles,
    Link,
    LinkChanged,
    Order,
    OutboxChanged,
    OutboxMended,
    PhoneFound,
    Progress,
    PullNow,
    ReporterSeen,
    RowsChanged,
    SeeReporter,
    SendNow,
)

OUTBOX = "outbox"
"""Name under which changes of the outbox are announced beside the synced tables."""
FILES = "files"
"""Name under which files that came to this machine (evidence, photos, answers' files) are announced."""


def link_now(status: SyncStatus, state: Link, detail: str = "") -> LinkChanged:
    """A state of the line that the console itself knows of, beginning now."""
    link = status.link
    return LinkChanged(state, int(status.now()), link.data_until, detail, clock_offset=link.clock_offset)


class SyncStatus(QObject):
    """Last word of the sync process. View models listen to `rows_changed`, the bottom strip to `changed`."""

    changed = Signal()
    rows_changed = Signal(object)
    """frozenset of table names; `outbox` stands for the person's own commands."""
    ordered = Signal(object)
    """An `Order` for the sync process."""
    failed = Signal(object)
    mended = Signal(object)
    """An `OutboxMended`."""
    looked = Signal(object)
    """A `ReporterSeen` or a `PhoneFound`: for whoever asked with that number. Nothing of it is kept here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.link = LinkChanged(state=Link.STARTING, since=int(time.time()), data_until=0)
        self.progress: Progress | None = None
        self.outbox = OutboxChanged(waiting=0, needs_decision=0, refused=0)
        self.missing_files: set[str] = set()
        """sha256 of files the data centre did not give when asked."""
        self.too_large_files: set[str] = set()
        """Those larger than anything that is fetched."""
        self.no_room_files: set[str] = set()
        """Those not fetched because the disk is nearly full."""
        self.read_only = False
        """True while another console has the files of this one (see `shell.second_console`)."""
        self._asked = 0
        self.last_changes = 0
        self.last_pull = 0
        """When the last completed pull was, in seconds; 0 = none in this session."""

    def now(self) -> float:
        """Seconds since 1970 by the data centre's clock, as far as it is known: times of the data are of that clock."""
        return time.time() + self.link.clock_offset

    @property
    def online(self) -> bool:
        """True while the data centre answers."""
        return self.link.state is Link.ONLINE

    @property
    def data_until(self) -> int:
        """Time of the newest completed pull in seconds, 0 = the cache was never filled."""
        return self.link.data_until

    def take(self, *events: Event) -> None:
        """Take in what the sync process said; many at once are told once."""
        for event in events:
            self._take(event)
        if events:
            self.changed.emit()

    def _take(self, event: Event) -> None:
        if isinstance(event, LinkChanged):
            self.link = event
        elif isinstance(event, Progress):
            self.progress = None if event.finished else event
        elif isinstance(event, OutboxChanged):
            self.outbox = event
            self.rows_changed.emit(frozenset({OUTBOX}))
        elif isinstance(event, RowsChanged):
            self.last_changes, self.last_pull = event.changes, int(self.now())
            self.rows_changed.emit(frozenset(event.tables))
        elif isinstance(event, FilesKept):
            self.missing_files |= set(event.missing)
            self.too_large_files |= set(event.too_large)
            self.no_room_files |= set(event.no_room)
            self.rows_changed.emit(frozenset({FILES}))
        elif isinstance(event, OutboxMended):
            self.mended.emit(event)
            self.rows_changed.emit(frozenset({OUTBOX}))
        elif isinstance(event, ReporterSeen | PhoneFound):
            self.looked.emit(event)
        elif isinstance(event, Failure):
            self.failed.emit(event)

    def know_outbox(self, counts: OutboxChanged) -> None:
        """What the outbox holds, learned by looking at it: nothing in it moved, so nobody loads again."""
        self.outbox = counts
        self.changed.emit()

    def order(self, order: Order) -> None:
        """Pass an order on."""
        self.ordered.emit(order)

    def pull_now(self) -> None:
        """F5."""
        self.order(PullNow())

    def send_now(self, command_id: str = "") -> None:
        """Something was saved: try to send it. With `command_id`: try that one now."""
        self.order(SendNow(command_id))

    def keep_files(self, names: list[str]) -> None:
        """Somebody wants to see these files: fetch those that are not on this machine."""
        for refused in (self.missing_files, self.too_large_files, self.no_room_files):
            refused -= set(names)
        if names:
            self.order(KeepFiles(names=names))

    def see_reporter(self, complaint: int, reason: str) -> int:
        """Ask who reported; returns the number of the question, which `looked` answers."""
        self._asked += 1
        self.order(SeeReporter(ask=self._asked, complaint=complaint, reason=reason))
        return self._asked

    def find_by_phone(self, last4: str) -> int:
        """Ask for complaints by the end of a telephone number; returns the number of the question."""
        self._asked += 1
        self.order(FindByPhone(ask=self._asked, last4=last4))
        return self._asked
