"""What the page is told, as dataclasses, and their bytes. Words arrive here ready; the page adds none of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_console.theme import Tokens
from ioc_console.widgets.map.basemap.tile_source import TileFacts
from ioc_console.widgets.map.raster import Box
from ioc_console.widgets.map.shapes import AreaSet
from ioc_domain.places import to_xy

LENS_ZOOM = 2.7
"""How much larger than the map its lens shows the centre of a city."""


class Mode(StrEnum):
    """The ways to read the map. In two of them the areas are filled (`AREA_MODES`)."""

    HEAT = "heat"
    AREAS = "areas"
    UNUSUAL = "unusual"
    POINTS = "points"


AREA_MODES = frozenset({Mode.AREAS, Mode.UNUSUAL})


class PointState(IntEnum):
    """How a single complaint is marked. The page knows these numbers."""

    OPEN = 0
    OVERDUE = 1
    CLOSED = 2
    MARKED = 3
    MARKED_OVERDUE = 4


@dataclass(frozen=True)
class PointSet:
    """Single complaints: `id` (n,) integers, `x`, `y` (n,) of the plane, `state` (n,) of `PointState`."""

    id: NDArray[np.int64]
    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    state: NDArray[np.uint8]

    def to_bytes(self) -> bytes:
        """Little-endian: f8 n, f8 id[n], u4 x[n], u4 y[n], u1 state[n]."""
        return b"".join(
            (
                np.array([len(self.id)], "<f8").tobytes(),
                self.id.astype("<f8").tobytes(),
                self.x.astype("<u4").tobytes(),
                self.y.astype("<u4").tobytes(),
                self.state.astype("|u1").tobytes(),
            )
        )


@dataclass(frozen=True)
class Bubble:
    """Many complaints as one mark."""

    at: tuple[int, int]
    total: str
    late: str


@dataclass(frozen=True)
class ShadeClass:
    """One class of the area map: `fill` names a colour of `theme_document`, or `hatch`."""

    fill: str


@dataclass(frozen=True)
class AreaMark:
    """An area above the limit: drawn with a shape, always named."""

    id: int
    shape: str  # diamond | triangle
    colour: str


@dataclass(frozen=True)
class Shade:
    """Fills of the area map: class of each area, its value in words, and what hovering says."""

    classes: tuple[ShadeClass, ...]
    of: Mapping[int, int]
    values: Mapping[int, str] = field(default_factory=dict)
    hover: Mapping[int, Sequence[str]] = field(default_factory=dict)
    marks: tuple[AreaMark, ...] = ()


@dataclass(frozen=True)
class LegendBand:
    """A band of the heat legend and the number it begins at."""

    fill: str
    begins: str


@dataclass(frozen=True)
class LegendRow:
    """A line of a legend. With a value it has a bar of `share` (0 to 1) of the width."""

    text: str
    fill: str = ""
    shape: str = ""
    colour: str = ""
    value: str | None = None
    share: float = 0.0


@dataclass(frozen=True)
class Legend:
    """What the marks mean, with numbers. `chip` explains the chip of overdue complaints."""

    title: str = ""
    side: str = ""
    bands: tuple[LegendBand, ...] = ()
    rows: tuple[LegendRow, ...] = ()
    chip: str = ""
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """What a person picked on the map: a box of the plane, and lines. A pair is (all, of which overdue)."""

    box: Box
    lines: tuple[str | tuple[str, str], ...]


@dataclass(frozen=True)
class Banner:
    """Says over the map that it does not show now: what it shows instead, and a quiet line."""

    text: str
    quiet: str = ""


def theme_document(tokens: Tokens) -> bytes:
    """Colours as custom properties."""
    names = {
        "canvas": tokens.canvas,
        "surface": tokens.surface,
        "raised": tokens.raised,
        "line": tokens.line,
        "strong-line": tokens.strong_line,
        "text": tokens.text,
        "secondary": tokens.secondary,
        "faint": tokens.faint,
        "focus": tokens.focus,
        "at-risk": tokens.at_risk,
        "progressing": tokens.progressing,
        "on-track": tokens.on_track,
        "actual": tokens.chart_actual,
        "same-period": tokens.chart_same_period,
        "water": tokens.raised if tokens.name == "dark" else tokens.line,
        "street": tokens.line,
    }
    names |= {f"heat{k}": colour for k, colour in enumerate(tokens.heat())}
    return _json(names)


def areas_document(areas: AreaSet) -> bytes:
    """Outlines in whole numbers of the plane (4 cm): no decimals to parse."""
    return _json(
        {
            "box": areas.box or [0, 0, 0, 0],
            "away": areas.away,
            "areas": [
                {
                    "id": s.place.id,
                    "title": s.place.title,
                    "label": s.place.label,
                    "at": [s.place.x, s.place.y],
                    "detached": s.detached,
                    "rings": [[[[round(x), round(y)] for x, y in ring] for ring in part] for part in s.parts],
                }
                for s in areas.shapes
            ],
        }
    )


_ISLANDS = (("Quần đảo Hoàng Sa (Việt Nam)", 16.5, 112.0), ("Quần đảo Trường Sa (Việt Nam)", 9.6, 113.4))
_SEA = ("BIỂN ĐÔNG", 13.2, 113.0)


def places_document(areas: AreaSet) -> bytes:
    """Names that a map of Việt Nam must bear whenever so much of it is in view."""
    if not areas.in_vietnam:
        return _json([])
    named = [{"name": name, "at": to_xy(lat, lon), "sea": False} for name, lat, lon in _ISLANDS]
    name, lat, lon = _SEA
    return _json([*named, {"name": name, "at": to_xy(lat, lon), "sea": True}])


def shade_document(shade: Shade | None) -> bytes:
    """Fills, or null for outlines alone."""
    if shade is None:
        return _json(None)
    return _json(
        {
            "classes": [asdict(c) for c in shade.classes],
            "of": {str(k): v for k, v in shade.of.items()},
            "values": {str(k): v for k, v in shade.values.items()},
            "hover": {str(k): list(v) for k, v in shade.hover.items()},
            "marks": [asdict(m) for m in shade.marks],
        }
    )


def legend_document(legend: Legend | None) -> bytes:
    """The legend, or null for none."""
    if legend is None:
        return _json(None)
    rows = []
    for row in legend.rows:
        made: dict[str, Any] = {"text": row.text, "fill": row.fill, "shape": row.shape, "colour": row.colour}
        if row.value is not None:
            made |= {"value": row.value, "share": row.share}
        rows.append(made)
    return _json(
        {
            "title": legend.title,
            "side": legend.side,
            "bands": [{"fill": b.fill, "from": b.begins} for b in legend.bands] or None,
            "rows": rows or None,
            "chip": legend.chip or None,
            "foot": legend.foot or None,
        }
    )


def card_document(card: Card | None) -> bytes:
    """What was picked, or null."""
    if card is None:
        return _json(None)
    lines = [line if isinstance(line, str) else {"total": line[0], "late": line[1]} for line in card.lines]
    return _json({"box": card.box, "lines": lines})


def banner_document(banner: Banner | None) -> bytes:
    """What the map shows instead of now, or null."""
    return _json(None if banner is None else asdict(banner))


def basemap_document(facts: TileFacts | None, number: int) -> bytes:
    """What the page needs of the base map, or null. `number` tells one file from another."""
    if facts is None:
        return _json(None)
    west, south, east, north = facts.bounds
    return _json({
        "vector": facts.vector, "min": facts.min_zoom, "max": facts.max_zoom, "credit": facts.credit,
        "bounds": [[south, west], [north, east]], "number": number,
    })


def bubbles_document(bubbles: Sequence[Bubble]) -> bytes:
    """Many complaints as few marks."""
    return _json([asdict(b) for b in bubbles])


def chips_document(chips: Sequence[tuple[int, str]]) -> bytes:
    """(area id, count) of areas with overdue complaints, most first."""
    return _json([{"id": area, "text": text} for area, text in chips])


def heat_document(box: Box | None, version: int = 0) -> bytes:
    """Where the picture of the heat lies and which one it is, or null."""
    return _json({"box": box, "version": version} if box else None)


def plain_document(content: Mapping[str, Any]) -> bytes:
    """Any small object."""
    return _json(dict(content))


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
