"""The figures in words: tiles, bars, days and the league, made from the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from ioc_console import formatting as fmt
from ioc_console import on_time_words
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.bar_rows import BarRow
from ioc_console.screens.complaints.day_trend import DayColumn
from ioc_console.screens.complaints.filters import Filters
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.text import tr
from ioc_console.widgets.choices import Choice
from ioc_domain.codes import Standing
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.working_time import local_date
from local_cache.queries.complaints import DayCount, GroupCount

LEAGUE_SHARE = 0.002
"""A unit stands in the league from this share of all complaints on, and at least from `LEAGUE_LEAST`."""
LEAGUE_LEAST = 5


@dataclass(frozen=True)
class Tile:
    """Label, figure with its mark, and two lines under it."""

    name: str
    figure: str
    lines: tuple[str, str]
    standing: Standing | None = None
    choices: tuple[Choice, ...] = ()
    """What the first line lets a person choose."""
    current: str = ""


@dataclass(frozen=True)
class Fact:
    """A small figure; `told` says what it is of."""

    name: str
    value: str
    told: str


@dataclass(frozen=True)
class LeagueRow:
    """One unit: place, name, received, late, on-time rate with its mark, median hours."""

    id: int
    place: str
    name: str
    received: str
    late: str
    on_time: str
    standing: Standing | None
    median: str


def tiles(data: BoardData, formula: OnTimeFormula) -> tuple[Tile, Tile, Tile, Tile]:
    """Received, closed, overdue, on time. A rate of what was itself chosen by its verdict says nothing: no rate."""
    b = data.board
    part, whole = b.on_time.ratio(formula)
    share = words.rate(b.on_time, formula)
    due = b.on_time.closed_on_time + b.on_time.closed_late + b.open_late
    late = b.open_late + b.on_time.closed_late
    late_standing = words.share_standing(words.late_share(late, due))
    return (
        Tile(tr("Received"), fmt.number(b.total, 0), _against_before(b.total, b.before, bool(b.filter.since))),
        Tile(
            tr("Closed"),
            fmt.number(b.closed, 0),
            (
                tr("{share} of those received", share=fmt.percent(100 * b.closed / b.total)) if b.total else "",
                tr("median {time}", time=words.hours(b.median_seconds)) if b.median_seconds is not None else "",
            ),
        ),
        Tile(
            tr("Past due"),
            fmt.number(late, 0),
            (
                tr("{n} open", n=fmt.number(b.open_late, 0)),
                tr("{n} closed late", n=fmt.number(b.on_time.closed_late, 0)),
            ),
            Standing.AT_RISK if b.open_late else late_standing,
        ),
        Tile(tr("On time"), fmt.MISSING, (tr("chosen by the filter"), ""))
        if b.filter.on_time
        else Tile(
            tr("On time"),
            fmt.percent(share),
            (
                on_time_words.name(formula),
                f"{fmt.number(part, 0)}/{fmt.number(whole, 0)}" if whole else tr("none due yet"),
            ),
            words.share_standing(None if share is None or whole < words.LEAST_DUE else 100 - share),
            tuple(Choice(f.value, on_time_words.name(f), on_time_words.meaning(f)) for f in OnTimeFormula),
            formula.value,
        ),
    )


def facts(data: BoardData) -> tuple[Fact, Fact, Fact]:
    """The 90th percentile of office time, reopened, closed without evidence."""
    b = data.board
    return (
        Fact(
            tr("90 % closed within"),
            words.hours(b.p90_seconds) if b.p90_seconds is not None else fmt.MISSING,
            tr("office time from receipt to closing, of {n} closed", n=fmt.number(b.closed, 0)),
        ),
        Fact(
            tr("Reopened"),
            _share(b.reopened, b.closed_once),
            tr("reopened at least once, of {n} closed at least once", n=fmt.number(b.closed_once, 0)),
        ),
        Fact(
            tr("Closed without evidence"),
            _share(b.without_evidence, b.closed),
            tr("no proof at closing, of {n} closed", n=fmt.number(b.closed, 0)),
        ),
    )


def _share(part: int, whole: int) -> str:
    return f"{fmt.percent(100 * part / whole)} · {fmt.number(part, 0)}" if whole else fmt.MISSING


def _against_before(now: int, before: int, has_period: bool) -> tuple[str, str]:
    if not has_period:
        return "", ""
    if not before:
        return tr("none in the period before"), ""
    change = 100 * (now - before) / before
    arrow = "↑ " if change > 0 else "↓ " if change < 0 else ""
    return f"{arrow}{fmt.signed(change, 1)} %", tr("against the period before")


def field_bars(data: BoardData, filters: Filters) -> tuple[BarRow, ...]:
    """The fields in force, and any other that has complaints, most first."""
    counts = {g.id: g for g in data.board.by_field}
    shown = [f.id for f in data.names.fields.values() if not f.valid_to]
    ids = [g.id for g in data.board.by_field if g.total or g.before or g.id in shown]
    ids += sorted(i for i in shown if i not in counts)
    rows = []
    for i in ids:
        group = counts.get(i)
        name = words.field_name(data.names.fields.get(i), short=True)
        late, due = (group.late, group.due) if group else (0, 0)
        share = words.late_share(late, due)
        standing = Standing.AT_RISK if share is not None and share >= words.LATE_LIMIT else None
        total, before = (group.total, group.before) if group else (0, 0)
        told = "\n".join(
            [
                words.field_name(data.names.fields.get(i)),
                tr("received {n}, period before {m}", n=fmt.number(total, 0), m=fmt.number(before, 0)),
                tr("overdue {n} of {m} with a verdict", n=fmt.number(late, 0), m=fmt.number(due, 0)),
            ]
        )
        rows.append(BarRow(i, name, total, fmt.number(total, 0), before if data.board.filter.since else None,
                           fmt.number(late, 0), standing, told, i in filters.fields))
    return tuple(rows)


def status_bars(data: BoardData, filters: Filters) -> tuple[BarRow, ...]:
    """Every status in its fixed order; those that nobody uses here are left out."""
    rows = []
    for code, n in data.board.by_status:
        if not n and code == 6:
            continue
        name = words.status(code)
        rows.append(BarRow(code, name, n, fmt.number(n, 0), told=f"{name}: {fmt.number(n, 0)}",
                           chosen=code in filters.statuses))
    return tuple(rows)


def day_columns(data: BoardData) -> tuple[DayColumn, ...]:
    """One column a day; beyond 120 days one a week, named by its Monday."""
    days = data.board.by_day
    today = local_date(data.board.now).isoformat()
    if len(days) > 120:
        return _weeks(data)
    out = []
    for d in days:
        off = data.names.calendar.reason_off(date.fromisoformat(d.date))
        note = {"": "", "weekend": tr("weekend")}.get(off, off)
        tell = partial(_day_told, d, note, d.date == today)
        out.append(DayColumn(d.date, fmt.short_day(d.date), d.received, d.closed, bool(off), tell))
    return tuple(out)


def _day_told(d: DayCount, note: str, today: bool) -> str:
    told = [f"{fmt.weekday(d.date)} {fmt.day(d.date)}" + (f" · {note}" if note else ""), _counts(d.received, d.closed)]
    if today:
        told.append(tr("the day is not over"))
    return "\n".join(told)


def _counts(received: int, closed: int) -> str:
    return tr("received {n} · closed {m}", n=fmt.number(received, 0), m=fmt.number(closed, 0))


def _weeks(data: BoardData) -> tuple[DayColumn, ...]:
    out: list[DayColumn] = []
    days = data.board.by_day
    # Days follow one another without a gap, so only the first has to be looked at.
    first = (-date.fromisoformat(days[0].date).weekday()) % 7
    starts = sorted({0, *range(first, len(days), 7)})
    for a, b in zip(starts, [*starts[1:], len(days)], strict=True):
        received, closed = sum(d.received for d in days[a:b]), sum(d.closed for d in days[a:b])
        tell = partial(_week_told, days[a].date, days[b - 1].date, received, closed)
        out.append(DayColumn("", f"{days[a].date[5:7]}-{days[a].date[:4]}", received, closed, False, tell))
    return tuple(out)


def _week_told(first: str, last: str, received: int, closed: int) -> str:
    return (
        tr("week {first} to {last}", first=fmt.short_day(first), last=fmt.day(last)) + "\n" + _counts(received, closed)
    )


def day_ticks(columns: Sequence[DayColumn]) -> tuple[tuple[float, str], ...]:
    """0 and up to three plain values above it."""
    most = max((max(c.received, c.closed) for c in columns), default=0)
    if most <= 0:
        return ((0.0, "0"),)
    step = next(s * 10**p for p in range(9) for s in (1, 2, 5) if most / (s * 10**p) <= 3.2)
    values = [v for v in range(0, int(most) + step, step) if v <= most * 1.05 or v == step]
    return tuple((float(v), fmt.number(v, 0)) for v in values)


def league(data: BoardData, formula: OnTimeFormula) -> tuple[tuple[LeagueRow, ...], str]:
    """Units with enough complaints, worst on-time rate first, and the words that say which are left out."""
    b = data.board
    least = max(LEAGUE_LEAST, int(b.total * LEAGUE_SHARE))
    able = [g for g in b.by_unit if g.total >= least and words.rate(g.on_time, formula) is not None]
    ordered = sorted(able, key=lambda g: (words.rate(g.on_time, formula) or 0.0, -g.total, g.id))
    rows = tuple(_league_row(data, g, k, formula) for k, g in enumerate(ordered, start=1))
    every = sum(1 for g in b.by_unit if g.total)
    note = tr("lowest on-time rate first · from {n} complaints · {k} of {m} units", n=fmt.number(least, 0),
              k=fmt.number(len(rows), 0), m=fmt.number(every, 0))
    return rows, note


def late_units(data: BoardData, filters: Filters, most: int = 4) -> tuple[BarRow, ...]:
    """The units with most open overdue complaints."""
    late = sorted((g for g in data.board.by_unit if g.open_late), key=lambda g: (-g.open_late, g.id))[:most]
    rows = []
    for g in late:
        name, n = words.unit_name(data.names.units.get(g.id)), fmt.number(g.open_late, 0)
        rows.append(BarRow(g.id, name, g.open_late, n, told=f"{name}: {n}", chosen=g.id in filters.units))
    return tuple(rows)


def _league_row(data: BoardData, g: GroupCount, place: int, formula: OnTimeFormula) -> LeagueRow:
    share = words.rate(g.on_time, formula)
    enough = g.on_time.ratio(formula)[1] >= words.LEAST_DUE
    standing = words.share_standing(100 - share if share is not None and enough else None)
    if standing is None and enough:
        standing = Standing.ON_TRACK
    return LeagueRow(
        id=g.id,
        place=str(place),
        name=words.unit_name(data.names.units.get(g.id)),
        received=fmt.number(g.total, 0),
        late=fmt.number(g.late, 0),
        on_time=fmt.number(share, 1),
        standing=standing,
        median=fmt.number(g.median_seconds / 3600, 0) if g.median_seconds is not None else fmt.MISSING,
    )
