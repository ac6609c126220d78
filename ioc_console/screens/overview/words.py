"""Tổng quan in words: everything the view shows, worded and formatted, from the result of the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioc_console import formatting as f
from ioc_console.command_words import command_type
from ioc_console.figure_words import short_moment
from ioc_console.screens.overview.card_words import RiskCard, risk_card
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_console.widgets.charts.series import Column, Columns
from ioc_console.widgets.standing_mark import standing_name
from ioc_domain.channel import Link
from ioc_domain.codes import CommandState, Standing
from ioc_domain.foreign_text import in_sight
from ioc_domain.freshness import freshness

if TYPE_CHECKING:
    from local_cache.queries.overview import Overview, StandingCount

REQUEST_ROWS = (
    ("waiting", "Not opened yet"),
    ("working", "Being explained"),
    ("overdue", "Overdue"),
    ("to_review", "To be reviewed"),
    ("returned", "Returned for more"),
)
NAMED_MOST = 2
CAME_BACK = (CommandState.NEEDS_DECISION, CommandState.REFUSED)


@dataclass(frozen=True)
class StandingTile:
    """One of the four: name, count, change, up to two quiet lines, twelve monthly columns."""

    standing: Standing
    name: str
    count: str
    change: str
    lines: tuple[tuple[str, str], ...]
    """(label, words); the label is "", "fresh" or "stale" for a mark, or text."""
    columns: Columns


@dataclass(frozen=True)
class CountRow:
    """A state of requests: its name, count, share of the largest, note beside the bar."""

    key: str
    name: str
    count: str
    share: float
    note: str
    strong: bool


@dataclass(frozen=True)
class WaitingRow:
    """A command on this machine: when it was saved, what it is and for whom."""

    time: str
    words: str


@dataclass(frozen=True)
class AlertRow:
    """An alert to acknowledge."""

    id: str
    priority: int
    title: str
    place: str
    time: str
    count: str
    pending: bool
    stale: bool

    def __post_init__(self) -> None:
        for name in ("title", "place"):  # from outside, and painted: no label marks what hides in them
            object.__setattr__(self, name, in_sight(getattr(self, name)))


@dataclass(frozen=True)
class SourceCell:
    """Freshness of a source."""

    name: str
    time: str
    state: str
    used: float
    cadence: str
    late: bool


@dataclass(frozen=True)
class OverviewWords:
    """The whole screen but the complaints."""

    offline: str
    """When offline: since when nothing came in; "" online."""
    offline_note: str
    changes: tuple[str, ...]
    changes_since: str
    standings: tuple[StandingTile, ...]
    heading: str
    heading_note: str
    cards: tuple[RiskCard, ...]
    none_at_risk: str
    """Said where there is no card."""
    requests_note: str
    requests: tuple[CountRow, ...]
    waiting_title: str
    waiting: tuple[WaitingRow, ...]
    alerts_total: int
    alerts: tuple[AlertRow, ...]
    alerts_stale: str
    sources_note: str
    sources: tuple[SourceCell, ...]
    empty: bool
    """Nothing was ever synced."""

    def alerts_note(self, shown: int) -> str:
        """How many of the alerts are in view."""
        return tr("{shown} of {total} · most urgent first", shown=shown, total=self.alerts_total)


def overview_words(data: Overview, sync: SyncStatus, now: int) -> OverviewWords:
    """Word the result of the query at `now`."""
    cards = tuple(risk_card(c, data, now) for c in data.at_risk)
    stale_at = [c.late_since for c in cards if c.late_since]
    offline = sync.link.state in (Link.OFFLINE, Link.CAPTIVE, Link.CERTIFICATE)
    alerts_late = sync.data_until if offline and sync.data_until else 0
    return OverviewWords(
        offline=tr("No new data since {when}.", when=short_moment(sync.link.since, now)) if offline else "",
        offline_note=tr("Every screen still opens. What you order is kept on this machine and sent once, when the line "
                        "is back."),
        changes=_changes(data),
        changes_since=tr("In the last 24 hours:"),
        standings=tuple(_tile(c, data, stale_at, now) for c in data.standings),
        heading=tr("Indicators at risk"),
        heading_note=tr("{n} of {total} · in the executive order of attention", n=len(cards), total=data.total),
        cards=cards,
        none_at_risk=_none_at_risk(data),
        requests_note=tr("{n} open", n=len(data.requests)),
        requests=_requests(data, now),
        waiting_title=_waiting_title(data),
        waiting=tuple(
            WaitingRow(f.clock_time(w.saved_at), _command(w.type, w.to, w.title))
            for w in data.waiting if w.state is not CommandState.RECEIVED
        ),
        alerts_total=len(data.alerts),
        alerts=tuple(
            AlertRow(a.record.id, a.record.priority, a.record.title, a.record.place,
                     short_moment(a.record.last_at, now),
                     f"× {f.number(a.record.count, 0)}" if a.record.count > 1 else "", a.pending,
                     bool(alerts_late) and a.record.kind != "source")
            for a in data.alerts
        ),
        alerts_stale=tr("Stale since {when}", when=short_moment(alerts_late, now)) if alerts_late else "",
        sources_note=_sources_note(data, now),
        sources=tuple(_source(data, k, now) for k in range(len(data.sources))),
        empty=data.total == 0 and not data.sources,
    )


def _tile(count: StandingCount, data: Overview, stale_at: list[int], now: int) -> StandingTile:
    name = standing_name(count.standing)
    before = f.short_period(data.months[-2])
    difference = f.signed(count.now - count.before, 0)
    lines: list[tuple[str, str]] = []
    change = tr("{difference} against {period}", difference=difference, period=before)
    if count.standing is Standing.AT_RISK:
        change = tr("{difference} against {period}", difference=difference, period=f.period(data.months[-2]))
        if stale_at:
            lines = [("fresh", tr("{n} within their cadence", n=count.now - len(stale_at))),
                     ("stale", tr("{n} stale, since {when}", n=len(stale_at), when=short_moment(min(stale_at), now)))]
        else:
            more = len(data.newly) - NAMED_MOST
            lines = [(tr("New:") if k == 0 else "", words) for k, words in enumerate(data.newly[:NAMED_MOST])]
            if more > 0:
                lines[-1] = (lines[-1][0], tr("{name} and {n} more", name=lines[-1][1], n=more))
    columns = tuple(
        Column(float(n), tr("{period}: {n}", period=f.period(month), n=f.number(n, 0)),
               tone=count.standing.value if k == len(count.months) - 1 else "chart_same_period")
        for k, (month, n) in enumerate(zip(data.months, count.months, strict=True))
    )
    return StandingTile(count.standing, name, f.number(count.now, 0), change, tuple(lines),
                        Columns(name, columns, f"{name}: {f.number(count.now, 0)}"))


def _none_at_risk(data: Overview) -> str:
    if data.standings[-1].now == data.total:  # not one could be assessed: that is not good news
        return tr("No indicator of this area can be assessed in {period}.", period=f.period(data.month))
    return tr("No indicator is at risk in {period}.", period=f.period(data.month))


def _changes(data: Overview) -> tuple[str, ...]:
    c = data.changes
    said = (
        (c.now_at_risk, "{n} indicators turned to at risk"),
        (c.answered, "{n} new answers"),
        (c.revised, "{n} numbers revised"),
        (c.alerts, "{n} new alerts"),
    )
    return tuple(tr(words, n=f.number(n, 0)) for n, words in said if n)


def _requests(data: Overview, now: int) -> tuple[CountRow, ...]:
    from local_cache.queries.overview import overdue_longest, request_counts

    counts = request_counts(data.requests, now)
    largest = max([1, *counts.values()])
    worst = overdue_longest(data.requests, now)
    note = ""
    if worst is not None:
        days = abs(data.calendar.working_days_between(now, worst.deadline))
        note = tr("longest: {unit}, {n} days", unit=data.unit_names.get(worst.unit_code, worst.unit_code), n=days)
    return tuple(
        CountRow(key, tr(name), f.number(counts[key], 0), counts[key] / largest, note if key == "overdue" else "",
                 key == "overdue" and counts[key] > 0)
        for key, name in REQUEST_ROWS
    )


def _command(kind: str, to: str, title: str) -> str:
    words = command_type(kind)
    if to:
        words = f"{words} → {to}"
    return f"{words} · {title}" if title else words


def _waiting_title(data: Overview) -> str:
    """What waits and what came back: two things, because only one of them asks for a person."""
    back = sum(1 for w in data.waiting if w.state in CAME_BACK)
    waiting = sum(1 for w in data.waiting if w.state not in (*CAME_BACK, CommandState.RECEIVED))
    parts = []
    if waiting:
        parts.append(tr("{n} commands waiting to be sent", n=waiting))
    if back:
        parts.append(tr("{n} need your decision", n=back))
    return " · ".join(parts)


def _sources_note(data: Overview, now: int) -> str:
    late = sum(1 for s in data.sources if freshness(s, now).is_late)
    return tr("{n} of {total} past their cadence", n=late, total=len(data.sources))


def _source(data: Overview, index: int, now: int) -> SourceCell:
    source = data.sources[index]
    state = freshness(source, now)
    words = tr("past {when}", when=short_moment(state.late_since, now)) if state.is_late else tr("on cadence")
    last = short_moment(source.last_at, now) if source.last_at else f.MISSING
    return SourceCell(source.name, last, words, state.used, source.cadence_text, state.is_late)
