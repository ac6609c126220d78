"""The 20 groups and the catalogues: v1 (110), v2 (154 city and 51 district indicators, told apart by `level`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ioc_domain.codes import AreaLevel
from ioc_domain.records import IndicatorGroupRecord, IndicatorRecord

from . import marks
from .files import rows
from .units import supplier_unit

V1 = "v1"
V2 = "v2"
STATISTICS_DUE_DAY = 6
OFFICE_DUE_DAY = 10
"""Days of the month after the period by which the statistics office and the others deliver (own choice)."""
MORE_PRIORITIES = {"C0409": 16, "C2003": 17, "C2002": 18, "C2006": 19}
"""Followed closely although not on the month board (own choice)."""


def groups() -> Iterator[IndicatorGroupRecord]:
    """The 20 field groups in their official order."""
    for r in rows("indicator_groups"):
        yield IndicatorGroupRecord(r["code"], r["name_vi"], r["name_en"], int(r["order"]))


def month_board() -> list[str]:
    """Codes of the month board in their order."""
    return [r["code"] for r in sorted(rows("month_board"), key=lambda r: int(r["order"]))]


@cache
def city_indicators() -> tuple[IndicatorRecord, ...]:
    """The 154 of catalogue v2."""
    return tuple(_read("indicators_city", V2, AreaLevel.CITY))


@cache
def district_indicators() -> tuple[IndicatorRecord, ...]:
    """The 51 of catalogue v2, in use until 30-6-2025."""
    return tuple(_read("indicators_district", V2, AreaLevel.DISTRICT))


@cache
def first_catalogue() -> tuple[IndicatorRecord, ...]:
    """The 110 of catalogue v1."""
    return tuple(_read("catalogue_v1", V1, AreaLevel.CITY))


def indicators() -> Iterator[IndicatorRecord]:
    """All of all catalogues."""
    yield from city_indicators()
    yield from district_indicators()
    yield from first_catalogue()


def _read(name: str, catalogue: str, level: AreaLevel) -> Iterator[IndicatorRecord]:
    notes = {r["code"]: r for r in rows("indicator_notes")}
    order = {code: n for n, code in enumerate(month_board(), start=1)} | MORE_PRIORITIES
    for r in rows(name):
        note = notes.get(r["code"], {})
        yield IndicatorRecord(
            catalogue=catalogue,
            code=r["code"],
            level=str(level),
            group_code=r["group_code"],
            name=r["name_vi"],
            name_en=r["name_en"],
            short_name=note.get("short_name") or r["name_vi"],
            unit_of_measure=r["unit_vi"],
            period=r["period"],
            direction=r["direction"],
            accumulation=r["accumulation"],
            owner_unit=supplier_unit(r["supplier_vi"]),
            supplier=r["supplier_vi"],
            due_day=STATISTICS_DUE_DAY if "Thống kê" in r["supplier_vi"] else OFFICE_DUE_DAY,
            priority=order.get(r["code"], 0) if catalogue == V2 else 0,
            definition=note.get("definition") or "",
            mark=marks.of_source(r["official_source"]),
        )
