"""Files named by their content: the evidence of every request in the cache, and what a person asked to see.

They lie in the folder of the evidence, one file per sha256, checked before they get their name. A file that the
data centre does not give is tried again only when somebody asks or after the next start.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from ioc_console.sync.line import Kind, LineProblem
from ioc_console.sync.tokens import SignedLine
from ioc_domain.channel import Event, FilesKept
from local_cache import evidence_files

AT_ONCE = 20
"""Files per step, so that a long list never keeps the console waiting for its first."""


class Keeper:
    """Fetches files. `ask` may be called from any thread, `step` from one."""

    def __init__(self, line: SignedLine, folder: Path, emit: Callable[[Event], None]) -> None:
        self._line, self._folder, self._emit = line, folder, emit
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
        kept: list[str] = []
        missing: list[str] = []
        try:
            for name in self._next():
                (kept if self._fetch(name) else missing).append(name)
                self._done(name)
        except LineProblem:
            return False
        finally:
            self._refused.update(missing)
            if kept or missing:
                self._emit(FilesKept(kept=kept, missing=missing))
        return True

    def _next(self) -> list[str]:
        with self._lock:
            return list(self._asked)[:AT_ONCE]

    def _done(self, name: str) -> None:
        with self._lock:
            self._asked.pop(name, None)

    def _fetch(self, name: str) -> bool:
        """True when the file is here. Raises `LineProblem` when nobody answers."""
        try:
            evidence_files.read(self._folder, name)
        except evidence_files.DamagedEvidence:
            pass
        else:
            return True
        unfinished = self._folder / f".get-{name}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._line.download(f"/v1/files/{name}", unfinished, lambda _count: None)
            evidence_files.keep(self._folder, name, unfinished.read_bytes())
        except LineProblem as problem:
            if problem.kind is Kind.PROBLEM:  # it answers, and says no
                return False
            raise
        except (evidence_files.DamagedEvidence, OSError):  # not those bytes, or no room: what is here stays as it is
            self._forget(unfinished)
            return False
        self._forget(unfinished)
        return True

    @staticmethod
    def _forget(unfinished: Path) -> None:
        for path in (unfinished, unfinished.with_name(unfinished.name + ".etag")):
            path.unlink(missing_ok=True)
