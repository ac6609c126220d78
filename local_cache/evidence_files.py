"""Frozen evidence on disk: files named by the sha256 of their bytes, written once, never changed.

A file is on the disk (fsync of the file and of its folder) before its name is used anywhere. The time of its last
change says when it was last used: `trim` lets those go that nobody used for longest.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")


class DamagedEvidence(ValueError):
    """The bytes are not those the name promises, or there are none."""


def _sha256(data: bytes) -> str:
    import hashlib  # brings a whole crypto library along, which a start has no use for

    return hashlib.sha256(data).hexdigest()


def place(folder: Path, sha256: str) -> Path:
    """Where the file of that hash lies, if it is there. Raises `DamagedEvidence` for what is no hash."""
    if not _NAME.fullmatch(sha256):
        raise DamagedEvidence("not a sha256")
    return folder / sha256


def keep(folder: Path, sha256: str, data: bytes) -> Path:
    """Write evidence durably and return its path; does nothing when it is already there.

    Raises `DamagedEvidence` when the bytes do not have that sha256, OSError when they cannot be written.
    """
    if _sha256(data) != sha256:
        raise DamagedEvidence("the bytes do not have that sha256")
    target = place(folder, sha256)
    if target.exists() and target.stat().st_size == len(data) and target.read_bytes() == data:
        _used(target)
        return target
    make_folder(folder)
    # A name of its own per process: the console and the sync process may keep the same bytes at once.
    unfinished = folder / f".{sha256}.{os.getpid()}"
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(folder)
    return target


def take_over(folder: Path, sha256: str, unfinished: Path) -> Path:
    """Give a file that was written into the folder its name, durably; it is read piece by piece, however large.

    Raises `DamagedEvidence` when the bytes do not have that sha256, OSError when the disk refuses.
    """
    import hashlib

    target = place(folder, sha256)
    with unfinished.open("rb+") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise DamagedEvidence("the bytes do not have that sha256")
        os.fsync(file.fileno())
    _used(unfinished)
    unfinished.replace(target)
    sync_folder(folder)
    return target


def read(folder: Path, sha256: str) -> bytes:
    """The bytes; raises `DamagedEvidence` when they are missing or not what was kept."""
    file = place(folder, sha256)
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise DamagedEvidence("the evidence file is missing") from error
    if _sha256(data) != sha256:
        raise DamagedEvidence("the evidence file was changed")
    _used(file)
    return data


def size(folder: Path) -> int:
    """Bytes of all files that were kept, 0 where there is no folder. Raises OSError."""
    return sum(length for _, length, _ in _kept(folder))


def trim(folder: Path, limit: int, named: Container[str]) -> int:
    """Let files go until those left have at most `limit` bytes, the least recently used first; returns how many went.

    What is `named` stays, and counts: where it alone is larger, all others go. A file that cannot be removed (Windows
    does not let go what a player holds open) stays too. Raises OSError when the folder cannot be read.
    """
    kept = sorted(_kept(folder))
    left, gone = sum(length for _, length, _ in kept), 0
    for _, length, file in kept:
        if left <= limit:
            break
        if file.name in named:
            continue
        try:
            file.unlink()
        except FileNotFoundError:
            pass
        except OSError:
            continue
        left, gone = left - length, gone + 1
    return gone


def _kept(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """(last use in nanoseconds, bytes, file) of every file that was kept: nothing that is still being written."""
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        if _NAME.fullmatch(file.name):
            with suppress(FileNotFoundError):  # the other process takes one away
                found = file.stat()
                yield found.st_mtime_ns, found.st_size, file


def _used(file: Path) -> None:
    """Note that it is used now. Where the disk refuses, its turn to go comes earlier, and nothing else."""
    with suppress(OSError):
        os.utime(file)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, durably: what is synced into a folder is lost with the folder's own name.

    Raises OSError.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in the folder durable (Windows has no such call and needs none)."""
    if os.name == "nt":  # pragma: no cover - other platform
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
