"""Reads tiles in a thread of its own: a slow disk holds up the tiles, and nothing else of the program."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from ioc_console.widgets.map.basemap import finding
from ioc_console.widgets.map.basemap.tile_source import BasemapProblem, Fault, TileSource

log = logging.getLogger(__name__)
Place = tuple[int, int, int]
"""zoom, x, y (from the north)."""
Found = bytes | BasemapProblem | None
"""Bytes of a tile, None where the file has none, or why the file cannot be used: then nothing more comes."""


class TileReader:
    """The thread opens the file, reads from it and closes it: its handle is of no other thread.

    `wanted(ticket)` and `tell(ticket, found)` are called in that thread.
    """

    def __init__(self, file: Path, wanted: Callable[[int], bool], tell: Callable[[int, Found], None]) -> None:
        self._file, self._wanted, self._tell = file, wanted, tell
        self._asked: queue.SimpleQueue[tuple[int, Place] | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        # A daemon: a disk that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="ioc-tiles", daemon=True)
        self._thread.start()

    def ask(self, ticket: int, place: Place) -> None:
        """Read a tile, unless it is not wanted any more when its turn comes."""
        self._asked.put((ticket, place))

    def close(self, wait: float = 0.0) -> None:
        """End after the tile that is being read, of which nothing is told; wait for the end so many seconds at most."""
        self._closed.set()
        self._asked.put(None)
        if wait:
            self._thread.join(wait)

    def _run(self) -> None:
        source: TileSource | None = None
        try:
            while (asked := self._asked.get()) is not None and not self._closed.is_set():
                ticket, place = asked
                if not self._wanted(ticket):
                    continue
                found: Found
                try:
                    if source is None:
                        source = finding.open_tiles(self._file)
                    found = source.tile(*place)
                except BasemapProblem as problem:
                    found = problem
                except Exception as error:  # whoever asked waits for an answer, whatever it is
                    log.warning("the base map cannot be read: %s", type(error).__name__, exc_info=error)
                    found = BasemapProblem(Fault.UNREADABLE, self._file)
                if not self._closed.is_set():
                    self._tell(ticket, found)
                if isinstance(found, BasemapProblem):
                    return
        finally:
            if source is not None:
                source.close()
