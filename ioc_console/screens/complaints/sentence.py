"""The filter in words: every condition as a chip or a ghost word, with the choices behind it."""

from __future__ import annotations

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.filter_row import Part
from ioc_console.screens.complaints.filters import Filters, Span, period
from ioc_console.text import tr
from ioc_console.widgets.filter_combo import Choice
from ioc_domain.codes import ComplaintStatus
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.complaints import ComplaintBoard

SPANS = {
    Span.WEEK: "7 days",
    Span.MONTH: "30 days",
    Span.QUARTER: "90 days",
    Span.YEAR: "365 days",
    Span.ALL: "all time",
}
ON_TIME = {
    "late": "open and overdue",
    "closed_late": "closed late",
    "on_time": "closed on time",
    "in_time": "open, not yet due",
}


def parts(filters: Filters, names: ComplaintNames, board: ComplaintBoard, area: str, now: int) -> tuple[Part, ...]:
    """The conditions in the order of the sentence."""
    return (
        Part("span", _span_words(filters, now), tr("all time"), _spans(), filters.span.value),
        Part("fields", _listed([words.field_name(names.fields.get(f)) for f in filters.fields]), tr("any field"),
             _fields(names, board), _one(filters.fields)),
        Part("area", _area_words(names, area), tr("whole city"), _areas(names, board), area),
        Part("statuses", _listed([words.status(s) for s in filters.statuses]), tr("any status"),
             _statuses(board), _one(filters.statuses)),
        Part("units", _listed([words.unit_name(names.units.get(u)) for u in filters.units]), tr("any unit"),
             _units(names, board), _one(filters.units)),
        Part("on_time", tr(ON_TIME[filters.on_time]) if filters.on_time else "", "", _on_time(), filters.on_time),
        Part("channels", _listed([words.channel(c) for c in filters.channels]), "", _channels(board),
             _one(filters.channels)),
        Part("without_duplicates", tr("without duplicates") if filters.without_duplicates else "", ""),
        Part("box", tr("in the chosen cell of the map") if filters.box else "", ""),
        Part("text", f"“{filters.text}”" if filters.text else "", ""),
        Part("more", "", "+ " + tr("condition"), _more(filters, board)),
    )


def _one(values: tuple[int, ...]) -> str:
    return str(values[0]) if len(values) == 1 else ""


def _listed(names: list[str]) -> str:
    if len(names) > 2:
        return f"{names[0]}, {names[1]} +{len(names) - 2}"
    return ", ".join(names)


def _span_words(filters: Filters, now: int) -> str:
    if filters.span is Span.ALL:
        return ""
    since, until = period(filters, now)
    if filters.span is Span.DAY:
        return tr("received on {day}", day=fmt.day(since))
    return tr("received in {n} days, {first} → {last}", n=filters.span.value, first=fmt.short_day(since),
              last=fmt.day(until - 1))


def _area_words(names: ComplaintNames, area: str) -> str:
    if not area:
        return ""
    found = next((a for a in names.areas.values() if a.code == area), None)
    return words.area_name(found, short=False) if found is not None else area


def _spans() -> tuple[Choice, ...]:
    return tuple(Choice(s.value, tr(w)) for s, w in SPANS.items())


def _fields(names: ComplaintNames, board: ComplaintBoard) -> tuple[Choice, ...]:
    counts = {g.id: g.total for g in board.by_field}
    known = [f for f in names.fields.values() if not f.valid_to or counts.get(f.id)]
    ordered = sorted(known, key=lambda f: (-counts.get(f.id, 0), f.name))
    return tuple(Choice(str(f.id), words.field_name(f), fmt.number(counts.get(f.id, 0), 0)) for f in ordered)


def _areas(names: ComplaintNames, board: ComplaintBoard) -> tuple[Choice, ...]:
    counts = {g.id: g.total for g in board.by_area}
    ordered = sorted(names.communes(), key=lambda a: (-counts.get(a.id, 0), a.name))
    return tuple(Choice(a.code, a.name, fmt.number(counts.get(a.id, 0), 0)) for a in ordered)


def _units(names: ComplaintNames, board: ComplaintBoard) -> tuple[Choice, ...]:
    counts = [(g.id, g.total) for g in board.by_unit if g.total]
    return tuple(Choice(str(u), words.unit_name(names.units.get(u), short=False), fmt.number(n, 0)) for u, n in counts)


def _statuses(board: ComplaintBoard) -> tuple[Choice, ...]:
    counts = dict(board.by_status)
    return tuple(Choice(str(int(s)), words.status(s), fmt.number(counts.get(int(s), 0), 0)) for s in ComplaintStatus)


def _on_time() -> tuple[Choice, ...]:
    return tuple(Choice(k, tr(w)) for k, w in ON_TIME.items())


def _channels(board: ComplaintBoard) -> tuple[Choice, ...]:
    return tuple(Choice(str(c), words.channel(c), fmt.number(n, 0)) for c, n in board.by_channel)


def _more(filters: Filters, board: ComplaintBoard) -> tuple[Choice, ...]:
    """Conditions without a ghost word of their own, keyed `part:value`."""
    out: list[Choice] = []
    if not filters.on_time:
        out.append(Choice("", tr("On time"), heading=True))
        out += [Choice(f"on_time:{k}", tr(w)) for k, w in ON_TIME.items()]
    if not filters.channels:
        out.append(Choice("", tr("How it came in"), heading=True))
        out += [Choice(f"channels:{c.key}", c.words, c.detail) for c in _channels(board)]
    if not filters.without_duplicates:
        out.append(Choice("", tr("Duplicates"), heading=True))
        out.append(Choice("without_duplicates:1", tr("without duplicates"), fmt.number(board.duplicates, 0)))
    return tuple(out)
