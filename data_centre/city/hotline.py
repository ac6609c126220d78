"""What 1022 works by: fields, types, the working calendar, and the site's settings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ioc_domain.codes import Mark
from ioc_domain.records import CalendarDayRecord, ComplaintFieldRecord, ComplaintTypeRecord, SettingRecord
from ioc_domain.working_time import WorkingCalendar

from . import marks
from .files import rows


@cache
def fields() -> tuple[ComplaintFieldRecord, ...]:
    """All fields of all times; 18 are in force since 2023. Ids count from 1 in the order of the file."""
    return tuple(
        ComplaintFieldRecord(
            code=r["code"],
            id=n,
            name=r["name_vi"],
            name_en=r["name_en"],
            valid_from=r["valid_from"],
            valid_to=r["valid_to"],
            mark=marks.of_answer(r["official"]),
        )
        for n, r in enumerate(rows("complaint_fields"), start=1)
    )


@cache
def types() -> tuple[ComplaintTypeRecord, ...]:
    """Types under the fields; ids count from 1 in the order of the file. All are own choice."""
    return tuple(
        ComplaintTypeRecord(
            code=r["code"],
            id=n,
            field_code=r["field_code"],
            name=r["name_vi"],
            unit_kind=r["typical_unit_kind"],
            route_minutes=int(r["route_minutes"]),
            answer_working_days=int(r["answer_working_days"]),
            mark=str(Mark.OWN_CHOICE),
        )
        for n, r in enumerate(rows("complaint_types"), start=1)
    )


@cache
def calendar_days() -> tuple[CalendarDayRecord, ...]:
    """Days off and worked weekend days, 2024-2027."""
    return tuple(
        CalendarDayRecord(
            date=r["date"],
            kind=r["kind"],
            name=r["name_vi"],
            mark=str(Mark.LIKELY if _is_expected(r["source"]) else Mark.OFFICIAL),
        )
        for r in rows("working_calendar")
    )


def _is_expected(source: str) -> bool:
    text = source.lower()
    return "likely" in text or "dự kiến" in text


@cache
def working_calendar() -> WorkingCalendar:
    """The calendar with likely days counted as they are expected."""
    return WorkingCalendar.of(calendar_days())


def settings(now: int) -> Iterator[SettingRecord]:
    """Facts about the site of the demonstration city; `now` is the moment the sample was made for."""
    values = {
        "city_name": "Thành phố Hồ Chí Minh",
        "city_short_name": "TP. Hồ Chí Minh",
        "city_area": "79",
        "sample_data": "1",
        "sample_until": str(now),
        "catalogue": "v2",
        "on_time_formula": "CT3",
        "complaint_answer_days": "5",
        "complaint_route_minutes": "5",
        "reform_day": "2025-07-01",
        "late_limit_percent": "3",
    }
    for key, value in values.items():
        yield SettingRecord(key, value)
