"""Chỉ tiêu: list, detail and chart of a small city by hand; keyboard; folding; catalogues; empty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ioc_console.context import Context
from ioc_console.screens.indicators import SCREEN
from ioc_console.screens.indicators.detail_model import IndicatorDetailViewModel
from ioc_console.screens.indicators.detail_words import DetailWords
from ioc_console.screens.indicators.list_model import (
    FieldLine,
    HeaderLine,
    IndicatorLine,
    IndicatorListViewModel,
    MoreLine,
)
from ioc_console.screens.indicators.view import IndicatorsView
from ioc_console.widgets.table import TableView
from ioc_domain.codes import Standing
from ioc_domain.records import IndicatorRecord, ObservationRecord, PlanRecord, Record
from local_cache.queries.indicators import IndicatorDetail, indicator_detail, indicator_list, indicators_named
from local_cache.store import open_reader
from tests.console import small_city
from tests.console.filled_cache import fill

NOW = small_city.NOW


@pytest.fixture
def filled(make_context: Callable[..., Context]) -> Context:
    context = make_context(clock=lambda: float(NOW))
    fill(context.paths.cache, small_city.records(complaints=False), last_pull=NOW - 120)
    context.picked.pick_period(small_city.MONTH)
    return context


@pytest.fixture
def model(filled: Context) -> IndicatorListViewModel:
    made = IndicatorListViewModel(filled)
    made.set_shown(True)
    return made


def detail(context: Context, subject: str = "v2:C0403") -> DetailWords:
    made = IndicatorDetailViewModel(context)
    made.set_shown(True)
    made.show(subject)
    words = made.words()
    assert words is not None
    return words


def read_detail(cache: Path, subject: str, month: str = small_city.MONTH) -> IndicatorDetail:
    store = open_reader(cache)
    with store.session() as session:
        found = indicator_detail(session, cache.with_name("outbox.db"), subject, month, "")
    store.close()
    assert found is not None
    return found


# --- queries ---------------------------------------------------------------------------------------------------


def test_areas_lie_worst_first_and_revisions_newest_first(filled: Context) -> None:
    found = read_detail(filled.paths.cache, "v2:C0403")
    assert found.areas_period == "2026-10"
    assert [(a.name, a.value, a.plan, a.standing) for a in found.areas[:2]] == [
        ("P. Bến Thành", 26.0, 75.0, "at_risk"), ("X. Vĩnh Lộc", 29.0, 75.0, "at_risk")]
    assert [round(a.value) for a in found.areas] == list(range(26, 54, 3))
    assert [(r.period, round(r.before or 0, 1), r.after, r.before_status) for r in found.revisions] == [
        ("2026-10", 52.1, 52.8, "estimate")]
    assert [(c.before, c.after, c.cause) for c in found.changes] == [("progressing", "at_risk", "new_data")]
    assert [p.due for p in found.promises] == ["2026-10-31", "2026-08-31", "2026-03-31"]


def test_an_unknown_indicator_and_an_empty_cache_are_no_error(filled: Context, tmp_path: Path) -> None:
    store = open_reader(filled.paths.cache)
    with store.session() as session:
        assert indicator_detail(session, tmp_path / "outbox.db", "v2:none", small_city.MONTH, "") is None
    store.close()
    store = open_reader(tmp_path / "none.db")
    with store.session() as session:
        assert indicator_list(session, small_city.MONTH, "").rows == ()
    store.close()


def test_an_imported_set_is_shown_for_the_area_it_knows(filled: Context) -> None:
    fill(filled.paths.cache, [
        IndicatorRecord("gso", "CPI", "city", "", "CPI cả nước", "CPI", "CPI", "%", "month", "lower", "rate", "",
                        "GSO", 0),
        ObservationRecord("gso:CPI", "VN", "2026-09", 1, 103.4, "official", NOW, "SDMX"),
    ])
    store = open_reader(filled.paths.cache)
    with store.session() as session:
        found = indicator_list(session, small_city.MONTH, "", "gso")
    store.close()
    assert found.catalogues == ("v2", "gso", "v1")
    filled.picked.pick_period("2031-01")  # years after its last number it is still shown, with its age
    made = IndicatorListViewModel(filled)
    made.set_filter("catalogue", "gso")
    made.set_shown(True)
    assert [x.trail[-1] for x in made.lines() if isinstance(x, IndicatorLine)] == [103.4]
    assert not any(isinstance(x, FieldLine) for x in made.lines())  # no field is named: no empty line
    assert [(r.subject, r.area, r.period) for r in found.rows] == [("gso:CPI", "VN", "2026-09")]


def test_search_ignores_marks_and_case(filled: Context) -> None:
    store = open_reader(filled.paths.cache)
    with store.session() as session:
        assert [i.code for i in indicators_named(session, "ĐẦU tu cong")] == ["C0403"]
        assert indicators_named(session, "  ") == []
        assert SCREEN.search is not None
        hits = SCREEN.search(session, "giai ngan")
    store.close()
    assert [dict(h.route.arguments) for h in hits] == [{"subject": "v2:C0403"}]


def test_periods_that_add_up_are_summed_to_the_plan_of_the_year_and_a_gap_is_not_zero(filled: Context) -> None:
    monthly = IndicatorRecord("v2", "C1001", "city", "09", "Bán lẻ", "", "Bán lẻ", "tỷ đồng", "month", "higher",
                              "period", "U02", "", 10)
    made: list[Record] = [monthly, PlanRecord("v2:C1001", "79", "2026", 1200.0, 0)]
    for month in range(1, 11):
        made.append(ObservationRecord("v2:C1001", "79", f"2026-{month:02d}", 1, 90.0 + month, "official", NOW, ""))
        made.append(PlanRecord("v2:C1001", "79", f"2026-{month:02d}", 100.0, 0))
    fill(filled.paths.cache, made)
    assert read_detail(filled.paths.cache, "v2:C1001").figures.to_date == (955.0, 1000.0)
    words = detail(filled, "v2:C1001")
    assert (words.figures[0].figure, words.figures[4].label) == ("100", "Cần mỗi kỳ còn lại")
    assert (words.figures[4].figure, words.figures[4].note) == ("+122,5", "cao nhất +100 (T10/2026)")
    fill(filled.paths.cache, [ObservationRecord("v2:C1001", "79", "2026-03", 1, None, "official", NOW, "")])
    assert read_detail(filled.paths.cache, "v2:C1001").figures.to_date == (None, 1000.0)
    assert detail(filled, "v2:C1001").figures[4].figure == "–"


def test_one_other_area_is_no_comparison(filled: Context) -> None:
    fill(filled.paths.cache, [ObservationRecord("v2:C0503", "26002", "2026-Q2", 1, 8.2, "official", NOW, "x")])
    assert read_detail(filled.paths.cache, "v2:C0503").areas == ()


# --- the list --------------------------------------------------------------------------------------------------


def test_the_list_goes_by_standing_then_field(model: IndicatorListViewModel) -> None:
    lines = model.lines()
    assert [(x.standing, x.count) for x in lines if isinstance(x, HeaderLine)] == [
        (Standing.AT_RISK, "7"), (Standing.PROGRESSING, "1"), (Standing.ON_TRACK, "1"), (Standing.NOT_ASSESSABLE, "1")]
    assert [x.name for x in lines[:4] if isinstance(x, FieldLine)] == ["Đầu tư và xây dựng", "Tài khoản quốc gia"]
    row = next(x for x in lines if isinstance(x, IndicatorLine))
    assert (row.reached, row.change, row.age, row.stale) == ("70,4", "−4,9 điểm %", "11 ngày", False)
    assert row.trail[-1] == 52.8 and len(row.trail) == 12
    dengue = next(x for x in lines if isinstance(x, IndicatorLine) and x.subject == "v2:C1502")
    assert (dengue.lower_note, dengue.reached) == ("↓ là tốt", "134,5")
    assert dengue.change == "+61,0\N{NARROW NO-BREAK SPACE}%"


def test_a_missing_month_leaves_a_gap_in_the_line(filled: Context) -> None:
    filled.picked.pick_period("2026-07")
    made = IndicatorListViewModel(filled)
    made.set_shown(True)
    iip = next(x for x in made.lines() if isinstance(x, IndicatorLine) and x.subject == "v2:C0901")
    assert iip.trail.index(None) == 1 and sum(v is None for v in iip.trail) == 1  # 2025-09 was never supplied


def test_many_of_a_standing_fold_but_red_never_does(filled: Context) -> None:
    fill(filled.paths.cache, [
        IndicatorRecord("v2", f"Z{k:02d}", "city", "17", f"Chỉ tiêu {k}", "", f"Chỉ tiêu {k}", "%", "year", "higher",
                        "rate", "U05", "", 10) for k in range(9)])
    made = IndicatorListViewModel(filled)
    made.set_shown(True)
    more = next(x for x in made.lines() if isinstance(x, MoreLine))
    assert (more.standing, more.words) == (Standing.NOT_ASSESSABLE, "còn 7 chỉ tiêu")
    made.unfold(Standing.NOT_ASSESSABLE)
    assert not any(isinstance(x, MoreLine) for x in made.lines())
    made.toggle(Standing.AT_RISK)
    assert "v2:C0403" not in {x.subject for x in made.lines() if isinstance(x, IndicatorLine)}


@pytest.mark.parametrize(("name", "value", "count"), [
    ("group", "19", 2), ("unit", "U03", 2), ("kind", "quarter", 1), ("standing", "on_track", 1),
    ("text", "sot xuat", 1), ("level", "district", 0),
])
def test_each_filter_narrows(model: IndicatorListViewModel, name: str, value: str, count: int) -> None:
    model.set_filter(name, value)
    assert sum(isinstance(x, IndicatorLine) for x in model.lines()) == count
    assert model.total_words() == f"{count} chỉ tiêu"


def test_another_catalogue_is_loaded(model: IndicatorListViewModel) -> None:
    assert [c.words for c in model.catalogue_choices()] == ["Danh mục v2", "Danh mục v1"]
    model.set_filter("catalogue", "v1")
    assert [x.subject for x in model.lines() if isinstance(x, IndicatorLine)] == ["v1:C0403"]


# --- one indicator ---------------------------------------------------------------------------------------------


def test_the_five_figures(filled: Context) -> None:
    words = detail(filled)
    said = [(x.label, x.figure, x.unit, x.note) for x in words.figures]
    assert said == [
        ("Thực hiện T10/2026", "52,8", "%", "nhận 11 ngày trước"),
        ("Kế hoạch kỳ 75,0 %", "−22,2", "điểm %", "đạt 70,4 % KH kỳ"),
        ("Cùng kỳ 57,7 %", "−4,9", "điểm %", "T10/2025 · chính thức"),
        ("Dự báo Năm 2026", "83,6", "%", "79,1–87,4 · KH năm 95,0"),
        ("Cần mỗi kỳ còn lại", "+21,1", "điểm %", "cao nhất +26,9 (T12/2025)"),
    ]
    assert words.figures[0].chip == "sơ bộ"
    assert words.figures[1].tone == "at_risk"
    assert "cao hơn là tốt" in words.definition and "chủ trì: Sở Tài chính" in words.definition
    assert words.definition_strong == (
        "mức này từ 06-10-2026 (48 ngày) · do số liệu mới Tháng 10/2026 · đang mở: GT-2026-0628, hạn 25-11")


def test_the_chart_has_24_months_the_forecast_and_the_reform(filled: Context) -> None:
    chart = detail(filled).chart
    assert len(chart.points) == 26 and chart.chosen == 23
    assert [p.label for p in chart.points[-3:]] == ["T10", "T11", "T12"]
    assert chart.points[24].value is None and chart.points[24].forecast is None  # no number is invented for November
    last = chart.points[25]
    assert (last.forecast, last.forecast_low, last.forecast_high, last.plan) == (83.6, 79.1, 87.4, 95.0)
    assert last.deviation is not None and round(last.deviation, 1) == -11.4
    assert [(p.period, p.value_text) for p in chart.points if p.value_text] == [
        ("2024-12", "78,9"), ("2025-12", "93,0"), ("2026-10", "52,8")]
    assert chart.breaks == ((7.5, "1-7-2025: sáp nhập, 10 địa bàn"),)
    told = chart.points[23].told
    assert told.headline == "Tháng 10/2026 · sơ bộ"
    assert ("Thực hiện", "52,8 %") in told.lines
    assert told.footer == "KB2 · nhận 12-11-2026 08:30"
    assert chart.table[0] == ("Kỳ", "Thực hiện", "Kế hoạch", "Cùng kỳ", "Dự báo") and len(chart.table) == 27


def test_quarters_and_years_have_their_own_columns(filled: Context) -> None:
    quarters = detail(filled, "v2:C0503").chart
    assert [p.period for p in quarters.points[-2:]] == ["2026-Q3", "2026-Q4"]
    assert quarters.points[quarters.chosen].told.headline.startswith("Quý III/2026")
    years = detail(filled, "v2:C1703")
    assert [p.label for p in years.chart.points] == ["2020", "2021", "2022", "2023", "2024", "2025"]
    assert years.standing is Standing.NOT_ASSESSABLE
    assert years.figures[3].figure == "–"


def test_a_missing_month_is_a_gap_in_the_chart_and_a_dash_in_the_table(filled: Context) -> None:
    words = detail(filled, "v2:C0901")
    missing = next(p for p in words.chart.points if p.period == "2025-09")
    assert missing.value is None and missing.deviation is None
    row = next(r for r in words.rows if r.period == "T9/2025")
    assert (row.value, row.against_plan, row.status) == ("–", "–", "")


def test_supply_revisions_and_promises_in_words(filled: Context) -> None:
    words = detail(filled)
    assert [(r.name, r.words, r.note) for r in words.supply] == [
        ("Đơn vị", "Kho bạc Nhà nước Khu vực II", ""),
        ("Kỳ T10", "nhận 06-11", "đúng hạn"),
        ("Kỳ T11", "hạn 10-12", "còn 12 ngày làm việc"),  # 24-11 is a holiday
    ]
    change, revised = words.revisions
    assert (change.before, change.after) == (Standing.PROGRESSING, Standing.AT_RISK)
    assert change.words == "đổi mức, do số liệu mới Tháng 10/2026"
    assert (revised.words, revised.note) == ("52,1 → 52,8", "ước tính → sơ bộ")
    assert [(r.icon, r.what, r.became) for r in words.promises] == [
        ("clock", "Đang chờ giải trình", "còn 1 ngày"), ("x", "60 % trước 31-10", "không giữ"),
        ("x", "45 % trước 31-08", "không giữ"), ("check", "8 % trước 31-03", "giữ lời")]
    assert revised.short_note == "ƯT → SB"
    assert words.promises_note == "giữ 1 trên 3"


def test_areas_are_ranked_bars_with_the_whole_last(filled: Context) -> None:
    words = detail(filled)
    assert [(b.name, b.text, b.total) for b in (words.areas[0], words.areas[-1])] == [
        ("P. Bến Thành", "26,0", False), ("Toàn thành phố", "52,8", True)]
    assert words.area_counts == ((Standing.AT_RISK, "7"), (Standing.PROGRESSING, "0"), (Standing.ON_TRACK, "3"),
                                 (Standing.NOT_ASSESSABLE, "0"))
    assert words.areas_note == "Tháng 10/2026 · thấp nhất trước"


# --- the screen ------------------------------------------------------------------------------------------------


@pytest.fixture
def view(filled: Context) -> IndicatorsView:
    made = IndicatorsView(filled)
    made.resize(1712, 1000)
    made.show()
    made.set_shown(True)
    QApplication.processEvents()
    return made


def test_the_first_row_opens_by_itself_and_arrows_go_on(view: IndicatorsView) -> None:
    assert view.arguments() == {"subject": "v2:C0403"}
    assert view.trail() == ("Đầu tư và xây dựng", "Tỷ lệ giải ngân vốn đầu tư công")
    QTest.keyClick(view.list_pane.list, Qt.Key.Key_Down)
    assert view.arguments() == {"subject": "v2:C0503"}  # past the line that names the field


def test_g_asks_from_the_list_and_from_the_chart(view: IndicatorsView, filled: Context) -> None:
    QTest.keyClick(view.list_pane.list, Qt.Key.Key_G)
    assert filled.navigation.current is not None
    assert dict(filled.navigation.current.arguments) == {"compose": "v2:C0403", "area": "79"}
    QTest.keyClick(view.list_pane.list, Qt.Key.Key_Down)
    QTest.keyClick(view.list_pane.list, Qt.Key.Key_Return)
    chart = view.detail_pane.chart
    assert chart.hasFocus()
    QTest.keyClick(chart, Qt.Key.Key_G)
    assert dict(filled.navigation.current.arguments)["compose"] == "v2:C0503"
    table = view.detail_pane.findChild(TableView)
    assert isinstance(table, TableView)
    view.show_route({"subject": "v2:C1902"})
    QTest.keyClick(table, Qt.Key.Key_G)  # letters are no search in a table
    assert dict(filled.navigation.current.arguments)["compose"] == "v2:C1902"


def test_esc_goes_from_the_chart_to_the_list_then_drops_the_filters(view: IndicatorsView) -> None:
    view.detail_pane.focus_chart()
    assert view.step_back() and view.list_pane.list.hasFocus()
    view.list_model.set_filter("text", "rác")
    assert view.step_back() and not view.list_model.filters.narrow
    assert not view.step_back()


def test_a_route_opens_an_indicator_or_narrows_to_a_standing(view: IndicatorsView) -> None:
    view.show_route({"subject": "v2:C1902"})
    assert view.arguments() == {"subject": "v2:C1902"}
    view.show_route({"standing": "on_track"})
    assert [x.subject for x in view.list_model.lines() if isinstance(x, IndicatorLine)] == ["v2:C0601"]
    view.show_route({"subject": "v1:C0403"})
    assert view.list_model.filters.catalogue == "v1"
    assert view.arguments() == {"subject": "v1:C0403"}


def test_a_route_into_another_catalogue_works_before_anything_is_loaded(filled: Context) -> None:
    fresh = IndicatorsView(filled)
    fresh.resize(1712, 1000)
    fresh.show_route({"subject": "v1:C0403"})
    fresh.show()
    fresh.set_shown(True)
    assert fresh.arguments() == {"subject": "v1:C0403"}
    assert [x.subject for x in fresh.list_model.lines() if isinstance(x, IndicatorLine)] == ["v1:C0403"]


def test_the_request_button_is_in_view_in_a_low_window(filled: Context) -> None:
    low = IndicatorsView(filled)
    low.resize(1310, 688)
    low.show()
    low.set_shown(True)
    QApplication.processEvents()
    button = next(b for b in low.findChildren(type(low.detail_pane.ask_button)) if b is low.detail_pane.ask_button)
    assert button.isVisible() and low.rect().contains(button.mapTo(low, button.rect().center()))
    assert low.detail_pane.width() + low.list_pane.width() < low.width()


def test_an_indicator_without_numbers_says_so(filled: Context) -> None:
    filled.picked.pick_area("26002")
    words = detail(filled, "v2:C1902")
    assert words.figures[0].figure == "–" and words.chart.points == ()
    assert words.chart.empty == "Chưa có số liệu của chỉ tiêu này cho địa bàn đang chọn đến Tháng 10/2026."


def test_an_empty_machine_says_why(context: Context) -> None:
    made = IndicatorsView(context)
    made.resize(1500, 900)
    made.show()
    made.set_shown(True)
    QApplication.processEvents()
    said = [w.accessibleName() for w in made.findChildren(type(made._list_states._message)) if w.isVisible()]
    assert len(said) == 1 and said[0].startswith("Chưa có chỉ tiêu nào trên máy này.")
