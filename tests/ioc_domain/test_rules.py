"""Golden and property tests of the pure rules."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc_domain.codes import Direction, PeriodKind, Standing
from ioc_domain.comparison import attainment, change
from ioc_domain.on_time import OnTimeCounts, OnTimeFormula, OnTimeState, verdict
from ioc_domain.periods import BadPeriod, Period, periods_between
from ioc_domain.places import is_placeholder, to_lat_lon, to_xy
from ioc_domain.records import CalendarDayRecord
from ioc_domain.standing import Outlook, assess, standing_rank, thresholds
from ioc_domain.working_time import CITY_ZONE, WorkingCalendar

CALENDAR = WorkingCalendar.of(
    [
        CalendarDayRecord("2026-01-01", "holiday", "Tết Dương lịch"),
        CalendarDayRecord("2026-01-02", "swap_off", "Nghỉ hoán đổi"),
        CalendarDayRecord("2026-01-10", "swap_work", "Làm bù"),
        CalendarDayRecord("2026-11-24", "holiday", "Ngày Văn hóa Việt Nam", "likely"),
    ]
)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=CITY_ZONE).timestamp())


def test_swapped_days_of_january_2026() -> None:
    assert not CALENDAR.is_working(date(2026, 1, 2))
    assert CALENDAR.is_working(date(2026, 1, 10))
    assert not CALENDAR.is_working(date(2026, 1, 11))
    assert CALENDAR.reason_off(date(2026, 1, 2)) == "Nghỉ hoán đổi"


def test_deadline_counts_from_the_day_after_receipt() -> None:
    # Sunday 22-11 -> 23, 25, 26, 27, 30 (24 is a holiday); received on the 23rd -> one day later.
    assert CALENDAR.deadline(at(2026, 11, 22, 14, 5), 5) == at(2026, 11, 30, 17)
    assert CALENDAR.deadline(at(2026, 11, 23, 9), 5) == at(2026, 12, 1, 17)
    assert WorkingCalendar().deadline(at(2026, 11, 22, 14, 5), 5) == at(2026, 11, 27, 17)


def test_a_likely_holiday_can_be_switched_off() -> None:
    days = [CalendarDayRecord("2026-11-24", "holiday", "Ngày Văn hóa Việt Nam", "likely")]
    assert WorkingCalendar.of(days, likely=False).is_working(date(2026, 11, 24))


def test_a_complaint_at_16_59_on_a_friday() -> None:
    start = at(2026, 11, 13, 16, 59)
    assert CALENDAR.add_working_seconds(start, 40 * 3600) == at(2026, 11, 20, 16, 59)
    assert CALENDAR.add_working_seconds(start, 120) == at(2026, 11, 16, 7, 31)
    assert CALENDAR.working_seconds(start, at(2026, 11, 16, 7, 31)) == 120
    assert CALENDAR.next_open(at(2026, 11, 21, 3)) == at(2026, 11, 23, 7, 30)
    assert not CALENDAR.is_open(at(2026, 11, 23, 12)) and CALENDAR.is_open(at(2026, 11, 23, 13))


@given(st.integers(at(2024, 1, 1), at(2028, 1, 1)), st.integers(0, 400 * 3600))
def test_adding_then_measuring_gives_the_same_office_time(start: int, seconds: int) -> None:
    end = CALENDAR.add_working_seconds(start, seconds)
    assert CALENDAR.working_seconds(start, end) == seconds
    assert CALENDAR.working_seconds(end, start) == -seconds


@given(st.sampled_from(list(PeriodKind)), st.integers(1990, 2090), st.integers(1, 12), st.integers(-50, 50))
def test_periods_round_trip_and_shift(kind: PeriodKind, year: int, month: int, count: int) -> None:
    period = Period.containing(kind, date(year, month, 15))
    assert Period.parse(str(period)) == period
    assert period.shifted(count).shifted(-count) == period
    assert period.shifted(1).start > period.end >= period.start
    assert period.start <= date(year, month, 15) <= period.end


@pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "26", "", "2026-1", "2026-Q3 "])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        Period.parse(text)


def test_periods_between_needs_one_kind() -> None:
    assert [str(p) for p in periods_between(Period.parse("2025-11"), Period.parse("2026-02"))] == [
        "2025-11", "2025-12", "2026-01", "2026-02"]
    with pytest.raises(BadPeriod):
        periods_between(Period.parse("2025"), Period.parse("2025-Q1"))


@pytest.mark.parametrize(
    ("value", "reference", "unit", "direction", "absolute", "relative", "favourable"),
    [
        (52.8, 75.0, "%", Direction.HIGHER, -22.2, None, False),
        (31_482.0, 23_400.0, "ca", Direction.LOWER, 8_082.0, 8_082 / 23_400, False),
        (110.0, 100.0, "tỷ đồng", Direction.HIGHER, 10.0, 0.1, True),
        (5.0, 0.0, "vụ", Direction.LOWER, 5.0, None, False),
        (5.0, 5.0, "vụ", Direction.LOWER, 0.0, 0.0, None),
        (-5.0, -10.0, "tỷ đồng", Direction.HIGHER, 5.0, 0.5, True),
        (7.0, 5.0, "người", Direction.NEUTRAL, 2.0, 0.4, None),
    ],
)
def test_changes(value: float, reference: float, unit: str, direction: Direction, absolute: float,
                 relative: float | None, favourable: bool | None) -> None:
    found = change(value, reference, unit, direction)
    assert found is not None
    assert found.absolute == pytest.approx(absolute)
    assert found.relative == (None if relative is None else pytest.approx(relative))
    assert found.favourable is favourable


def test_missing_is_never_zero() -> None:
    assert change(None, 1.0, "%", Direction.HIGHER) is None
    assert change(1.0, None, "%", Direction.HIGHER) is None
    assert attainment(0.0, 10.0) == 0.0
    assert attainment(None, 10.0) is None
    assert attainment(1.0, 0.0) is None


@pytest.mark.parametrize(
    ("direction", "plan", "forecast", "expected"),
    [
        (Direction.HIGHER, 95.0, 95.0, Standing.ON_TRACK),
        (Direction.HIGHER, 100.0, 95.0, Standing.PROGRESSING),
        (Direction.HIGHER, 100.0, 94.9, Standing.AT_RISK),
        (Direction.LOWER, 100.0, 100.0, Standing.ON_TRACK),
        (Direction.LOWER, 100.0, 105.0, Standing.PROGRESSING),
        (Direction.LOWER, 100.0, 105.1, Standing.AT_RISK),
        (Direction.NEUTRAL, 100.0, 100.0, Standing.NOT_ASSESSABLE),
        (Direction.HIGHER, 0.0, 100.0, Standing.NOT_ASSESSABLE),
    ],
)
def test_standing_limits(direction: Direction, plan: float, forecast: float, expected: Standing) -> None:
    assert assess(Outlook(PeriodKind.MONTH, direction, plan, forecast, 24)) is expected


def test_too_little_to_go_by_is_never_on_track() -> None:
    good = Outlook(PeriodKind.MONTH, Direction.HIGHER, 1.0, 99.0, 24)
    for poor in (
        Outlook(PeriodKind.YEAR, Direction.HIGHER, 1.0, 99.0, 24),
        Outlook(PeriodKind.MONTH, Direction.HIGHER, 1.0, 99.0, 7),
        Outlook(PeriodKind.MONTH, Direction.HIGHER, None, 99.0, 24),
        Outlook(PeriodKind.MONTH, Direction.HIGHER, 1.0, None, 24),
    ):
        assert assess(poor) is Standing.NOT_ASSESSABLE
    assert assess(good) is Standing.ON_TRACK


@given(st.sampled_from([Direction.HIGHER, Direction.LOWER]), st.floats(0.1, 1e6), st.floats(-1e6, 1e6),
       st.floats(0, 1e6))
def test_a_better_forecast_never_gives_a_worse_standing(
    direction: Direction, plan: float, forecast: float, more: float
) -> None:
    better = forecast + more if direction is Direction.HIGHER else forecast - more
    rank = standing_rank(assess(Outlook(PeriodKind.MONTH, direction, plan, forecast, 12)))
    assert standing_rank(assess(Outlook(PeriodKind.MONTH, direction, plan, better, 12))) >= rank


def test_thresholds_are_values_of_the_indicator() -> None:
    assert thresholds(100.0, Direction.HIGHER) == (95.0, 100.0)
    assert thresholds(100.0, Direction.LOWER) == (105.0, 100.0)


def test_verdicts_and_the_three_formulas() -> None:
    assert verdict(10, 10, 99) is OnTimeState.CLOSED_ON_TIME
    assert verdict(10, 11, 99) is OnTimeState.CLOSED_LATE
    assert verdict(10, 0, 10) is OnTimeState.OPEN_IN_TIME
    assert verdict(10, 0, 11) is OnTimeState.OPEN_OVERDUE
    assert verdict(0, 5, 11) is OnTimeState.NO_DUE
    counts = OnTimeCounts(closed_on_time=90, closed_late=5, open_overdue=5, closed_on_time_due=60)
    assert counts.ratio(OnTimeFormula.CT1) == (90, 95)
    assert counts.ratio(OnTimeFormula.CT2) == (90, 100)
    assert counts.ratio(OnTimeFormula.CT3) == (60, 70)


@given(st.floats(-85, 85), st.floats(-179.9, 179.9))
def test_places_round_trip_within_a_few_centimetres(lat: float, lon: float) -> None:
    back = to_lat_lon(*to_xy(lat, lon))
    assert back[0] == pytest.approx(lat, abs=1e-6)
    assert back[1] == pytest.approx(lon, abs=1e-6)


def test_placeholders_and_impossible_places() -> None:
    assert is_placeholder(0.0, 0.0) and is_placeholder(39.0, -77.0) and not is_placeholder(10.77, 106.7)
    with pytest.raises(ValueError, match="not a place"):
        to_xy(106.7, 10.77)
