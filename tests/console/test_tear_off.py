"""A screen torn off stands on its monitor, and stands there again at the next start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ioc_console.context import Context
from ioc_console.shell import monitors
from ioc_console.shell.window import ShellWindow
from tests.console.made_screens import OneThing, fake_screens

Until = Callable[..., None]


def open_window(context: Context) -> ShellWindow:
    window = ShellWindow(context, fake_screens())
    window.resize(1400, 800)
    window.show()
    window.open_first()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    return window


def test_torn_off_screens_come_back_at_the_next_start_with_place_and_monitor(
    make_context: Callable[..., Context], qt: QApplication
) -> None:
    first = open_window(make_context())
    QTest.keyClick(first, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    torn = first.host.torn["one"]
    assert isinstance(torn.view, OneThing)
    assert torn.isVisible()
    torn.setGeometry(40, 50, 500, 400)
    qt.processEvents()
    first.close()
    assert not torn.isVisible()

    context = make_context()
    saved = context.settings.windows()["one"]
    assert saved["monitor"] == QGuiApplication.primaryScreen().name()
    second = open_window(context)
    again = second.host.torn["one"]
    assert again.isVisible()
    assert (again.geometry().x(), again.geometry().y()) == (40, 50)
    assert (again.geometry().width(), again.geometry().height()) == (500, 400)
    second.close()


def test_closing_the_window_brings_the_screen_back_and_is_remembered(
    make_context: Callable[..., Context], qt: QApplication
) -> None:
    context = make_context()
    window = open_window(context)
    window.host.tear_off("one")
    view = window.host.torn["one"].view
    assert window.form.pages.currentWidget() is not view
    window.host.torn["one"].close()
    assert window.host.torn == {}
    assert window.form.pages.currentWidget() is view
    assert view.isVisible()
    assert context.settings.windows() == {}
    window.close()


def test_the_rail_raises_the_window_of_a_torn_off_screen(context: Context, qt: QApplication) -> None:
    window = open_window(context)
    torn = window.host.tear_off("two")
    assert torn is not None
    window.context.navigation.go("two", {"id": "x"})
    assert torn.view.opened == "x"  # type: ignore[attr-defined]
    assert torn.breadcrumb.accessibleName() == "Cảnh báo / x"
    assert window.host.tear_off("two") is None
    window.close()


def test_a_window_whose_monitor_is_gone_comes_to_the_primary_one_in_sight(qt: QApplication) -> None:
    window = QWidget()
    monitors.place(window, {"monitor": "gone", "x": 9000, "y": -500, "width": 99_999, "height": 10})
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room.contains(window.geometry())


def test_a_saved_place_of_the_wrong_kind_does_no_harm(qt: QApplication) -> None:
    window = QWidget()
    monitors.place(window, {"monitor": 7, "x": "left", "width": True})
    assert QGuiApplication.primaryScreen().availableGeometry().contains(window.geometry())


def test_the_language_reaches_torn_off_windows(context: Context, qt: QApplication, until: Until) -> None:
    window = open_window(context)
    torn = window.host.tear_off("two")
    assert torn is not None
    assert torn.windowTitle() == "Cảnh báo"
    window.set_language("en")
    until(lambda: torn.windowTitle() == "Alerts")
    window.close()
