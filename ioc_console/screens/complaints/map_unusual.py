"""What is unusual now, in words: shades of the areas, the legend with the rule, and rows of the short list."""

from __future__ import annotations

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.map_unusual_list import UnusualRow
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.text import tr
from ioc_console.widgets.map import documents as doc
from ioc_domain.unusual import LEAST, LEAST_WEEKS, WEEKS
from local_cache.queries.complaint_unusual import UnusualArea, UnusualAreas

HOURS = (3, 24, 168)
"""Lengths of the window that can be chosen."""
_USUAL, _HOT, _NONE = range(3)


def window_words(hours: int) -> str:
    """`3 giờ qua`, `24 giờ qua`, `7 ngày qua`."""
    return tr("last {n} hours", n=hours) if hours < 48 else tr("last {n} days", n=hours // 24)


def usual_words(area: UnusualArea) -> str:
    """`thường 9–15`."""
    low, high = fmt.number(area.usual.low, 0), fmt.number(area.usual.high, 0)
    return tr("usually {n}", n=low if low == high else f"{low}–{high}")


def shade(data: BoardData, found: UnusualAreas) -> tuple[doc.Shade, doc.Legend]:
    """Bright where it is unusual, dim elsewhere: luminance, for red is kept for what is overdue."""
    judged = {a.area: a for a in (*found.usual, *found.hot)}
    hot = {a.area for a in found.hot}
    of: dict[int, int] = {}
    values: dict[int, str] = {}
    hover: dict[int, list[str]] = {}
    for shape in data.areas.shapes:
        i = shape.place.id
        area = judged.get(i)
        of[i] = _HOT if i in hot else _USUAL if area else _NONE
        hover[i] = [_told(area) if area else tr("no complaint now or in the weeks before")]
        if i in hot and area is not None:
            values[i] = f"{fmt.number(area.count, 0)} ({usual_words(area)})"
            fields = _fields(data, area)
            if fields:
                hover[i].append(fields)
    fills = ("heat0", "heat4", "surface")
    marks = tuple(doc.AreaMark(a.area, "triangle", "text") for a in found.hot if a.area in of)
    if found.weeks < LEAST_WEEKS:
        legend = doc.Legend(title=tr("Nothing to compare with yet"), rows=(
            doc.LegendRow(tr("{n} weeks of history, {m} are needed", n=found.weeks, m=LEAST_WEEKS)),))
        return doc.Shade(tuple(doc.ShadeClass(f) for f in fills), of, values, hover), legend
    names = (tr("unusually many"), tr("as usual"), tr("none now or before"))
    counts = [sum(1 for k in of.values() if k == c) for c in (_HOT, _USUAL, _NONE)]
    most = max(counts) or 1
    legend = doc.Legend(
        title=tr("Against the same weekday and hours"),
        side=tr("number of areas"),
        rows=tuple(
            doc.LegendRow(name, fills[c], "triangle" if c == _HOT else "", "canvas", fmt.number(n, 0), n / most)
            for name, c, n in zip(names, (_HOT, _USUAL, _NONE), counts, strict=True)
        ),
        foot=(tr("from {n}, above each of {weeks} weeks, chance under 1 in 1,000", n=LEAST, weeks=found.weeks),),
    )
    return doc.Shade(tuple(doc.ShadeClass(f) for f in fills), of, values, hover, marks), legend


def rows(data: BoardData, found: UnusualAreas) -> tuple[UnusualRow, ...]:
    """The short list, least likely first."""
    return tuple(
        UnusualRow(a.area, words.area_name(data.names.areas.get(a.area)), fmt.number(a.count, 0),
                   " · ".join(part for part in (usual_words(a), _fields(data, a, 1)) if part), _told(a))
        for a in found.hot
    )


def list_title(found: UnusualAreas) -> tuple[str, str]:
    """Head of the list and the quiet line under it."""
    if found.weeks < LEAST_WEEKS:
        return (tr("Nothing to compare with yet"),
                tr("{n} weeks of history, {m} are needed", n=found.weeks, m=LEAST_WEEKS))
    title = tr("{n} areas with unusually many", n=fmt.number(len(found.hot), 0)) if found.hot else tr(
        "No area with unusually many")
    return title, tr("{a} to {b}, against the same hours of {weeks} weeks before", a=fmt.near_time(
        found.since, found.until), b=fmt.near_time(found.until, found.until), weeks=min(found.weeks, WEEKS))


def _told(area: UnusualArea) -> str:
    return tr("{n} received, {usual} (mean {mean})", n=fmt.number(area.count, 0), usual=usual_words(area),
              mean=fmt.number(area.usual.mean, 1))


def _fields(data: BoardData, area: UnusualArea, most: int = 3) -> str:
    return " · ".join(
        f"{words.field_name(data.names.fields.get(f), short=True)} {fmt.number(n, 0)}" for f, n in area.fields[:most]
    )
