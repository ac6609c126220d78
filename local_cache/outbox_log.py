"""The outbox's second copy: `outbox.log`, an append-only file of hash-linked lines beside `outbox.db`.

A line is `<sha256 of the rest> <entry as JSON>`; each entry names the hash of the line before it. A command stands here
with its exact bytes, synced to the disk, before its commit in the outbox is tried, so that a damaged, emptied or lost
`outbox.db` costs no command. What a person took back is noted too, or a recovery would send it.

Writers hold the outbox's write transaction, which keeps two processes apart. A line that was torn by a power cut, or
that the disk spoiled, is passed over: the lines after it are whole, and the broken link is counted. All writing goes
through `files`, which a test may replace by a disk that fails.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from ioc_domain.commands import body_hash

from .evidence_files import sync_folder

SAVED = "saved"
GONE = "gone"
BEGUN = "begun"
"""First line of a log that was made anew: it links to the last line of the one before."""

ROTATE_BYTES = 256 << 10
"""A log longer than this is made anew when most of what it holds is settled."""
TAIL_BYTES = 1 << 20
"""More than the longest line: enough to find the last whole one."""


class LogFiles(Protocol):
    """What the log asks of a disk. Every call is durable when it returns; OSError when it could not be done."""

    def size(self, path: Path) -> int:
        """Bytes, 0 when there is no file."""
        ...

    def read(self, path: Path, start: int = 0) -> bytes:
        """Everything from `start` on, b"" when there is no file."""
        ...

    def append(self, path: Path, data: bytes) -> None:
        """Add bytes at the end and sync them."""
        ...

    def cut(self, path: Path, length: int) -> None:
        """Make the file that long and sync it."""
        ...

    def replace(self, path: Path, data: bytes) -> None:
        """Put a whole new file in its place, so that either the old or the new one is there."""
        ...


class DiskFiles:
    """The real disk."""

    def size(self, path: Path) -> int:
        """See `LogFiles`."""
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return 0

    def read(self, path: Path, start: int = 0) -> bytes:
        """See `LogFiles`."""
        try:
            with path.open("rb") as file:
                file.seek(start)
                return file.read()
        except FileNotFoundError:
            return b""

    def append(self, path: Path, data: bytes) -> None:
        """See `LogFiles`."""
        fresh = not path.exists()
        with path.open("ab", buffering=0) as file:
            _write_all(file.fileno(), data)
            os.fsync(file.fileno())
        if fresh:
            sync_folder(path.parent)

    def cut(self, path: Path, length: int) -> None:
        """See `LogFiles`."""
        with path.open("r+b", buffering=0) as file:
            file.truncate(length)
            os.fsync(file.fileno())

    def replace(self, path: Path, data: bytes) -> None:
        """See `LogFiles`."""
        unfinished = path.with_name(path.name + ".new")
        try:
            with unfinished.open("wb", buffering=0) as file:
                _write_all(file.fileno(), data)
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def _write_all(handle: int, data: bytes) -> None:
    # A disk that fills in the middle of a line writes a part of it and says so only the next time.
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


files: LogFiles = DiskFiles()


class LogEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line. `body` and the hashes are those of a saved command, empty for the other kinds."""

    what: str
    id: str = ""
    at: int = 0
    sha256: str = ""
    evidence: str = ""
    body: bytes = b""
    note: str = ""
    previous: str = ""


@dataclass(frozen=True)
class LogReading:
    """What a log holds: commands saved and not taken back, in their order; ids taken back; what could not be read.

    `spoiled`: lines that are torn or do not have their hash; `broken`: links that do not fit, because lines between
    are missing; `head`: hash of the last whole line.
    """

    saved: dict[str, LogEntry] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    spoiled: int = 0
    broken: int = 0
    lines: int = 0
    head: str = ""

    @property
    def whole(self) -> bool:
        """True when every line can be read and follows the one before it."""
        return not self.spoiled and not self.broken


def log_path(outbox: Path) -> Path:
    """The log beside an outbox."""
    return outbox.with_name(outbox.stem + ".log")


def saved_entry(command_id: str, at: int, body: bytes, evidence: str) -> LogEntry:
    """A command that is about to be committed."""
    return LogEntry(SAVED, command_id, at, body_hash(body), evidence, body)


def gone_entry(command_id: str, at: int, note: str = "") -> LogEntry:
    """A command that was taken back, or whose commit failed."""
    return LogEntry(GONE, command_id, at, note=note)


def read(path: Path) -> LogReading:
    """Everything of a log that is whole. Raises OSError when the disk refuses."""
    return _reading(files.read(path))


def _reading(data: bytes) -> LogReading:
    saved: dict[str, LogEntry] = {}
    gone: set[str] = set()
    spoiled = broken = lines = 0
    head = ""
    for line in data.split(b"\n"):
        if not line:
            continue
        found = _decode(line)
        if found is None:
            spoiled += 1
            continue
        digest, entry = found
        if head and entry.previous != head:
            broken += 1
        head = digest
        lines += 1
        if entry.what == SAVED:
            saved[entry.id] = entry
        elif entry.what == GONE:
            gone.add(entry.id)
            saved.pop(entry.id, None)
    return LogReading(saved, frozenset(gone), spoiled, broken, lines, head)


def _decode(line: bytes) -> tuple[str, LogEntry] | None:
    """The hash and the entry of a line; None when the line is not whole."""
    digest, _, payload = line.partition(b" ")
    if hashlib.sha256(payload).hexdigest().encode() != digest:
        return None
    try:
        entry = msgspec.json.decode(payload, type=LogEntry)
    except (msgspec.MsgspecError, UnicodeError):
        return None
    if entry.what == SAVED and body_hash(entry.body) != entry.sha256:
        return None
    return digest.decode(), entry


def _encode(entries: Iterable[LogEntry], previous: str) -> bytes:
    out = bytearray()
    for entry in entries:
        payload = msgspec.json.encode(msgspec.structs.replace(entry, previous=previous))
        previous = hashlib.sha256(payload).hexdigest()
        out += previous.encode() + b" " + payload + b"\n"
    return bytes(out)


def append(path: Path, entries: Sequence[LogEntry]) -> int:
    """Add lines, synced; returns the length before, for `cut_back`. Raises OSError with nothing added."""
    before = files.size(path)
    start = max(0, before - TAIL_BYTES)
    tail = files.read(path, start)
    head = _last_hash(tail)
    # After a torn line comes a new line: the torn one stays what it is, a line of its own that nobody can read.
    lead = b"\n" if tail and not tail.endswith(b"\n") else b""
    try:
        files.append(path, lead + _encode(entries, head))
    except OSError:
        with contextlib.suppress(OSError):
            cut_back(path, before)
        raise
    return before


def cut_back(path: Path, length: int) -> None:
    """Take back the lines of a commit that failed. Raises OSError."""
    if files.size(path) > length:
        files.cut(path, length)


def _last_hash(tail: bytes) -> str:
    for line in reversed(tail.split(b"\n")):
        found = _decode(line) if line else None
        if found is not None:
            return found[0]
    return ""


def make_anew(path: Path, entries: Sequence[LogEntry], at: int) -> None:
    """Leave only these entries in the log, linked to what was there before. Raises OSError; the old one stays then."""
    head = _last_hash(files.read(path, max(0, files.size(path) - TAIL_BYTES)))
    files.replace(path, _encode([LogEntry(BEGUN, at=at), *entries], head))
