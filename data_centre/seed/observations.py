"""Observations of the sample: what was published of each path, when, and how it was revised.

The statistics office publishes in three rounds (estimate before the month ends, preliminary, official), the other
suppliers in two. What the city really published stands in its cells with its own source and mark; for the city
before the reform under the code of the old city, so that the two are never joined in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import numpy as np

from data_centre.city.areas import CITY_CODE, OLD_CITY_CODE
from data_centre.city.catalogue import city_indicators
from ioc_domain.codes import Accumulation, Mark, ObservationStatus, PeriodKind
from ioc_domain.periods import Period
from ioc_domain.records import IndicatorRecord, ObservationRecord

from .clock import FIRST_YEAR, Moment, day_in, morning, rng
from .levels import Published, Values, decimals, is_flow, latent_path, levels, per_year, published_values

SAMPLE_SOURCE = "Dữ liệu mẫu"
LATE_SUPPLIER = "SNV"
"""The unit whose monthly numbers of the last month have not come yet."""
REVISION_REASONS = (
    "Cập nhật báo cáo của đơn vị cơ sở",
    "Thay số ước bằng số thu thập thực tế",
    "Điều chỉnh theo kết quả điều tra",
    "Rà soát lại hồ sơ gốc",
)
Round = tuple[ObservationStatus, int]


def reference(indicator: IndicatorRecord) -> str:
    """How observations name an indicator."""
    return f"{indicator.catalogue}:{indicator.code}"


def reported(indicator: IndicatorRecord, flow_or_level: Values) -> Values:
    """Values as they are reported: counted up within each year for cumulative indicators."""
    if indicator.accumulation != Accumulation.CUMULATIVE:
        return flow_or_level
    count = per_year(PeriodKind(indicator.period))
    return np.asarray(flow_or_level.reshape(-1, count).cumsum(axis=1).reshape(-1), dtype=np.float64)


@cache
def city_path(indicator: IndicatorRecord, seed: int, last_year: int) -> Values:
    """Reported values of a city indicator for all periods of FIRST_YEAR..last_year (true ones, before rounding)."""
    return reported(indicator, latent_path(indicator, seed, last_year))


def rounds(indicator: IndicatorRecord, period: Period, jitter: int) -> list[Round]:
    """When a period's value becomes known and how final it is then, in order."""
    statistics = "Thống kê" in indicator.supplier
    early = day_in(period, 0, 29 if period.kind is PeriodKind.MONTH else 26)
    if period.kind is PeriodKind.YEAR:
        steps = [
            (ObservationStatus.ESTIMATE, day_in(period, 0, 28)),
            (ObservationStatus.PRELIMINARY, day_in(period, 4, 12)),
            (ObservationStatus.OFFICIAL, day_in(period, 10, 15)),
        ]
        steps = steps if statistics else [steps[0], steps[2]]
    elif statistics:
        second, third = (1, 4) if period.kind is PeriodKind.MONTH else (2, 6)
        steps = [
            (ObservationStatus.ESTIMATE, early),
            (ObservationStatus.PRELIMINARY, day_in(period, second, 27)),
            (ObservationStatus.OFFICIAL, day_in(period, third, 18)),
        ]
    else:
        steps = [
            (ObservationStatus.PRELIMINARY, day_in(period, 1, indicator.due_day - 1 - jitter)),
            (ObservationStatus.OFFICIAL, day_in(period, 2, 12)),
        ]
    return [(status, morning(day, 9 + jitter / 2)) for status, day in steps]


def city_observations(seed: int, moment: Moment) -> Iterator[ObservationRecord]:
    """All observations of the 154 city indicators known by now, published values among them."""
    for indicator in city_indicators():
        yield from indicator_observations(indicator, seed, moment)


def indicator_observations(indicator: IndicatorRecord, seed: int, moment: Moment) -> Iterator[ObservationRecord]:
    """Revisions of every period of one indicator, in the order of periods and revisions."""
    kind = PeriodKind(indicator.period)
    path = city_path(indicator, seed, moment.day.year)
    published = _published_cells(indicator)
    draws = rng(seed, "revisions", indicator.code)
    places = decimals(indicator, levels()[indicator.code].level)
    for k, period in enumerate(moment.periods(kind)):
        jitter = int(draws.integers(0, 3))
        misses = draws.standard_normal(3) * _revision_size(indicator, float(path[k]))
        reason = REVISION_REASONS[int(draws.integers(0, len(REVISION_REASONS)))]
        if (cells := published.pop((CITY_CODE, str(period)), None)) is not None:
            yield from _real(indicator, CITY_CODE, period, cells, moment)
            continue
        known = [r for r in rounds(indicator, period, jitter) if r[1] <= moment.now]
        if _is_late(indicator, period, moment):
            continue
        total = len(rounds(indicator, period, jitter))
        for n, (status, at) in enumerate(known, start=1):
            value = float(path[k]) + (float(misses[n - 1]) if n < total else 0.0)
            yield ObservationRecord(
                indicator=reference(indicator),
                area=CITY_CODE,
                period=str(period),
                revision=n,
                value=round(value, places) + 0.0,
                status=str(status),
                known_at=at,
                source=SAMPLE_SOURCE,
                reason=reason if n > 1 else "",
                mark=str(Mark.SAMPLE),
            )
    for (area, text), cells in published.items():
        period = Period.parse(text)
        yield from _real(indicator, area, period, cells, moment)


def _is_late(indicator: IndicatorRecord, period: Period, moment: Moment) -> bool:
    """The late supplier owes the newest month that is already due."""
    if indicator.owner_unit != LATE_SUPPLIER or period.kind is not PeriodKind.MONTH:
        return False
    return period == Period.containing(PeriodKind.MONTH, moment.day).shifted(-1)


def _revision_size(indicator: IndicatorRecord, value: float) -> float:
    level = levels()[indicator.code]
    if is_flow(indicator) or level.noise == 0:
        return abs(value) * 0.004 if level.noise else 0.0
    if indicator.accumulation == Accumulation.STOCK and indicator.unit_of_measure != "%":
        return abs(value) * 0.002
    return 0.4 * level.noise


def _published_cells(indicator: IndicatorRecord) -> dict[tuple[str, str], list[Published]]:
    """Published values by (area, period), only those that mean the same as the indicator's cells.

    A year's figure of a cumulative indicator is its December (or fourth quarter).
    """
    kind = PeriodKind(indicator.period)
    count = per_year(kind)
    cells: dict[tuple[str, str], list[Published]] = defaultdict(list)
    for p in published_values().get(indicator.code, []):
        period = Period.parse(p.period)
        cumulative = indicator.accumulation == Accumulation.CUMULATIVE
        if period.kind is PeriodKind.YEAR and kind is not PeriodKind.YEAR:
            if not cumulative:
                continue
            period = Period(kind, period.year, count)
        elif period.kind is not kind or (p.span == "ytd") is not (cumulative and kind is not PeriodKind.YEAR):
            continue
        cells[CITY_CODE if p.merged else OLD_CITY_CODE, str(period)].append(p)
    return cells


def _real(
    indicator: IndicatorRecord, area: str, period: Period, cells: list[Published], moment: Moment
) -> Iterator[ObservationRecord]:
    """What was really published of a cell; a page that repeats the value before it adds no revision."""
    n, last = 0, None
    earliest = 0
    for p in cells:
        if p.value == last:
            continue
        at = max(_known_at(p, period), earliest + 1)
        if at > moment.now:
            continue
        n, last, earliest = n + 1, p.value, at
        yield ObservationRecord(
            indicator=reference(indicator),
            area=area,
            period=str(period),
            revision=n,
            value=p.value,
            status=p.status,
            known_at=at,
            source=p.source,
            reason=p.note,
            mark=str(Mark.OFFICIAL if p.status == "official" else Mark.LIKELY),
        )


def _known_at(p: Published, period: Period) -> int:
    """Day of the page; a page that names only its month counts from the 28th, an undated one from 10 days after."""
    if len(p.published) == 10:
        return morning(date.fromisoformat(p.published))
    if len(p.published) == 7:
        return morning(date.fromisoformat(f"{p.published}-28"))
    return morning(period.end + timedelta(days=10))


def known_path(observations: list[ObservationRecord], at: int) -> dict[str, ObservationRecord]:
    """Newest revision of each period known at a moment, by period."""
    newest: dict[str, ObservationRecord] = {}
    for o in observations:
        if o.known_at <= at and (o.period not in newest or o.revision > newest[o.period].revision):
            newest[o.period] = o
    return newest


__all__ = [
    "FIRST_YEAR",
    "city_observations",
    "city_path",
    "indicator_observations",
    "known_path",
    "reference",
    "reported",
    "rounds",
]
