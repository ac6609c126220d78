"""Time left until a deadline, in words and marks, and names of units: what every page of the desk shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from ioc_domain.entities import BY_NAME
from ioc_domain.records import UnitRecord
from ioc_domain.working_time import WorkingCalendar, local_date, local_datetime

from .. import wording
from ..rows import find


@dataclass(frozen=True)
class Clock:
    """Time left: words, the deadline, and one mark per working day ("used", "left", "late")."""

    left: str
    deadline: str
    ticks: list[str]
    late: bool


def unit_name(connection: sa.Connection, code: str) -> str:
    """Name of a unit, or its code."""
    unit = find(connection, BY_NAME["unit"], code)
    return unit.name if isinstance(unit, UnitRecord) else code


def clock_of(deadline: int, deadline_days: int, calendar: WorkingCalendar, now: float) -> Clock:
    """How much time is left until a deadline that gave so many working days."""
    days = calendar.working_days_between(now, deadline)
    late = now > deadline
    if late:
        over = calendar.working_days_between(deadline, now)
        left = f"Trễ {over} ngày" if over else "Vừa quá hạn"
    elif local_date(now) == local_date(deadline):
        minutes = max(1, (deadline - int(now)) // 60)
        left = f"Còn {minutes} phút" if minutes < 120 else f"Còn {minutes // 60} giờ"
    else:
        left = f"Còn {days} ngày" if days else "Còn dưới 1 ngày"
    granted = max(1, min(15, deadline_days))
    used = granted if late else max(0, min(granted, granted - days))
    ticks = ["used"] * used + ["left"] * (granted - used)
    if late:
        ticks += ["late"] * min(5, max(1, calendar.working_days_between(deadline, now)))
    return Clock(left, _deadline(deadline, now), ticks, late)


def _deadline(deadline: int, now: float) -> str:
    here, today = local_datetime(deadline), local_date(now)
    if here.date() == today:
        return f"hạn {here:%H:%M} hôm nay, {wording.weekday(here.date())} {here:%d-%m}"
    if here.date() == today + timedelta(days=1):
        return f"hạn {here:%H:%M} ngày mai, {wording.weekday(here.date())} {here:%d-%m}"
    return f"hạn {wording.deadline(deadline)}"
