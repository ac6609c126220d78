"""The league in words: one line a row, and what the formula divides by what in the tooltip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ioc_console import formatting as fmt
from ioc_console import on_time_words
from ioc_console.screens.units import words
from ioc_console.screens.units.league_model import LeagueViewModel
from ioc_console.text import tr
from ioc_console.widgets.choices import Choice
from ioc_domain.codes import Standing
from ioc_domain.on_time import OnTimeFormula
from local_cache.queries.units import LEAST_DUE, LeagueEntry, Level, rate_of


@dataclass(frozen=True)
class Line:
    """One row as it is read. `spark`: on-time rate of each week, None where too few were due."""

    key: str
    place: str
    name: str
    full_name: str
    received: str
    change: str
    closed: str
    late: str
    has_late: bool
    on_time: str
    enough: bool
    standing: Standing | None
    told: str
    reopened: str
    unproven: str
    routed: str
    answered: str
    answered_told: str
    median: str
    late_tenth: str
    kept: str
    kept_told: str
    spark: tuple[float | None, ...]


LEAST_A_WEEK = 10
"""With fewer due in a week its rate is no point of the line."""


def lines(model: LeagueViewModel) -> list[Line]:
    """Rows in their order."""
    ranks, formula = model.ranks(), model.formula
    return [_line(entry, ranks.get(entry.group.key), formula) for entry in model.entries()]


def _line(entry: LeagueEntry, rank: int | None, formula: OnTimeFormula) -> Line:
    f, c = entry.figures, entry.commitments
    rate, ratio = entry.rate(formula), f.on_time.ratio(formula)
    others = len(entry.group.members) - 1
    return Line(
        key=entry.group.key,
        place=str(rank) if rank is not None else fmt.MISSING,
        name=entry.group.short_name + (f"  +{others}" if others and entry.group.code else ""),
        full_name=entry.group.name,
        received=fmt.number(f.received, 0),
        change=words.change(f.received, f.before),
        closed=fmt.number(f.closed, 0),
        late=fmt.number(f.open_overdue, 0),
        has_late=bool(f.open_overdue),
        on_time=fmt.number(rate, 1) if rate is not None else tr("not enough yet"),
        enough=rate is not None,
        standing=words.standing(f.on_time, formula),
        told=on_time_told(ratio, formula),
        reopened=words.share((f.reopened, f.received)),
        unproven=words.share((f.unproven, f.closed)),
        routed=words.share(f.routed),
        answered=words.share(f.answered),
        answered_told=words.answered_told(f.answered),
        median=words.hours(f.median),
        late_tenth=words.hours(f.late_tenth),
        kept=words.fraction(c.promises) if c.promises[1] else fmt.MISSING,
        kept_told=tr("promises kept {kept} · answered in time {answered}", kept=words.fraction(c.promises),
                     answered=words.fraction(c.answers)),
        spark=tuple(rate_of(week, formula, LEAST_A_WEEK) for week in f.weeks),
    )


def on_time_told(ratio: tuple[int, int], formula: OnTimeFormula) -> str:
    """`CT2: … đóng đúng hạn ÷ … = 1.012/1.034`, and why there is no rate."""
    told = f"{on_time_words.name(formula)}\n{on_time_words.meaning(formula)} = {words.fraction(ratio)}"
    if ratio[1] < LEAST_DUE:
        told += "\n" + tr("fewer than {n} due: not ranked", n=LEAST_DUE)
    return told


def levels() -> list[tuple[str, str, str]]:
    """Choices of the level."""
    return [
        (Level.ALL.value, tr("All"), ""),
        (Level.CITY.value, tr("Departments, enterprises"), ""),
        (Level.COMMUNE.value, tr("Wards, communes"), ""),
        (Level.OFFICE.value, tr("Offices of communes"), ""),
    ]


def spans() -> list[Choice]:
    """Choices of the period."""
    return [Choice("7", tr("7 days")), Choice("30", tr("30 days")), Choice("90", tr("90 days")),
            Choice("365", tr("365 days"))]


def formulas() -> Sequence[Choice]:
    """Choices of the formula."""
    return [Choice(f.value, on_time_words.name(f), on_time_words.meaning(f)) for f in OnTimeFormula]


def fields(model: LeagueViewModel) -> list[Choice]:
    """Choices of the field, those in force."""
    choices = [Choice("0", tr("every field"))]
    if model.data is not None:
        live = [f for f in model.data.names.fields.values() if not f.valid_to]
        choices += [Choice(str(f.id), words.field_name(f)) for f in sorted(live, key=lambda f: f.id)]
    return choices


def summary(model: LeagueViewModel) -> str:
    """How many rows, how many are ranked, and what belongs to nobody in it."""
    if model.data is None:
        return ""
    league, formula = model.data.league, model.formula
    ranked = sum(e.rate(formula) is not None for e in league.entries)
    told = tr("{n} units with complaints · {ranked} ranked from {least} due, the worst first",
              n=fmt.number(len(league.entries), 0), ranked=fmt.number(ranked, 0), least=LEAST_DUE)
    if league.ended:
        told += " · " + tr("{n} complaints of units that are no longer", n=fmt.number(league.ended, 0))
    return told


def city_line(model: LeagueViewModel) -> str:
    """The whole that the rows are compared with."""
    if model.data is None:
        return ""
    city, formula = model.data.league.city, model.formula
    part, whole = city.on_time.ratio(formula)
    return tr(
        "All: {received} received · {late} open and overdue · on time {rate} ({fraction}) · median {median} h",
        received=fmt.number(city.received, 0), late=fmt.number(city.open_overdue, 0),
        rate=fmt.percent(rate_of(city.on_time, formula, 1)), fraction=words.fraction((part, whole)),
        median=words.hours(city.median),
    )
