"""Areas before and after 1-7-2025, and the crosswalk between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ioc_domain.records import AreaLinkRecord, AreaRecord

from .files import rows

CITY_CODE = "79"
OLD_CITY_CODE = "79-cu"
"""The city as it was until 30-6-2025."""
REFORM_DAY = "2025-07-01"


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def areas() -> tuple[AreaRecord, ...]:
    """All areas of both times, the city first. Ids are the file's: a new area is only ever added at its end."""
    return tuple(
        AreaRecord(
            code=r["code"],
            id=int(r["id"]),
            level=r["level"],
            kind=r["kind"],
            name=r["name"],
            short_name=r["short_name"],
            parent=r["parent"],
            valid_from=r["valid_from"],
            valid_to=r["valid_to"],
            lat=_number(r["lat"]),
            lon=_number(r["lon"]),
            area_km2=_number(r["area_km2"]),
            mark=r["mark"],
        )
        for r in rows("areas")
    )


def area_links() -> Iterator[AreaLinkRecord]:
    """Old to new; the weights of one old area sum to 1."""
    for r in rows("area_links"):
        yield AreaLinkRecord(r["old_code"], r["new_code"], float(r["weight"]), r["basis"])


def communes() -> tuple[AreaRecord, ...]:
    """The 168 communes in force since the reform."""
    return tuple(a for a in areas() if a.level == "commune" and not a.valid_to)


def old_communes() -> tuple[AreaRecord, ...]:
    """Communes of the old city (not of the two provinces) until the reform."""
    districts = {a.code for a in old_districts()}
    return tuple(a for a in areas() if a.level == "commune" and a.parent in districts)


def old_districts() -> tuple[AreaRecord, ...]:
    """The 22 districts of the old city."""
    return tuple(a for a in areas() if a.level == "district" and a.parent == OLD_CITY_CODE)
