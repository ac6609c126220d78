"""What a disk may hold after the power went: images made from a record of what a program did to its files.

The record is a list of events, in order; paths are relative to the recorded folder, files are known by a number
that stays theirs when they are renamed or deleted:

    ("mkdir", path)   ("create", path, file)   ("unlink", path)   ("rename", old, new)
    ("write", file, offset, bytes)   ("truncate", file, size)   ("sync", file)   ("syncdir", folder)

Only what POSIX promises is taken for sure: the bytes and the size of a file at its last sync, and the names of a
folder at the last sync of that folder (so a name may be lost although the file was synced, and a deleted file may
come back). Of everything later any part may be on the disk: each sector of each write by itself, in any order across
sectors; a size without its bytes (zeros or rubbish are there then); names one by one. A rename is there or not, and
a truncation takes nothing away before the size is on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from posixpath import dirname
from random import Random
from typing import Any

Event = tuple[Any, ...]
SECTORS = (512, 4096)
KEEPS = (0.0, 0.1, 0.5, 0.9, 1.0)
"""Chances that a pending piece is on the disk; one is drawn for each file of an image."""


@dataclass
class _File:
    """Bytes at the last sync, and what was done since."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list)

    def sync(self) -> None:
        """All that was done is on the disk."""
        for kind, _, *what in self.pending:
            if kind == "write":
                _put(self.synced, *what)
            else:
                _resize(self.synced, *what)
        self.pending = []

    def image(self, dice: Random) -> bytes:
        """One of the contents that may be found."""
        keep = dice.choice(KEEPS)
        data = bytearray(self.synced)
        if not self.pending or keep == 0.0:
            return bytes(data)
        # Truncations come true in their order; what was done after one that did not is nowhere to be seen.
        done = len(self.pending)
        for i, event in enumerate(self.pending):
            if event[0] == "truncate" and dice.random() >= keep:
                done = i
                break
        sector = dice.choice(SECTORS)
        rubbish = dice.random() < 0.3
        sizes, written = [len(data)], 0
        seen: dict[int, bool] = {}
        for event in self.pending[:done]:
            if event[0] == "truncate":
                _resize(data, event[2])
                sizes, written = [event[2]], event[2]
                continue
            _, _, offset, what = event
            for start, stop in _sectors(offset, len(what), sector):
                place = start // sector
                # A sector that stayed at an older version of itself takes no later one either: its write never came.
                if seen.get(place, True):
                    seen[place] = dice.random() < keep
                if seen[place]:
                    _put(data, start, what[start - offset : stop - offset], rubbish=dice if rubbish else None)
            written = max(written, offset + len(what))
            sizes.append(max(sizes[-1], written))
        size = sizes[-1] if dice.random() < 0.7 else dice.choice(sizes)
        _resize(data, size, rubbish=dice if rubbish else None)
        return bytes(data)


def _sectors(offset: int, length: int, sector: int) -> Iterator[tuple[int, int]]:
    """The pieces of a write that lie in one sector each."""
    at, end = offset, offset + length
    while at < end:
        stop = min(end, (at // sector + 1) * sector)
        yield at, stop
        at = stop


def _put(data: bytearray, offset: int, what: bytes, rubbish: Random | None = None) -> None:
    if len(data) < offset:
        _resize(data, offset, rubbish)
    data[offset : offset + len(what)] = what


def _resize(data: bytearray, size: int, rubbish: Random | None = None) -> None:
    if size <= len(data):
        del data[size:]
    else:
        more = size - len(data)
        data.extend(rubbish.randbytes(more) if rubbish else bytes(more))


FOLDER = -1
"""Stands for a folder where files have their number."""


class Disk:
    """A disk to which the events of a record happen one after the other; images can be taken between any two."""

    def __init__(self) -> None:
        self._files: dict[int, _File] = {}
        self._names: dict[str, dict[str, int]] = {}  # folder → names at its last sync
        self._pending: dict[str, list[Event]] = {}  # folder → what was done to its names since

    def happen(self, event: Event) -> None:
        """Take one event in."""
        kind = event[0]
        if kind in ("write", "truncate"):
            self._files.setdefault(event[1], _File()).pending.append(event)
        elif kind == "sync":
            self._files.setdefault(event[1], _File()).sync()
        elif kind == "syncdir":
            names = self._names.setdefault(event[1], {})
            for change in self._pending.pop(event[1], []):
                _rename(names, change)
        else:
            if kind == "rename" and dirname(event[1]) != dirname(event[2]):
                raise ValueError("renames stay in their folder")
            if kind == "create":
                self._files.setdefault(event[2], _File())
            self._pending.setdefault(dirname(event[1]), []).append(event)

    def image(self, dice: Random) -> dict[str, bytes | None]:
        """Path → bytes of the files that are found, None for a folder."""
        found: dict[str, bytes | None] = {}
        self._fill(found, "", dice)
        return found

    def _fill(self, found: dict[str, bytes | None], folder: str, dice: Random) -> None:
        names = dict(self._names.get(folder, {}))
        keep = dice.choice(KEEPS)
        for group in _bound_together(self._pending.get(folder, [])):
            for change in group:
                if dice.random() >= keep:
                    break  # later changes of the same name build on this one
                _rename(names, change)
        for path, number in sorted(names.items()):
            if number == FOLDER:
                found[path] = None
                self._fill(found, path, dice)
            else:
                found[path] = self._files[number].image(dice)


def _rename(names: dict[str, int], change: Event) -> None:
    kind, path, *rest = change
    if kind == "mkdir":
        names[path] = FOLDER
    elif kind == "create":
        names[path] = rest[0]
    elif kind == "unlink":
        names.pop(path, None)
    elif path in names:  # a rename of a name that never came to be renames nothing
        names[rest[0]] = names.pop(path)


def _bound_together(changes: list[Event]) -> list[list[Event]]:
    """Changes in groups, in their order, that share no name: only within a group does the order bind."""
    group: dict[str, str] = {}

    def root(name: str) -> str:
        while group.setdefault(name, name) != name:
            name = group[name]
        return name

    for change in changes:
        if change[0] == "rename":
            group[root(change[1])] = root(change[2])
    ordered = sorted(range(len(changes)), key=lambda i: (root(changes[i][1]), i))
    return [[changes[i] for i in members] for _, members in groupby(ordered, key=lambda i: root(changes[i][1]))]
