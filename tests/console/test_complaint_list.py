"""The list of complaints: long ones are read in windows, and a search shows where its words are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ioc_console.screens.complaints import SCREEN
from ioc_console.screens.complaints.filters import Filters, Span
from ioc_console.theme import Size
from ioc_console.widgets.marked_text import _fitted, draw_marked, font, runs
from ioc_console.widgets.table import BELOW_HEIGHT, ROW_HEIGHT
from ioc_domain.entities import BY_NAME
from local_cache import complaint_order, search_keeping
from local_cache.queries.complaint_list import Order, Tab
from local_cache.store import open_writer
from tests.console.test_complaints_screen import complaint, complaints, made_context, open_view

__all__ = ["made_context", "open_view"]
Made = Callable[..., Any]
HOSTILE = "<b>ngập</b> &amp; <img src=x onerror=alert(1)> rác"


def index(context: Any) -> None:
    """What sync does when it is idle."""
    with open_writer(context.paths.cache) as writer:
        search_keeping.slots_appended(writer.connection, BY_NAME["complaint"], 0)
        while search_keeping.index_some(writer.connection):
            pass


@pytest.fixture
def long_list(monkeypatch: pytest.MonkeyPatch, made_context: Made, open_view: Made) -> Any:
    """900 rows as if they were millions."""
    monkeypatch.setattr(complaint_order, "AT_ONCE", 20)
    monkeypatch.setattr(complaint_order, "_WINDOW", 70)
    view = open_view(made_context(complaints()))
    view.state.set_filters(Filters(span=Span.ALL))
    view.state.show_tab(Tab.ALL)
    assert view.list_panel.rows.ordered.known is None
    return view


def plainly(view: Any) -> list[int]:
    """Ids in the order of the list, by sorting all complaints."""
    found = sorted(complaints(), key=lambda c: (-c.created, -c.id))
    assert (view.state.order, view.state.descending) == (Order.CREATED, True)
    return [c.id for c in found]


@pytest.mark.webengine
def test_a_long_list_is_read_where_it_is_looked_at(long_list: Any) -> None:
    """Every place has the row that plain sorting puts there; only pages in view are read."""
    view, panel = long_list, long_list.list_panel
    view.state.sort(Order.CREATED, True)
    expected = plainly(view)
    assert len(panel.rows) == len(expected)
    panel.table.scrollToBottom()
    view.grab()
    assert set(panel.rows._pages) <= {0, 7, 8}
    for place in (0, 1, 99, 100, 450, len(expected) - 1):
        assert panel.rows[place].id == panel.rows.id_at(place) == expected[place]


@pytest.mark.webengine
def test_what_is_open_is_found_in_a_long_list(long_list: Any) -> None:
    """A complaint opened by a link gets its number and its row; steps lead over the edge of what is read."""
    view, panel = long_list, long_list.list_panel
    view.state.sort(Order.CREATED, True)
    expected = plainly(view)
    view.state.open(expected[399])
    assert panel.place() == (400, len(expected))
    assert panel.table.currentIndex().row() == 399
    panel.step(1)
    assert view.state.opened == expected[400]
    panel.step(-1)
    panel.step(-1)
    assert (view.state.opened, panel.place()[0]) == (expected[398], 399)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert view.state.opened == expected[399]


@pytest.mark.webengine
def test_a_search_shows_where_its_words_are(made_context: Made, open_view: Made) -> None:
    """Under each row the sentence with the words; without a search rows are as low as ever. Data is never markup."""
    records = [complaint(1, title="Môi trường", body="Kính gửi. Đường NGẬP sâu cả tuần."),
               complaint(2, title=HOSTILE, body="Không có gì"), complaint(3, title="Ngập", body="Đèn tắt")]  # fmt: skip
    context = made_context(records)
    index(context)
    view = open_view(context)
    panel = view.list_panel
    assert panel.table.rowHeight(0) == ROW_HEIGHT
    view.state.change(text="ngap")
    view.state.show_tab(Tab.ALL)
    view.grab()
    assert panel.table.rowHeight(0) == ROW_HEIGHT + BELOW_HEIGHT
    below = {row.id: panel.table.rows_model.below(row) for row in panel.rows}
    assert (below[1].text, below[1].marks) == ("…Đường NGẬP sâu cả tuần.", ((7, 11),))
    assert below[2].text == HOSTILE and below[2].marks == ((3, 7),)
    assert below[3].text == "Ngập"
    view.state.change(text="")
    assert panel.table.rowHeight(0) == ROW_HEIGHT and panel.table.rows_model.below is None


def test_the_search_of_everything_marks_its_words(made_context: Made) -> None:
    """Ctrl+K shows the part of the text that was hit; a number finds the complaint of that id first."""
    context = made_context([complaint(7, title="Môi trường", body="Rác 8 ngày."), complaint(8, title="Đèn 7")])
    index(context)

    def found(words: str) -> list[tuple[str, tuple[tuple[int, int], ...], str]]:
        assert SCREEN.search is not None
        search = SCREEN.search
        hits = context.cache.read(lambda session: search(session, words))
        return [(h.title, h.marks, h.route.arguments["id"]) for h in hits]

    assert found("rac") == [("Rác 8 ngày.", ((0, 3),), "7")]
    assert [key for _, _, key in found("7")] == ["7", "8"]
    assert [key for _, _, key in found("1022-26-0000008")] == ["8"]


def test_runs_cover_the_text_once() -> None:
    """Marks that overlap or reach beyond the end do no harm."""
    assert list(runs("abcdef", [(1, 3), (2, 4), (5, 99)])) == [
        ("a", False), ("bc", True), ("d", True), ("e", False), ("f", True)]  # fmt: skip
    assert list(runs("", [(0, 1)])) == [] and list(runs("ab", [])) == [("ab", False)]


def test_a_hit_far_behind_comes_into_sight(qt: QApplication) -> None:
    """The beginning is left out until the first mark stands in the first half; ink is where the mark is."""
    text = "chữ " * 60 + "NGẬP sâu"
    start = text.index("NGẬP")
    shown, marks = _fitted(text, [(start, start + 4)], font(Size.LABEL), 200.0)
    assert shown.startswith("…") and [shown[a:b] for a, b in marks] == ["NGẬP"]
    image = QImage(200, 20, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    draw_marked(painter, QRectF(0, 0, 200, 20), text, [(start, start + 4)], Size.LABEL)
    painter.end()
    assert any(image.pixelColor(x, y).lightness() > 60 for x in range(200) for y in range(20))
