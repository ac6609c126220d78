"""Heat cell → unit → complaint → directive: three gestures and one, by mouse and by keyboard, in the real window.

A gesture is a press, a click or a double click, each counted by the test as it makes it. Nothing else touches the
program between the heat map on the screen and the directive's text field that has the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ioc_console.context import Context
from ioc_console.screens import load_screen
from ioc_console.screens.complaints.filters import Filters
from ioc_console.shell.window import ShellWindow
from ioc_domain.channel import Link, LinkChanged
from ioc_domain.places import to_xy
from local_cache.queries.complaint_list import Tab
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import DAY, NOW, complaint, complaints, reference

Until = Callable[..., None]
pytestmark = pytest.mark.webengine
MOST = 3 + 1
HERE = (10.7768, 106.7009)
"""The burning spot: forty open and overdue complaints of two units within a few metres."""


class Hand:
    """Makes gestures and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to whatever has the keyboard."""
        self.count += 1
        target = QApplication.focusWidget()
        assert target is not None, "nothing has the keyboard"
        QTest.keyClick(target, key, held)

    def click(self, target: QWidget, place: QPoint) -> None:
        """The left button."""
        self.count += 1
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=place)


@pytest.fixture
def window(make_context: Callable[..., Context]) -> Iterator[ShellWindow]:
    """The screen, where the last thirty days are shown as heat and one spot burns."""
    context = make_context(clock=lambda: float(NOW))
    x, y = to_xy(*HERE)
    burning = [complaint(5000 + k, x=x + k, y=y + k, unit=1 + k % 2, area=2, created=NOW - 9 * DAY,
                         due=NOW - 2 * DAY - k * 60, title=f"Rác đốt cạnh cầu, lần {k}") for k in range(40)]
    fill(context.paths.cache, [*reference(), *complaints(), *burning], last_pull=NOW - 60)
    context.sync.take(LinkChanged(Link.ONLINE, NOW - 600, NOW - 30))
    made = ShellWindow(context, (load_screen("complaints"),))
    made.resize(1920, 1080)
    made.show()
    made.load_facts()
    made.open_first()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 30_000)
    yield made
    made.close()


@pytest.fixture
def screen(window: ShellWindow, until: Until) -> Any:
    """The view with the burning spot in the middle of the map."""
    view: Any = window.host.view("complaints")
    until(lambda: view.settled() and view.map_model.view is not None, 30, "the map is drawn")
    view.map_panel.map.page.runJavaScript(f"iocMap.setView([{HERE[0]}, {HERE[1]}], 14, {{animate: false}})")
    until(lambda: view.settled() and _middle_is_near(view), 30, "the spot is in the middle")
    return view


def _has_keyboard(page: Any, until: Until) -> bool:
    answers: list[bool] = []
    page.runJavaScript("document.activeElement === iocMap.getContainer()", 0, answers.append)
    until(lambda: answers, 10, "the page answers")
    return answers[0]


def _middle_is_near(view: Any) -> bool:
    x, y = to_xy(*HERE)
    x0, y0, x1, y1 = view.map_model.view
    return bool(abs((x0 + x1) / 2 - x) < (x1 - x0) / 50 and abs((y0 + y1) / 2 - y) < (y1 - y0) / 20)


def directive_is_ready(view: Any, until: Until) -> None:
    """The composer of the open complaint has the keyboard in its text field."""
    composer = view.orders.composer
    until(lambda: composer.isVisible() and composer.holds_keyboard(), 10, "a directive can be written")
    assert view.orders.model.open_on == view.state.opened


def taken(view: Any) -> Filters:
    given = view.state.filters
    assert isinstance(given, Filters)
    return given


def test_by_keyboard(window: ShellWindow, screen: Any, until: Until) -> None:
    """Shift+Enter takes the cell in the middle of the map, Enter a unit, Enter its complaint, D the directive."""
    hand = Hand()
    screen.map_panel.map.setFocus()
    page = screen.map_panel.map.page
    page.runJavaScript("iocMap.getContainer().focus()")
    until(lambda: _has_keyboard(page, until), 10, "the map has the keyboard")
    hand.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    until(lambda: taken(screen).box is not None and screen.rail.league.hasFocus(), 10, "the cell is taken")
    assert screen.board.data.board.total >= 40
    unit = screen.rail.league.rows_model.rows[0].id
    hand.press(Qt.Key.Key_Return)
    until(lambda: taken(screen).units == (unit,) and screen.list_panel.table.hasFocus(), 10, "the unit is taken")
    assert screen.state.tab is Tab.LATE and len(screen.list_panel.rows) == 20
    first = int(screen.list_panel.rows.ids[0])
    hand.press(Qt.Key.Key_Return)
    until(lambda: screen.state.opened == first and screen.pane.isVisible(), 10, "the complaint is open")
    hand.press(Qt.Key.Key_D)
    directive_is_ready(screen, until)
    assert hand.count <= MOST


def test_by_mouse(window: ShellWindow, screen: Any, until: Until) -> None:
    """A double click takes the cell, a click a unit, a click its complaint, a click on the button the directive."""
    hand = Hand()
    hand.count += 1
    page = screen.map_panel.map.page  # the page's own events: its widget is Chromium's
    page.runJavaScript(
        "(() => { const box = iocMap.getContainer().getBoundingClientRect();"
        " const at = {bubbles: true, view: window, detail: 2,"
        " clientX: box.left + box.width / 2, clientY: box.top + box.height / 2};"
        " for (const kind of ['mousedown', 'mouseup', 'click', 'mousedown', 'mouseup', 'click', 'dblclick'])"
        " iocMap.getContainer().dispatchEvent(new MouseEvent(kind, at)); })()"
    )
    until(lambda: taken(screen).box is not None, 10, "the cell is taken")
    league = screen.rail.league
    until(lambda: league.rows_model.rows, 10, "the units of the cell")
    unit = league.rows_model.rows[0].id
    hand.click(league.viewport(), league.visualRect(league.rows_model.index(0, 1)).center())
    until(lambda: taken(screen).units == (unit,), 10, "the unit is taken")
    table = screen.list_panel.table
    first = int(screen.list_panel.rows.ids[0])
    hand.click(table.viewport(), table.visualRect(table.rows_model.index(0, 2)).center())
    until(lambda: screen.state.opened == first and screen.pane.isVisible(), 10, "the complaint is open")
    button = screen.pane.order_button
    hand.click(button, button.rect().center())
    directive_is_ready(screen, until)
    assert hand.count <= MOST


def test_a_cell_of_few_leads_on_to_the_list(window: ShellWindow, screen: Any, until: Until) -> None:
    """Where no unit has enough complaints for the league, the list is next, and the way is a step shorter."""
    lonely = next(c for c in complaints() if c.x and not c.closed and c.due < NOW and c.created > NOW - 20 * DAY)
    screen.hot_path.take_cell((lonely.x, lonely.y, lonely.x + 1, lonely.y + 1))
    assert not screen.rail.league.rows_model.rows or screen.board.data.board.total > 1
    until(lambda: screen.list_panel.table.hasFocus(), 10, "the list has the keyboard")


def test_who_works_elsewhere_keeps_the_keyboard(window: ShellWindow, screen: Any) -> None:
    """Without a cell taken, picking a unit leaves the keyboard where it is."""
    screen.rail.league.setFocus()
    QTest.keyClick(screen.rail.league, Qt.Key.Key_Down)
    QTest.keyClick(screen.rail.league, Qt.Key.Key_Return)
    assert taken(screen).units and screen.rail.league.hasFocus()
