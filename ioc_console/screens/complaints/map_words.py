"""The map in words: chips, the legends of heat and points, and the card of what was picked."""

from __future__ import annotations

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.text import tr
from ioc_console.widgets.map import documents as doc
from ioc_console.widgets.map.raster import HeatPicture
from local_cache.queries.complaint_map import CellFacts, MapView

CHIP_LEAST_SHARE = 0.004
"""An area gets a chip from this share of all open overdue complaints on (and from `CHIP_LEAST`)."""
CHIP_LEAST = 3
MOST_CHIPS = 40
_SMALL = 0.01
"""Densities under this are written with three decimals."""


def chips(data: BoardData) -> tuple[list[tuple[int, str]], int]:
    """(area, count) of areas with many open overdue complaints, and from how many on."""
    least = max(CHIP_LEAST, int(data.board.open_late * CHIP_LEAST_SHARE))
    late = sorted((g for g in data.board.by_area if g.open_late >= least), key=lambda g: -g.open_late)
    return [(g.id, fmt.number(g.open_late, 0)) for g in late[:MOST_CHIPS]], least


def heat_legend(data: BoardData, heat: HeatPicture | None, playing: bool = False) -> doc.Legend | None:
    """Five bands with the density at which each begins; while a period is played, that of one window."""
    if heat is None or not heat.limits:
        return None
    _, least = chips(data)
    last = len(heat.limits) - 1
    bands = tuple(
        doc.LegendBand(f"heat{k}", fmt.number(v, None if v >= _SMALL else 3) + ("+" if k == last else ""))
        for k, v in enumerate(heat.limits)
    )
    chip = tr("open and overdue (from {n} in an area)", n=fmt.number(least, 0)) if data.board.open_late else ""
    if playing:
        return doc.Legend(title=tr("Complaints per km² in the time shown"), bands=bands)
    return doc.Legend(title=tr("Complaints per km² in the period"), bands=bands, chip=chip)


def bubbles(view: MapView) -> list[doc.Bubble]:
    """Counts of clusters in words."""
    return [
        doc.Bubble((c.x, c.y), fmt.number(c.total, 0), fmt.number(c.late, 0) if c.late else "") for c in view.clusters
    ]


def points_legend(view: MapView | None) -> doc.Legend:
    """The marks of single complaints."""
    rows = [
        doc.LegendRow(tr("open and overdue"), shape="diamond", colour="at-risk"),
        doc.LegendRow(tr("open"), shape="dot", colour="secondary"),
        doc.LegendRow(tr("closed"), shape="dot", colour="same-period"),
    ]
    if view is not None and view.points is None:
        return doc.Legend(title=tr("Too many to show one by one: counted together"),
                          chip=tr("open and overdue among them"))
    return doc.Legend(rows=tuple(rows))


def card(data: BoardData, facts: CellFacts, metres: int) -> doc.Card:
    """What lies in a picked cell of the heat map."""
    where = words.area_name(data.names.areas.get(facts.areas[0][0])) if facts.areas else tr("Nothing here")
    fields = " · ".join(
        f"{words.field_name(data.names.fields.get(f), short=True)} {fmt.number(n, 0)}" for f, n in facts.fields[:2]
    )
    rest = sum(n for _, n in facts.fields[2:])
    if rest:
        fields += " · " + tr("other {n}", n=fmt.number(rest, 0))
    lines: list[str | tuple[str, str]] = [tr("{area} · cell of {n} m", area=where, n=fmt.number(metres, 0))]
    lines.append((tr("{n} complaints", n=fmt.number(facts.total, 0)),
                  tr("{n} overdue", n=fmt.number(facts.late, 0)) if facts.late else ""))
    if facts.fields:
        lines += [fields, tr("Enter: filter by this cell")]
    return doc.Card(facts.box, tuple(lines))
