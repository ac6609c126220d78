"""Files named by their content: the evidence of every request in the cache, and what a person asked to see.

They lie in the folder of the evidence, one file per sha256, checked before they get their name. A file that the
data centre does not give is tried again only when somebody asks or after the next start.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from ioc_console.sync.line import Kind, LineProblem
from ioc_console.sync.tokens import SignedLine
from ioc_domain.channel import Event, FilesKept
from local_cache import evidence_files

AT_ONCE = 20
"""Files per step, so that a long list never keeps the console waiting for its first."""

FILE_LIMIT = 64_000_000
"""Bytes of one file; the data centre takes videos of up to 60 MB and nothing larger."""
ROOM_LEFT = 500_000_000
"""Bytes that stay free on the disk: the cache and the outbox must never stand still for a video."""
_FULL = (errno.ENOSPC, errno.EDQUOT)

End = Literal["kept", "missing", "too_large", "no_room"]


def free_bytes(folder: Path) -> int:
    """Room on the disk of a folder. Raises OSError."""
    return shutil.disk_usage(folder).free


class _GivenUp(Exception):
    """A file is not fetched to its end; `end` says why."""

    def __init__(self, end: End) -> None:
        super().__init__(end)
        self.end: End = end


class Keeper:
    """Fetches files. `ask` may be called from any thread, `step` from one."""

    def __init__(
        self,
        line: SignedLine,
        folder: Path,
        emit: Callable[[Event], None],
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        self._line, self._folder, self._emit, self._free = line, folder, emit, free
        self._lock = threading.Lock()
        self._asked: dict[str, None] = {}
        self._refused: set[str] = set()

    def ask(self, names: Iterable[str]) -> None:
        """These first, also when they were refused before."""
        with self._lock:
            fresh = dict.fromkeys(names)
            self._refused -= fresh.keys()
            self._asked = fresh | self._asked

    def ask_for_requests(self, connection: sqlite3.Connection) -> None:
        """The evidence of every request in the cache that is not on this machine."""
        wanted = [row[0] for row in connection.execute(
            "SELECT DISTINCT evidence FROM explanation_request WHERE evidence <> '' ORDER BY received_at DESC")]
        with self._lock:
            for name in wanted:
                if name not in self._refused and not (self._folder / name).exists():
                    self._asked.setdefault(name)

    @property
    def idle(self) -> bool:
        """True when nothing is asked for."""
        with self._lock:
            return not self._asked

    def step(self) -> bool:
        """Fetch some of what is asked for; False when the line is down and it should be tried later."""
        ends: dict[End, list[str]] = {"kept": [], "missing": [], "too_large": [], "no_room": []}
        try:
            for name in self._next():
                ends[self._fetch(name)].append(name)
                self._done(name)
        except LineProblem:
            return False
        finally:
            for end, names in ends.items():
                if end != "kept":
                    self._refused.update(names)
            if any(ends.values()):
                self._emit(FilesKept(**ends))
        return True

    def _next(self) -> list[str]:
        with self._lock:
            return list(self._asked)[:AT_ONCE]

    def _done(self, name: str) -> None:
        with self._lock:
            self._asked.pop(name, None)

    def _fetch(self, name: str) -> End:
        """What became of it. Raises `LineProblem` when nobody answers."""
        try:
            evidence_files.read(self._folder, name)
        except evidence_files.DamagedEvidence:
            pass
        else:
            return "kept"
        unfinished = self._folder / f".get-{name}"

        def limits(_count: int) -> None:
            if unfinished.stat().st_size > FILE_LIMIT:
                raise _GivenUp("too_large")
            if self._free(self._folder) < ROOM_LEFT:
                raise _GivenUp("no_room")

        end: End = "kept"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._free(self._folder) < ROOM_LEFT:
                raise _GivenUp("no_room")
            self._line.download(f"/v1/files/{name}", unfinished, limits)
            evidence_files.take_over(self._folder, name, unfinished)
        except LineProblem as problem:
            if problem.kind is Kind.PROBLEM:  # it answers, and says no
                return "missing"
            raise
        except _GivenUp as given_up:
            end = given_up.end
        except evidence_files.DamagedEvidence:  # not those bytes: what is here stays as it is
            end = "missing"
        except OSError as error:
            end = "no_room" if error.errno in _FULL else "missing"
        self._forget(unfinished)
        return end

    @staticmethod
    def _forget(unfinished: Path) -> None:
        for path in (unfinished, unfinished.with_name(unfinished.name + ".etag")):
            path.unlink(missing_ok=True)
