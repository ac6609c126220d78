"""Recording what a program does to the files of a folder: SQLite through a VFS, everything else through `os`.

For a process of its own (see `sqlite3_over_apsw`). The files are real ones, so that all of the program works as ever;
`Recorder.events` is the record that `disk` makes images from.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from posixpath import dirname
from typing import Any

import apsw

from tests.faults.power.disk import Event

VFS = "recorded"


class Recorder:
    """The record of one folder at a time."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._root = ""
        self._files: dict[str, int] = {}  # path → number
        self._contents: dict[int, bytes] = {}  # of files that are not SQLite's: as last seen
        self._count = 0

    def begin(self, root: Path) -> None:
        """A new record, of an empty folder."""
        self.__init__()  # type: ignore[misc]
        self._root = f"{root}/"

    def place(self, path: str | None) -> str | None:
        """Path within the folder, None for all others (SQLite's shared memory is none of the disk's)."""
        if path is None or not self._root or not path.startswith(self._root) or path.endswith("-shm"):
            return None
        return path[len(self._root) :]

    def number(self, place: str) -> int:
        """Number of a file that has a name; it gets one, as newly made, when it is not known."""
        if place not in self._files:
            self._count += 1
            self._files[place] = self._count
            self.events.append(("create", place, self._count))
        return self._files[place]

    def made_folder(self, path: str) -> None:
        """A folder was made."""
        if (place := self.place(path)) is not None:
            self.events.append(("mkdir", place))

    def removed(self, path: str) -> None:
        """A file lost its name. One that was never synced was never seen, and leaves nothing."""
        if (place := self.place(path)) is not None and self._files.pop(place, None) is not None:
            self.events.append(("unlink", place))

    def renamed(self, old: str, new: str) -> None:
        """A file got another name."""
        source, target = self.place(old), self.place(new)
        if source is not None and target is not None and source in self._files:
            self._files[target] = self._files.pop(source)
            self.events.append(("rename", source, target))

    def synced(self, path: str) -> None:
        """A file that is not SQLite's, or a folder, was synced: what it holds now, and that it is on the disk."""
        place = self.place(path if not os.path.isdir(path) else f"{path}/.")
        if place is None:
            return
        if os.path.isdir(path):
            self.events.append(("syncdir", dirname(place)))
            return
        number = self.number(place)
        before, now = self._contents.get(number, b""), Path(path).read_bytes()
        common = len(before)
        if not now.startswith(before):
            pairs = enumerate(zip(before, now, strict=False))
            common = next((i for i, (a, b) in pairs if a != b), min(len(before), len(now)))
        if common < len(before):
            self.events.append(("truncate", number, common))
        if common < len(now):
            self.events.append(("write", number, common, now[common:]))
        self._contents[number] = now
        self.events.append(("sync", number))


recorder = Recorder()


class RecordedFile(apsw.VFSFile):
    """A file of SQLite's. As on unix, the first sync of a new journal syncs its folder."""

    def __init__(self, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        place = recorder.place(path)
        super().__init__("", name, flags)
        self._file = None
        self._folder = None
        if place is not None and not flags[0] & apsw.SQLITE_OPEN_READONLY:
            self._file = recorder.number(place)
            journal = flags[0] & (apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL)
            if journal and flags[0] & apsw.SQLITE_OPEN_CREATE:
                self._folder = dirname(place)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        if self._file is not None:
            recorder.events.append(("write", self._file, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        if self._file is not None:
            recorder.events.append(("truncate", self._file, size))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        if self._file is not None:
            recorder.events.append(("sync", self._file))
            if self._folder is not None:
                recorder.events.append(("syncdir", self._folder))
                self._folder = None


class RecordedVFS(apsw.VFS):
    """The system's files, with a record of what is done to them."""

    def __init__(self) -> None:
        super().__init__(VFS, "")

    def xOpen(self, name: Any, flags: list[int]) -> RecordedFile:
        return RecordedFile(name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        recorder.removed(filename)
        if syncdir and (place := recorder.place(filename)) is not None:
            recorder.events.append(("syncdir", dirname(place)))


def watch() -> RecordedVFS:
    """Record from now on; the VFS must be kept alive."""
    vfs = RecordedVFS()
    sync, replace, rename, mkdir, unlink, remove = os.fsync, os.replace, os.rename, os.mkdir, os.unlink, os.remove

    def recorded_sync(handle: Any) -> None:
        sync(handle)
        with suppress(OSError):
            recorder.synced(os.readlink(f"/proc/self/fd/{handle if isinstance(handle, int) else handle.fileno()}"))

    def recorded_replace(old: Any, new: Any, **named: Any) -> None:
        replace(old, new, **named)
        recorder.renamed(os.fspath(old), os.fspath(new))

    def recorded_rename(old: Any, new: Any, **named: Any) -> None:
        rename(old, new, **named)
        recorder.renamed(os.fspath(old), os.fspath(new))

    def recorded_mkdir(path: Any, *rest: Any, **named: Any) -> None:
        mkdir(path, *rest, **named)
        recorder.made_folder(os.fspath(path))

    def recorded_unlink(path: Any, **named: Any) -> None:
        unlink(path, **named)
        recorder.removed(os.fspath(path))

    def recorded_remove(path: Any, **named: Any) -> None:
        remove(path, **named)
        recorder.removed(os.fspath(path))

    os.fsync, os.replace, os.rename, os.mkdir = recorded_sync, recorded_replace, recorded_rename, recorded_mkdir
    os.unlink, os.remove = recorded_unlink, recorded_remove
    return vfs
