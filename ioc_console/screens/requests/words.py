"""Words of Giải trình that the board, the thread and the compose pane share."""

from __future__ import annotations

from ioc_console import formatting
from ioc_console.text import tr
from ioc_domain.working_time import WorkingCalendar, local_date


def left_words(calendar: WorkingCalendar, deadline: int, now: int) -> tuple[str, int]:
    """("2 days left", 0) or ("3 days late", 3): working days, and how many late."""
    days = calendar.working_days_between(now, deadline)
    if now > deadline:
        late = max(1, calendar.working_days_between(deadline, now))
        return tr("{n} days late", n=late), late
    if local_date(now) == local_date(deadline):
        return tr("due today at {time}", time=formatting.clock_time(deadline)), 0
    return tr("{n} days left", n=days), 0


def due_day(deadline: int) -> str:
    """`T4 25-11`."""
    return f"{formatting.weekday(deadline, short=True)} {formatting.short_day(deadline)}"


def value_words(value: float | None, unit: str) -> str:
    """A value with its unit of measure: `86,2 %`."""
    text = formatting.number(value)
    return text if text == formatting.MISSING or not unit else f"{text} {unit}"
