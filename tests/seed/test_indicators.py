"""Indicator numbers of the sample: revisions, plans, standings by the common rule, values by area."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from data_centre.analysis.forecast import forecast_total, step_ahead
from data_centre.city.catalogue import city_indicators
from data_centre.seed import assessments, by_area, observations, plans
from data_centre.seed.clock import Moment
from data_centre.seed.levels import published_values
from ioc_domain.codes import Direction, PeriodKind, Standing
from ioc_domain.periods import Period
from ioc_domain.records import AssessmentRecord, ObservationRecord
from ioc_domain.standing import Outlook, assess

SEED = 7


@pytest.fixture(scope="module")
def city(moment: Moment) -> list[ObservationRecord]:
    return list(observations.city_observations(SEED, moment))


@pytest.fixture(scope="module")
def judged(moment: Moment) -> list[AssessmentRecord]:
    return list(assessments.assessments(SEED, moment))


def test_six_years_for_every_indicator(city: list[ObservationRecord]) -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for o in city:
        if o.area == "79":
            seen[o.indicator].add(o.period)
    for i in city_indicators():
        periods = seen[observations.reference(i)]
        newest = {"month": "2026-10", "quarter": "2026-Q3", "year": "2025"}[i.period]
        if i.owner_unit == observations.LATE_SUPPLIER and i.period == "month":
            newest = "2026-09"
        assert max(periods) == newest, i.code
        first = {"month": "2021-01", "quarter": "2021-Q1", "year": "2021"}[i.period]
        assert first in periods
        assert len(periods) >= {"month": 69, "quarter": 23, "year": 5}[i.period]


def test_revisions_count_up_and_become_known_in_order(city: list[ObservationRecord], moment: Moment) -> None:
    cells: dict[tuple[str, str, str], list[ObservationRecord]] = defaultdict(list)
    for o in city:
        cells[o.indicator, o.area, o.period].append(o)
    several = 0
    for revisions in cells.values():
        assert [o.revision for o in revisions] == list(range(1, len(revisions) + 1))
        known = [o.known_at for o in revisions]
        assert known == sorted(known) and len(set(known)) == len(known)
        assert known[-1] <= moment.now
        several += len(revisions) == 3
    assert several > 1_000


def test_published_values_stand_in_their_cells(city: list[ObservationRecord]) -> None:
    cells = {(o.indicator, o.area, o.period): o for o in city}
    assert cells["v2:C0403", "79", "2025-10"].value == 60
    assert cells["v2:C0403", "79", "2025-10"].mark == "likely"
    growth = [o for o in city if (o.indicator, o.area, o.period) == ("v2:C0503", "79-cu", "2024-Q1")]
    assert {6.54, 6.79} <= {o.value for o in growth}
    assert all(o.source.startswith("http") for o in city if o.mark != "sample")
    assert all(o.source == observations.SAMPLE_SOURCE for o in city if o.mark == "sample")


def test_the_sample_lies_near_the_published_totals(city: list[ObservationRecord]) -> None:
    newest = {(o.indicator, o.period): o for o in city if o.area == "79"}
    for code, period in (("C0601", "2025-08"), ("C1606", "2025-08"), ("C1701", "2025-10"), ("C0404", "2025-12")):
        published = [p.value for p in published_values()[code] if p.merged and p.period in (period, period[:4])]
        assert newest[f"v2:{code}", period].value in published
    after = newest["v2:C0601", "2025-11"].value
    before = newest["v2:C0601", "2025-10"].value
    assert before is not None and after is not None and before < after < 748_438


def test_standings_follow_from_the_rule(judged: list[AssessmentRecord], moment: Moment) -> None:
    newest = {a.indicator: a for a in judged}
    assert len(newest) == 154
    by_code = {observations.reference(i): i for i in city_indicators()}
    for name, a in newest.items():
        indicator = by_code[name]
        plan = plans.year_plan(indicator, SEED, int(a.period[:4]), moment.day.year)
        many = 100 if a.standing != Standing.NOT_ASSESSABLE else 0
        kind = PeriodKind(indicator.period)
        again = assess(Outlook(kind, Direction(indicator.direction), plan, a.forecast, many))
        assert again == a.standing or a.standing == Standing.NOT_ASSESSABLE
        if indicator.period == "year" or indicator.direction == "neutral":
            assert a.standing == Standing.NOT_ASSESSABLE


def test_every_standing_is_present(judged: list[AssessmentRecord]) -> None:
    counts = assessments.standing_counts(judged)
    assert sum(counts.values()) == 154
    assert 6 <= counts[Standing.AT_RISK] <= 12
    assert 14 <= counts[Standing.PROGRESSING] <= 28
    assert counts[Standing.ON_TRACK] >= 45
    assert counts[Standing.NOT_ASSESSABLE] >= 59


def test_changes_name_their_cause(judged: list[AssessmentRecord]) -> None:
    changed = [a for a in judged if a.previous and a.previous != a.standing]
    assert changed
    assert all(a.cause in ("new_data", "revision") for a in changed)
    assert all(a.cause == "" for a in judged if a.previous == a.standing)
    assert all(a.forecast is None or a.forecast_low is None or a.forecast_low <= a.forecast for a in judged)


def test_communes_add_up_to_the_city(moment: Moment) -> None:
    totals: dict[tuple[str, str], float] = defaultdict(float)
    areas: dict[tuple[str, str], int] = defaultdict(int)
    for o in by_area.commune_observations(SEED, moment):
        assert Period.parse(o.period).start.isoformat() >= "2025-07-01"
        totals[o.indicator, o.period] += o.value or 0.0
        areas[o.indicator, o.period] += 1
    assert set(areas.values()) == {168}
    assert len({indicator for indicator, _ in areas}) == 12
    dengue = next(i for i in city_indicators() if i.code == "C1606")
    path = observations.city_path(dengue, SEED, moment.day.year)
    k = moment.periods(PeriodKind.MONTH).index(Period.parse("2026-09"))
    assert totals["v2:C1606", "2026-09"] == round(float(path[k]))


def test_districts_end_with_the_reform(moment: Moment) -> None:
    found = list(by_area.district_observations(SEED, moment))
    assert len({o.area for o in found}) == 22
    assert len({o.indicator for o in found}) == 51
    assert max(o.period for o in found if "-Q" not in o.period and len(o.period) == 7) == "2025-06"
    assert max(o.period for o in found if "-Q" in o.period) == "2025-Q2"


def test_same_seed_same_numbers_other_seed_others(moment: Moment, city: list[ObservationRecord]) -> None:
    assert list(observations.city_observations(SEED, moment)) == city
    assert list(observations.city_observations(SEED + 1, moment)) != city


def test_forecast_of_a_plain_season_is_exact() -> None:
    year = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    series = np.concatenate([year, year * 1.1, year[:10] * 1.21])
    path = step_ahead(series, 12, 2, flow=True)
    assert path == pytest.approx([11 * 1.21, 12 * 1.21], rel=0.02)
    outcome = forecast_total(series, 12, 2, flow=True, base=float(series[-10:].sum()))
    assert outcome.low <= outcome.value <= outcome.high
    assert outcome.error is not None and outcome.error < 1
    finished = forecast_total(series[:24], 12, 0, flow=True, base=78.0)
    assert (finished.value, finished.low, finished.high) == (78.0, 78.0, 78.0)
