"""Tổng quan: what it says, what it does by keyboard, how it stands empty, stale and offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ioc_console.context import Context
from ioc_console.screens.overview.risk_card import RiskCardView
from ioc_console.screens.overview.today import TodayViewModel
from ioc_console.screens.overview.view import OverviewView
from ioc_console.screens.overview.view_model import OverviewViewModel
from ioc_console.theme import theme
from ioc_console.widgets.charts.area_map import AreaMap
from ioc_console.widgets.charts.column_chart import ColumnChart
from ioc_domain.channel import Link, LinkChanged
from ioc_domain.commands import AcknowledgeAlert
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.records import SourceRecord
from local_cache.outbox import Outbox
from tests.console import small_city
from tests.console.filled_cache import fill

NOW = small_city.NOW


@pytest.fixture
def filled(make_context: Callable[..., Context]) -> Context:
    context = make_context(clock=lambda: float(NOW))
    fill(context.paths.cache, small_city.records(), last_pull=NOW - 120)
    context.picked.pick_period(small_city.MONTH)
    context.sync.take(LinkChanged(Link.ONLINE, NOW - 3600, NOW - 120))
    return context


def shown(context: Context) -> OverviewViewModel:
    model = OverviewViewModel(context)
    model.set_shown(True)
    return model


@pytest.fixture
def view(filled: Context, until: Callable[..., None]) -> OverviewView:
    made = OverviewView(filled)
    made.resize(1712, 1000)
    made.show()
    made.activateWindow()
    made.set_shown(True)
    until(made.isActiveWindow)  # without the keyboard no card has the focus
    return made


def cards(view: OverviewView) -> dict[str, RiskCardView]:
    return {c.subject: c for c in view.findChildren(RiskCardView) if c.isVisible()}


# --- words -----------------------------------------------------------------------------------------------------


def test_a_card_says_all_its_lines_in_vietnamese(filled: Context) -> None:
    words = shown(filled).words()
    assert words is not None
    card = words.cards[0]
    assert (card.name, card.since) == ("Tỷ lệ giải ngân vốn đầu tư công", "đỏ 48 ngày")
    assert card.place == "Sở Tài chính · Toàn thành phố"
    assert (card.figure, card.unit, card.period, card.deviation) == ("52,8", "%", "T10 · sơ bộ", "−22,2 điểm %")
    assert "".join(card.forecast) == "Dự báo 83,6 (79,1–87,4)"
    assert card.plans == "KH kỳ 75,0 · năm 95,0"
    assert (card.promise_icon, "".join(card.promise)) == ("x", "Đã hứa 60 % trước 31-10 · không giữ")
    assert card.request == "Đang giải trình · hạn 25-11" and not card.may_ask


def test_lower_is_better_reads_as_a_limit(filled: Context) -> None:
    words = shown(filled).words()
    assert words is not None
    dengue = next(c for c in words.cards if c.subject == "v2:C1502")
    assert (dengue.figure, dengue.deviation) == ("31.482", "+8.082 ca")
    assert dengue.plans == "KH ≤ 23.400 · năm ≤ 26.000"


def test_requests_in_every_state_have_their_own_words(filled: Context) -> None:
    words = shown(filled).words()
    assert words is not None
    said = {c.subject: (c.request, c.request_strong) for c in words.cards}
    assert said["v2:C0503"] == ("Chờ xem xét · trả lời 20-11", False)
    assert said["v2:C0706"] == ("Quá hạn giải trình 3 ngày làm việc", True)
    assert said["v2:C1902"] == ("Yêu cầu bổ sung · hạn 26-11", False)
    assert said["v2:C2002"] == ("Chưa yêu cầu giải trình", False)
    assert {r.key: (r.count, r.note) for r in words.requests}["overdue"] == ("1", "lâu nhất: Sở Xây dựng, 3 ngày")


def test_tiles_say_the_change_and_what_is_new(filled: Context) -> None:
    words = shown(filled).words()
    assert words is not None
    first, second, *_ = words.standings
    assert (first.name, first.count, first.change) == ("Nguy cơ không đạt", "7", "+3 so với Tháng 9/2026")
    assert [kind for kind, _ in first.lines] == ["Mới:", ""]
    assert first.lines[1][1].endswith("và 1 chỉ tiêu khác")
    assert second.change == "−3 so với T9"
    assert [c.tone for c in first.columns.columns] == ["chart_same_period"] * 11 + ["at_risk"]
    assert first.columns.columns[-1].told == "Tháng 10/2026: 7"


def test_the_formula_in_use_is_named_where_the_rate_is(filled: Context) -> None:
    model = TodayViewModel(filled)
    model.set_shown(True)
    words = model.words()
    assert words is not None
    assert [(x.name, x.figure) for x in words.figures] == [
        ("Tiếp nhận", "120"), ("Đã đóng", "60"), ("Đang trễ hạn", "65"), ("Đúng hạn CT2", "67,9")]
    assert words.formula.startswith("Đúng hạn CT2 = đóng trong hạn ÷ 265 ")
    assert [(r.place, r.name, r.late, r.change) for r in words.hot][-1] == ("", "5 nơi khác", "20", "+10")
    assert words.until == "đến 14:05" and words.stale == ""


def test_another_formula_is_worded_at_once(filled: Context) -> None:
    """What a person chose on another screen holds here too, and nothing is loaded for it."""
    model = TodayViewModel(filled)
    model.set_shown(True)
    before, told = model.data, []
    model.changed.connect(lambda: told.append(model.words()))
    filled.picked.pick_formula(OnTimeFormula.CT1)
    assert model.data is before
    assert [(x.name, x.figure) for x in told[-1].figures][-1] == ("Đúng hạn CT1", "90,0")
    assert told[-1].formula.startswith("Đúng hạn CT1 = đóng trong hạn ÷ 200 ")


def test_nothing_assessed_is_not_told_as_nothing_at_risk(filled: Context) -> None:
    filled.picked.pick_area("26003")
    filled.picked.pick_period("2020-01")
    words = shown(filled).words()
    assert words is not None
    assert words.none_at_risk == "Tháng 1/2020 chưa có chỉ tiêu nào của địa bàn này được đánh giá."


def test_the_page_never_outgrows_a_wide_window(view: OverviewView, filled: Context) -> None:
    assert view._scroll.widget().height() == view._scroll.viewport().height()
    filled.picked.pick_area("26003")
    QApplication.processEvents()
    assert view._scroll.widget().height() == view._scroll.viewport().height()


# --- freshness -------------------------------------------------------------------------------------------------


def test_past_its_own_cadence_a_card_goes_stale(make_context: Callable[..., Context]) -> None:
    context = make_context(clock=lambda: float(NOW))
    late = SourceRecord("KB2", "Kho bạc", "month", 0, "nhịp tháng", small_city.at("2026-11-12 08:30"),
                        small_city.at("2026-11-23 09:41"), "U01")
    fill(context.paths.cache, [*small_city.records(), late])
    context.picked.pick_period(small_city.MONTH)
    words = shown(context).words()
    assert words is not None
    assert all(c.stale and c.since == "Cũ từ 09:41" and c.bullet.stale for c in words.cards)
    assert words.standings[0].lines == (("fresh", "0 còn đúng nhịp"), ("stale", "7 đã cũ, từ 09:41"))


def test_a_month_long_past_is_history_and_never_stale(filled: Context) -> None:
    filled.picked.pick_period("2026-06")
    words = shown(filled).words()
    assert words is not None and words.cards
    assert not any(c.stale for c in words.cards)


def test_without_a_source_the_report_calendar_decides(make_context: Callable[..., Context]) -> None:
    later = small_city.at("2026-12-11 08:00")  # November's number was due on the 10th
    context = make_context(clock=lambda: float(later))
    fill(context.paths.cache, [r for r in small_city.records() if not isinstance(r, SourceRecord)])
    context.picked.pick_period("2026-12")
    words = shown(context).words()
    assert words is not None
    assert {c.since for c in words.cards if c.subject != "v2:C0503"} == {"Cũ từ 10-12"}
    quarterly = next(c for c in words.cards if c.subject == "v2:C0503")
    assert not quarterly.stale  # the fourth quarter is due in January


def test_sources_are_judged_each_by_its_own_cadence(filled: Context) -> None:
    words = shown(filled).words()
    assert words is not None
    assert [(s.name, s.late) for s in words.sources] == [
        ("Phản ánh 1022", False), ("Cấp cứu 113/114/115", False), ("Dịch vụ công", False),
        ("Kho bạc Khu vực II", False), ("Sở Nội vụ", True)]
    assert words.sources[4].state == "quá từ 10-11"
    assert words.sources_note == "1 trên 5 quá nhịp"


def test_offline_is_said_with_its_time_and_alerts_of_this_machine_keep_their_colour(filled: Context) -> None:
    fill(filled.paths.cache, [msgspec.structs.replace(
        next(r for r in small_city.records() if getattr(r, "id", "") == "a0"), id="own", kind="source")])
    filled.sync.take(LinkChanged(Link.OFFLINE, small_city.at("2026-11-23 09:12"), small_city.at("2026-11-23 09:11")))
    words = shown(filled).words()
    assert words is not None
    assert words.offline == "Từ 09:12 không nhận thêm dữ liệu."
    assert words.alerts_stale == "Cũ từ 09:11"
    assert {a.id: a.stale for a in words.alerts} == {"own": False, "a0": True, "a1": True, "a2": True, "a3": True,
                                                     "a4": True}


def test_the_hours_end_where_the_data_ends(filled: Context) -> None:
    stopped = SourceRecord("1022", "Phản ánh 1022", "minutes", 300, "nhịp 5 phút", small_city.at("2026-11-23 09:11"),
                           small_city.at("2026-11-23 09:17"), "", 1)
    fill(filled.paths.cache, [stopped])
    model = TodayViewModel(filled)
    model.set_shown(True)
    words = model.words()
    assert words is not None and words.stale == "Cũ từ 09:17"
    assert words.columns.ends == (10, "Không có số liệu sau 09:11")
    assert [c.value is None for c in words.columns.columns] == [False] * 10 + [True] * 14
    assert words.columns.columns[12].told.startswith("12–13 giờ: tiếp nhận –")  # missing is never 0


# --- the screen ------------------------------------------------------------------------------------------------


def test_arrows_and_g_ask_about_the_chosen_card(view: OverviewView, filled: Context) -> None:
    made = cards(view)
    made["v2:C0403"].setFocus()
    QTest.keyClick(made["v2:C0403"], Qt.Key.Key_Down)
    assert made["v2:C2002"].hasFocus()
    QTest.keyClick(made["v2:C2002"], Qt.Key.Key_G)
    route = filled.navigation.current
    assert route is not None and route.screen == "requests"
    assert dict(route.arguments) == {"compose": "v2:C2002", "area": "79"}


def test_g_does_not_ask_twice(view: OverviewView, filled: Context) -> None:
    made = cards(view)
    made["v2:C0403"].setFocus()
    QTest.keyClick(made["v2:C0403"], Qt.Key.Key_G)
    assert filled.navigation.current is None


def test_enter_opens_the_indicator(view: OverviewView, filled: Context) -> None:
    made = cards(view)
    made["v2:C1502"].setFocus()
    QTest.keyClick(made["v2:C1502"], Qt.Key.Key_Return)
    assert filled.navigation.current is not None
    assert dict(filled.navigation.current.arguments) == {"subject": "v2:C1502"}


def test_a_acknowledges_the_most_urgent_alert_and_it_shows_as_waiting(view: OverviewView, filled: Context) -> None:
    QTest.keyClick(view, Qt.Key.Key_A)
    saved = Outbox(filled.paths.outbox).commands()
    assert [c.payload for c in saved] == [AcknowledgeAlert("a0", 1)]
    view.view_model.reload()
    words = view.view_model.words()
    assert words is not None
    assert [(a.id, a.pending) for a in words.alerts][-1] == ("a0", True)
    assert words.waiting[0].words == "Xác nhận cảnh báo · Ổ sốt xuất huyết mới: 3 khu phố, 27 ca"
    QTest.keyClick(view, Qt.Key.Key_A)  # the next one, not the same again
    assert [c.payload for c in Outbox(filled.paths.outbox).commands()] == [
        AcknowledgeAlert("a0", 1), AcknowledgeAlert("a1", 6)]


def test_coming_back_finds_the_card_one_was_at(view: OverviewView, filled: Context) -> None:
    assert view.arguments() == {"card": "v2:C0403"}  # the first has the focus from the start
    changes: list[None] = []
    view.place_changed.connect(lambda: changes.append(None))
    cards(view)["v2:C1502"].setFocus()
    assert dict(view.arguments()) == {"card": "v2:C1502"} and changes
    view.set_shown(False)
    cards(view)["v2:C0403"].clearFocus()
    view.show_route({"card": "v2:C1901"})
    view.set_shown(True)
    assert cards(view)["v2:C1901"].hasFocus()


def test_every_card_and_chart_has_words_for_ears(view: OverviewView) -> None:
    for card in cards(view).values():
        assert card.accessibleName() and "Dự báo" in card.accessibleDescription()
    charts = [c for c in view.findChildren(ColumnChart) if c.isVisible()]
    assert len(charts) == 5 and all(c.accessibleName() and c.accessibleDescription() for c in charts)
    hot = view.findChild(AreaMap)
    assert isinstance(hot, AreaMap)
    assert hot.accessibleDescription().startswith("Đặc khu Côn Đảo: 11")


def test_cards_that_do_not_fit_are_counted_and_lead_to_the_list(filled: Context) -> None:
    view = OverviewView(filled)
    view.resize(1310, 656)  # narrow: two rows of three
    view.show()
    view.set_shown(True)
    QApplication.processEvents()
    assert len(cards(view)) == 6
    more = next(b for b in view.findChildren(type(view._heading._more)) if b.text() == "còn 1 chỉ tiêu nguy cơ")
    more.click()
    assert filled.navigation.current is not None
    assert dict(filled.navigation.current.arguments) == {"standing": "at_risk"}


def test_an_empty_machine_says_why_and_what_to_do(context: Context) -> None:
    view = OverviewView(context)
    view.resize(1400, 900)
    view.show()
    view.set_shown(True)
    QApplication.processEvents()
    texts = [w.accessibleName() for w in view.findChildren(type(view._states._message)) if w.isVisible()]
    assert texts and texts[0].startswith("Chưa có gì trên máy này. Đăng nhập")


def test_a_change_of_rows_reaches_the_screen(
    view: OverviewView, filled: Context, until: Callable[..., None]
) -> None:
    fill(filled.paths.cache, [replace_state("a0")])
    filled.sync.rows_changed.emit(frozenset({"alert"}))

    def without_it() -> bool:
        words = view.view_model.words()
        return words is not None and [a.id for a in words.alerts] == ["a1", "a2", "a3", "a4"]

    until(without_it, what="the acknowledged alert leaving the list")


def replace_state(alert_id: str) -> object:
    found = next(r for r in small_city.records() if getattr(r, "id", "") == alert_id)
    return msgspec.structs.replace(found, state="acknowledged")


@pytest.mark.parametrize("light", ["dark", "light"])
def test_red_is_only_where_a_standing_or_an_alarm_is(view: OverviewView, light: str) -> None:
    theme().set_light(light)
    red = theme().colour("at_risk")
    made = cards(view)
    stale = replace(made["v2:C0403"]._card, late_since=NOW)  # type: ignore[type-var]
    made["v2:C0403"].show_card(stale)

    def has_red(card: RiskCardView) -> bool:
        image = card.grab().toImage()
        return any(image.pixelColor(x, y) == red for x in range(0, image.width(), 2) for y in range(image.height()))

    assert has_red(made["v2:C0706"])
    assert not has_red(made["v2:C0403"])
