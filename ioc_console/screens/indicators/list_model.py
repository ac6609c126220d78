"""View model of the list of indicators: filters, folding, and every line in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject

from ioc_console import formatting as f
from ioc_console.context import Context
from ioc_console.figure_words import age_of, same_period_change
from ioc_console.text import language, tr
from ioc_console.view_model import ViewModel
from ioc_console.widgets.filter_combo import Choice, fold
from ioc_console.widgets.standing_mark import standing_name
from ioc_domain.codes import STANDING_ORDER, AreaLevel, Direction, PeriodKind, Standing
from ioc_domain.comparison import attainment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.queries.indicators import IndicatorList
    from local_cache.queries.series import Figures

SHOWN_AT_FIRST = {
    Standing.AT_RISK: 40,
    Standing.PROGRESSING: 5,
    Standing.ON_TRACK: 4,
    Standing.NOT_ASSESSABLE: 3,
}
"""Rows of a standing before it is unfolded: the list fits a window and what is red is never folded."""
LEVEL_WORDS = {AreaLevel.CITY: "city", AreaLevel.DISTRICT: "district", AreaLevel.COMMUNE: "commune",
               AreaLevel.PROVINCE: "province"}
KIND_WORDS = {PeriodKind.MONTH: "monthly", PeriodKind.QUARTER: "quarterly", PeriodKind.YEAR: "yearly"}


@dataclass(frozen=True)
class Filters:
    """What narrows the list. "" = all."""

    catalogue: str = ""
    level: str = AreaLevel.CITY.value
    group: str = ""
    unit: str = ""
    kind: str = ""
    standing: str = ""
    text: str = ""

    @property
    def narrow(self) -> bool:
        """Whether something is picked: then nothing is folded."""
        return bool(self.group or self.unit or self.kind or self.standing or self.text)


@dataclass(frozen=True)
class HeaderLine:
    """A standing, with how many indicators stand so."""

    standing: Standing
    name: str
    count: str
    folded: bool


@dataclass(frozen=True)
class FieldLine:
    """A field group."""

    name: str


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator."""

    subject: str
    name: str
    lower_note: str
    standing: Standing
    trail: tuple[float | None, ...]
    reached: str
    change: str
    age: str
    stale: bool
    told: str


@dataclass(frozen=True)
class MoreLine:
    """How many of a standing are folded away; picking it unfolds them."""

    standing: Standing
    words: str


Line = HeaderLine | FieldLine | IndicatorLine | MoreLine


class IndicatorListViewModel(ViewModel["IndicatorList"]):
    """The list of a catalogue. `lines` is what to show; the verbs change filters and folding."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"indicator", "observation", "plan", "assessment", "indicator_group", "unit", "source", "setting", "area"}
    )

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.filters = Filters()
        self._unfolded: set[Standing] = set()
        self._folded: set[Standing] = set()

    def query(self) -> Callable[[Session], IndicatorList]:
        """The catalogue at the picked month and area."""
        month, area, catalogue = self.context.picked.period, self.context.picked.area, self.filters.catalogue

        def read(session: Session) -> IndicatorList:
            from local_cache.queries.indicators import indicator_list

            return indicator_list(session, month, area, catalogue)

        return read

    # --- verbs -------------------------------------------------------------------------------------------

    def set_filter(self, name: str, value: str) -> None:
        """Pick a value of one filter; another catalogue is loaded."""
        before = self.filters
        self.filters = replace(before, **{name: value})
        if self.filters == before:
            return
        if name == "catalogue":
            self.filters = replace(self.filters, group="", unit="", level=AreaLevel.CITY.value)
            self.reload()
        else:
            self.changed.emit()

    def clear_filters(self) -> bool:
        """Back to all of the catalogue; False when nothing was picked."""
        if not self.filters.narrow:
            return False
        self.filters = Filters(catalogue=self.filters.catalogue, level=self.filters.level)
        self.changed.emit()
        return True

    def toggle(self, standing: Standing) -> None:
        """Fold a standing away or show it."""
        self._folded ^= {standing}
        self.changed.emit()

    def unfold(self, standing: Standing) -> None:
        """Show all of a standing."""
        self._unfolded.add(standing)
        self.changed.emit()

    # --- what is shown -----------------------------------------------------------------------------------

    def lines(self) -> tuple[Line, ...]:
        """Standings in their order, fields under them, indicators under those."""
        made: list[Line] = []
        matching = self._matching()
        alone = len({x.standing for x in matching}) < 2  # nothing else wants the room
        for standing in STANDING_ORDER:
            mine = [x for x in matching if x.standing is standing]
            if not mine and (self.filters.narrow or not matching):
                continue
            folded = standing in self._folded
            made.append(HeaderLine(standing, standing_name(standing), f.number(len(mine), 0), folded))
            if not folded:
                made += self._of_standing(standing, mine, everything=alone)
        return tuple(made)

    def total_words(self) -> str:
        """`154 chỉ tiêu`."""
        return tr("{n} indicators", n=f.number(len(self._matching()), 0))

    def first_subject(self) -> str:
        """The indicator to open when none is chosen."""
        return next((x.subject for x in self.lines() if isinstance(x, IndicatorLine)), "")

    def level_choices(self) -> tuple[Choice, ...]:
        """Levels the catalogue has."""
        return self._choices({x.indicator.level for x in self._rows()}, lambda v: tr(LEVEL_WORDS[AreaLevel(v)])
                             if v in LEVEL_WORDS else v, "all levels")

    def group_choices(self) -> tuple[Choice, ...]:
        """Fields that have an indicator."""
        groups = self.data.groups if self.data else {}
        present = {x.indicator.group_code for x in self._rows()}
        known = sorted((g for g in groups.values() if g.code in present), key=lambda g: g.order)
        return (Choice("", tr("all fields")), *(Choice(g.code, self._group_name(g.code)) for g in known))

    def unit_choices(self) -> tuple[Choice, ...]:
        """Units that answer for an indicator."""
        names = self.data.unit_names if self.data else {}
        return self._choices({x.indicator.owner_unit for x in self._rows() if x.indicator.owner_unit},
                             lambda v: names.get(v, v), "all units")

    def kind_choices(self) -> tuple[Choice, ...]:
        """How often they are measured."""
        return (Choice("", tr("all periods")), *(Choice(k.value, tr(w)) for k, w in KIND_WORDS.items()))

    def standing_choices(self) -> tuple[Choice, ...]:
        """The four standings."""
        return (Choice("", tr("all 4 standings")), *(Choice(s.value, standing_name(s)) for s in STANDING_ORDER))

    def catalogue_choices(self) -> tuple[Choice, ...]:
        """Catalogue versions and imported sets."""
        return tuple(Choice(c, catalogue_name(c)) for c in (self.data.catalogues if self.data else ()))

    def _choices(self, values: set[str], words: Callable[[str], str], every: str) -> tuple[Choice, ...]:
        ordered = sorted((fold(words(v)), v) for v in values)
        return (Choice("", tr(every)), *(Choice(v, words(v)) for _, v in ordered))

    def _rows(self) -> tuple[Figures, ...]:
        return self.data.rows if self.data else ()

    def _matching(self) -> list[Figures]:
        wanted, words = self.filters, fold(self.filters.text).split()
        found = []
        for x in self._rows():
            i = x.indicator
            if (
                (wanted.level and i.level != wanted.level)
                or (wanted.group and i.group_code != wanted.group)
                or (wanted.unit and i.owner_unit != wanted.unit)
                or (wanted.kind and i.period != wanted.kind)
                or (wanted.standing and x.standing != wanted.standing)
            ):
                continue
            text = fold(f"{i.name} {i.short_name} {i.code}") if words else ""
            if all(w in text for w in words):
                found.append(x)
        return found

    def _of_standing(self, standing: Standing, mine: list[Figures], *, everything: bool) -> list[Line]:
        everything = everything or self.filters.narrow or standing in self._unfolded
        room = len(mine) if everything or len(mine) <= SHOWN_AT_FIRST[standing] + 1 else SHOWN_AT_FIRST[standing]
        # Folded groups show what matters most for the city first, then in the order of the catalogue.
        kept = set(sorted(range(len(mine)), key=lambda k: (mine[k].indicator.priority or 999, k))[:room])
        made: list[Line] = []
        group = None
        for k, shown in enumerate(mine):
            if k not in kept:
                continue
            if shown.indicator.group_code != group:
                group = shown.indicator.group_code
                if group:
                    made.append(FieldLine(self._group_name(group)))
            made.append(self._line(shown))
        if room < len(mine):
            made.append(MoreLine(standing, tr("{n} more indicators", n=f.number(len(mine) - room, 0))))
        return made

    def _line(self, shown: Figures) -> IndicatorLine:
        from local_cache.queries.overview import source_of

        i, now = shown.indicator, self.context.now
        source = source_of(shown, self.data.sources if self.data else ())
        age = age_of(shown, source, self.context.picked.period, now)
        value = None if shown.observation is None else shown.observation.value
        share = attainment(value, shown.plan)
        reached = f.MISSING if share is None else f.number(share * 100, 1)
        change = same_period_change(value, shown.same_period, i.unit_of_measure)
        when = f.period(shown.period) if shown.period else tr("no number yet")
        return IndicatorLine(
            subject=shown.subject,
            name=i.short_name if language() == "vi" else (i.name_en or i.short_name),
            lower_note=tr("↓ is good") if i.direction == Direction.LOWER else "",
            standing=shown.standing,
            trail=shown.trail,
            reached=reached,
            change=change,
            age=age.words,
            stale=age.late_since > 0,
            told=f"{i.name}. {standing_name(shown.standing)}. {when}. "
            + tr("% of plan") + f": {reached}" + f". {age.stale_words}".rstrip(". "),
        )

    def _group_name(self, code: str) -> str:
        group = self.data.groups.get(code) if self.data else None
        if group is None:
            return code
        return group.name if language() == "vi" else group.name_en or group.name


def catalogue_name(code: str) -> str:
    """`Danh mục v2`, or the name of an imported set as it is."""
    return tr("Catalogue {code}", code=code) if code[:1] == "v" and code[1:].isdigit() else code
