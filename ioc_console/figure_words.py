"""Wording that both indicator screens share: values with their unit, deviations, plans, freshness of a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ioc_console import formatting as f
from ioc_console.text import tr
from ioc_domain.codes import Direction, ObservationStatus, PeriodKind, PromiseState
from ioc_domain.comparison import change, is_ratio
from ioc_domain.freshness import freshness
from ioc_domain.periods import BadPeriod, Period
from ioc_domain.records import IndicatorRecord, PromiseRecord, SourceRecord
from ioc_domain.working_time import at_local

if TYPE_CHECKING:
    from local_cache.queries.series import Figures

END_OF_DAY = 17 * 3600
"""Numbers fall due at the end of office hours."""

STATUS_WORDS = {
    ObservationStatus.ESTIMATE: "estimate",
    ObservationStatus.PRELIMINARY: "preliminary",
    ObservationStatus.OFFICIAL: "official",
}
PROMISE_WORDS = {
    PromiseState.PENDING: "not due yet",
    PromiseState.KEPT: "kept",
    PromiseState.BROKEN: "not kept",
}
PROMISE_ICONS = {PromiseState.PENDING: "clock", PromiseState.KEPT: "check", PromiseState.BROKEN: "x"}


def status_word(status: str) -> str:
    """ước tính, sơ bộ, chính thức; "" where the source did not say."""
    word = STATUS_WORDS.get(ObservationStatus(status)) if status in set(ObservationStatus) else None
    return tr(word) if word else ""


def status_mark(status: str) -> str:
    """ƯT, SB, CT: the status where there is no room for the word."""
    marks = {ObservationStatus.ESTIMATE: tr("est."), ObservationStatus.PRELIMINARY: tr("prel."),
             ObservationStatus.OFFICIAL: tr("off.")}
    return marks.get(ObservationStatus(status), "") if status in set(ObservationStatus) else ""


def decimals_of(*values: float | None) -> int:
    """Decimals that show all of the values without loss, at most 2 and none from 1,000 on."""
    known = [v for v in values if v is not None]
    largest = max((abs(v) for v in known), default=0.0)
    most = 0 if largest >= 1000 else 1 if largest >= 100 else 2
    for places in range(most):
        if all(abs(round(v, places) - v) < 1e-6 for v in known):
            return places
    return most


def short_unit(unit_of_measure: str) -> str:
    """The unit as it stands after a figure: `% GRDP` and the like give just `%`."""
    return "%" if unit_of_measure.strip().startswith("%") else unit_of_measure.strip()


def deviation(value: float | None, reference: float | None, unit_of_measure: str) -> str:
    """`−22,2 điểm %`, `+8.082 ca`, "–" where one of them is missing."""
    made = change(value, reference, unit_of_measure, Direction.HIGHER)
    if made is None:
        return f.MISSING
    places = decimals_of(round(made.absolute, 6))
    if is_ratio(unit_of_measure) and short_unit(unit_of_measure) == "%":
        return f.points(made.absolute, max(1, places))
    return f"{f.signed(made.absolute, places)} {short_unit(unit_of_measure)}".strip()


def same_period_change(value: float | None, before: float | None, unit_of_measure: str) -> str:
    """Δ same period: points for ratios, percent of the earlier value for all else."""
    made = change(value, before, unit_of_measure, Direction.HIGHER)
    if made is None:
        return f.MISSING
    if made.in_points or made.relative is None:
        return deviation(value, before, unit_of_measure)
    return f"{f.signed(made.relative * 100, 1)}{f.NARROW_SPACE}%"


def plan_figure(plan: float | None, indicator: IndicatorRecord, places: int | None = None) -> str:
    """`95,0`, or `≤ 26.000` where lower is better."""
    if plan is None:
        return f.MISSING
    text = f.number(plan, decimals_of(plan) if places is None else places)
    return f"≤ {text}" if indicator.direction == Direction.LOWER else text


def short_moment(moment: int, now: int) -> str:
    """`09:41` today, `22-11` this year, `22-11-2025` before."""
    then, today = f.local(moment), f.local(now)
    if then.date() == today.date():
        return f.clock_time(moment)
    return f.short_day(moment) if then.year == today.year else f.day(moment)


def next_due(indicator: IndicatorRecord, period: str) -> int:
    """When the number of the period after `period` is due by the report calendar, 0 = no calendar is known."""
    try:
        following = Period.parse(period).shifted(1)
    except BadPeriod:
        return 0
    return due_of(indicator, str(following))


def due_of(indicator: IndicatorRecord, period: str) -> int:
    """When the number of `period` is due: the indicator's day of the month after it ends; 0 = not set."""
    if not indicator.due_day:
        return 0
    first = Period.parse(period).end + timedelta(days=1)
    last_day = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)).day
    return at_local(first.replace(day=min(indicator.due_day, last_day)), END_OF_DAY)


@dataclass(frozen=True)
class Age:
    """Age of a number: `late_since` = when it passed its own cadence, 0 = in time; `words`: `11 ngày`."""

    late_since: int
    words: str
    stale_words: str
    """`Cũ từ 09:41`, "" when in time."""


def age_of(shown: Figures, source: SourceRecord | None, month: str, now: int) -> Age:
    """Age of the newest value, judged by its source's cadence, or by the report calendar where it has none.

    A month that is over since long is looked at as history: nothing in it is stale.
    """
    observation = shown.observation
    if observation is None:
        return Age(0, f.MISSING, "")
    words = f.age(max(0, now - observation.known_at))
    today = f.local(now)
    if Period.parse(month) < Period.containing(PeriodKind.MONTH, today.date()).shifted(-1):
        return Age(0, words, "")
    due = next_due(shown.indicator, observation.period)
    late = freshness(source, now).late_since if source is not None else due if due and now > due else 0
    return Age(late, words, tr("Stale since {when}", when=short_moment(late, now)) if late else "")


def promise_line(promise: PromiseRecord, unit_of_measure: str) -> tuple[str, str]:
    """(what was promised, what became of it): `60 % trước 31-10`, `không giữ`."""
    if promise.value is None:
        what = promise.text
    else:
        what = f"{f.number(promise.value, decimals_of(promise.value))} {short_unit(unit_of_measure)}".strip()
    when = tr("{what} by {day}", what=what, day=f.short_day(promise.due)) if promise.due else what
    return when, tr(PROMISE_WORDS[PromiseState(promise.state)])
