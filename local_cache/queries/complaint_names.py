"""Names and outlines behind the small integers of complaints: fields, areas, units, and the working calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from ioc_domain.codes import AreaLevel
from ioc_domain.foreign_text import all_in_sight, in_sight
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.records import (
    AreaBoundaryRecord,
    AreaLinkRecord,
    AreaRecord,
    CalendarDayRecord,
    ComplaintFieldRecord,
    ComplaintTypeRecord,
    SettingRecord,
    UnitRecord,
)
from ioc_domain.working_time import WorkingCalendar
from local_cache.queries.rows import rows

WATCHED = frozenset(
    {"area", "area_link", "unit", "complaint_field", "complaint_type", "area_boundary", "calendar_day", "setting"}
)
"""Tables whose change makes the names read again."""


@dataclass(frozen=True)
class ComplaintNames:
    """Reference records by their small integer, and what is derived from them."""

    fields: dict[int, ComplaintFieldRecord]
    areas: dict[int, AreaRecord]
    units: dict[int, UnitRecord]
    types: dict[int, ComplaintTypeRecord]
    boundaries: dict[int, str]
    """GeoJSON geometry by area, where one was imported."""
    calendar: WorkingCalendar
    formula: OnTimeFormula
    city: str
    sample: bool
    """The data were made by the seed."""
    lies_in: Mapping[int, int] = field(default_factory=dict)
    """Area of old → the area now in force that holds its largest part. So every old area counts once."""

    def areas_below(self, code: str) -> frozenset[int]:
        """The area of a code and every area under it, by id. An unknown code matches nothing (id -1)."""
        children: dict[str, list[str]] = {}
        by_code = {a.code: a for a in self.areas.values()}
        for area in self.areas.values():
            children.setdefault(area.parent, []).append(area.code)
        found, left = {-1}, [code]
        while left:
            here = left.pop()
            area_here = by_code.get(here)
            if area_here is None or area_here.id in found:
                continue
            found.add(area_here.id)
            left += children.get(here, [])
        return frozenset(found)

    def units_below(self, unit: int) -> frozenset[int]:
        """A unit and every unit under it."""
        children: dict[str, list[UnitRecord]] = {}
        for record in self.units.values():
            children.setdefault(record.parent, []).append(record)
        found: set[int] = set()
        left = [unit]
        while left:
            here = left.pop()
            if here in found:
                continue
            found.add(here)
            if here in self.units:
                left += [c.id for c in children.get(self.units[here].code, [])]
        return frozenset(found)

    def communes(self) -> list[AreaRecord]:
        """Areas of the lowest level now in force, in code order; where there is none, every area below the city."""
        in_force = [a for a in self.areas.values() if not a.valid_to]
        lowest = [a for a in in_force if a.level == AreaLevel.COMMUNE]
        return sorted(lowest or [a for a in in_force if a.parent], key=lambda a: a.code)


def complaint_names(session: Session) -> ComplaintNames:
    """Read all of them: some two thousand rows."""
    areas = {a.id: all_in_sight(a) for a in rows(session, AreaRecord)}
    by_code = {a.code: a.id for a in areas.values()}
    settings = {s.key: s.value for s in rows(session, SettingRecord)}
    wanted = settings.get("on_time_formula", OnTimeFormula.CT2.value)
    return ComplaintNames(
        fields={f.id: all_in_sight(f) for f in rows(session, ComplaintFieldRecord)},
        areas=areas,
        units={u.id: all_in_sight(u) for u in rows(session, UnitRecord)},
        types={t.id: all_in_sight(t) for t in rows(session, ComplaintTypeRecord)},
        boundaries={
            by_code[b.area_code]: b.geometry for b in rows(session, AreaBoundaryRecord) if b.area_code in by_code
        },
        calendar=WorkingCalendar.of(rows(session, CalendarDayRecord)),
        formula=OnTimeFormula(wanted) if wanted in {f.value for f in OnTimeFormula} else OnTimeFormula.CT2,
        city=in_sight(settings.get("city_name", "")),
        sample=settings.get("sample_data") == "1",
        lies_in=_largest_parts(rows(session, AreaLinkRecord), by_code),
    )


def _largest_parts(links: Iterable[AreaLinkRecord], by_code: Mapping[str, int]) -> dict[int, int]:
    best: dict[str, AreaLinkRecord] = {}
    for link in sorted(links, key=lambda k: (k.old_code, -k.weight, k.new_code)):
        if link.old_code in by_code and link.new_code in by_code and link.old_code != link.new_code:
            best.setdefault(link.old_code, link)
    return {by_code[old]: by_code[link.new_code] for old, link in best.items()}
