"""The area map: what its areas are coloured by, their classes, and the legend as a histogram with numbers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.text import tr
from ioc_console.widgets.map import documents as doc
from ioc_console.widgets.map.raster import round_number

LEAST_DUE = 60
"""With fewer verdicts in an area its share is not classed: one complaint more or less would move it by a class."""
RATE_CLASSES = ((0.0, "heat0"), (1.0, "heat1"), (2.0, "heat2"), (3.0, "progressing"), (5.0, "at-risk"))
"""Overdue share in percent from which a class begins, and its fill: grey below the limit, colour only above it."""
HATCH = "hatch"
RAMP = ("heat0", "heat1", "heat2", "heat3", "heat4")
_PARTS = (0.2, 0.4, 0.65, 1.0)
"""Where the upper four classes of a ramp begin, of the value that one area in twenty exceeds."""


class ColourBy(StrEnum):
    """What the area map shades ("Tô theo")."""

    LATE_SHARE = "late_share"
    COUNT = "count"
    PER_KM2 = "per_km2"


@dataclass(frozen=True)
class _Area:
    """What is known of one area on the map. `share` is None with too few verdicts, `per_km2` without a size."""

    id: int
    total: int
    late: int
    due: int
    km2: float | None

    @property
    def share(self) -> float | None:
        return 100.0 * self.late / self.due if self.due >= LEAST_DUE else None

    @property
    def per_km2(self) -> float | None:
        return self.total / self.km2 if self.km2 else None


def better_colour(data: BoardData) -> ColourBy:
    """The overdue share where at least a third of the areas have enough verdicts for one, else the count."""
    areas = _areas(data)
    able = sum(1 for a in areas if a.share is not None)
    return ColourBy.LATE_SHARE if able * 3 >= len(areas) else ColourBy.COUNT


def shade(data: BoardData, by: ColourBy) -> tuple[doc.Shade, doc.Legend]:
    """Classes of the areas, and their legend as a histogram."""
    if by is ColourBy.COUNT:
        return _count_shade(data)
    return _density_shade(data) if by is ColourBy.PER_KM2 else _rate_shade(data)


def _areas(data: BoardData) -> list[_Area]:
    groups = {g.id: g for g in data.board.by_area}
    made = []
    for shape in data.areas.shapes:
        g = groups.get(shape.place.id)
        total, late, due = (g.total, g.late, g.due) if g else (0, 0, 0)
        made.append(_Area(shape.place.id, total, late, due, shape.place.km2))
    return made


def _rate_shade(data: BoardData) -> tuple[doc.Shade, doc.Legend]:
    of: dict[int, int] = {}
    values: dict[int, str] = {}
    hover: dict[int, list[str]] = {}
    marked: list[tuple[float, doc.AreaMark]] = []
    areas = _areas(data)
    for a in areas:
        hover[a.id] = [tr("received {n}", n=fmt.number(a.total, 0)),
                       tr("overdue {n} of {m} with a verdict", n=fmt.number(a.late, 0), m=fmt.number(a.due, 0))]
        if a.share is None:
            of[a.id] = len(RATE_CLASSES)
            hover[a.id].append(tr("too few to class (under {n})", n=LEAST_DUE))
            continue
        of[a.id] = max(k for k, (limit, _) in enumerate(RATE_CLASSES) if a.share >= limit)
        values[a.id] = fmt.number(a.share, 1)
        hover[a.id].insert(0, tr("overdue share {share}", share=fmt.percent(a.share)))
        if a.share >= words.LATE_LIMIT:
            kind = "diamond" if a.share >= words.WORSE_LIMIT else "triangle"
            marked.append((a.share, doc.AreaMark(a.id, kind, "text")))
    fills = [*(fill for _, fill in RATE_CLASSES), HATCH]
    marks = tuple(m for _, m in sorted(marked, key=lambda pair: -pair[0]))
    b = data.board
    due = b.on_time.closed_on_time + b.on_time.closed_late + b.open_late
    city = 100.0 * (b.open_late + b.on_time.closed_late) / due if due else None
    names = [
        tr("under {n}", n=1), tr("{a} to under {b}", a=1, b=2), tr("{a} to under {b}", a=2, b=3),
        tr("{a} to under {b}", a=3, b=5), tr("from {n}", n=5), tr("too few to class (under {n})", n=LEAST_DUE),
    ]
    legend = doc.Legend(
        title=tr("Overdue share, %"),
        side=tr("number of areas"),
        rows=_histogram(names, fills, of),
        foot=(tr("whole: {share} · limit {limit}", share=fmt.number(city, 1), limit=fmt.number(words.LATE_LIMIT, 1)),
              tr("total {n}", n=fmt.number(len(areas), 0))),
    )
    return doc.Shade(tuple(doc.ShadeClass(f) for f in fills), of, values, hover, marks), legend


def _count_shade(data: BoardData) -> tuple[doc.Shade, doc.Legend]:
    areas = _areas(data)
    limits = _ramp([float(a.total) for a in areas], whole=True)
    inside = sum(a.total for a in areas)
    return _ramp_shade(
        areas,
        {a.id: float(a.total) for a in areas},
        limits,
        0,
        tr("Complaints received"),
        (tr("in these areas {n} of {m}", n=fmt.number(inside, 0), m=fmt.number(data.board.total, 0)),
         tr("total {n}", n=fmt.number(len(areas), 0))),
    )


def _density_shade(data: BoardData) -> tuple[doc.Shade, doc.Legend]:
    areas = _areas(data)
    known = {a.id: a.per_km2 for a in areas if a.per_km2 is not None}
    limits = _ramp(list(known.values()), whole=False)
    measured = [a for a in areas if a.km2]
    km2 = sum(a.km2 or 0.0 for a in measured)
    city = sum(a.total for a in measured) / km2 if km2 else None
    return _ramp_shade(
        areas, known, limits, 1, tr("Complaints received per km²"),
        (tr("whole: {n} per km²", n=fmt.number(city, 1)), tr("total {n}", n=fmt.number(len(areas), 0))),
    )


def _ramp(values: Sequence[float], *, whole: bool) -> tuple[float, ...]:
    """Where five classes of luminance begin: plain numbers, each above the one before."""
    known = sorted(values)
    top = known[int(len(known) * 0.95)] if known else 0.0
    limits = [0.0]
    for part in _PARTS:
        at = top * part
        limit = round_number(at) if at > 0 else 0.0
        limit = float(max(int(limit), int(limits[-1]) + 1)) if whole else max(limit, round(limits[-1] + 0.1, 1))
        limits.append(limit)
    return tuple(limits)


def _ramp_shade(areas: Sequence[_Area], values: Mapping[int, float], limits: tuple[float, ...], decimals: int,
                title: str, foot: tuple[str, ...]) -> tuple[doc.Shade, doc.Legend]:
    """Areas by a number that is neither good nor bad: luminance alone. One without a value is hatched."""

    def said(value: float) -> str:
        return fmt.number(value, decimals if value < 100 else 0)

    of = {a.id: max(k for k, limit in enumerate(limits) if values[a.id] >= limit) if a.id in values else len(RAMP)
          for a in areas}
    shown = {i: said(v) for i, v in values.items()}
    hover = {}
    for a in areas:
        lines = [tr("received {n}", n=fmt.number(a.total, 0))]
        if a.per_km2 is not None:
            lines.append(tr("{n} per km² ({km2} km²)", n=fmt.number(a.per_km2, 1), km2=fmt.number(a.km2, 1)))
        else:
            lines.append(tr("size not known"))
        hover[a.id] = lines
    begins = [fmt.number(limit) for limit in limits]
    names = [tr("under {n}", n=begins[1]),
             *(tr("{a} to under {b}", a=a, b=b) for a, b in itertools.pairwise(begins[1:])),
             tr("from {n}", n=begins[-1])]
    fills = list(RAMP)
    if len(values) < len(areas):
        names.append(tr("size not known"))
        fills.append(HATCH)
    legend = doc.Legend(title=title, side=tr("number of areas"), rows=_histogram(names, fills, of), foot=foot)
    return doc.Shade(tuple(doc.ShadeClass(f) for f in fills), of, shown, hover), legend


def _histogram(names: list[str], fills: list[str], of: Mapping[int, int]) -> tuple[doc.LegendRow, ...]:
    counts = [sum(1 for k in of.values() if k == c) for c in range(len(names))]
    most = max(counts, default=0) or 1
    shapes = {"progressing": "triangle", "at-risk": "diamond"}
    return tuple(
        doc.LegendRow(name, fill, shapes.get(fill, ""), "canvas", fmt.number(n, 0), n / most)
        for name, fill, n in zip(names, fills, counts, strict=True)
    )
