"""What sync brings comes onto Phản ánh 1022 part by part; what a person asks for comes at once. Nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import board_words
from ioc_console.screens.complaints.filters import Filters, Span
from ioc_console.widgets.choices import Choice, Offered
from ioc_domain.channel import RowsChanged
from ioc_domain.on_time import OnTimeFormula
from local_cache.queries.complaint_list import Tab
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import (
    COUNT,
    board,
    complaint,
    complaints,
    made_context,
    open_view,
)

__all__ = ["made_context", "open_view"]
pytestmark = pytest.mark.webengine
Until = Callable[..., None]
MORE = 40


def bring(view: Any, first: int = COUNT + 1) -> None:
    """Sync brings complaints: they are in the cache, and the console is told."""
    fill(view.context.paths.cache, [complaint(first + k, field=2) for k in range(MORE)])
    view.context.sync.take(RowsChanged(["complaint"], f"p{first}", MORE))


def shown(view: Any) -> tuple[str, int, int, int, int, str]:
    """What the parts of the screen show: sentence, fields, statuses, days, list, map."""
    return (
        view.filter_row.count.text(), sum(r.value for r in view.rail.fields.rows),
        sum(r.value for r in view.rail.statuses.rows), sum(d.received for d in view.rail.days._days),
        len(view.list_panel.rows), view.map_panel.head.without.text(),
    )  # fmt: skip


def whole(view: Any, total: int) -> None:
    """Every part shows this total."""
    without = total - board(view).board.located
    assert shown(view) == (fmt.number(total, 0), total, total, total, total, f"{without} chưa rõ vị trí")
    assert view.rail.tiles.shown[0].figure == fmt.number(total, 0)


@pytest.fixture
def everything(made_context: Any, open_view: Any) -> Any:
    """The screen over all time, all complaints in the list."""
    view = open_view(made_context(complaints()))
    view.state.set_filters(Filters(span=Span.ALL))
    view.state.show_tab(Tab.ALL)
    whole(view, COUNT)
    return view


def test_what_sync_brings_comes_part_by_part(everything: Any, until: Until) -> None:
    view, totals = everything, set()
    bring(view)
    until(lambda: view._turns.busy)
    assert not view.settled()

    def after_a_turn() -> bool:
        totals.add(shown(view)[:5])
        return not view._turns.busy

    until(after_a_turn)
    assert len(totals) > 3, "each part had a turn of its own"
    whole(view, COUNT + MORE)


def test_rows_in_sight_are_replaced_whole(everything: Any, until: Until) -> None:
    """No row goes blank for a moment: the new list comes with the rows that a person sees, wherever that is."""
    view = everything
    table = view.list_panel.table
    table.scrollTo(table.rows_model.index(450, 0))
    QApplication.processEvents()
    place = table.rowAt(0)
    assert place > 100
    blanks: list[int] = []

    def look() -> bool:
        rows = view.list_panel.rows
        in_sight = range(max(table.rowAt(0), 0), table.rowAt(table.viewport().height() - 1) + 1)
        assert in_sight
        blanks.extend(k for k in in_sight if rows.ordered is not None and k // 100 not in rows._pages)
        return len(rows) == COUNT + MORE and not view._turns.busy

    look()
    bring(view)
    until(look)
    assert not blanks
    assert table.rowAt(0) == place, "the place in the list stays"


def test_the_keyboard_stays_on_its_complaint(everything: Any, until: Until) -> None:
    """What sync brings above it moves the row, not the keyboard: the next arrow goes on from where the person is."""
    view = everything
    table = view.list_panel.table
    view.activateWindow()
    assert QTest.qWaitForWindowActive(view, 30_000)
    table.setFocus()
    assert table.currentIndex().row() == 0, "reached with the focus"
    for _ in range(7):
        QTest.keyClick(table, Qt.Key.Key_Down)
    held = table.current_row().id
    bring(view)
    until(lambda: len(view.list_panel.rows) == COUNT + MORE and not view._turns.busy)
    assert table.current_row().id == held and not view.state.opened
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert view.state.opened == held


def test_a_person_does_not_wait_for_turns(everything: Any, until: Until) -> None:
    view = everything
    bring(view)
    until(lambda: view._turns.busy)
    view.state.toggle("fields", 2)  # at once, with all that still waited
    assert not view._turns.busy
    total = board(view).board.total
    assert MORE <= total < COUNT
    assert view.filter_row.count.text() == fmt.number(total, 0)
    assert sum(r.value for r in view.rail.statuses.rows) == len(view.list_panel.rows) == total
    view.state.toggle("fields", 2)
    whole(view, COUNT + MORE)
    view.context.picked.pick_formula(OnTimeFormula.CT1)
    assert view.rail.tiles.shown == board_words.tiles(board(view), OnTimeFormula.CT1)


def test_parts_that_are_as_they_were_are_left_alone(everything: Any, until: Until, monkeypatch: Any) -> None:
    """Nothing of what is shown changed: no part is set again, and the sentence keeps its widgets."""
    view, again = everything, []
    chips = dict(view.filter_row._widgets)
    monkeypatch.setattr(view.rail.fields, "show_rows", lambda *a: again.append("fields"))
    monkeypatch.setattr(view.rail.statuses, "show_rows", lambda *a: again.append("statuses"))
    monkeypatch.setattr(view.rail.days, "show_days", lambda *a: again.append("days"))
    answered = view.board.data
    view.context.sync.take(RowsChanged(["complaint"], "nothing new", 1))
    until(lambda: view.board.data is not answered and not view._turns.busy)
    assert again == []
    monkeypatch.undo()
    bring(view)
    until(lambda: view.filter_row.count.text() == fmt.number(COUNT + MORE, 0) and not view._turns.busy)
    assert view.filter_row._widgets == chips
    offered = next(p.choices for p in view.filter_row.parts if p.name == "units")
    assert any(c.detail == fmt.number(board(view).board.by_unit[0].total, 0) for c in offered)


def test_choices_are_made_when_a_list_is_opened(qt: QApplication) -> None:
    made: list[QObject] = []

    def make() -> tuple[Choice, ...]:
        made.append(QObject())
        return (Choice("1", "một"), Choice("2", "hai"))

    offered = Offered(make, some=True)
    assert offered and not made
    assert [c.key for c in offered] == ["1", "2"] and offered[-1].words == "hai" and len(offered) == 2
    assert len(made) == 1
    assert not Offered(make, some=False)
