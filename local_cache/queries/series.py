"""Reading indicators with their numbers: what the screens Tổng quan and Chỉ tiêu both start from.

"At a month" means: of each indicator the newest period that began by then and has a value. A quarterly indicator
asked for October gives its third quarter until the fourth has a number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from ioc_domain.codes import Accumulation, AreaLevel, Standing
from ioc_domain.periods import BadPeriod, Period
from ioc_domain.records import (
    AreaRecord,
    AssessmentRecord,
    IndicatorRecord,
    ObservationRecord,
    PlanRecord,
    Record,
    SettingRecord,
)
from local_cache.queries.rows import first, plain, rows, rows_where

if TYPE_CHECKING:
    from local_cache.queries.rows import Reading

R = TypeVar("R", bound=Record)
DEFAULT_CATALOGUE = "v2"


def subject_of(indicator: IndicatorRecord) -> str:
    """`catalogue:code`, as observations, plans, requests and promises name an indicator."""
    return f"{indicator.catalogue}:{indicator.code}"


def setting(session: Reading, key: str, default: str = "") -> str:
    """A fact about the site."""
    found = first(session, SettingRecord, key=key)
    return default if found is None else found.value


def city_area(session: Reading) -> AreaRecord | None:
    """The city as it is today, None in an empty cache."""
    cities = rows(session, AreaRecord, level=AreaLevel.CITY.value)
    return next((a for a in cities if not a.valid_to), cities[0] if cities else None)


def began_by(period: str, month: str) -> bool:
    """Whether a period began by the end of `month` (`YYYY-MM`). Text that is no period never did."""
    return bool(_kind(period)) and _first_month(period) <= month


@dataclass(frozen=True)
class Series:
    """All that is known of one indicator in one area, by period; newest revision of each observation."""

    observations: dict[str, ObservationRecord]
    plans: dict[str, PlanRecord]
    assessments: dict[str, AssessmentRecord]

    def value(self, period: str) -> float | None:
        """Value of a period, None = not known."""
        found = self.observations.get(period)
        return None if found is None else found.value

    def plan(self, period: str) -> float | None:
        """Plan of a period, None = none."""
        found = self.plans.get(period)
        return None if found is None else found.value

    def latest(self, kind: str, month: str) -> ObservationRecord | None:
        """Newest observation with a value of that kind of period that began by `month`."""
        known = [
            o for p, o in self.observations.items() if o.value is not None and _kind(p) == kind and began_by(p, month)
        ]
        return max(known, key=lambda o: o.period, default=None)  # of one kind, the text sorts by time

    def assessment(self, kind: str, month: str) -> AssessmentRecord | None:
        """Newest assessment of that kind of period that began by `month`."""
        known = [a for p, a in self.assessments.items() if _kind(p) == kind and began_by(p, month)]
        return max(known, key=lambda a: a.period, default=None)

    def to_date(self, period: Period) -> tuple[float | None, float | None]:
        """(values, plans) of the year added up to `period`; None where one of them is missing: missing is never 0."""
        within = [Period(period.kind, period.year, n) for n in range(1, period.n + 1)]
        values, plans = [self.value(str(p)) for p in within], [self.plan(str(p)) for p in within]
        return _sum(values), _sum(plans)

    def trail(self, last: str, count: int) -> tuple[float | None, ...]:
        """Values of the `count` periods that end with `last`; None where there is a gap."""
        end = Period.parse(last)
        return tuple(self.value(str(end.shifted(k - count + 1))) for k in range(count))


@dataclass(frozen=True)
class Figures:
    """An indicator at a month: the newest value and what it is measured against."""

    indicator: IndicatorRecord
    subject: str
    area: str
    observation: ObservationRecord | None
    plan: float | None
    """Of the period of the observation."""
    plan_year: float | None
    same_period: float | None
    same_period_status: str
    assessment: AssessmentRecord | None
    trail: tuple[float | None, ...]
    """The last twelve periods up to the observation's."""
    to_date: tuple[float | None, float | None] = (None, None)
    """(value, plan) that compare with the plan of the year: added up over the year where periods add up, the
    observation's own otherwise. None where a period of the year is missing."""

    @property
    def standing(self) -> Standing:
        """Standing by the assessment; without one nothing can be said."""
        return Standing.NOT_ASSESSABLE if self.assessment is None else Standing(self.assessment.standing)

    @property
    def period(self) -> str:
        """Period of the newest value, "" = none."""
        return "" if self.observation is None else self.observation.period


def catalogue_indicators(session: Reading, catalogue: str, level: str = "") -> list[IndicatorRecord]:
    """Indicators of a catalogue version (of one level) in order of their codes."""
    wanted: dict[str, Any] = {"catalogue": catalogue} | ({"level": level} if level else {})
    return rows(session, IndicatorRecord, **wanted)


def read_series(session: Reading, subjects: Sequence[str], area: str, from_year: int = 0) -> dict[str, Series]:
    """Series of some indicators in one area, from the first period of `from_year` on."""
    made = {s: Series({}, {}, {}) for s in subjects}
    for o in _of(session, ObservationRecord, subjects, area, from_year):
        made[o.indicator].observations[o.period] = o  # in key order: the highest revision stays
    for p in _of(session, PlanRecord, subjects, area, from_year):
        made[p.indicator].plans[p.period] = p
    for a in _of(session, AssessmentRecord, subjects, area, from_year):
        made[a.indicator].assessments[a.period] = a
    return made


def figures(indicator: IndicatorRecord, area: str, series: Series, month: str, trail: int = 12) -> Figures:
    """The indicator at a month."""
    newest = series.latest(indicator.period, month)
    base = Figures(indicator, subject_of(indicator), area, newest, None, None, None, "",
                   series.assessment(indicator.period, month), ())
    if newest is None:
        return base
    period = Period.parse(newest.period)
    before = series.observations.get(str(period.same_last_year))
    return Figures(
        indicator=indicator,
        subject=base.subject,
        area=area,
        observation=newest,
        plan=series.plan(newest.period),
        plan_year=series.plan(str(period.year)),
        same_period=None if before is None else before.value,
        same_period_status="" if before is None else before.status,
        assessment=base.assessment,
        trail=series.trail(newest.period, trail),
        to_date=series.to_date(period) if indicator.accumulation == Accumulation.PERIOD
        else (newest.value, series.plan(newest.period)),
    )


def _sum(values: list[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) if len(known) == len(values) else None


def main_area(session: Reading, catalogue: str, picked: str) -> str:
    """Area to show a catalogue for: the picked one or the city; for a set that knows neither, its most frequent."""
    city = city_area(session)
    wanted = picked or ("" if city is None else city.code)
    if picked:
        return wanted
    connection, mine = plain(session), (f"{catalogue}:", f"{catalogue};")
    asked = "SELECT area FROM observation WHERE indicator BETWEEN ? AND ?"
    if connection.execute(f"{asked} AND area = ? LIMIT 1", (*mine, wanted)).fetchone():
        return wanted
    most = connection.execute(f"{asked} GROUP BY area ORDER BY count(*) DESC LIMIT 1", mine).fetchone()
    return wanted if most is None else str(most[0])


def by_indicator(records: Iterable[Any]) -> dict[str, list[Any]]:
    """Records by their `indicator`, in the order given."""
    made: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        made[record.indicator].append(record)
    return made


def _of(session: Reading, record: type[R], subjects: Sequence[str], area: str, from_year: int) -> list[R]:
    found: list[R] = []
    for start in range(0, len(subjects), 500):  # SQLite limits the number of parameters
        some = subjects[start : start + 500]
        test = f"indicator IN ({', '.join('?' * len(some))}) AND area = ? AND period >= ?"
        found += rows_where(session, record, test, (*some, area, f"{from_year:04d}"))
    return found


@lru_cache(maxsize=4096)
def _first_month(period: str) -> str:
    return Period.parse(period).start.isoformat()[:7]


@lru_cache(maxsize=4096)
def _kind(period: str) -> str:
    try:
        return Period.parse(period).kind.value
    except BadPeriod:
        return ""
