"""Copies what the map page, the interface font and the icons need from node_modules into resources/.

The list is short on purpose: a file that no page or screen asks for is not shipped.  Of what folium's
templates link, the map page keeps Leaflet and the marker cluster; the rest serves markers and popups it never draws.
Each package's licence text goes along into ``resources/web/licences``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "packaging" / "web" / "node_modules"
WEB = ROOT / "resources" / "web"
FONTS = ROOT / "resources" / "fonts"
ICONS = ROOT / "resources" / "icons" / "line"
ICON_LIST = ROOT / "resources" / "icons" / "icons.txt"

# target below resources/web -> source below node_modules (a folder is copied whole)
PAGE_FILES = {
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images": "leaflet/dist/images",
    "markercluster/leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "markercluster/MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "protomaps/protomaps-leaflet.js": "protomaps-leaflet/dist/protomaps-leaflet.js",
    "fonts/Inter_400Regular.ttf": "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf",
    "fonts/Inter_600SemiBold.ttf": "@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf",
    "licences/leaflet.txt": "leaflet/LICENSE",
    "licences/leaflet.markercluster.txt": "leaflet.markercluster/MIT-LICENCE.txt",
    "licences/protomaps-leaflet.txt": "protomaps-leaflet/LICENSE",
    "licences/lucide.txt": "lucide-static/LICENSE",
    "licences/inter-OFL.txt": "@expo-google-fonts/inter/LICENSE_FONT",
}
FONT_FILES = {
    "Inter_400Regular.ttf": "400Regular/Inter_400Regular.ttf",
    "Inter_500Medium.ttf": "500Medium/Inter_500Medium.ttf",
    "Inter_600SemiBold.ttf": "600SemiBold/Inter_600SemiBold.ttf",
    "OFL.txt": "LICENSE_FONT",
}
RESULTS = [WEB / "leaflet" / "leaflet.js", FONTS / "Inter_400Regular.ttf", ICONS]


class AssetMissing(Exception):
    """A package no longer has a file that the program needs."""


def copy(source: Path, target: Path) -> None:
    """Copies one file or folder, with an error that names the file a package lacks."""
    if not source.exists():
        raise AssetMissing(f"{source.relative_to(ROOT)} does not exist in the locked packages")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


def icon_names() -> list[str]:
    """Icon names of the committed list: one a line, ``#`` starts a comment."""
    lines = (line.split("#")[0].strip() for line in ICON_LIST.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def copy_all() -> None:
    """Fills resources/web, resources/fonts and resources/icons/line (all three ignored by git)."""
    shutil.rmtree(WEB, ignore_errors=True)
    for target, source in PAGE_FILES.items():
        copy(MODULES / source, WEB / target)
    for target, source in FONT_FILES.items():
        copy(MODULES / "@expo-google-fonts" / "inter" / source, FONTS / target)
    for name in icon_names():
        copy(MODULES / "lucide-static" / "icons" / f"{name}.svg", ICONS / f"{name}.svg")
    # An icon taken off the list must not linger and be found by accident.
    wanted = {f"{name}.svg" for name in icon_names()}
    for path in ICONS.glob("*.svg"):
        if path.name not in wanted:
            path.unlink()
