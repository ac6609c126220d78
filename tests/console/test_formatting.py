"""Numbers, dates and periods in Vietnamese and English form."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtWidgets import QApplication

from ioc_console import formatting as f
from ioc_console import text

MONDAY = int(datetime(2026, 11, 23, 7, 7, 9, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1234567, None, "1.234.567", "1,234,567"),
        (0, None, "0", "0"),
        (8.03, None, "8,03", "8.03"),
        (52.8, None, "52,8", "52.8"),
        (-22.2, 1, "−22,2", "−22.2"),
        (-0.04, 1, "0,0", "0.0"),
        (None, None, "–", "–"),
        (float("nan"), 2, "–", "–"),
        (float("inf"), None, "–", "–"),
    ],
)
def test_numbers(qt: QApplication, value: float | None, decimals: int | None, vi: str, en: str) -> None:
    assert f.number(value, decimals) == vi
    text.set_language("en")
    assert f.number(value, decimals) == en


def test_changes_carry_a_real_minus_and_points_are_not_percent(qt: QApplication) -> None:
    assert f.signed(8082) == "+8.082"
    assert f.signed(-8180) == "\N{MINUS SIGN}8.180"
    assert f.signed(0) == "0"
    assert f.signed(None) == "–"
    assert f.points(-22.2) == "−22,2 điểm %"
    assert f.change(-1.77, "%", 2) == "−1,77 điểm %"
    assert f.change(-8180, "căn") == "−8.180 căn"
    assert f.change(None, "căn") == "–"
    assert f.percent(97.2) == f"97,2{f.NARROW_SPACE}%"


def test_missing_is_never_zero(qt: QApplication) -> None:
    missing = (f.number(None), f.percent(None), f.points(None), f.day(None), f.day(""), f.day(0), f.clock_time(0))
    assert set(missing) == {"–"}


def test_times_are_the_citys(qt: QApplication) -> None:
    assert f.clock_time(MONDAY) == "14:07"
    assert f.clock_time(MONDAY, seconds=True) == "14:07:09"
    assert f.day(MONDAY) == "23-11-2026"
    assert f.day(date(2026, 1, 2)) == "02-01-2026"
    assert f.day("2026-01-02") == "02-01-2026"
    assert f.day(datetime(2026, 11, 22, 18, 0, tzinfo=UTC)) == "23-11-2026"
    assert f.short_day(MONDAY) == "23-11"
    assert (f.weekday(MONDAY), f.weekday(MONDAY, short=True)) == ("Thứ Hai", "T2")
    assert f.weekday(date(2026, 11, 22)) == "Chủ nhật"
    text.set_language("en")
    assert f.weekday(MONDAY) == "Monday"


def test_near_times_are_as_short_as_is_plain(qt: QApplication) -> None:
    assert f.near_time(MONDAY - 3600, MONDAY) == "13:07"
    assert f.near_time(MONDAY - 86_400, MONDAY) == "22-11 14:07"
    assert f.near_time(MONDAY - 400 * 86_400, MONDAY) == "19-10-2025"


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [
        ("2026-09", "Tháng 9/2026", "Sep 2026"),
        ("2026-10", "Tháng 10/2026", "Oct 2026"),
        ("2026-Q3", "Quý III/2026", "Q3 2026"),
        ("2026", "Năm 2026", "Year 2026"),
        ("2026-13", "2026-13", "2026-13"),
        ("<b>2026</b>", "<b>2026</b>", "<b>2026</b>"),
    ],
)
def test_periods(qt: QApplication, code: str, vi: str, en: str) -> None:
    assert f.period(code) == vi
    text.set_language("en")
    assert f.period(code) == en


def test_ages(qt: QApplication) -> None:
    assert [f.age(s) for s in (5, 300, 7200, 47 * 3600, 48 * 3600)] == ["1 phút", "5 phút", "2 giờ", "47 giờ", "2 ngày"]
