"""The filter in words: every condition as a chip or a ghost word, with the choices behind it."""

from __future__ import annotations

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.choices import (
    ON_TIME,
    SPANS,
    areas,
    channels,
    fields,
    more,
    on_time,
    spans,
    statuses,
    units,
)
from ioc_console.screens.complaints.filter_row import Part
from ioc_console.screens.complaints.filters import AreaBasis, Filters, Span, is_cell, period
from ioc_console.text import tr
from ioc_console.widgets.choices import Offered
from ioc_domain.foreign_text import in_sight
from ioc_domain.working_time import at_local
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.complaints import ComplaintBoard


def parts(filters: Filters, names: ComplaintNames, board: ComplaintBoard, area: str, now: int) -> tuple[Part, ...]:
    """The conditions in the order of the sentence."""
    picked = picked_areas(filters, names, area)
    return (
        Part("span", _span_words(filters, now), tr("all time"), spans(), (filters.span.value,)),
        Part("fields", _listed([words.field_name(names.fields.get(f)) for f in filters.fields]), tr("any field"),
             fields(filters, names, board), _keys(filters.fields), several=True),
        Part("area", _area_words(filters, names, picked, area, now), tr("whole city"),
             Offered(lambda: areas(filters, names, board), some=bool(names.communes() or names.lies_in)),
             (*picked, *(("@today",) if filters.area_basis is AreaBasis.TODAY else ())), several=True),
        Part("statuses", _listed([words.status(s) for s in filters.statuses]), tr("any status"),
             statuses(filters, board), _keys(filters.statuses), several=True),
        Part("units", _unit_words(filters, names), tr("any unit"),
             Offered(lambda: units(filters, names, board), some=bool(names.units)),
             (*_keys(filters.units), *(() if filters.units_alone else ("@below",))), several=True),
        Part("on_time", _listed([tr(ON_TIME[key]) for key in filters.on_time]), "", on_time(), filters.on_time,
             several=True),
        Part("channels", _listed([words.channel(c) for c in filters.channels]), "", channels(filters, board),
             _keys(filters.channels), several=True),
        Part("without_duplicates", tr("without duplicates") if filters.without_duplicates else "", ""),
        Part("without_place", tr("place not known") if filters.without_place else "", ""),
        Part("box", _box_words(filters), ""),
        Part("text", f"“{in_sight(filters.text)}”" if filters.text else "", ""),
        Part("more", "", "+ " + tr("condition"), more(filters, board)),
    )


def in_short(shown: tuple[Part, ...]) -> str:
    """What is set, without the period, as a name for a saved view."""
    set_parts = [p.chip for p in shown if p.chip and p.name != "span"] or [p.chip for p in shown if p.chip]
    return ", ".join(set_parts)[:80]


def picked_areas(filters: Filters, names: ComplaintNames, area: str) -> tuple[str, ...]:
    """Codes of the areas that are a condition now."""
    if area:
        return (area,)
    return tuple(names.areas[a].code for a in filters.areas if a in names.areas)


def _keys(values: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(str(v) for v in values)


def _listed(names: list[str]) -> str:
    if len(names) > 2:
        return f"{names[0]}, {names[1]} +{len(names) - 2}"
    return ", ".join(names)


def _span_words(filters: Filters, now: int) -> str:
    if filters.span is Span.ALL:
        return ""
    since, until = period(filters, now)
    first, last = fmt.short_day(since), fmt.day(until - 1)
    if filters.span in (Span.DAY, Span.DATES) and until - since <= 86_400:
        return tr("received on {day}", day=fmt.day(since))
    if filters.span is Span.DATES:
        first = fmt.day(since) if fmt.local(since).year != fmt.local(until - 1).year else first
        return tr("received {first} → {last}", first=first, last=last)
    if filters.span is Span.LAST_HOURS:
        return tr("received in the last 24 hours, from {time} {day}", time=fmt.clock_time(since), day=first)
    if filters.span is Span.TODAY:
        return tr("received today, {day}", day=last)
    if filters.span in SPANS and not filters.span.value.isdigit():
        return tr("received {period}, {first} → {last}", period=tr(SPANS[filters.span]), first=first, last=last)
    return tr("received in {n} days, {first} → {last}", n=filters.span.value, first=first, last=last)


def _area_words(filters: Filters, names: ComplaintNames, picked: tuple[str, ...], area: str, now: int) -> str:
    if not picked:
        return ""
    by_code = {a.code: a for a in names.areas.values()}
    said = _listed([words.area_name(by_code[c], short=len(picked) > 1) if c in by_code else area for c in picked])
    if filters.area_basis is AreaBasis.THEN:
        return tr("{areas}, as recorded then", areas=said)
    if _reaches_back(filters, names, now):
        return tr("{areas}, by today's areas", areas=said)
    return said


def _reaches_back(filters: Filters, names: ComplaintNames, now: int) -> bool:
    """Whether the period holds days on which other areas were in force: only then the two ways differ."""
    ended = [names.areas[old].valid_to for old in names.lies_in if old in names.areas and names.areas[old].valid_to]
    if not ended:
        return False
    from datetime import date, timedelta

    since, _ = period(filters, now)
    return since < at_local(date.fromisoformat(max(ended)) + timedelta(days=1), 0)


def _unit_words(filters: Filters, names: ComplaintNames) -> str:
    if not filters.units:
        return ""
    said = _listed([words.unit_name(names.units.get(u)) for u in filters.units])
    if all(len(names.units_below(u)) == 1 for u in filters.units):
        return said  # nobody is under them: both ways are the same
    return tr("{units} alone", units=said) if filters.units_alone else tr("{units} with those under it", units=said)


def _box_words(filters: Filters) -> str:
    if filters.box is None:
        return ""
    return tr("in the chosen cell of the map") if is_cell(filters.box) else tr("in the chosen view of the map")
