"""How the map looks in each way of reading it: the fills of the areas, and the legend that explains the marks."""

from __future__ import annotations

from ioc_console.screens.complaints import map_shades, map_unusual, map_words
from ioc_console.screens.complaints.map_model import MapData
from ioc_console.screens.complaints.map_shades import ColourBy
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.widgets.map import documents as doc
from ioc_console.widgets.map.documents import Mode
from local_cache.queries.complaint_unusual import UnusualAreas


def shaded(data: BoardData | None, mode: Mode, by: ColourBy, found: UnusualAreas | None
           ) -> tuple[doc.Shade, doc.Legend] | None:
    """Fills of the areas with their legend, None where areas are not filled or nothing is known yet."""
    if data is None:
        return None
    if mode is Mode.AREAS:
        return map_shades.shade(data, by)
    return map_unusual.shade(data, found) if mode is Mode.UNUSUAL and found is not None else None


def legend(data: BoardData, mode: Mode, by: ColourBy, found: UnusualAreas | None, shown: MapData | None
           ) -> doc.Legend | None:
    """The legend of a mode. `shown`: what the map draws now."""
    if mode is Mode.HEAT:
        heat, playing = (shown.heat, shown.window is not None) if shown else (None, False)
        return map_words.heat_legend(data, heat, playing)
    if mode is Mode.POINTS:
        return map_words.points_legend(shown.points if shown else None)
    made = shaded(data, mode, by, found)
    return None if made is None else made[1]
