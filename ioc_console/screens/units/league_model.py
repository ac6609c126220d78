"""View model of the league: what was chosen, and the rows in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject

from ioc_console.context import Context
from ioc_console.view_model import ViewModel
from ioc_console.widgets.choices import fold
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.working_time import at_local, local_date
from local_cache.queries.complaint_names import WATCHED, ComplaintNames, complaint_names
from local_cache.queries.units import League, LeagueEntry, Level, league
from local_cache.unit_figures import Share, Walk

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SPANS = ("7", "30", "90", "365")


@dataclass(frozen=True)
class Chosen:
    """What a person set. `field` 0 = every field; `sort` names a column of the league."""

    span: str = "30"
    level: Level = Level.ALL
    field: int = 0
    search: str = ""
    sort: str = "on_time"
    descending: bool = False


@dataclass(frozen=True)
class LeagueData:
    """The league and the names for it."""

    names: ComplaintNames
    league: League


def walk_of(chosen: Chosen, names: ComplaintNames, area: str, now: int) -> Walk:
    """What the choices mean for the columns: whole local days, today included."""
    today = local_date(now)
    areas = names.areas_below(area) if area else frozenset()
    # What was received in an area of old counts where the largest part of it lies now, as in Phản ánh 1022.
    areas |= {old for old, lies_in in names.lies_in.items() if lies_in in areas}
    return Walk(
        since=at_local(today - timedelta(days=int(chosen.span) - 1), 0),
        until=at_local(today + timedelta(days=1), 0),
        now=now,
        fields=frozenset({chosen.field}) if chosen.field else frozenset(),
        areas=areas,
    )


class LeagueViewModel(ViewModel[LeagueData]):
    """Loads anew for a period, a level, a field or an area; search, order and formula only word what is there."""

    watches: ClassVar[frozenset[str]] = WATCHED | {"complaint", "promise", "explanation_request"}

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.chosen = Chosen()

    def query(self) -> Callable[[Session], LeagueData]:
        """The whole league in one walk, given up as soon as another is asked for."""
        chosen, area, now, number = self.chosen, self.context.picked.area, self.context.now, self._number

        def work(session: Session) -> LeagueData:
            names = complaint_names(session)
            wanted = walk_of(chosen, names, area, now)
            return LeagueData(names, league(session, names, wanted, chosen.level, lambda: self._number != number))

        return work

    def choose(self, **changes: Any) -> None:
        """Set parts of the choice."""
        before, self.chosen = self.chosen, replace(self.chosen, **changes)
        if self.chosen == before:
            return
        if any(getattr(before, part) != getattr(self.chosen, part) for part in ("span", "level", "field")):
            self.reload()
        else:
            self.changed.emit()

    @property
    def formula(self) -> OnTimeFormula:
        """The formula in use."""
        of_site = self.data.names.formula if self.data is not None else OnTimeFormula.CT2
        return self.context.picked.formula_in_use(of_site)

    def entries(self) -> list[LeagueEntry]:
        """Rows that fit the search, in their order; those without enough basis last, most complaints first."""
        if self.data is None:
            return []
        wanted = fold(self.chosen.search.strip())
        found = [e for e in self.data.league.entries if wanted in fold(e.group.name) or wanted in fold(e.group.key)]
        value = _values(self.formula)[self.chosen.sort]
        known = [(v, e) for e in found if (v := value(e)) is not None]
        unknown = [e for e in found if value(e) is None]
        sign = -1 if self.chosen.descending else 1
        if self.chosen.sort == "name":
            known.sort(key=lambda pair: fold(pair[1].group.name), reverse=self.chosen.descending)
        else:
            known.sort(key=lambda pair: (sign * pair[0], -pair[1].figures.received, pair[1].group.name))
        unknown.sort(key=lambda e: (-e.figures.received, e.group.name))
        return [e for _, e in known] + unknown

    def ranks(self) -> dict[str, int]:
        """Place by the on-time rate, the worst first, whatever the order shown; equal rates share a place."""
        if self.data is None:
            return {}
        rates = [(r, e.group.key) for e in self.data.league.entries if (r := e.rate(self.formula)) is not None]
        places = {rate: k for k, rate in reversed(list(enumerate(sorted(r for r, _ in rates), 1)))}
        return {key: places[rate] for rate, key in rates}


def share(part_and_whole: Share, least: int = 1) -> float | None:
    """In percent; None where there is not enough."""
    part, whole = part_and_whole
    return 100.0 * part / whole if whole >= least else None


def _values(formula: OnTimeFormula) -> dict[str, Callable[[LeagueEntry], float | None]]:
    """What each column is sorted by; None stands last."""
    return {
        "name": lambda e: 0.0,
        "received": lambda e: float(e.figures.received),
        "closed": lambda e: float(e.figures.closed),
        "late": lambda e: float(e.figures.open_overdue),
        "on_time": lambda e: e.rate(formula),
        "reopened": lambda e: share((e.figures.reopened, e.figures.received)),
        "unproven": lambda e: share((e.figures.unproven, e.figures.closed)),
        "routed": lambda e: share(e.figures.routed),
        "answered": lambda e: share(e.figures.answered),
        "median": lambda e: e.figures.median,
        "late_tenth": lambda e: e.figures.late_tenth,
        "kept": lambda e: share(e.commitments.promises),
    }


SORTS = frozenset(_values(OnTimeFormula.CT2))
"""Columns the league can be sorted by."""
