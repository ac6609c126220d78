"""A QApplication, a context over a cache of the test's own, and a screen made for tests."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from ioc_console import text
from ioc_console.app import compose, make_application
from ioc_console.context import Context, SignedIn
from ioc_console.lanes import InlineLanes
from ioc_console.notices import Notices
from ioc_console.paths import Paths
from ioc_console.settings import Settings
from ioc_console.sync_status import SyncStatus
from ioc_console.theme import theme

NOW = 1_795_417_620.0  # Monday 23-11-2026 14:07 in the city


@pytest.fixture(scope="session")
def application() -> QApplication:
    """The one application of the test process."""
    return make_application(["ioc-console"])


COLLECT_EVERY = 25
"""Tests between two collections of garbage: each takes a tenth of a second."""
_ended = 0


@pytest.fixture(scope="package", autouse=True)
def garbage_of_the_gui_thread() -> Iterator[None]:
    """Cycles with Qt objects are collected here and nowhere else: a lane's thread must not destroy a timer."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def qt(application: QApplication) -> Iterator[QApplication]:
    """The application in dark and Vietnamese; what a test deletes later is deleted before the next test."""
    theme().set_light("dark")
    text.set_language("vi")
    yield application
    for window in application.topLevelWidgets():
        # pyqtgraph keeps hidden windows of its own: those belong to its plots, which delete them.
        if window.isVisible() or type(window).__module__.startswith("ioc_console"):
            window.close()
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()
    global _ended
    _ended += 1
    if _ended % COLLECT_EVERY == 0:
        gc.collect()


@pytest.fixture
def make_context(qt: QApplication, isolated_home: Path) -> Iterator[Callable[..., Context]]:
    """Makes contexts over the test's own data folder; work runs at once in the calling thread."""
    made: list[Context] = []

    def make(**changes: object) -> Context:
        where = Paths(isolated_home)
        where.create()
        notices = Notices()
        person = SignedIn("lanhdao", "Nguyễn Minh Khoa", "Lãnh đạo UBND TP", "leader", "d" * 32, "http://127.0.0.1:1")
        context = compose(
            where, Settings(where.settings), person,
            lanes=InlineLanes(notices), notices=notices, sync=SyncStatus(), clock=lambda: NOW,
        )
        context = replace(context, **changes)  # type: ignore[arg-type]
        made.append(context)
        return context

    yield make
    for context in made:
        context.lanes.close()
        context.cache.close()


@pytest.fixture
def context(make_context: Callable[..., Context]) -> Context:
    """One such context."""
    return make_context()


@pytest.fixture
def map_view(qt: QApplication) -> Iterator[Any]:
    """A shown map of 600 × 400."""
    from ioc_console.widgets.map.map_view import MapView

    view = MapView()
    view.resize(600, 400)
    view.show()
    yield view
    view.close()
    import shiboken6

    shiboken6.delete(view.page)
    shiboken6.delete(view)
