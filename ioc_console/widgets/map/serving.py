"""What the page may ask for, and the wall round it: our scheme answers, every other request is blocked and counted."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PySide6.QtWebEngineCore import (
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlSchemeHandler,
)

from ioc_console.paths import resources
from ioc_console.widgets.map.feed import Feed
from ioc_console.widgets.map.page_source import page_source
from ioc_console.widgets.map.scheme import HOST, ORIGIN, SCHEME
from ioc_console.widgets.map.tile_desk import TileDesk

log = logging.getLogger(__name__)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""Content security policy of the page: nothing inline, nothing from elsewhere."""

_TYPES = {
    ".html": b"text/html;charset=utf-8",
    ".js": b"text/javascript;charset=utf-8",
    ".css": b"text/css;charset=utf-8",
    ".svg": b"image/svg+xml",
    ".png": b"image/png",
    ".ttf": b"font/ttf",
    ".json": b"application/json",
    ".bin": b"application/octet-stream",
    ".jpg": b"image/jpeg",
    ".webp": b"image/webp",
    ".mvt": b"application/vnd.mapbox-vector-tile",
}
_MAX_TOLD = 4096  # characters of one message of the page


class Wall(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not to our own scheme and host, and counts them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.allowed = 0
        self.blocked = 0
        self.blocked_urls: list[str] = []

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Called for every request of every page of the profile."""
        url = info.requestUrl()
        if url.scheme() == SCHEME.decode() and url.host() == HOST:
            self.allowed += 1
            return
        self.blocked += 1
        self.blocked_urls = [*self.blocked_urls[-49:], url.toString()]
        info.block(True)
        log.warning("the map page asked for something outside; blocked")


class Server(QWebEngineUrlSchemeHandler):
    """Answers `ioc://map/…` of one profile.

    /page, /page.js            the document folium made
    /own/…, /web/…, /icon/…    files of resources/map, resources/web, resources/icons/line
    /data/<page>/<name>        documents of one page (see `Feed`)
    /tile/<zoom>/<x>/<y>       a tile of the base map, when there is one
    /tell/<page>?<json>        the page says something
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tiles = TileDesk(answer, self)
        self._pages: dict[str, tuple[Feed, Callable[[dict[str, Any]], None]]] = {}
        shared = resources()
        self._roots = {"own": shared / "map", "web": shared / "web", "icon": shared / "icons" / "line"}

    def add_page(self, name: str, documents: Feed, told: Callable[[dict[str, Any]], None]) -> None:
        """Serve a page's documents, and hand over what it tells."""
        self._pages[name] = (documents, told)

    def remove_page(self, name: str) -> None:
        """Forget a page; with the last one goes the base map."""
        self._pages.pop(name, None)
        if not self._pages:
            self.tiles.use(None)

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """One request. Called in the GUI thread."""
        url = job.requestUrl()
        initiator = job.initiator().toString()
        parts = PurePosixPath(url.path()).parts[1:]
        if initiator not in ("", "null", ORIGIN) or url.host() != HOST or not parts:
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        if parts[0] == "tell" and len(parts) == 2:
            self._hear(parts[1], url.query(url.ComponentFormattingOption.FullyDecoded))
            answer(job, b"{}", ".json")
            return
        if parts[0] == "tile" and len(parts) == 4:
            self.tiles.serve(job, parts[1:])
            return
        found = self._find(parts)
        if found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        answer(job, *found)

    def _find(self, parts: tuple[str, ...]) -> tuple[bytes, str] | None:
        """(bytes, file suffix) of a path."""
        if parts == ("page",):
            return page_source().html.encode(), ".html"
        if parts == ("page.js",):
            return page_source().script.encode(), ".js"
        if parts[0] == "data" and len(parts) == 3 and parts[1] in self._pages:
            content = self._pages[parts[1]][0].get(parts[2])
            return None if content is None else (content, Path(parts[2]).suffix)
        root = self._roots.get(parts[0])
        if root is None:
            return None
        file = root.joinpath(*parts[1:]).resolve()
        if not file.is_relative_to(root.resolve()) or file.suffix not in _TYPES or not file.is_file():
            return None
        return file.read_bytes(), file.suffix

    def _hear(self, page: str, text: str) -> None:
        known = self._pages.get(page)
        if known is None or len(text) > _MAX_TOLD:
            return
        try:
            said = json.loads(text)
        except ValueError:
            log.warning("the map page said something that is no JSON")
            return
        if isinstance(said, dict):
            known[1](said)


def answer(job: QWebEngineUrlRequestJob, content: bytes, suffix: str) -> None:
    """Answer a request, in the GUI thread."""
    # PySide turns this into a QMultiMap: each value is a list of values, whatever its stub says.
    headers: Any = {
        QByteArray(b"Content-Security-Policy"): [QByteArray(POLICY.encode())],
        QByteArray(b"X-Content-Type-Options"): [QByteArray(b"nosniff")],
        QByteArray(b"Cache-Control"): [QByteArray(b"no-store")],
    }
    job.setAdditionalResponseHeaders(headers)
    buffer = QBuffer(job)
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    job.reply(QByteArray(_TYPES[suffix]), buffer)
