"""Phản ánh 1022 with its real widgets: one filter, equal totals, keyboard, hostile text, folding, empty."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget

from ioc_console import formatting as fmt
from ioc_console import text
from ioc_console.app import compose
from ioc_console.context import Context
from ioc_console.screens.complaints import board_words, detail_words, sentence, words
from ioc_console.screens.complaints.filter_link import from_arguments, to_arguments
from ioc_console.screens.complaints.filters import AreaBasis, Filters, Span, period
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.settings import Settings
from ioc_console.theme import theme
from ioc_console.widgets.choice_list import ChoiceList
from ioc_console.widgets.map.documents import Mode
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.places import to_xy
from ioc_domain.records import (
    AreaRecord,
    CalendarDayRecord,
    ComplaintFieldRecord,
    ComplaintRecord,
    Record,
    SettingRecord,
    UnitRecord,
)
from ioc_domain.working_time import WorkingCalendar
from local_cache.queries.complaint_list import ComplaintDetail, Tab
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.directives import ComplaintDirectives
from tests.console.filled_cache import fill
from tests.console.small_city import at
from tests.console.test_complaints_map import HOSTILE

NOW = at("2026-11-23 14:07")
DAY = 86_400
COUNT = 900
OPEN = ComplaintStatus.IN_PROGRESS


def reference() -> Iterator[Record]:
    """Two fields, nine areas under a city, two units."""
    yield SettingRecord("on_time_formula", "CT2")
    yield SettingRecord("city_name", "Thành phố Hồ Chí Minh")
    yield CalendarDayRecord("2026-11-20", "holiday", "Ngày nghỉ thử", "official")
    for k in range(1, 19):
        yield ComplaintFieldRecord(f"F{k}", k, f"Lĩnh vực số {k}", f"Field {k}", "2023-01-01", "")
    yield AreaRecord("79", 1, "city", "Thành phố", "Thành phố Hồ Chí Minh", "TP. HCM", "", "", "", 10.8, 106.7)
    for k in range(2, 11):
        lat, lon = 10.72 + (k // 3) * 0.04, 106.62 + (k % 3) * 0.05
        yield AreaRecord(f"26{k:03d}", k, "commune", "phường", f"Phường Số {k}", f"P. Số {k}", "79", "2025-07-01", "",
                         lat, lon, 1000, 9.0)
    for k in range(1, 4):
        yield UnitRecord(f"U{k}", k, "department", f"Sở thứ {k}", f"Sở {k}", "", "", "")


def complaint(number: int, **changes: Any) -> ComplaintRecord:
    """A plain complaint, opened and overdue by one working day."""
    values: dict[str, Any] = {
        "id": number, "code": f"1022-26-{number:07d}", "created": NOW - 5 * DAY, "field": 1, "type": 0, "unit": 1,
        "area": 2, "status": int(OPEN), "channel": 0, "flags": int(ComplaintFlag.LOCATED), "x": 0, "y": 0,
        "due": NOW - DAY, "closed": 0, "title": f"Phản ánh {number}", "body": "Nội dung", "address": "12 Lê Lợi",
        "timeline": "[]", "photos": "[]",
    }
    values["x"], values["y"] = to_xy(10.78, 106.69)
    return ComplaintRecord(**(values | changes))


def complaints(seed: int = 4) -> list[ComplaintRecord]:
    """A random month of complaints."""
    rng = random.Random(seed)
    out = []
    for number in range(1, COUNT + 1):
        created = NOW - rng.randrange(60 * DAY)
        closed = 0 if rng.random() < 0.3 else min(NOW - 1, created + rng.randrange(1, 9 * DAY))
        x, y = to_xy(10.72 + rng.random() * 0.12, 106.62 + rng.random() * 0.12)
        located = rng.random() < 0.93
        out.append(complaint(
            number, created=created, due=created + rng.randrange(1, 8) * DAY, closed=closed,
            status=int(ComplaintStatus.CLOSED if closed else OPEN), field=rng.randrange(1, 19),
            area=rng.randrange(2, 11), unit=rng.randrange(1, 4), channel=rng.randrange(5),
            flags=int(ComplaintFlag.LOCATED) if located else 0, x=x if located else 0, y=y if located else 0,
        ))
    return out


@pytest.fixture
def made_context(make_context: Callable[..., Context]) -> Callable[[list[ComplaintRecord]], Context]:
    """A context over a cache with these complaints."""

    def make(records: list[ComplaintRecord]) -> Context:
        context = make_context(clock=lambda: float(NOW))
        fill(context.paths.cache, [*reference(), *records], last_pull=NOW - 60)
        return context

    return make


@pytest.fixture
def open_view(qt: QApplication) -> Iterator[Callable[..., Any]]:
    """Opens the screen over a context at a size."""
    views: list[Any] = []

    def make(context: Context, width: int = 1712, height: int = 1000) -> Any:
        from ioc_console.screens.complaints.view import ComplaintsView

        view = ComplaintsView(context)
        views.append(view)
        view.resize(width, height)
        view.show_route({})
        view.show()
        view.set_shown(True)
        QApplication.processEvents()
        return view

    yield make
    for view in views:
        view.close()


def board(view: Any) -> BoardData:
    """The figures on the screen."""
    data = view.board.data
    assert isinstance(data, BoardData)
    return data


# --- the filter ----------------------------------------------------------------------------------------------


def random_filters(seed: int) -> Filters:
    """Between none and all conditions."""
    rng = random.Random(seed)
    span = rng.choice(list(Span))
    return Filters(
        span=span,
        day="2026-11-20" if span in (Span.DAY, Span.DATES) else "",
        last_day="2026-11-22" if span is Span.DATES else "",
        areas=tuple(rng.sample(range(2, 11), rng.choice((0, 2, 3)))),
        area_basis=rng.choice(list(AreaBasis)),
        units_alone=rng.random() < 0.3,
        fields=tuple(rng.sample(range(1, 19), rng.randrange(3))),
        units=tuple(rng.sample(range(1, 4), rng.randrange(2))),
        statuses=tuple(rng.sample(range(6), rng.randrange(3))),
        channels=tuple(rng.sample(range(7), rng.randrange(2))),
        on_time=tuple(rng.sample(("late", "closed_late", "on_time", "in_time"), rng.randrange(3))),
        box=(10, 20, 300, 400) if rng.random() < 0.3 else None,
        text=rng.choice(("", "rác, thải & 'ngập'", "a=b&c")),
        without_duplicates=rng.random() < 0.3,
        without_place=rng.random() < 0.3,
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_filter_survives_as_a_link(seed: int) -> None:
    filters = random_filters(seed)
    assert from_arguments(to_arguments(filters)) == filters


def test_a_link_from_outside_is_read_with_care() -> None:
    nonsense = {
        "span": "forever", "day": "2026-13-40", "fields": "1,x", "units": "-3", "statuses": "99999999",
        "channels": "", "on_time": "maybe", "box": "5,5,1,1", "text": "t" * 999, "without_duplicates": "yes",
        "without_place": "0",
    }
    assert from_arguments(nonsense) == Filters(text="t" * 200)
    assert from_arguments({"span": "day"}) == Filters()


def test_periods_are_whole_local_days() -> None:
    since, until = period(Filters(), NOW)
    assert (since, until) == (at("2026-10-25 00:00"), at("2026-11-24 00:00"))
    assert period(Filters(span=Span.DAY, day="2026-11-20"), NOW) == (at("2026-11-20 00:00"), at("2026-11-21 00:00"))
    assert period(Filters(span=Span.ALL), NOW) == (0, 0)


# --- the screen ----------------------------------------------------------------------------------------------


@pytest.mark.webengine
def test_every_part_shows_the_same_total(made_context: Any, open_view: Any) -> None:
    """Fields, statuses, days, list and map header, before and after each kind of filter."""
    view = open_view(made_context(complaints()))
    view.state.show_tab(Tab.ALL)

    def check() -> int:
        data = board(view)
        total = data.board.total
        assert view.filter_row.count.text() == f"{total}"
        assert sum(r.value for r in view.rail.fields.rows) == total
        assert sum(r.value for r in view.rail.statuses.rows) == total
        assert sum(c.received for c in board_words.day_columns(data)) == total
        assert len(view.list_panel.rows) == total
        head = view.map_panel.head
        assert head.located.text() == f"{data.board.located} có vị trí ·"
        assert head.without.text() == f"{total - data.board.located} chưa rõ vị trí"
        assert board_words.tiles(data, data.names.formula)[0].figure == f"{total}"
        return total

    whole = check()
    view.state.toggle("fields", 3)
    narrower = check()
    assert 0 < narrower < whole
    view.state.toggle("statuses", int(ComplaintStatus.CLOSED))
    assert check() < narrower
    view.gestures.pick_area(4)
    assert view.context.picked.area == "26004"
    assert check() < narrower
    assert "Phường Số 4" in [p.chip for p in view.filter_row._parts]
    for part in ("fields", "statuses", "area"):
        view.gestures.drop(part)
    assert check() == whole
    view.gestures.drop("span")
    assert check() == COUNT


@pytest.mark.webengine
def test_a_bar_a_day_and_a_unit_filter_by_mouse_and_key(made_context: Any, open_view: Any) -> None:
    view = open_view(made_context(complaints()))
    bars = view.rail.fields
    box = bars._box(2)
    wanted = bars.rows[2]
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert view.state.filters.fields == (wanted.key,)
    assert board(view).board.total == wanted.value
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars._box(0).center().toPoint())
    view.state.change(fields=())
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    assert len(view.state.filters.fields) == 1
    view.state.change(fields=())
    days = view.rail.days
    QTest.keyClick(days, Qt.Key.Key_Left)
    QTest.keyClick(days, Qt.Key.Key_Return)
    assert (view.state.filters.span, view.state.filters.day) == (Span.DAY, "2026-11-23")
    assert len(board(view).board.by_day) == 1
    view.state.change(span=Span.MONTH, day="")
    unit = view.rail.league.rows_model.rows[0].id
    view.rail.league.opened.emit(view.rail.league.rows_model.rows[0])
    assert view.state.filters.units == (unit,)
    view.rail.units_link.click()
    current = view.context.navigation.current
    assert current is not None and current.screen == "units"


@pytest.mark.webengine
def test_open_step_ask_and_back_by_keyboard(made_context: Any, open_view: Any) -> None:
    view = open_view(made_context(complaints()))
    went: list[Any] = []
    view.context.navigation.moved.connect(went.append)
    table = view.list_panel.table
    table.setCurrentIndex(table.rows_model.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    first = int(view.list_panel.rows.ids[0])
    assert view.state.opened == first
    assert view.pane.isVisible() and not view.rail.isVisible()
    assert view.trail() == (f"1022-26-{first:07d}",)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert view.state.opened == int(view.list_panel.rows.ids[1])
    view.pane.stepped.emit(-1)
    assert view.state.opened == first
    assert view.arguments()["id"] == str(first)
    QTest.keyClick(view, Qt.Key.Key_G)
    assert went[-1].screen == "requests"
    assert went[-1].arguments["compose"] == f"complaint:{first}"
    assert view.step_back() is True
    assert view.state.opened == 0 and view.rail.isVisible() and not view.pane.isVisible()
    assert view.step_back() is False


@pytest.mark.webengine
def test_a_cell_of_the_heat_map_leads_to_its_complaints(
    made_context: Any, open_view: Any, until: Callable[..., None]
) -> None:
    """Click a spot (1), Enter filters by its cell (2), Enter opens the first complaint (3)."""
    view = open_view(made_context(complaints()))
    view.state.set_filters(Filters(span=Span.ALL))
    page = view.map_panel.map
    until(lambda: view.settled() and view.map_model.view is not None, 30, "the map is drawn")
    spot = next(c for c in complaints() if c.flags & ComplaintFlag.LOCATED)
    at_spot = f"iocMap.unproject(L.point({spot.x}, {spot.y}), 22)"
    page.page.runJavaScript(f"iocMap.setView({at_spot}, 13); iocMap.fire('click', {{latlng: {at_spot}}});")
    until(lambda: view.map_panel._cell.box is not None and view.settled(), 10, "the card of the cell is drawn")
    x0, y0, x1, y1 = view.map_panel._cell.box
    inside = [c for c in complaints() if c.flags & ComplaintFlag.LOCATED and x0 <= c.x < x1 and y0 <= c.y < y1]
    page.page.runJavaScript(
        "iocMap.getContainer().dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
    )
    until(lambda: view.state.filters.box is not None, 10, "the cell is the filter")
    assert board(view).board.total == len(inside) >= 1
    view.state.show_tab(Tab.ALL)
    table = view.list_panel.table
    table.setCurrentIndex(table.rows_model.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert view.state.opened in {c.id for c in inside}
    assert page.complaints == []


@pytest.mark.webengine
def test_another_language_and_light_while_open(made_context: Any, open_view: Any) -> None:
    """Words change in place, and nothing of the screen is lost."""
    view = open_view(made_context(complaints()))
    view.state.toggle("fields", 3)
    view.state.open(int(view.list_panel.rows.ids[0]))
    total = board(view).board.total
    text.set_language("en")
    QApplication.processEvents()
    said = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "Handling unit" in said, said
    assert "Đơn vị xử lý" not in said
    titles = [c.title for c in view.list_panel.table.rows_model.columns]
    assert titles[2] == "What it says"
    assert view.filter_row._parts[1].chip == "Field 3"
    theme().set_light("light")
    assert (board(view).board.total, view.pane.isVisible()) == (total, True)


@pytest.mark.webengine
def test_the_screen_survives_being_torn_off(made_context: Any, open_view: Any, until: Callable[..., None]) -> None:
    """Moved to a window of its own and back, the map's page lives on and still draws."""
    view = open_view(made_context(complaints()))
    until(view.settled, 30, "the map is drawn")
    window = QMainWindow()
    window.setCentralWidget(view)
    window.resize(1500, 900)
    window.show()
    QApplication.processEvents()
    view.setParent(None)
    view.resize(1712, 1000)
    view.show()
    view.state.set_mode(Mode.POINTS)
    until(lambda: view.settled() and view.map_model.data.mode is Mode.POINTS, 30, "the map draws again")
    assert view.map_panel.map.complaints == []
    window.close()


@pytest.mark.webengine
def test_coming_back_finds_exactly_that(made_context: Any, open_view: Any) -> None:
    context = made_context(complaints())
    view = open_view(context)
    view.state.set_filters(replace(Filters(), fields=(2,), on_time=("late",), span=Span.QUARTER))
    view.state.show_tab(Tab.ALL)
    view.state.open(int(view.list_panel.rows.ids[0]))
    link = dict(view.arguments())
    other = open_view(context)
    other.show_route(link)
    assert other.state.filters == view.state.filters
    assert (other.state.tab, other.state.opened, other.state.mode) == (Tab.ALL, view.state.opened, view.state.mode)


@pytest.mark.webengine
def test_other_screens_name_an_area_or_a_unit_by_code(made_context: Any, open_view: Any) -> None:
    context = made_context(complaints())
    view = open_view(context)
    view.show_route({"area": "26005"})
    assert context.picked.area == "26005"
    assert {g.id for g in board(view).board.by_area if g.total} == {5}
    context.picked.pick_area("")
    view.show_route({"unit": "U2"})
    assert view.state.filters.units == (2,)
    view.show_route({"unit": "nobody"})
    assert view.state.filters.units == ()


@pytest.mark.webengine
def test_rows_are_fetched_where_they_are_shown(made_context: Any, open_view: Any) -> None:
    """Of 900 rows the texts of the first page only; far down, of that page too; every text under its own id."""
    view = open_view(made_context(complaints()))
    view.state.set_filters(Filters(span=Span.ALL))
    view.state.show_tab(Tab.ALL)
    rows = view.list_panel.rows
    view.grab()
    assert set(rows._pages) == {0}
    view.list_panel.table.scrollToBottom()
    view.grab()
    assert set(rows._pages) == {0, (COUNT - 1) // 100}
    for place in (0, 5, COUNT - 1):
        assert rows[place].id == rows.ids[place]


@pytest.mark.webengine
@pytest.mark.parametrize("payload", HOSTILE[:6])
def test_hostile_text_of_a_complaint_stays_text(made_context: Any, open_view: Any, payload: str) -> None:
    """Title, body, address, timeline and code are shown letter by letter; no label takes them for markup."""
    timeline = json.dumps([[NOW - 3 * DAY, "received", payload, payload], [NOW - 2 * DAY, "own", payload, ""]])
    record = complaint(1, title=payload, body=payload, address=payload, code=payload, timeline=timeline)
    view = open_view(made_context([record, complaint(2, title=payload, x=record.x + 40)]))
    view.state.open(1)
    labels = {label.text(): label.textFormat() for label in view.findChildren(QLabel) if label.isVisible()}
    shown = [f for said, f in labels.items() if said == payload]
    assert len(shown) >= 1
    assert all(f == Qt.TextFormat.PlainText for words_, f in labels.items() if words_)
    assert payload in view.pane._timeline.accessibleName()
    model = view.list_panel.table.rows_model
    assert model.data(model.index(0, 2)) == payload
    tip = str(model.data(model.index(0, 2), Qt.ItemDataRole.ToolTipRole))
    assert "<script" not in tip and "<img" not in tip and "<b>" not in tip and "<svg" not in tip
    assert view.map_panel.map.complaints == []


@pytest.mark.webengine
@pytest.mark.parametrize(("width", "height"), [(1310, 688), (1310, 1000), (1864, 1000)])
@pytest.mark.parametrize("opened", [False, True])
def test_nothing_runs_out_of_the_page(
    made_context: Any, open_view: Any, width: int, height: int, opened: bool
) -> None:
    """At 1366×768 and 1920×1080, whole or with a complaint open, every visible part lies inside the page."""
    view = open_view(made_context(complaints()), width, height)
    if opened:
        view.state.open(int(view.list_panel.rows.ids[0]))
    QApplication.processEvents()
    assert (view.width(), view.height()) == (width, height)
    parts: list[QWidget] = [view.filter_row, view.list_panel, view.map_panel, view.rail, view.pane, view.summary,
                            view.filter_row.count, *view.rail.panels.values(), view.list_panel.table,
                            view.list_panel.tabs]
    visible = [p for p in parts if p.isVisible()]
    assert view.list_panel in visible
    assert view.list_panel.tabs.width() >= view.list_panel.tabs.sizeHint().width()
    for part in visible:
        corner = part.mapTo(view, part.rect().bottomRight())
        assert corner.x() < width and corner.y() < height, type(part).__name__
        assert part.mapTo(view, part.rect().topLeft()).x() >= 0
    assert view.rail.tiles.tiles[0]._figure.font().pixelSize() == 32
    boxes = [p.geometry().translated(p.mapTo(view, p.rect().topLeft()) - p.geometry().topLeft())
             for p in (view.list_panel, view.map_panel, view.rail, view.pane, view.summary) if p.isVisible()]
    assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])


@pytest.mark.webengine
def test_an_empty_cache_says_why(make_context: Callable[..., Context], open_view: Any) -> None:
    view = open_view(make_context(clock=lambda: float(NOW)))
    said = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "Máy này chưa có phản ánh nào" in said


@pytest.mark.webengine
def test_no_match_is_a_sentence_with_zeros(made_context: Any, open_view: Any) -> None:
    view = open_view(made_context(complaints()))
    view.state.set_filters(Filters(fields=(1,), box=(0, 0, 10, 10)))
    assert view.filter_row.count.text() == "0"
    assert view.rail.tiles.shown[3].figure == "–"
    assert len(view.list_panel.rows) == 0
    said = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "Không có phản ánh nào khớp" in said


@pytest.mark.webengine
def test_the_on_time_formula_is_chosen_on_its_tile_and_kept(made_context: Any, open_view: Any) -> None:
    """By keyboard: the tile and the league name the formula in use; the next start has it too."""
    context = made_context(complaints())
    view = open_view(context)
    counts = board(view).board.on_time
    assert view.rail.tiles.shown[3].lines[0] == "CT2: đóng + trễ hạn"
    line = view.rail.tiles.tiles[3].first
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, ChoiceList)
    QTest.keyClick(opened.lines, Qt.Key.Key_Up)
    QTest.keyClick(opened.lines, Qt.Key.Key_Return)
    part, whole = counts.closed_on_time, counts.closed_on_time + counts.closed_late
    assert context.picked.formula is OnTimeFormula.CT1
    tile = view.rail.tiles.shown[3]
    assert tile.lines == ("CT1: trên số đã đóng", f"{part}/{whole}")
    assert tile.figure == fmt.percent(100 * part / whole)
    assert "Đúng hạn CT1, %" in [c.title for c in view.rail.league.rows_model.columns]
    again = compose(context.paths, Settings(context.paths.settings), None, lanes=context.lanes,
                    notices=context.notices, sync=context.sync, clock=lambda: float(NOW))
    assert again.picked.formula is OnTimeFormula.CT1


@pytest.mark.webengine
def test_how_complaints_were_closed_is_told_with_what_it_is_of(made_context: Any, open_view: Any) -> None:
    """Nine of ten closed within 3 h 10; two reopened, one of them open; one without proof."""
    thursday = at("2026-11-19 08:00")
    marks = {3: ComplaintFlag.REOPENED_ONCE, 4: ComplaintFlag.NO_EVIDENCE}
    made = [
        complaint(k, created=thursday, due=0, closed=thursday + (11_400 if k < 10 else 3 * DAY), status=4,
                  flags=int(marks.get(k, 0)))
        for k in range(1, 11)
    ]
    made.append(complaint(11, flags=int(ComplaintFlag.REOPENED_ONCE | ComplaintFlag.NO_EVIDENCE)))
    view = open_view(made_context(made))
    told = [(fact.name, fact.value) for fact in view.rail.tiles.shown_facts]
    assert told == [
        ("90 % đóng trong", "3 giờ 10"), ("Mở lại", f"{fmt.percent(18.2)} · 2"),
        ("Thiếu minh chứng", f"{fmt.percent(10.0)} · 1")]
    assert "trên 11 phản ánh" in view.rail.tiles.shown_facts[1].told
    view.state.set_filters(Filters(fields=(17,)))
    assert [fact.value for fact in view.rail.tiles.shown_facts] == ["–", "–", "–"]


@pytest.mark.webengine
def test_the_saved_list_is_the_list_and_runs_nothing(made_context: Any, open_view: Any, tmp_path: Path) -> None:
    """The rows of the tab in their order; a cell that could be a formula begins with an apostrophe."""
    evil = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "đọc, \"được\"\nhai dòng"]
    records = [complaint(k, title=cell, address=cell, due=NOW - k * 60, answered=NOW - DAY if k == 2 else 0)
               for k, cell in enumerate(evil, start=1)]
    view = open_view(made_context(records))
    told: list[str] = []
    view.context.notices.posted.connect(lambda notice: told.append(notice.text))
    file = tmp_path / "list.csv"
    view.list_panel.export_to(file)
    assert told == ["Đã ghi 6 phản ánh vào list.csv"]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, *rows = list(csv.reader(opened))
    assert header[:3] == ["Mã", "Nội dung", "Lĩnh vực"]
    by_id = {r.id: r for r in records}
    assert [row[0] for row in rows] == [by_id[int(i)].code for i in view.list_panel.rows.ids]
    assert {row[1].removeprefix("'") for row in rows} == set(evil)
    answer = header.index("Trả lời lần đầu")
    assert {row[0]: row[answer] for row in rows} == {
        r.code: fmt.day_time(r.answered) if r.answered else "–" for r in records}
    assert not any(cell[:1] in set("=+-@\t\r") for row in rows for cell in row)
    assert not (tmp_path / ".list.csv.part").exists()
    view.list_panel.export_to(tmp_path / "no" / "folder.csv")
    assert told[1] == "Không ghi được folder.csv vào đó. Hãy chọn thư mục khác."


# --- one complaint in words ----------------------------------------------------------------------------------

NAMES = ComplaintNames({}, {}, {}, {}, {}, WorkingCalendar.of([]), OnTimeFormula.CT2, "", False)


def test_the_clock_by_hand() -> None:
    """Received Friday 15:00, due Monday 10:00: 2 h Friday + 2 h 30 Monday; now Monday 14:07, 2 h 37 too late."""
    record = complaint(1, created=at("2026-11-20 15:00"), due=at("2026-11-23 10:00"))
    clock = detail_words.clock(record, NAMES.calendar, NOW, 1)
    assert clock is not None
    assert clock.headline == "Trễ 2 giờ 37"
    assert clock.calendar == "4 giờ 07 theo lịch"
    assert clock.below == "Hạn trả lời 1 ngày làm việc: 4 giờ 30 làm việc; đã tính 7 giờ 07"
    assert clock.chip == "Đồng hồ đang chạy"
    assert [d.works for d in clock.days] == [True, False, False, True]
    kinds = [[kind for _, _, kind in d.blocks] for d in clock.days]
    assert kinds == [["free", "free", "used"], [], [], ["used", "late", "late", "free"]]
    assert [m.words for m in clock.marks] == ["Nhận 15:00", "Hạn 10:00", "Lúc này"]


@pytest.mark.parametrize(("changes", "headline"), [
    ({"due": at("2026-11-23 16:07")}, "Còn 2 giờ 00"),
    ({"due": at("2026-11-23 10:00"), "closed": at("2026-11-23 11:00")}, "Đóng trễ 1 giờ 00"),
    ({"due": at("2026-11-23 10:00"), "closed": at("2026-11-23 09:20")}, "Đóng đúng hạn, sớm 40 phút"),
])
def test_the_clock_of_the_other_states(changes: dict[str, int], headline: str) -> None:
    clock = detail_words.clock(complaint(1, created=at("2026-11-20 15:00"), **changes), NAMES.calendar, NOW, 0)
    assert clock is not None
    assert clock.headline == headline


def test_no_clock_without_a_due_time() -> None:
    assert detail_words.clock(complaint(1, due=0), NAMES.calendar, NOW, 0) is None


def test_the_first_answer_is_among_the_facts() -> None:
    """With its time, and whether it came within five working days; none yet; and nothing where nobody knows."""
    def told(**changes: Any) -> str | None:
        record = complaint(1, **changes)
        shown = detail_words.shown(ComplaintDetail(record, ()), NAMES, NOW, None)  # type: ignore[arg-type]
        return dict(shown.facts).get("Trả lời lần đầu")

    created = NOW - 40 * DAY
    last = NAMES.calendar.deadline(created, 5)
    for answered, late in ((created + 60, ""), (last, ""), (last + 1, " · trễ")):
        assert told(created=created, answered=answered) == f"{words.when(answered, NOW)}{late}"
    for status in (ComplaintStatus.AWAITING_ROUTE, ComplaintStatus.IN_PROGRESS, ComplaintStatus.EXTENDED):
        assert told(status=int(status)) == "chưa có"
        assert told(status=int(status), flags=int(ComplaintFlag.REOPENED_ONCE)) is None
    for status in (ComplaintStatus.AWAITING_CITIZEN, ComplaintStatus.REOPENED, ComplaintStatus.CLOSED):
        assert told(status=int(status)) is None


@pytest.mark.parametrize("timeline", ["", "nonsense", "{}", "[1,2]", '[["x","received","a","b"]]', "[[1,2]]", "[[[]]]"])
def test_a_timeline_that_cannot_be_read_shows_what_is_known(timeline: str) -> None:
    record = complaint(1, timeline=timeline, closed=NOW - 100, due=0)
    shown = detail_words.steps(record, NOW, (), ComplaintDirectives(1))
    assert [s.title for s in shown] == ["Tiếp nhận", "Đã đóng"]


def test_codes_of_a_newer_centre_do_not_break_the_screen() -> None:
    record = complaint(1, status=77, channel=99, field=200, area=60000, unit=60000)
    shown = detail_words.shown(ComplaintDetail(record, ()), NAMES, NOW, None)  # type: ignore[arg-type]
    assert dict(shown.facts)["Trạng thái"] == "77"
    assert dict(shown.facts)["Đơn vị xử lý"] == "Chưa có đơn vị"


def test_the_sentence_reads_without_a_condition(made_context: Any) -> None:
    """Nothing set but the period: one chip and ghosts that say what is not limited."""
    from local_cache.queries.complaint_names import complaint_names
    from local_cache.queries.complaints import ComplaintFilter, complaint_board

    context = made_context(complaints())

    def read(session: Any) -> Any:
        names = complaint_names(session)
        return names, complaint_board(session, ComplaintFilter(), NOW, names.calendar)

    names, figures = context.cache.read(read)
    parts = sentence.parts(Filters(), names, figures, "", NOW)
    assert [p.chip for p in parts if p.chip] == ["nhận trong 30 ngày, 25-10 → 23-11-2026"]
    assert [p.ghost for p in parts if p.ghost and not p.chip] == [
        "mọi lĩnh vực", "toàn thành phố", "mọi trạng thái", "mọi đơn vị", "+ điều kiện"
    ]
