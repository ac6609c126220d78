"""The page of one map and the profile all maps share. Teardown order matters: page, then view, then profile."""

from __future__ import annotations

import logging

import shiboken6
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
)
from PySide6.QtWidgets import QApplication

from ioc_console.widgets.map.scheme import PAGE_URL, SCHEME, register_scheme
from ioc_console.widgets.map.serving import Server, Wall

log = logging.getLogger(__name__)

_OFF = (
    "LocalStorageEnabled",
    "LocalContentCanAccessRemoteUrls",
    "LocalContentCanAccessFileUrls",
    "JavascriptCanOpenWindows",
    "JavascriptCanAccessClipboard",
    "JavascriptCanPaste",
    "PluginsEnabled",
    "PdfViewerEnabled",
    "FullScreenSupportEnabled",
    "ScreenCaptureEnabled",
    "WebGLEnabled",
    "HyperlinkAuditingEnabled",
    "AutoLoadIconsForPage",
    "DnsPrefetchEnabled",
    "ErrorPageEnabled",
    "NavigateOnDropEnabled",
    "ScrollAnimatorEnabled",
)
"""What a map needs none of."""


class MapProfile(QObject):
    """Profile, server and wall of this process; made with the first map, ended with the application."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        register_scheme()
        self.profile = QWebEngineProfile(self)  # without a name: nothing is written to disk
        self.server = Server(self)
        self.wall = Wall(self)
        self.profile.installUrlSchemeHandler(SCHEME, self.server)
        self.profile.setUrlRequestInterceptor(self.wall)
        self.profile.downloadRequested.connect(_refuse_download)
        settings = self.profile.settings()
        for name in _OFF:
            settings.setAttribute(getattr(QWebEngineSettings.WebAttribute, name), False)
        self._pages: list[MapPage] = []
        application.aboutToQuit.connect(self.close_pages)

    def new_page(self, parent: QObject) -> MapPage:
        """A page for a view."""
        page = MapPage(self.profile, parent)
        self._pages.append(page)
        return page

    def close_pages(self) -> None:
        """End every page while its profile still lives: Chromium aborts otherwise."""
        self.server.tiles.close()
        pages, self._pages = self._pages, []
        for page in pages:
            if shiboken6.isValid(page):
                shiboken6.delete(page)


class MapPage(QWebEnginePage):
    """A page that goes nowhere but to the map."""

    complained = Signal(str)
    """A message of the page's console of the level error."""

    def __init__(self, profile: QWebEngineProfile, parent: QObject) -> None:
        super().__init__(profile, parent)
        self.permissionRequested.connect(_refuse_permission)

    def acceptNavigationRequest(self, url: QUrl | str, type: QWebEnginePage.NavigationType, isMainFrame: bool) -> bool:
        """The map's own address only."""
        return isMainFrame and QUrl(url).toString().partition("#")[0] == PAGE_URL

    def createWindow(self, type: QWebEnginePage.WebWindowType) -> QWebEnginePage | None:  # type: ignore[override]
        """No window is ever opened by the page."""
        return None

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, lineNumber: int, sourceID: str
    ) -> None:
        """Errors of the page are errors of ours."""
        if level == QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel:
            log.error("map page, line %d of %s", lineNumber, sourceID.rpartition("/")[2])
            self.complained.emit(f"{sourceID}:{lineNumber}: {message}")


def _refuse_download(download: QWebEngineDownloadRequest) -> None:
    download.cancel()


def _refuse_permission(permission: QWebEnginePermission) -> None:
    permission.deny()


def map_profile() -> MapProfile:
    """The profile of this process. Raises RuntimeError without a QApplication."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("a map needs the application")
    found = application.findChild(MapProfile)
    return found if isinstance(found, MapProfile) else MapProfile(application)
