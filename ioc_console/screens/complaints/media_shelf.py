"""The files of the open complaint: which are here, fetching those that are not, thumbnails, and saving one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.screens.complaints import media_files
from ioc_console.screens.complaints.media_files import NotShown
from ioc_console.screens.complaints.media_words import Fetch, Medium
from ioc_console.sync_status import FILES

T = TypeVar("T")
_MOST_THUMBS = 200


class MediaShelf(QObject):
    """Photos are asked for as soon as a complaint is open; a video, which may be large, when somebody wants it."""

    changed = Signal()
    """Something came, or where something is has another name now."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._complaint = 0
        self._asked: set[str] = set()
        self._bad: dict[str, Fetch] = {}
        self._again: set[str] = set()
        """Those that are here and bad, and were asked for anew."""
        self._thumbs: dict[str, QImage | None] = {}
        context.sync.changed.connect(self.changed)
        context.sync.rows_changed.connect(self._rows_changed)

    def take(self, complaint: int, media: Sequence[Medium]) -> None:
        """These are the files of the complaint that is open: photos that are not here are asked for, once."""
        self.context.open_files.hold(self, (m.sha256 for m in media))
        wanted = [m.sha256 for m in media if m.file is None and not m.video]
        if wanted and complaint != self._complaint:
            self._complaint = complaint
            self._ask(wanted)

    def fetch(self, medium: Medium) -> None:
        """A person wants this one; also when it was refused or damaged before."""
        if self._bad.pop(medium.sha256, None) is not None:
            self._again.add(medium.sha256)
        self._thumbs.pop(medium.sha256, None)
        self._ask([medium.sha256])

    def _ask(self, names: list[str]) -> None:
        self._asked.update(names)
        self.context.sync.keep_files(names)
        self.changed.emit()

    def state(self, medium: Medium) -> Fetch:
        """Where the file is."""
        name, sync = medium.sha256, self.context.sync
        if name in self._bad:
            return self._bad[name]
        if medium.file is not None and name not in self._again:
            return Fetch.HERE
        for names, state in (
            (sync.too_large_files, Fetch.TOO_LARGE),
            (sync.no_room_files, Fetch.NO_ROOM),
            (sync.missing_files, Fetch.MISSING),
        ):
            if name in names:
                return state
        if name in self._asked:
            return Fetch.FETCHING if sync.online else Fetch.WAITING
        return Fetch.AT_CENTRE if sync.online else Fetch.OFFLINE

    def thumb(self, medium: Medium) -> QImage | None:
        """A small picture of a photo that is here; None until it is made, and for a video."""
        name = medium.sha256
        if medium.video or self.state(medium) is not Fetch.HERE:
            return None
        if name not in self._thumbs:
            while len(self._thumbs) >= _MOST_THUMBS:
                self._thumbs.pop(next(iter(self._thumbs)))
            self._thumbs[name] = None

            def made(image: QImage) -> None:
                self._thumbs[name] = image
                self.changed.emit()

            self._open(medium, lambda data: media_files.picture(data, medium.mime, media_files.THUMB), made)
        return self._thumbs[name]

    def picture(self, medium: Medium, done: Callable[[QImage], None]) -> None:
        """The whole picture, later; where it cannot be had, `changed` and `state` say why."""
        self._open(medium, lambda data: media_files.picture(data, medium.mime), done)

    def clip(self, medium: Medium, done: Callable[[Path], None]) -> None:
        """Where a video lies that was looked at, later; see `picture`."""
        from local_cache import evidence_files

        where = evidence_files.place(self.context.paths.evidence, medium.sha256)
        self._open(medium, lambda _: where, done)

    def save(self, medium: Medium, target: Path, done: Callable[[bool], None]) -> None:
        """Copy a file to where the person wants it; `done(False)`: it is not of its hash or type, or not here."""
        folder = self.context.paths.evidence

        def work() -> bool:
            try:
                data = media_files.checked(folder, medium.sha256, medium.mime)
            except NotShown:
                return False
            target.write_bytes(data)
            return True

        self.context.lanes.run(Lane.WRITE, work, owner=self, done=done, only_looks=True)

    def give_up(self, medium: Medium) -> None:
        """A player could not make anything of it: it may be of a kind that only other programs know."""
        self._spoiled(medium, Fetch.UNPLAYABLE)

    def _open(self, medium: Medium, make: Callable[[bytes], T], done: Callable[[T], None]) -> None:
        folder = self.context.paths.evidence

        def work() -> T:
            return make(media_files.checked(folder, medium.sha256, medium.mime))

        def failed(error: Exception) -> None:
            self._spoiled(medium, error.state if isinstance(error, NotShown) else Fetch.DAMAGED)

        self.context.lanes.run(Lane.READ, work, owner=self, done=done, failed=failed)

    def _rows_changed(self, tables: frozenset[str]) -> None:
        if FILES in tables and self._again:
            self._again.clear()
            self.changed.emit()

    def _spoiled(self, medium: Medium, state: Fetch) -> None:
        self._bad[medium.sha256] = state
        self.changed.emit()
