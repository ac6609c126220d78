"""A screen torn off stands on its monitor, and stands there again at the next start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ioc_console.context import Context
from ioc_console.shell import monitors
from ioc_console.shell.window import ShellWindow
from ioc_domain.records import SettingRecord
from tests.console.filled_cache import fill
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


def stands_at(window: QWidget, x: int, y: int) -> bool:
    return (window.geometry().x(), window.geometry().y()) == (x, y)


def test_torn_off_screens_come_back_at_the_next_start_with_place_and_monitor(
    make_context: Callable[..., Context], qt: QApplication, until: Callable[..., None]
) -> None:
    first = open_window(make_context())
    QTest.keyClick(first, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    torn = first.host.torn["one"]
    assert isinstance(torn.view, OneThing)
    assert QTest.qWaitForWindowExposed(torn)
    # The window manager places a new window in its own time: a move counts once that is over.
    torn.setGeometry(40, 50, 500, 400)
    until(lambda: stands_at(torn, 40, 50), what="the window moved")
    first.close()
    assert not torn.isVisible()

    context = make_context()
    saved = context.settings.windows()["one"]
    assert saved["monitor"] == QGuiApplication.primaryScreen().name()
    second = open_window(context)
    again = second.host.torn["one"]
    assert QTest.qWaitForWindowExposed(again)
    until(lambda: stands_at(again, 40, 50), what="it stands where it stood")
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


def test_sample_data_is_marked_in_the_frame_and_in_every_window(context: Context, qt: QApplication) -> None:
    def shows(window: QWidget) -> bool:
        return any(x.isVisible() and x.text() == "Dữ liệu mẫu" for x in window.findChildren(QLabel))

    window = open_window(context)
    torn = window.host.tear_off("two")
    assert torn is not None
    window.load_facts()
    assert not shows(window)
    assert not shows(torn)
    fill(context.paths.cache, [SettingRecord("sample_data", "1")])
    window.load_facts()
    assert shows(window)
    assert shows(torn)
    window.host.tear_off("one")
    assert shows(window.host.torn["one"])
    window.close()


def start_on(monitors_given: list[dict[str, object]], folder: Path, act: str) -> list[object]:
    """What one start prints on those monitors."""
    file = folder / "screens.json"
    shape = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1, "width": 1920, "height": 1080, "y": 0}
    file.write_text(json.dumps({"screens": [shape | given for given in monitors_given]}))
    answer = subprocess.run(
        [sys.executable, "-m", "tests.console.two_monitors", str(folder / "home"), act],
        capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={file}"},
    )  # fmt: skip
    found: list[object] = json.loads(answer.stdout)
    return found


def test_a_torn_off_screen_comes_back_on_its_own_monitor_wherever_that_stands(tmp_path: Path) -> None:
    left, right = {"name": "left", "x": 0}, {"name": "right", "x": 1920}
    assert start_on([left, right], tmp_path, "tear") == ["right", 1980, 70, 800, 600]
    assert start_on([left, right], tmp_path, "look") == ["right", 1980, 70, 800, 600]
    moved = {"name": "right", "x": 3840}
    assert start_on([left, {"name": "middle", "x": 1920}, moved], tmp_path, "look") == ["right", 3900, 70, 800, 600]


def test_without_its_monitor_it_stands_on_the_primary_one_and_goes_home_when_that_is_back(tmp_path: Path) -> None:
    left, right = {"name": "left", "x": 0}, {"name": "right", "x": 1920}
    start_on([left, right], tmp_path, "tear")
    assert start_on([left], tmp_path, "look") == ["left", 60, 70, 800, 600]
    assert start_on([left, right], tmp_path, "look") == ["right", 1980, 70, 800, 600]
