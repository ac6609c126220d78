"""What the conditions of the filter offer: the lists behind chips and ghost words, with counts where they are known.

A count belongs to the filter as it is. Of a condition that is set, only what it lets through is counted: the others
stand without a number, which is not 0.
"""

from __future__ import annotations

from collections.abc import Mapping

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.filters import Filters, Span
from ioc_console.text import tr
from ioc_console.widgets.filter_combo import Choice
from ioc_domain.codes import Channel, ComplaintStatus
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.complaints import ComplaintBoard

SPANS = {
    Span.LAST_HOURS: "last 24 hours",
    Span.TODAY: "today",
    Span.THIS_WEEK: "this week",
    Span.THIS_MONTH: "this month",
    Span.THIS_QUARTER: "this quarter",
    Span.WEEK: "7 days",
    Span.MONTH: "30 days",
    Span.QUARTER: "90 days",
    Span.YEAR: "365 days",
    Span.ALL: "all time",
    Span.DATES: "from one day to another…",
}
ON_TIME = {
    "late": "open and overdue",
    "in_time": "open, not yet due",
    "closed_late": "closed late",
    "on_time": "closed on time",
}


def spans() -> tuple[Choice, ...]:
    """Periods of receipt."""
    return tuple(Choice(s.value, tr(w)) for s, w in SPANS.items())


def fields(filters: Filters, names: ComplaintNames, board: ComplaintBoard) -> tuple[Choice, ...]:
    """Fields in force, and older ones that have complaints; most first."""
    counts = {g.id: g.total for g in board.by_field}
    known = [f for f in names.fields.values() if not f.valid_to or counts.get(f.id) or f.id in filters.fields]
    ordered = sorted(known, key=lambda f: (-counts.get(f.id, 0), f.name))
    return tuple(Choice(str(f.id), words.field_name(f), _count(counts, f.id, bool(filters.fields))) for f in ordered)


def areas(filters: Filters, names: ComplaintNames, board: ComplaintBoard) -> tuple[Choice, ...]:
    """Areas now in force, most first; older ones below them; and the way they are meant."""
    counts = {g.id: g.total for g in board.by_area}
    limited = bool(board.filter.areas)
    now = sorted(names.communes(), key=lambda a: (-counts.get(a.id, 0), a.name))
    old = sorted((names.areas[a] for a in names.lies_in if a in names.areas), key=lambda a: a.name)
    out = [Choice(a.code, a.name, _count(counts, a.id, limited)) for a in now]
    if old:
        out.insert(0, Choice("@today", tr("by today's areas: an older area counts where most of it lies"), option=True))
        out.append(Choice("", tr("Areas until {day}", day=fmt.day(max(a.valid_to for a in old))), heading=True))
        out += [Choice(a.code, a.name) for a in old]
    return tuple(out)


def units(filters: Filters, names: ComplaintNames, board: ComplaintBoard) -> tuple[Choice, ...]:
    """Units with complaints first, most first; then the others in force; and whether those under them count."""
    counts = {g.id: g.total for g in board.by_unit}
    known = [u for u in names.units.values() if not u.valid_to or counts.get(u.id) or u.id in filters.units]
    ordered = sorted(known, key=lambda u: (-counts.get(u.id, 0), u.name))
    limited = bool(filters.units)
    out = [Choice(str(u.id), words.unit_name(u, short=False), _count(counts, u.id, limited)) for u in ordered]
    if any(u.parent for u in names.units.values()):
        out.insert(0, Choice("@below", tr("with the units under them"), option=True))
    if counts.get(0) or 0 in filters.units:
        out.append(Choice("0", words.unit_name(None), _count(counts, 0, limited)))
    return tuple(out)


def statuses(filters: Filters, board: ComplaintBoard) -> tuple[Choice, ...]:
    """All statuses, in the order of a complaint's life."""
    counts = dict(board.by_status)
    return tuple(
        Choice(str(int(s)), words.status(s), _count(counts, int(s), bool(filters.statuses))) for s in ComplaintStatus
    )


def on_time() -> tuple[Choice, ...]:
    """Verdicts."""
    return tuple(Choice(k, tr(w)) for k, w in ON_TIME.items())


def channels(filters: Filters, board: ComplaintBoard) -> tuple[Choice, ...]:
    """Ways of coming in: those known, and those seen."""
    counts = dict(board.by_channel)
    known = sorted({int(c) for c in Channel} | set(counts), key=lambda c: (-counts.get(c, 0), c))
    return tuple(Choice(str(c), words.channel(c), _count(counts, c, bool(filters.channels))) for c in known)


def more(filters: Filters, board: ComplaintBoard) -> tuple[Choice, ...]:
    """Conditions without a ghost word of their own, keyed `part:value`."""
    out: list[Choice] = []
    if not filters.on_time:
        out.append(Choice("", tr("On time"), heading=True))
        out += [Choice(f"on_time:{c.key}", c.words) for c in on_time()]
    out.append(Choice("", tr("On the map"), heading=True))
    out.append(Choice("view:1", tr("in the view of the map")))
    if not filters.without_place:
        out.append(Choice("without_place:1", tr("place not known"), fmt.number(board.total - board.located, 0)))
    if not filters.channels:
        out.append(Choice("", tr("How it came in"), heading=True))
        out += [Choice(f"channels:{c.key}", c.words, c.detail) for c in channels(filters, board)]
    if not filters.without_duplicates:
        out.append(Choice("", tr("Duplicates"), heading=True))
        out.append(Choice("without_duplicates:1", tr("without duplicates"), fmt.number(board.duplicates, 0)))
    return tuple(out)


def _count(counts: Mapping[int, int], key: int, limited: bool) -> str:
    if limited and not counts.get(key):
        return ""
    return fmt.number(counts.get(key, 0), 0)

