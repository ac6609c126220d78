"""The map in words: classes of the areas, legends, chips, and the card of what was picked."""

from __future__ import annotations

import itertools
from enum import StrEnum

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.text import tr
from ioc_console.widgets.map import documents as doc
from ioc_console.widgets.map.raster import HeatPicture, round_number
from local_cache.queries.complaint_map import CellFacts, MapView

CHIP_LEAST_SHARE = 0.004
"""An area gets a chip from this share of all open overdue complaints on (and from `CHIP_LEAST`)."""
CHIP_LEAST = 3
MOST_CHIPS = 40
RATE_CLASSES = ((0.0, "heat0"), (1.0, "heat1"), (2.0, "heat2"), (3.0, "progressing"), (5.0, "at-risk"))
"""Overdue share in percent from which a class begins, and its fill: grey below the limit, colour only above it."""
HATCH = len(RATE_CLASSES)
COUNT_FILLS = ("heat0", "heat1", "heat2", "heat3", "heat4")


class ColourBy(StrEnum):
    """What the area map shades."""

    LATE_SHARE = "late_share"
    COUNT = "count"


def better_colour(data: BoardData) -> ColourBy:
    """The overdue share where at least a third of the areas have enough verdicts for one, else the count."""
    shapes = {s.place.id for s in data.areas.shapes}
    able = sum(1 for g in data.board.by_area if g.id in shapes and words.late_share(g.late, g.due) is not None)
    return ColourBy.LATE_SHARE if able * 3 >= len(shapes) else ColourBy.COUNT


def chips(data: BoardData) -> tuple[list[tuple[int, str]], int]:
    """(area, count) of areas with many open overdue complaints, and from how many on."""
    least = max(CHIP_LEAST, int(data.board.open_late * CHIP_LEAST_SHARE))
    late = sorted((g for g in data.board.by_area if g.open_late >= least), key=lambda g: -g.open_late)
    return [(g.id, fmt.number(g.open_late, 0)) for g in late[:MOST_CHIPS]], least


def heat_legend(data: BoardData, heat: HeatPicture | None) -> doc.Legend | None:
    """Five bands with the density at which each begins."""
    if heat is None or not heat.limits:
        return None
    _, least = chips(data)
    last = len(heat.limits) - 1
    bands = tuple(
        doc.LegendBand(f"heat{k}", fmt.number(v) + ("+" if k == last else "")) for k, v in enumerate(heat.limits)
    )
    chip = tr("open and overdue (from {n} in an area)", n=fmt.number(least, 0)) if data.board.open_late else ""
    return doc.Legend(title=tr("Complaints per km² in the period"), bands=bands, chip=chip)


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


def shade(data: BoardData, by: ColourBy) -> tuple[doc.Shade, doc.Legend]:
    """Classes of the areas, and their legend as a histogram."""
    return _count_shade(data) if by is ColourBy.COUNT else _rate_shade(data)


def _rate_shade(data: BoardData) -> tuple[doc.Shade, doc.Legend]:
    shapes = {s.place.id: s.place for s in data.areas.shapes}
    groups = {g.id: g for g in data.board.by_area}
    of: dict[int, int] = {}
    values: dict[int, str] = {}
    hover: dict[int, list[str]] = {}
    marked: list[tuple[float, doc.AreaMark]] = []
    for i in shapes:
        g = groups.get(i)
        late, due, total = (g.late, g.due, g.total) if g else (0, 0, 0)
        share = words.late_share(late, due)
        hover[i] = [tr("received {n}", n=fmt.number(total, 0)),
                    tr("overdue {n} of {m} with a verdict", n=fmt.number(late, 0), m=fmt.number(due, 0))]
        if share is None:
            of[i] = HATCH
            hover[i].append(tr("too few to class (under {n})", n=words.LEAST_DUE))
            continue
        of[i] = max(k for k, (limit, _) in enumerate(RATE_CLASSES) if share >= limit)
        values[i] = fmt.number(share, 1)
        hover[i].insert(0, tr("overdue share {share}", share=fmt.percent(share)))
        if share >= words.LATE_LIMIT:
            kind = "diamond" if share >= words.WORSE_LIMIT else "triangle"
            marked.append((share, doc.AreaMark(i, kind, "text")))
    classes = (*(doc.ShadeClass(fill) for _, fill in RATE_CLASSES), doc.ShadeClass("hatch"))
    marks = tuple(m for _, m in sorted(marked, key=lambda pair: -pair[0]))
    b = data.board
    due = b.on_time.closed_on_time + b.on_time.closed_late + b.open_late
    city = words.late_share(b.open_late + b.on_time.closed_late, due)
    names = [
        tr("under {n}", n=1), tr("{a} to under {b}", a=1, b=2), tr("{a} to under {b}", a=2, b=3),
        tr("{a} to under {b}", a=3, b=5), tr("from {n}", n=5),
        tr("too few to class (under {n})", n=words.LEAST_DUE),
    ]
    legend = doc.Legend(
        title=tr("Overdue share, %"),
        side=tr("number of areas"),
        rows=_histogram(names, [c.fill for c in classes], of),
        foot=(tr("whole: {share} · limit {limit}", share=fmt.number(city, 1), limit=fmt.number(words.LATE_LIMIT, 1)),
              tr("total {n}", n=fmt.number(len(shapes), 0))),
    )
    return doc.Shade(classes, of, values, hover, marks), legend


def _count_shade(data: BoardData) -> tuple[doc.Shade, doc.Legend]:
    shapes = [s.place.id for s in data.areas.shapes]
    totals = {g.id: g.total for g in data.board.by_area}
    known = sorted(totals.get(i, 0) for i in shapes)
    top = known[int(len(known) * 0.95)] if known else 0
    limits: list[int] = [0]
    for part in (0.2, 0.4, 0.65, 1.0):
        limit = int(round_number(top * part)) if top * part >= 1 else limits[-1] + 1
        limits.append(max(limit, limits[-1] + 1))
    of = {i: max(k for k, limit in enumerate(limits) if totals.get(i, 0) >= limit) for i in shapes}
    values = {i: fmt.number(totals.get(i, 0), 0) for i in shapes}
    hover = {i: [tr("received {n}", n=values[i])] for i in shapes}
    names = [tr("under {n}", n=fmt.number(limits[1], 0))]
    names += [tr("{a} to under {b}", a=fmt.number(a, 0), b=fmt.number(b, 0))
              for a, b in itertools.pairwise(limits[1:])]
    names.append(tr("from {n}", n=fmt.number(limits[-1], 0)))
    inside = sum(totals.get(i, 0) for i in shapes)
    legend = doc.Legend(
        title=tr("Complaints received"),
        side=tr("number of areas"),
        rows=_histogram(names, list(COUNT_FILLS), of),
        foot=(tr("in these areas {n} of {m}", n=fmt.number(inside, 0), m=fmt.number(data.board.total, 0)),
              tr("total {n}", n=fmt.number(len(shapes), 0))),
    )
    return doc.Shade(tuple(doc.ShadeClass(f) for f in COUNT_FILLS), of, values, hover), legend


def _histogram(names: list[str], fills: list[str], of: dict[int, int]) -> tuple[doc.LegendRow, ...]:
    counts = [sum(1 for k in of.values() if k == c) for c in range(len(names))]
    most = max(counts, default=0) or 1
    shapes = {"progressing": "triangle", "at-risk": "diamond"}
    return tuple(
        doc.LegendRow(name, fill, shapes.get(fill, ""), "canvas", fmt.number(n, 0), n / most)
        for name, fill, n in zip(names, fills, counts, strict=True)
    )


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
