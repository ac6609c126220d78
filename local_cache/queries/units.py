"""Queries of the screen Đơn vị: the league of units, and whom a row of it stands for.

A row is a unit with the units under it, or the offices of one commune together. Rejected complaints count as closed,
as they do everywhere; a complaint belongs to the period in which it was received.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from ioc_domain.codes import PromiseState, RequestState
from ioc_domain.on_time import OnTimeCounts, OnTimeFormula
from ioc_domain.records import ExplanationRequestRecord, PromiseRecord, UnitRecord
from ioc_domain.working_time import local_date
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.rows import plain, rows
from local_cache.segments import Cancel, open_columns
from local_cache.unit_figures import Share, UnitFigures, UnitTable, Walk, walk

LEAST_DUE = 60
"""With fewer complaints under the formula a rate says little: such a unit is shown and not ranked."""
WEEKS = 12


class Level(StrEnum):
    """Which units stand in the league."""

    ALL = "all"
    CITY = "city"  # departments, agencies, enterprises
    COMMUNE = "commune"  # the offices of a commune as one
    OFFICE = "office"  # each office of a commune by itself


@dataclass(frozen=True)
class UnitGroup:
    """Whom a row stands for. `key`: the unit's code, or `area:` and the code of the commune."""

    key: str
    name: str
    short_name: str
    kind: str
    members: frozenset[int]
    codes: frozenset[str]
    code: str
    """The unit to ask, "" for a commune: it has several."""


@dataclass(frozen=True)
class Commitments:
    """Promises that have come due (kept, all), answers to explanation requests (on time, all that were owed)."""

    promises: Share
    answers: Share


@dataclass(frozen=True)
class LeagueEntry:
    """One row."""

    group: UnitGroup
    figures: UnitFigures
    commitments: Commitments

    def rate(self, formula: OnTimeFormula) -> float | None:
        """On-time rate in percent by a formula; None where too few are due."""
        return rate_of(self.figures.on_time, formula)


@dataclass(frozen=True)
class League:
    """All rows in no order, the city as one, and how many complaints belong to units that are no longer."""

    entries: tuple[LeagueEntry, ...]
    city: UnitFigures
    ended: int
    walk: Walk
    level: Level


def rate_of(counts: OnTimeCounts, formula: OnTimeFormula, least: int = LEAST_DUE) -> float | None:
    """On-time rate in percent; None where fewer than `least` are in its denominator."""
    part, whole = counts.ratio(formula)
    return 100.0 * part / whole if whole >= max(1, least) else None


def in_force(unit: UnitRecord, day: str) -> bool:
    """Whether a unit exists on an ISO day."""
    return unit.valid_from <= day and (not unit.valid_to or unit.valid_to >= day)


def groups(names: ComplaintNames, level: Level, day: str) -> list[UnitGroup]:
    """Rows of a level on an ISO day."""
    live = [u for u in names.units.values() if in_force(u, day)]
    if level is Level.COMMUNE:
        return communes(names, live)
    chosen = [u for u in live if level is Level.ALL or bool(u.area_code) is (level is Level.OFFICE)]
    below = _below(names)
    return [unit_group(names, u, below) for u in chosen]


def communes(names: ComplaintNames, live: list[UnitRecord]) -> list[UnitGroup]:
    """The offices of each commune as one row."""
    offices: dict[str, list[UnitRecord]] = {}
    for unit in live:
        if unit.area_code:
            offices.setdefault(unit.area_code, []).append(unit)
    by_code = {a.code: a.name for a in names.areas.values()}
    return [
        UnitGroup(f"area:{code}", name := by_code.get(code, code), name, "commune", frozenset(u.id for u in found),
                  frozenset(u.code for u in found), "")
        for code, found in offices.items()
    ]


def unit_group(names: ComplaintNames, unit: UnitRecord, below: dict[str, list[UnitRecord]] | None = None) -> UnitGroup:
    """A unit with all under it."""
    children = _below(names) if below is None else below
    found: dict[int, str] = {}
    left = [unit]
    while left:
        here = left.pop()
        if here.id not in found:
            found[here.id] = here.code
            left += children.get(here.code, [])
    return UnitGroup(
        unit.code, unit.name, unit.short_name or unit.name, unit.kind, frozenset(found), frozenset(found.values()),
        unit.code,
    )


def find_group(names: ComplaintNames, key: str, day: str) -> UnitGroup | None:
    """The row of a key, also of a unit that is no longer; None for a key nobody knows."""
    if key.startswith("area:"):
        return next((g for g in groups(names, Level.COMMUNE, day) if g.key == key), None)
    return next((unit_group(names, u) for u in names.units.values() if u.code == key), None)


def _below(names: ComplaintNames) -> dict[str, list[UnitRecord]]:
    found: dict[str, list[UnitRecord]] = {}
    for unit in names.units.values():
        if unit.parent:
            found.setdefault(unit.parent, []).append(unit)
    return found


def league(
    session: Session, names: ComplaintNames, wanted: Walk, level: Level, cancel: Cancel | None = None
) -> League:
    """Every unit in force that received something in the period."""
    table = walk(open_columns(plain(session)), wanted, names.calendar, cancel)
    return league_of(names, table, wanted, level, commitments(session, wanted.now))


def league_of(
    names: ComplaintNames, table: UnitTable, wanted: Walk, level: Level,
    told: Callable[[frozenset[str]], Commitments],
) -> League:
    """The league from a table that was walked."""
    seen, day = table.seen(), local_date(wanted.now).isoformat()
    entries = [
        LeagueEntry(g, table.figures(g.members), told(g.codes))
        for g in groups(names, level, day)
        if g.members & seen
    ]
    live = frozenset(u.id for u in names.units.values() if in_force(u, day))
    everybody = frozenset(range(table.size))
    return League(tuple(entries), table.figures(everybody), table.figures(everybody - live).received, wanted, level)


def commitments(session: Session, now: int) -> Callable[[frozenset[str]], Commitments]:
    """What units promised and answered, of all times, by their codes."""
    promises: dict[str, list[int]] = {}
    for p in rows(session, PromiseRecord):
        if p.state != PromiseState.PENDING:
            count = promises.setdefault(p.unit_code, [0, 0])
            count[0] += p.state == PromiseState.KEPT
            count[1] += 1
    answers: dict[str, list[int]] = {}
    for r in rows(session, ExplanationRequestRecord):
        owed = r.deadline and (r.answered_at or r.deadline < now) and r.state != RequestState.WITHDRAWN
        if owed:
            count = answers.setdefault(r.unit_code, [0, 0])
            count[0] += 0 < r.answered_at <= r.deadline
            count[1] += 1

    def of(codes: frozenset[str]) -> Commitments:
        return Commitments(_sum(promises, codes), _sum(answers, codes))

    return of


def _sum(counts: dict[str, list[int]], codes: frozenset[str]) -> Share:
    found = [counts[c] for c in codes & counts.keys()]
    return sum(c[0] for c in found), sum(c[1] for c in found)
