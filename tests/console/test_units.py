"""Đơn vị with its real widgets: who stands where and why, one unit's page, keyboard, links, nothing there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from ioc_console import text
from ioc_console.context import Context
from ioc_console.navigation import Route
from ioc_console.screens import load_screens
from ioc_console.screens.units import league_words
from ioc_domain.codes import ComplaintFlag, ComplaintStatus, Standing
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.records import (
    AreaRecord,
    ComplaintFieldRecord,
    ComplaintRecord,
    ExplanationRequestRecord,
    PromiseRecord,
    Record,
    SettingRecord,
    UnitRecord,
)
from local_cache.queries.units import Level
from tests import factories
from tests.console.filled_cache import fill
from tests.console.small_city import at

NOW = at("2026-11-23 14:07")
DAY, HOUR = 86_400, 3_600
HOSTILE = "<b>Sở</b> <img src=x>"


def reference() -> Iterator[Record]:
    """A department with a centre under it, another one, one that was merged into it, and two offices of a ward."""
    yield SettingRecord("on_time_formula", "CT2")
    yield ComplaintFieldRecord("F1", 1, "Đường sá, cầu cống", "Roads, bridges", "2023-01-01", "")
    yield ComplaintFieldRecord("F2", 2, "Rác thải", "Waste", "2023-01-01", "")
    yield AreaRecord("79", 1, "city", "Thành phố", "Thành phố Hồ Chí Minh", "TP. HCM", "", "", "", 10.8, 106.7)
    yield AreaRecord("26001", 2, "commune", "phường", "Phường Bến Thành", "P. Bến Thành", "79", "2025-07-01", "", 10.77,
                     106.7)
    units = (
        ("SXD", 1, "department", "Sở Xây dựng", "", "", "", ""),
        ("TTHT", 2, "centre", "Trung tâm Hạ tầng", "SXD", "", "", ""),
        ("SYT", 3, "department", HOSTILE, "", "", "", ""),
        ("SGTVT", 4, "department", "Sở Giao thông vận tải", "", "2025-02-28", "SXD", ""),
        ("26001-VP", 5, "commune", "Văn phòng phường Bến Thành", "", "", "", "26001"),
        ("26001-CA", 6, "police", "Công an phường Bến Thành", "", "", "", "26001"),
    )
    for code, number, kind, name, parent, valid_to, successor, area in units:
        yield UnitRecord(code, number, kind, name, name, parent, "2020-01-01", valid_to, successor, area)
    yield PromiseRecord("P1", "GT-1", "SXD", "v2:C1", "Giải ngân", NOW - 90 * DAY, 60.0, "60 % trước 31-10",
                        "2026-10-31", 52.0, "broken")
    yield PromiseRecord("P2", "GT-1", "TTHT", "v2:C1", "Giải ngân", NOW - 90 * DAY, 60.0, "Xong cầu", "2026-09-30",
                        61.0, "kept")
    yield PromiseRecord("P3", "GT-1", "SXD", "v2:C1", "Giải ngân", NOW - 9 * DAY, 60.0, "Vá hết", "2026-12-31", None,
                        "pending")
    for number, answered, deadline in (("GT-1", NOW - 80 * DAY, NOW - 79 * DAY), ("GT-2", 0, NOW - DAY)):
        yield ExplanationRequestRecord(
            number, number, "answered" if answered else "opened", "A1", "Khoa", "SXD", "", "indicator", "v2:C1",
            "Giải ngân", "79", "2026-10", "Vì sao?", 0, "[]", 5, deadline, "", 1.0, 2.0, "at_risk", NOW - 85 * DAY,
            NOW - 85 * DAY, 0, 0, answered, 0, 0, 0, "", "", None, "", "", "[]")


    yield factories.directive(1, unit_code="TTHT", complaint=7, received_at=NOW - DAY, deadline=NOW + DAY,
                              answered_at=NOW - HOUR, state="answered", text="Vá ngay")
    yield factories.directive(2, unit_code="SYT", complaint=8)


def complaints() -> list[ComplaintRecord]:
    """100 of the centre: 90 on time, 6 late, 4 open and overdue. 80 of SYT: all on time. 10 of each office; 3 of a
    department that is no longer."""
    out: list[ComplaintRecord] = []

    def made(unit: int, count: int, *, closed: int = 0, due: int = 2 * DAY, **changes: Any) -> None:
        for _ in range(count):
            created = NOW - 10 * DAY + len(out) * 60
            out.append(ComplaintRecord(
                len(out) + 1, f"1022-{len(out) + 1:04d}", created, 1 + len(out) % 2, 1, unit, 2,
                int(ComplaintStatus.CLOSED if closed else ComplaintStatus.IN_PROGRESS), 1,
                int(changes.get("flags", ComplaintFlag.LOCATED)), 5, 5, created + due,
                created + closed if closed else 0, f"Phản ánh {len(out) + 1}", "Nội dung", "", "[]", "[]",
                changes.get("routed_after", 60),
                created + answered if (answered := changes.get("answered", closed)) else 0,
            ))

    made(2, 90, closed=DAY)
    made(2, 6, closed=4 * DAY, routed_after=4_000, flags=ComplaintFlag.LOCATED | ComplaintFlag.NO_EVIDENCE)
    made(2, 3)
    made(2, 1, answered=DAY)
    made(3, 80, closed=DAY, routed_after=0, answered=0)
    made(5, 10, closed=DAY)
    made(6, 10, closed=DAY, flags=ComplaintFlag.LOCATED | ComplaintFlag.REOPENED_ONCE)
    made(4, 3, closed=DAY)
    return out


@pytest.fixture
def filled(make_context: Callable[..., Context]) -> Context:
    """A context over a cache with all of it."""
    context = make_context(clock=lambda: float(NOW))
    fill(context.paths.cache, [*reference(), *complaints()], last_pull=NOW - 60)
    return context


@pytest.fixture
def open_view(qt: QApplication) -> Iterator[Callable[..., Any]]:
    """Opens the screen over a context at a size."""
    views: list[Any] = []

    def make(context: Context, arguments: dict[str, str] | None = None, width: int = 1712, height: int = 1000) -> Any:
        from ioc_console.screens.units.view import UnitsView

        view = UnitsView(context)
        views.append(view)
        view.resize(width, height)
        view.show_route(arguments or {})
        view.show()
        view.set_shown(True)
        QApplication.processEvents()
        return view

    yield make
    for view in views:
        view.close()


def names(view: Any) -> list[str]:
    """Rows as they stand."""
    return [line.name for line in view.league_pane.lines]


def line_of(view: Any, key: str) -> league_words.Line:
    """A row by its key."""
    return next(line for line in view.league_pane.lines if line.key == key)


def went(context: Context) -> list[Route]:
    """Where the navigation was sent, from here on."""
    routes: list[Route] = []
    context.navigation.moved.connect(routes.append)
    return routes


def test_the_sixth_screen_is_there() -> None:
    """After the complaints, so that Ctrl+6 opens it."""
    assert [s.id for s in load_screens()][4:6] == ["complaints", "units"]


def test_the_worst_is_first_and_few_are_not_ranked(filled: Context, open_view: Callable[..., Any]) -> None:
    """A unit counts with what is under it; under 60 due nobody is ranked; a unit that is no longer is no row."""
    view = open_view(filled)
    assert [line.key for line in view.league_pane.lines] == ["SXD", "TTHT", "SYT", "26001-CA", "26001-VP"]
    top = line_of(view, "SXD")
    assert (top.place, top.received, top.late, top.on_time) == ("1", "100", "4", "90,0")
    assert top.standing is Standing.AT_RISK and "90/100" in top.told and "CT2" in top.told
    assert (top.routed, top.unproven, top.kept) == ("94,0", "6,2", "1/2")
    assert "1/2" in top.kept_told, "one answer in time, one that is owed and overdue"
    assert line_of(view, "TTHT").place == "1", "equal rates share a place"
    assert (line_of(view, "SYT").place, line_of(view, "SYT").on_time) == ("3", "100,0")
    assert line_of(view, "SYT").routed == "–", "nobody knows when these had their unit"
    assert (top.answered, line_of(view, "SYT").answered) == ("97,0", "–"), "an open one is answered, closed ones not"
    assert top.answered_told.endswith("= 97/100") and "5 ngày làm việc" in top.answered_told
    assert "bất kỳ đơn vị nào" in line_of(view, "SYT").answered_told
    titles = [c.title for c in view.league_pane.table.rows_model.columns]
    assert "Trả lời ≤ 5 ngày, %" in titles and not any("Đóng ≤" in title for title in titles)
    few = line_of(view, "26001-VP")
    assert (few.place, few.on_time, few.standing, few.enough) == ("–", "chưa đủ cơ sở", None, False)
    assert "60" in few.told and "3 phản ánh thuộc đơn vị đã kết thúc" in league_words.summary(view.league)
    assert "203" in league_words.city_line(view.league)


def test_another_formula_words_it_anew_without_loading(filled: Context, open_view: Callable[..., Any]) -> None:
    """Chosen here or anywhere: the name, the rate and what it divides change; the order too."""
    view = open_view(filled)
    before = view.league.data
    filled.picked.pick_formula(OnTimeFormula.CT1)
    assert line_of(view, "SXD").on_time == "93,8" and "90/96" in line_of(view, "SXD").told
    assert view.league.data is before and view.league_pane.formula.words.startswith("Đúng hạn theo CT1")


def test_levels_period_field_and_search(filled: Context, open_view: Callable[..., Any]) -> None:
    """Each narrows the same league; a commune is its offices together."""
    view = open_view(filled)
    view.league_pane.levels.picked.emit(Level.COMMUNE.value)
    assert [(line.key, line.received) for line in view.league_pane.lines] == [("area:26001", "20")]
    view.league_pane.levels.picked.emit(Level.OFFICE.value)
    assert len(view.league_pane.lines) == 2
    view.league_pane.levels.picked.emit(Level.CITY.value)
    assert [line.key for line in view.league_pane.lines] == ["SXD", "TTHT", "SYT"]
    view.league_pane.field.picked.emit("2")
    assert line_of(view, "SXD").received == "50"
    view.league_pane.span.picked.emit("7")
    assert view.league_pane.lines == [] and view.league_pane.nothing.isVisible()
    assert view.step_back() and view.league.chosen.field == 0
    view.league_pane.span.picked.emit("30")
    view.league_pane.search.setText("ha tang")
    assert [line.key for line in view.league_pane.lines] == ["TTHT"]
    assert view.step_back() and not view.league_pane.search.text() and not view.step_back()


def test_a_click_on_a_header_sorts_the_worst_first(filled: Context, open_view: Callable[..., Any]) -> None:
    """Then the other way round; what has no figure stands last both times."""
    view = open_view(filled)
    header = view.league_pane.table.horizontalHeader()
    for key, first, second in (("received", "SXD", "26001-CA"), ("routed", "SXD", "26001-CA"), ("name", None, None)):
        column = next(n for n, c in enumerate(view.league_pane.table.rows_model.columns) if c.sort == key)
        for expected in (first, second):
            x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, header.height() // 2))
            if expected:
                assert view.league_pane.lines[0].key == expected, key
        if key == "routed":
            assert view.league_pane.lines[-1].key == "SYT"
    assert names(view) == sorted(names(view), reverse=True)


def test_by_keyboard_to_a_page_to_its_complaints_and_back(filled: Context, open_view: Callable[..., Any]) -> None:
    """Enter opens a unit, the button its complaints, G asks, Esc comes back to the same row."""
    view = open_view(filled)
    routes = went(filled)
    table = view.league_pane.table
    table.setCurrentIndex(table.rows_model.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    page = view.page.page
    assert page is not None and page.group.key == "SXD" and view.trail() == ("Sở Xây dựng",)
    assert view.arguments()["unit"] == "SXD"
    view.page_pane.head.complaints.click()
    assert routes[-1] == Route("complaints", {"span": "30", "units": "1"})
    QTest.keyClick(view, Qt.Key.Key_G)
    assert routes[-1] == Route("requests", {"compose": f"complaint:{page.oldest[0].id}"})
    oldest = view.page_pane.oldest
    oldest.setCurrentIndex(oldest.rows_model.index(1, 0))
    QTest.keyClick(oldest, Qt.Key.Key_Return)
    assert routes[-1].arguments["id"] == str(page.oldest[1].id) and routes[-1].arguments["on_time"] == "late"
    assert view.step_back() and view.page.key == "" and view.trail() == ()
    assert table.current_row().key == "SXD"


def test_one_units_page_tells_the_same_as_its_row(filled: Context, open_view: Callable[..., Any]) -> None:
    """Figures, all three formulas, kin, predecessor, distribution, fields, areas, promises and answers."""
    view = open_view(filled, {"unit": "SXD"})
    page, pane = view.page.page, view.page_pane
    assert page is not None and page.figures == next(
        e.figures for e in view_entries(view, filled) if e.group.key == "SXD")
    rates = [rate.text().replace("\N{NARROW NO-BREAK SPACE}", " ") for _, _, rate, _ in pane.formulas.rows]
    assert rates == ["93,8 %", "90,0 %", "90,0 %"]
    assert [f.text() for _, _, _, f in pane.formulas.rows] == ["90/96", "90/100", "90/100"]
    assert (page.kin_count, page.kin.received) == (2, 180) and page.city.received == 203
    assert [u.code for u in page.predecessors] == ["SGTVT"]
    assert sum(page.times) == 96 and sum(p.received for p in page.by_field) == 100
    assert [(p.id, p.received, p.open_late) for p in page.by_area] == [(2, 100, 4)]
    dues = [c.due for c in page.oldest]
    assert len(dues) == 4 and dues == sorted(dues)
    states = [r.state for r in pane.promises.rows_model.rows]
    assert states == ["chưa đến hạn", "không giữ", "giữ lời"]
    asked = pane.requests.rows_model.rows
    assert [r.state for r in asked] == ["trả lời đúng hạn", "trả lời đúng hạn", "quá hạn trả lời"]
    assert "Vá ngay" in asked[0].text, "a directive of a unit under it, the newest"
    routes = went(filled)
    pane.requests.opened.emit(asked[0])
    pane.requests.opened.emit(asked[2])
    assert routes == [Route("complaints", {"id": "7"}), Route("requests", {"id": asked[2].request})]
    tile = pane.head.tiles[-1]
    assert tile.accessibleName() == "Trả lời trong 5 ngày LV: 97,0 % 97/100"
    assert tile.toolTip().startswith("Trả lời lần đầu") and tile.toolTip().endswith("= 97/100")
    compared = {row.name: row for row in pane.compared.rows_model.rows}
    assert compared["Trả lời ≤ 5 ngày, %"].own == "97,0"
    assert compared["Đúng hạn CT2, %"].own == "90,0" and compared["Đúng hạn CT2, %"].kin == "94,4"


def view_entries(view: Any, context: Context) -> list[Any]:
    """The league as it is for the page's period."""
    view.league.set_shown(True)
    assert view.league.data is not None
    return list(view.league.data.league.entries)


def test_a_commune_has_a_page_and_its_offices_complaints(filled: Context, open_view: Callable[..., Any]) -> None:
    """Nothing is overdue there, so nothing can be asked about, and the button says why."""
    view = open_view(filled, {"unit": "area:26001", "span": "90"})
    routes = went(filled)
    assert view.page.page.figures.received == 20 and not view.page_pane.head.ask.isEnabled()
    QTest.keyClick(view, Qt.Key.Key_G)
    assert routes == []
    view.page_pane.head.complaints.click()
    assert routes[-1] == Route("complaints", {"span": "90", "units": "5,6"})
    view.show_route({"unit": "SYT"})
    assert view.step_back() and view.league_pane.table.current_row().key == "SYT", "loaded only now"


def test_names_are_text_and_links_from_outside_are_looked_at(filled: Context, open_view: Callable[..., Any]) -> None:
    """Markup in a name is shown as it is; what a link says wrongly counts as not said."""
    view = open_view(filled, {"unit": "SYT", "span": "1000", "level": "x", "field": "-1", "sort": "nothing"})
    assert view.league.chosen.span == "30" and view.trail() == (HOSTILE,)
    labels = [w for w in view.page_pane.head.findChildren(QLabel) if HOSTILE in w.text()]
    assert labels and all(w.textFormat() == Qt.TextFormat.PlainText for w in labels)
    view.show_route({"unit": "nobody"})
    assert view.page.page is None and view._page_states._message.isVisible()
    assert view.step_back() and view.league_pane.isVisible()


def test_nothing_is_there_yet(make_context: Callable[..., Context], open_view: Callable[..., Any]) -> None:
    """Before the first synchronisation, and in an area without complaints."""
    context = make_context(clock=lambda: float(NOW))
    view = open_view(context)
    assert view._league_states._message.isVisible()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_width_shows_whole_titles(filled: Context, open_view: Callable[..., Any], language: str) -> None:
    """Columns give way, titles are not cut, the page has no bar from side to side."""
    before = text.language()
    text.set_language(language)
    try:
        for width, height in ((1712, 1000), (1278, 656)):
            view = open_view(filled, width=width, height=height)
            table = view.league_pane.table
            metrics = table.horizontalHeader().fontMetrics()
            for n, column in enumerate(table.rows_model.columns):
                if column.width and not table.isColumnHidden(n):
                    assert metrics.horizontalAdvance(column.title) <= table.columnWidth(n) - 8, column.title
            assert table.columnWidth(1) >= 200
            view.show_route({"unit": "SXD"})
            QApplication.processEvents()
            assert view.page_pane._scroll.horizontalScrollBar().maximum() == 0
    finally:
        text.set_language(before)


@pytest.mark.parametrize("width", [1110, 1294, 1712])
def test_the_formula_stands_whole_at_the_right_end(
    filled: Context, open_view: Callable[..., Any], qt: QApplication, width: int
) -> None:
    """Also when another one with longer words was picked: beside the city's figures, under the edge of the table."""
    view = open_view(filled)
    view.resize(width, 720)
    formula = view.league_pane.formula
    for one in OnTimeFormula:
        filled.picked.pick_formula(one)
        qt.processEvents()
        assert formula.width() >= formula.sizeHint().width()
        right = formula.mapTo(view.league_pane, formula.rect().topRight()).x()
        table = view.league_pane.table
        assert right == table.mapTo(view.league_pane, table.rect().topRight()).x()
