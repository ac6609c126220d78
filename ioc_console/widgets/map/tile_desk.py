"""Requests of the page for tiles: each waits here until the reader's thread has its tile, and is answered by us."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob

from ioc_console.widgets.map.basemap.finding import Basemap
from ioc_console.widgets.map.basemap.tile_reader import Found, Place, TileReader
from ioc_console.widgets.map.basemap.tile_source import BasemapProblem

_CLEAR = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgGAWjAAIAAAQAAaLuFaMAAAAASUVORK5CYII="
)
"""A picture of one clear pixel, where a file has no tile: a failed request would count as an error of the page."""
_MOST_ZOOM = 24
_END_SECONDS = 1.0
Answer = Callable[[QWebEngineUrlRequestJob, bytes, str], None]
"""Job, bytes, file suffix."""


class TileDesk(QObject):
    """Lives in the GUI thread. `failed` carries a `BasemapProblem`: the file is damaged, and not asked again."""

    failed = Signal(object)
    _read = Signal(int, object)

    def __init__(self, answer: Answer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer = answer
        self._basemap: Basemap | None = None
        self._reader: TileReader | None = None
        self._tickets = itertools.count(1)
        self._waiting: dict[int, QWebEngineUrlRequestJob] = {}
        self._read.connect(self._came, Qt.ConnectionType.QueuedConnection)

    def use(self, basemap: Basemap | None) -> None:
        """Serve the tiles of a file from now on, or none."""
        if basemap != self._basemap:
            self._end()
            self._basemap = basemap
            if basemap is not None:
                # What the thread calls: looking a ticket up is one step, and a signal is queued to our thread.
                self._reader = TileReader(basemap.file, self._waiting.__contains__, self._read.emit)

    def close(self) -> None:
        """The program ends: the thread must not speak to what is no more."""
        self._end(_END_SECONDS)
        self._basemap = None

    def serve(self, job: QWebEngineUrlRequestJob, parts: Sequence[str]) -> None:
        """Answer a request for the tile named by zoom, x and y, now or later."""
        place = _place(parts)
        if place is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
        elif self._reader is None:
            self._hand_over(job, None)
        else:
            ticket = next(self._tickets)
            self._waiting[ticket] = job
            job.destroyed.connect(partial(self._forget, ticket))
            self._reader.ask(ticket, place)

    def _forget(self, ticket: int, _gone: QObject | None = None) -> None:
        """The page does not want it any more: the map was moved on, or is gone."""
        self._waiting.pop(ticket, None)

    def _came(self, ticket: int, found: Found) -> None:
        job = self._waiting.pop(ticket, None)
        if isinstance(found, BasemapProblem):
            if self._basemap is None or self._basemap.file != found.file:
                return  # of a file that was put away meanwhile
            self._end()
            self._basemap = None
            if job is not None:
                self._hand_over(job, None)
            self.failed.emit(found)
        elif job is not None:
            self._hand_over(job, found)

    def _hand_over(self, job: QWebEngineUrlRequestJob, found: bytes | None) -> None:
        if not shiboken6.isValid(job):
            return
        facts = None if self._basemap is None else self._basemap.facts
        if facts is not None and facts.vector:
            self._answer(job, found or b"", ".mvt")
        elif facts is not None and found:
            self._answer(job, found, facts.suffix)
        else:
            self._answer(job, _CLEAR, ".png")

    def _end(self, wait: float = 0.0) -> None:
        """Put the reader away; whoever still waits gets nothing of it."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close(wait)
        for ticket in list(self._waiting):
            job = self._waiting.pop(ticket, None)
            if job is not None:
                self._hand_over(job, None)


def _place(parts: Sequence[str]) -> Place | None:
    """zoom, x, y of a path, None for what is no place of a tile."""
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        return None
    zoom, x, y = (int(part) for part in parts)
    return None if zoom > _MOST_ZOOM or max(x, y) >= 1 << zoom else (zoom, x, y)
