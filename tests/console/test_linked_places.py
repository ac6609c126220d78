"""What is open on Giải trình, Chỉ tiêu and Đơn vị, sent as a link and opened from it, through the real window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from ioc_console.context import Context
from ioc_console.screens import load_screen
from ioc_console.shell.window import ShellWindow
from tests.console import small_city
from tests.console.filled_cache import fill

KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
REQUEST = "GT-2026-0611"
PLACES = (
    ("requests", {"id": REQUEST}, f"ioc-console:requests?id={REQUEST}"),
    ("requests", {}, "ioc-console:requests"),
    ("indicators", {"subject": "v2:C0403"}, "ioc-console:indicators?subject=v2%3AC0403"),
    ("units", {"span": "90", "level": "all", "sort": "received", "descending": "1", "unit": "U01"},
     "ioc-console:units?descending=1&level=all&sort=received&span=90&unit=U01"),
)


@pytest.fixture
def window(context: Context) -> Iterator[ShellWindow]:
    """A shell of these three over the small city."""
    fill(context.paths.cache, small_city.records(complaints=False), last_pull=small_city.NOW)
    made = ShellWindow(context, tuple(load_screen(name) for name in ("requests", "indicators", "units")))
    made.resize(1366, 768)
    made.show()
    made.load_facts()
    made.open_first()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 30_000)
    yield made
    made.close()


def shown(window: ShellWindow) -> Any:
    """The screen in the frame."""
    return window.host.view(window.host.current)


@pytest.mark.parametrize(("screen", "arguments", "link"), PLACES)
def test_a_place_is_sent_and_opened(window: ShellWindow, screen: str, arguments: dict[str, str], link: str) -> None:
    """Ctrl+Shift+C, then the link from somewhere else: the same place, with the same words of it."""
    navigation = window.context.navigation
    navigation.go(screen, arguments)
    QApplication.processEvents()
    there, trail = dict(shown(window).arguments()), tuple(shown(window).trail())
    assert arguments.items() <= there.items()
    QTest.keyClick(window, Qt.Key.Key_C, KEYS)
    assert QGuiApplication.clipboard().text() == link
    other = next(name for name in ("units", "indicators") if name != screen)
    navigation.go(other)
    navigation.go(screen, {"subject": "v2:C0101"} if screen == "indicators" else {})
    navigation.go(other)
    assert window.places.open_link(link)
    QApplication.processEvents()
    assert window.host.current == screen
    assert dict(shown(window).arguments()) == there
    assert tuple(shown(window).trail()) == trail
    assert bool(trail) is bool(arguments)


def test_what_is_being_written_is_not_sent(window: ShellWindow) -> None:
    """The compose pane is no place: the link leads to the board, and says that something is not in it."""
    told: list[str] = []
    window.context.notices.posted.connect(lambda notice: told.append(notice.text))
    window.context.navigation.go("requests", {"compose": "v2:C0403", "area": "79"})
    QApplication.processEvents()
    assert shown(window).pane.isVisible()
    QTest.keyClick(window, Qt.Key.Key_C, KEYS)
    assert QGuiApplication.clipboard().text() == "ioc-console:requests"
    assert told[-1].endswith("chữ đã gõ không nằm trong liên kết.")
    assert not window.places.open_link("ioc-console:requests?compose=v2:C0403")


@pytest.mark.parametrize(("link", "said"), [
    ("ioc-console:requests?id=nobody", "Yêu cầu này không có trên máy"),
    ("ioc-console:units?unit=NOBODY", "Đơn vị này không có trên máy."),
    ("ioc-console:indicators?subject=v9:C9999", "Chỉ tiêu này không có trên máy."),
])
def test_what_is_not_on_this_machine_is_said(window: ShellWindow, link: str, said: str) -> None:
    """A link to what this person may not see, or what was not fetched yet, says so and shows nothing else as it."""
    for screen, arguments, _ in PLACES:
        window.context.navigation.go(screen, arguments)
    assert window.places.open_link(link)
    QApplication.processEvents()
    words = [label.text() for label in shown(window).findChildren(QLabel) if label.isVisible()]
    assert said in words
    assert list(shown(window).trail()) == []
