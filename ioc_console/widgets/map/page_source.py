"""The one module that uses folium: it writes the page of the map, with every link turned to our own scheme.

folium's templates name four content networks. Here its elements are rendered, their links are taken apart and
each must be either in `SHIPPED` (served from resources/web) or in `NOT_NEEDED`; a new one is an error, so an
upgrade of folium cannot bring a foreign address in. No data goes into the page: it fetches its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape

import folium
from branca.element import CssLink, Figure, JavascriptLink
from folium.plugins import MarkerCluster

MAX_ZOOM = 18
MIN_ZOOM = 3

SHIPPED = {
    "leaflet": "/web/leaflet/leaflet.js",
    "leaflet_css": "/web/leaflet/leaflet.css",
    "markerclusterjs": "/web/markercluster/leaflet.markercluster.js",
    "markerclustercss": "/web/markercluster/MarkerCluster.css",
}
"""folium's names of the assets the page uses, and where our scheme serves them."""

BASEMAP_SCRIPT = "/web/protomaps/protomaps-leaflet.js"
"""What draws vector tiles of an offline base map."""

OWN_SCRIPTS = ("/own/labels.js", "/own/basemap.js", "/own/layers.js", "/own/lens.js", "/own/map.js")

NOT_NEEDED = frozenset(
    {
        "jquery",
        "bootstrap",
        "bootstrap_css",
        "glyphicons_css",
        "awesome_markers",
        "awesome_markers_css",
        "awesome_markers_font_css",
        "awesome_rotate_css",
        "markerclusterdefaultcss",
    }
)
"""What folium always links for its markers and popups: our page draws its own, so they are left out."""


@dataclass(frozen=True)
class PageSource:
    """`html`: the document; `script`: what folium generated, served as a file of its own (no inline script)."""

    html: str
    script: str


def shipped_link(name: str, url: str) -> str | None:
    """Our address for folium's asset, None for one left out. Raises LookupError for one nobody knows."""
    if name in SHIPPED:
        return SHIPPED[name]
    if name in NOT_NEEDED:
        return None
    raise LookupError(f"folium links {name} at {url}: ship it or leave it out by name")


@lru_cache(maxsize=1)
def page_source() -> PageSource:
    """Build the page. Raises LookupError when folium links something unknown."""
    # Without tiles folium leaves the zoom limits out, and the marker cluster throws: they are set as options.
    base = folium.Map(
        location=[16.0, 107.0],
        zoom_start=5,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_animation=False,
        fade_animation=False,
        marker_zoom_animation=False,
        inertia=False,
        track_resize=False,  # map.js watches its own box
        zoom_snap=0.25,
        wheel_px_per_zoom_level=120,
    )
    base.options |= {"max_zoom": MAX_ZOOM, "min_zoom": MIN_ZOOM}
    clusters = MarkerCluster(  # type: ignore[no-untyped-call]
        options={
            "maxClusterRadius": 44,
            "showCoverageOnHover": False,
            "animate": False,
            "disableClusteringAtZoom": MAX_ZOOM,
        }
    )
    clusters.add_to(base)
    figure = base.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("folium's map has no figure")
    figure.render()
    scripts: list[str] = []
    sheets: list[str] = []
    for name, element in figure.header._children.items():
        if isinstance(element, JavascriptLink | CssLink):
            link = shipped_link(name, str(element.url))
            if link is not None:
                (scripts if isinstance(element, JavascriptLink) else sheets).append(link)
    names = f"window.iocMap = {base.get_name()};\nwindow.iocClusters = {clusters.get_name()};\n"
    lines = [
        "<!DOCTYPE html>",
        '<html lang="vi"><head><meta charset="utf-8"><title>map</title>',
        *(f'<link rel="stylesheet" href="{escape(s)}">' for s in (*sheets, "/own/map.css")),
        *(f'<script src="{escape(s)}"></script>' for s in scripts),
        f'</head><body>{figure.html.render()}',
        *(f'<script src="{s}"></script>' for s in ("/page.js", BASEMAP_SCRIPT, *OWN_SCRIPTS)),
        "</body></html>",
    ]
    return PageSource("\n".join(lines), figure.script.render() + "\n" + names)
