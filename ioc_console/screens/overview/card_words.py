"""A card of an indicator at risk, in words: always the same lines, whatever is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ioc_console import formatting as f
from ioc_console.figure_words import (
    PROMISE_ICONS,
    age_of,
    decimals_of,
    deviation,
    plan_figure,
    promise_line,
    short_unit,
    status_word,
)
from ioc_console.text import language, tr
from ioc_console.widgets.charts.series import BulletFigures
from ioc_domain.codes import CommandState, Direction, PromiseState, RequestState

if TYPE_CHECKING:
    from local_cache.queries.overview import AtRisk, Overview


@dataclass(frozen=True)
class RiskCard:
    """What a card says. Texts in `strong` stand out within their line."""

    subject: str
    name: str
    since: str
    """How long it has been red, or since when the number is stale."""
    late_since: int
    place: str
    figure: str
    unit: str
    period: str
    deviation: str
    bullet: BulletFigures
    forecast: tuple[str, str, str]
    """(word, strong figure, interval)."""
    plans: str
    promise_icon: str
    promise: tuple[str, str, str]
    """(before, strong, after)."""
    request_icon: str
    request: str
    request_strong: bool
    may_ask: bool

    @property
    def stale(self) -> bool:
        """Past its own cadence: it loses its colour."""
        return self.late_since > 0

    def spoken(self) -> str:
        """The card for ears."""
        lines = (self.name, self.since, self.place, f"{self.figure} {self.unit} {self.period}", self.deviation,
                 "".join(self.forecast), self.plans, "".join(self.promise), self.request)
        return ". ".join(line for line in lines if line)


def risk_card(card: AtRisk, data: Overview, now: int) -> RiskCard:
    """Word one card at `now`."""
    shown, indicator = card.figures, card.figures.indicator
    age = age_of(shown, card.source, data.month, now)
    value = None if shown.observation is None else shown.observation.value
    places = decimals_of(value, shown.plan, shown.plan_year)
    assessment = shown.assessment
    forecast: tuple[float | None, float | None, float | None] = (None, None, None)
    if assessment is not None:
        forecast = (assessment.forecast, assessment.forecast_low, assessment.forecast_high)
    promise_icon, promise = _promise(card)
    request_icon, request, strong = _request(card, data, now)
    return RiskCard(
        subject=shown.subject,
        name=indicator.short_name if language() == "vi" else indicator.name_en or indicator.short_name,
        since=age.stale_words or _red_since(assessment.since if assessment else "", now),
        late_since=age.late_since,
        place=f"{card.unit_name} · {_area(data)}" if card.unit_name else _area(data),
        figure=f.number(value, places),
        unit=short_unit(indicator.unit_of_measure),
        period=_period(shown.period, "" if shown.observation is None else shown.observation.status),
        deviation=deviation(value, shown.plan, indicator.unit_of_measure),
        bullet=BulletFigures(shown.to_date[0], shown.plan_year, shown.to_date[1], *forecast, stale=age.late_since > 0),
        forecast=_forecast(forecast, places),
        plans=_plans(card, places),
        promise_icon=promise_icon,
        promise=promise,
        request_icon=request_icon,
        request=request,
        request_strong=strong,
        may_ask=card.request is None and card.waiting is None,
    )


def _area(data: Overview) -> str:
    """The whole city is said so; any other area by its name."""
    from local_cache.queries.overview import is_city

    return tr("Whole city") if is_city(data) else data.area_name


def _period(period: str, status: str) -> str:
    if not period:
        return ""
    return " · ".join(p for p in (f.short_period(period), status_word(status)) if p)


def _red_since(since: str, now: int) -> str:
    if not since:
        return ""
    days = (f.local(now).date() - date.fromisoformat(since)).days
    return tr("red for {n} days", n=f.number(max(0, days), 0)) if days > 0 else tr("red since today")


def _forecast(forecast: tuple[float | None, float | None, float | None], places: int) -> tuple[str, str, str]:
    middle, low, high = forecast
    if middle is None:
        return (tr("No forecast"), "", "")
    interval = "" if low is None or high is None else f" ({f.number(low, places)}–{f.number(high, places)})"
    return (tr("Forecast") + " ", f.number(middle, places), interval)


def _plans(card: AtRisk, places: int) -> str:
    shown = card.figures
    period = plan_figure(shown.plan, shown.indicator, places)
    year = plan_figure(shown.plan_year, shown.indicator, places)
    if shown.plan is None and shown.plan_year is None:
        return tr("No plan")
    if shown.indicator.direction == Direction.LOWER:
        return tr("Plan {period} · year {year}", period=period, year=year)
    return tr("Plan: period {period} · year {year}", period=period, year=year)


def _promise(card: AtRisk) -> tuple[str, tuple[str, str, str]]:
    promise = card.promise
    if promise is None:
        return "minus", (tr("No promise yet"), "", "")
    what, became = promise_line(promise, card.figures.indicator.unit_of_measure)
    return PROMISE_ICONS[PromiseState(promise.state)], (tr("Promised") + " ", what, f" · {became}")


def _request(card: AtRisk, data: Overview, now: int) -> tuple[str, str, bool]:
    """(icon, words, strong) of the state of the request about this indicator."""
    icon = "message-circle-question-mark"
    if card.waiting is not None:
        made = f.clock_time(card.waiting.saved_at)
        if card.waiting.state is CommandState.NEEDS_DECISION:
            return "circle-alert", tr("Your decision: the request of {time} came back", time=made), True
        if card.waiting.state is CommandState.RECEIVED:
            return "send", tr("The centre has it: request made {time}", time=made), True
        return "send", tr("To be sent: request made {time}", time=made), True
    request = card.request
    if request is None:
        return icon, tr("Not asked to explain yet"), False
    if request.state == RequestState.ANSWERED:
        return icon, tr("To be reviewed · answered {day}", day=f.short_day(request.answered_at)), False
    if request.deadline and request.deadline < now:
        days = abs(data.calendar.working_days_between(now, request.deadline))
        return icon, tr("Explanation overdue by {n} working days", n=max(1, days)), True
    if request.state == RequestState.RETURNED:
        return icon, tr("Returned for more · due {day}", day=f.short_day(request.deadline)), False
    if request.state == RequestState.OPENED:
        return icon, tr("Being explained · due {day}", day=f.short_day(request.deadline)), False
    return icon, tr("Not opened yet · sent {when}", when=f.near_time(request.received_at, now)), False
