"""Parts on their way: downloaded to files, resumed where they were cut, unpacked only when the sha256 fits.

A half part keeps its bytes, so that another process goes on where a killed one was.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from urllib.parse import urlsplit

from ioc_console.sync.line import Kind, LineProblem
from ioc_console.sync.tokens import SignedLine
from ioc_domain.wire import SnapshotPart
from local_cache.applying import DamagedPart, unpack

SUFFIXES = (".db", ".unpacking", ".part", ".etag")


class PartFolder:
    """Files of parts under `folder`, named by sha256: `.part` while it grows, `.db` when it is whole and unpacked."""

    def __init__(self, folder: Path, line: SignedLine) -> None:
        self._folder = folder
        self._line = line
        self.bytes_came = 0
        """Bytes that came over the line since the start."""
        self.abandoned = False
        """Set from any thread: a download under way ends at its next bytes, which are kept."""

    def fetch(self, part: SnapshotPart) -> Path:
        """The unpacked, checked file of a part, fetched where it is not here yet.

        Raises LineProblem (the bytes so far are kept), LineProblem(NOT_OURS) when what came is not that part (all
        of it is dropped), OSError when the disk refuses.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name = _safe(part.sha256)
        ready = self._folder / f"{name}.db"
        if ready.exists():
            return ready
        growing = self._folder / f"{name}.part"
        note = self._folder / f"{name}.part.etag"
        if not growing.exists() or growing.stat().st_size < part.bytes:
            self._line.download(_path(part.url), growing, self._count)
        unfinished = self._folder / f"{name}.unpacking"
        try:
            unpack(growing, unfinished, part).replace(ready)
        except DamagedPart as error:
            raise LineProblem(Kind.NOT_OURS, True, 200, detail=str(error)) from error
        finally:
            # What is whole has no use for them, what is damaged must not be gone on from.
            growing.unlink(missing_ok=True)
            note.unlink(missing_ok=True)
        return ready

    def drop(self, part: SnapshotPart) -> None:
        """Forget the file of a part that was applied, or that turned out to be wrong."""
        (self._folder / f"{_safe(part.sha256)}.db").unlink(missing_ok=True)

    def drop_all(self) -> None:
        """Forget everything, half or whole: no snapshot under way needs it."""
        if self._folder.is_dir():
            for file in self._folder.iterdir():
                if file.suffix in SUFFIXES:
                    file.unlink(missing_ok=True)

    def _count(self, n: int) -> None:
        self.bytes_came += n
        if self.abandoned:
            raise LineProblem(Kind.BROKEN, True, detail="abandoned")


class PartQueue:
    """Fetches the next part while the one before it is applied (or in the same thread, with an inline executor)."""

    def __init__(self, fetch: Callable[[SnapshotPart], Path], executor: Executor) -> None:
        self._fetch = fetch
        self._executor = executor
        self._ahead: tuple[str, Future[Path]] | None = None

    def take(self, part: SnapshotPart, following: SnapshotPart | None) -> Path:
        """The file of `part`; starts on `following`. Raises what fetching it raised."""
        if self._ahead is not None and self._ahead[0] == part.sha256:
            future, self._ahead = self._ahead[1], None
        else:
            self.clear()
            future = self._executor.submit(self._fetch, part)
        path = future.result()
        if following is not None:
            self._ahead = (following.sha256, self._executor.submit(self._fetch, following))
        return path

    def clear(self) -> None:
        """Give up what was fetched ahead, after it has come to its end: two must never write one file."""
        if self._ahead is not None:
            future, self._ahead = self._ahead[1], None
            if not future.cancel():
                future.exception()


def _path(url: str) -> str:
    """Path and query of a part's address: parts are only ever fetched from the data centre itself."""
    parts = urlsplit(url)
    if not parts.path.startswith("/"):
        raise LineProblem(Kind.NOT_OURS, True, 200, detail="not an address of a part")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _safe(sha256: str) -> str:
    """The hash as a file name; it came from outside. Raises LineProblem for anything but 64 hexadecimal digits."""
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise LineProblem(Kind.NOT_OURS, True, 200, detail="not a sha256")
    return sha256
