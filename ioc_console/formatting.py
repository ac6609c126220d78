"""Numbers, dates and periods as people here write them: 1.234,5 · 23-11-2026 · Quý III/2026 · "–" for missing.

All functions follow the language in use (`ioc_console.text`). Times are seconds since 1970 in UTC or aware
datetimes; they are shown in the zone of the city, UTC+7.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone

from ioc_console.text import language, tr

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
ZONE = timezone(timedelta(hours=7), "UTC+7")

_QUARTERS = ("I", "II", "III", "IV")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_VI = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_DAYS_VI = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_SHORT_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Moment = int | float | datetime


def number(value: float | None, decimals: int | None = None) -> str:
    """`1.234,5` (vi) or `1,234.5` (en). Without `decimals`: as many as matter, at most 2. None and NaN are "–"."""
    if value is None or not math.isfinite(value):
        return MISSING
    places = _useful_decimals(value) if decimals is None else decimals
    text = f"{abs(value):,.{places}f}"
    if language() == "vi":
        text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return MINUS + text if value < 0 and any(c in "123456789" for c in text) else text


def signed(value: float | None, decimals: int | None = None) -> str:
    """A change: always with its sign, `+3` or `−3`; 0 without one."""
    text = number(value, decimals)
    if value is None or text == MISSING or text.startswith(MINUS) or not any(c in "123456789" for c in text):
        return text
    return "+" + text


def percent(share: float | None, decimals: int = 1) -> str:
    """A value already in percent, with its sign: `97,2 %`."""
    text = number(share, decimals)
    return text if text == MISSING else f"{text}{NARROW_SPACE}%"


def points(difference: float | None, decimals: int = 1) -> str:
    """A difference of percentages: `−22,2 điểm %`."""
    text = signed(difference, decimals)
    return text if text == MISSING else f"{text} {tr('points')}"


def change(difference: float | None, unit_of_measure: str, decimals: int | None = None) -> str:
    """A difference in the unit of the indicator; points where that unit is `%`."""
    if unit_of_measure.strip().startswith("%"):
        return points(difference, 1 if decimals is None else decimals)
    text = signed(difference, decimals)
    return text if text == MISSING or not unit_of_measure else f"{text} {unit_of_measure}"


def _useful_decimals(value: float) -> int:
    size = abs(value)
    if size >= 1000 or float(value).is_integer():
        return 0
    return 1 if size >= 10 or round(size, 1) == round(size, 2) else 2


def local(moment: Moment) -> datetime:
    """A moment in the city's zone."""
    if isinstance(moment, datetime):
        return moment.astimezone(ZONE)
    return datetime.fromtimestamp(float(moment), UTC).astimezone(ZONE)


def day(value: Moment | date | str | None) -> str:
    """`23-11-2026`. Takes a moment, a date, an ISO date text; None, 0 and "" are "–"."""
    when = _as_date(value)
    return (
        MISSING if when is None else f"{when.day:02d}-{when.month:02d}-{when.year:04d}"
    )  # strftime is 20 times slower


def short_day(value: Moment | date | str | None) -> str:
    """`23-11`, for a place where the year is plain."""
    when = _as_date(value)
    return MISSING if when is None else f"{when.day:02d}-{when.month:02d}"


def weekday(value: Moment | date | str, short: bool = False) -> str:
    """`Thứ Hai`, or `T2`."""
    when = _as_date(value)
    if when is None:
        return MISSING
    if language() == "vi":
        return (_SHORT_DAYS_VI if short else _DAYS_VI)[when.weekday()]
    return (_SHORT_DAYS_EN if short else _DAYS_EN)[when.weekday()]


def clock_time(moment: Moment | None, seconds: bool = False) -> str:
    """`14:05` or `14:05:12`."""
    if not moment:
        return MISSING
    when = local(moment)
    short = f"{when.hour:02d}:{when.minute:02d}"
    return f"{short}:{when.second:02d}" if seconds else short


def day_time(moment: Moment | None) -> str:
    """`23-11-2026 14:05`."""
    return MISSING if not moment else f"{day(moment)} {clock_time(moment)}"


def near_time(moment: Moment | None, now: Moment) -> str:
    """The shortest form that is plain now: `14:05` today, `22-11 14:05` this year, `22-11-2025` before."""
    if not moment:
        return MISSING
    then, today = local(moment), local(now)
    if then.date() == today.date():
        return clock_time(moment)
    return f"{short_day(moment)} {clock_time(moment)}" if then.year == today.year else day(moment)


def age(seconds: float) -> str:
    """How long: `5 phút`, `3 giờ`, `2 ngày`. Less than a minute counts as one."""
    minutes = max(1, int(seconds // 60))
    if minutes < 60:
        return tr("{n} min", n=minutes)
    if minutes < 48 * 60:
        return tr("{n} h", n=minutes // 60)
    return tr("{n} days", n=number(minutes // 1440))


def period(code: str) -> str:
    """A period code by its name: `2026-09` → "Tháng 9/2026", `2026-Q3` → "Quý III/2026", `2026` → "Năm 2026".

    A code of no known form is given back as it is: it is data from outside.
    """
    year, quarter, month = _split_period(code)
    if year is None:
        return code
    if language() == "vi":
        if quarter:
            return f"Quý {_QUARTERS[quarter - 1]}/{year}"
        return f"Tháng {month}/{year}" if month else f"Năm {year}"
    if quarter:
        return f"Q{quarter} {year}"
    return f"{_MONTHS_EN[month - 1]} {year}" if month else f"Year {year}"


def short_period(code: str) -> str:
    """A period without its year: `T9`, `Quý III`, `2026` (vi); `Sep`, `Q3`, `2026` (en)."""
    year, quarter, month = _split_period(code)
    if year is None:
        return code
    if quarter:
        return f"Quý {_QUARTERS[quarter - 1]}" if language() == "vi" else f"Q{quarter}"
    if month:
        return f"T{month}" if language() == "vi" else _MONTHS_EN[month - 1]
    return str(year)


def _split_period(code: str) -> tuple[int | None, int, int]:
    """(year, quarter or 0, month or 0); year None where the code has no known form."""
    head, _, tail = code.partition("-")
    if not (len(head) == 4 and head.isdigit()):
        return None, 0, 0
    if not tail:
        return int(head), 0, 0
    if tail[:1] == "Q" and tail[1:].isdigit() and 1 <= int(tail[1:]) <= 4:
        return int(head), int(tail[1:]), 0
    if tail.isdigit() and 1 <= int(tail) <= 12:
        return int(head), 0, int(tail)
    return None, 0, 0


def _as_date(value: Moment | date | str | None) -> date | None:
    if value is None or value == "" or value == 0:
        return None
    if isinstance(value, datetime):
        return local(value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return local(value).date()
