"""Writes resources/city/areas.csv and area_links.csv from the tables inside the package `vietnamadminunits`.

Run once by a maintainer (`python -m data_centre.city.build_areas`); the two files are committed, so the package is
not needed at run time. Only its data files are read: its converter calls a foreign web service and is never used.

Official commune codes were given again on 1-7-2025: 167 of the 168 new communes carry the code of an old one with
another extent. A code alone would therefore name two places. Areas that ended on 30-6-2025 carry the official code
with the suffix `-cu` (cũ, "old") where it would clash: old communes and the old city. District and province codes
never clash and stay as they are.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from .files import CITY_FOLDER

CITY = "79"
OLD_CITY = "79-cu"
OTHER_PROVINCES = ("74", "77")
LAST_OLD_DAY = "2025-06-30"
FIRST_NEW_DAY = "2025-07-01"
_KEY = "thanhphohochiminh"
_SHORT = {
    "Phường": "P.",
    "Xã": "X.",
    "Đặc khu": "ĐK.",
    "Thị trấn": "TT.",
    "Quận": "Q.",
    "Huyện": "H.",
    "Thành phố": "TP.",
    "Thị xã": "TX.",
    "Tỉnh": "T.",
}
AREA_HEADER = (
    "code",
    "id",
    "level",
    "kind",
    "name",
    "short_name",
    "parent",
    "valid_from",
    "valid_to",
    "lat",
    "lon",
    "area_km2",
    "mark",
)
LINK_HEADER = ("old_code", "new_code", "weight", "basis", "mark")
Row = tuple[object, ...]


def data_folder() -> Path:
    """Where the package keeps its tables; raises FileNotFoundError when it is not installed."""
    spec = find_spec("vietnamadminunits")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("vietnamadminunits is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def shorten(name: str, kind: str) -> str:
    """ "Phường Bến Thành" → "P. Bến Thành"."""
    return f"{_SHORT[kind]} {name.removeprefix(kind).strip()}"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def areas_and_links(folder: Path) -> tuple[list[Row], list[Row]]:
    """Rows of the two files, in their final order; ids count from 1 in that order."""
    connection = sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)
    try:
        new = connection.execute(
            "SELECT wardCode, wardType, ward, wardLat, wardLon, wardAreaKm2, wardKey FROM admin_units"
            " WHERE provinceCode = ? ORDER BY wardCode",
            (CITY,),
        ).fetchall()
        old = connection.execute(
            "SELECT provinceCode, province, districtCode, districtType, district, districtLat, districtLon,"
            " wardCode, wardType, ward, wardLat, wardLon, provinceKey, districtKey, wardKey, provinceLat, provinceLon"
            " FROM admin_units_legacy WHERE provinceCode IN (?, ?, ?) ORDER BY districtCode, wardCode",
            (CITY, *OTHER_PROVINCES),
        ).fetchall()
    finally:
        connection.close()
    whole_city = next(o for o in old if o[0] == CITY)
    rows: list[Row] = [
        (
            CITY,
            "city",
            "Thành phố",
            whole_city[1],
            "TP. Hồ Chí Minh",
            "",
            "",
            "",
            whole_city[15],
            whole_city[16],
            None,
            "official",
        )
    ]
    for code, kind, name, lat, lon, km2, _ in new:
        rows.append(
            (
                code,
                "commune",
                kind,
                _nfc(name),
                shorten(_nfc(name), kind),
                CITY,
                FIRST_NEW_DAY,
                "",
                lat,
                lon,
                km2,
                "official",
            )
        )
    rows.append(
        (
            OLD_CITY,
            "province",
            "Thành phố",
            "Thành phố Hồ Chí Minh (trước 1-7-2025)",
            "TP. Hồ Chí Minh (cũ)",
            "",
            "",
            LAST_OLD_DAY,
            whole_city[15],
            whole_city[16],
            None,
            "official",
        )
    )
    for code in OTHER_PROVINCES:
        first = next(o for o in old if o[0] == code)
        rows.append(
            (
                code,
                "province",
                "Tỉnh",
                _nfc(first[1]),
                shorten(_nfc(first[1]), "Tỉnh"),
                "",
                "",
                LAST_OLD_DAY,
                first[15],
                first[16],
                None,
                "official",
            )
        )
    for district in {o[2]: o for o in old}.values():
        parent = OLD_CITY if district[0] == CITY else district[0]
        start = "2021-01-01" if district[2] == "769" else ""
        kind, name = _district_kind(district[3], district[4])
        rows.append(
            (
                district[2],
                "district",
                kind,
                name,
                shorten(name, kind),
                parent,
                start,
                LAST_OLD_DAY,
                district[5],
                district[6],
                None,
                "official",
            )
        )
    for o in old:
        if o[7] is not None:
            rows.append(
                (
                    f"{o[7]}-cu",
                    "commune",
                    o[8],
                    _nfc(o[9]),
                    shorten(_nfc(o[9]), o[8]),
                    o[2],
                    "",
                    LAST_OLD_DAY,
                    o[10],
                    o[11],
                    None,
                    "official",
                )
            )
    numbered = [(row[0], n, *row[1:]) for n, row in enumerate(rows, start=1)]
    return numbered, list(_links(folder, new, old))


def _district_kind(kind: str, name: str) -> tuple[str, str]:
    """The package calls every second-level place by its first word; a city under a province stays "Thành phố"."""
    name = _nfc(name)
    for word in ("Thành phố", "Thị xã", "Quận", "Huyện"):
        if name.startswith(word):
            return word, name
    return kind, name


def _links(folder: Path, new: list[Row], old: list[Row]) -> Iterable[Row]:
    """One link per whole old commune; for split ones equal shares, because no table says how many people went where.

    Côn Đảo had no communes: its district is the source.
    """
    tables = json.loads((folder / "converter_2025.json").read_text("utf-8"))
    code_of_new = {str(n[6]): str(n[0]) for n in new}
    code_of_old = {f"{o[12]}_{o[13]}_{o[14] or ''}": (f"{o[7]}-cu" if o[7] else str(o[2])) for o in old}
    for key, sources in sorted(tables["DICT_PROVINCE_WARD_NO_DIVIDED"][_KEY].items(), key=lambda i: code_of_new[i[0]]):
        for source in sorted(sources):
            yield code_of_old[source], code_of_new[key], "1", "whole", "official"
    for source, targets in sorted(tables["DICT_PROVINCE_WARD_DIVIDED"][_KEY].items()):
        share = round(1 / len(targets), 6)
        for n, target in enumerate(targets):
            weight = share if n else round(1 - share * (len(targets) - 1), 6)
            yield code_of_old[source], code_of_new[target["newWardKey"]], repr(weight), "equal", "own_choice"


def write(path: Path, header: tuple[str, ...], rows: Iterable[Row]) -> None:
    """One CSV file, UTF-8, LF; None becomes an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([["" if c is None else c for c in row] for row in rows])


def main() -> None:
    """Write both files beside the other city facts."""
    areas, links = areas_and_links(data_folder())
    write(CITY_FOLDER / "areas.csv", AREA_HEADER, areas)
    write(CITY_FOLDER / "area_links.csv", LINK_HEADER, links)
    sys.stdout.write(f"{len(areas)} areas, {len(links)} links\n")


if __name__ == "__main__":
    main()
