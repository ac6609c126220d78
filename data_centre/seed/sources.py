"""Sources of the sample with their own cadences; one of them is late, as the supply it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ioc_domain.codes import PeriodKind
from ioc_domain.periods import Period
from ioc_domain.records import SourceRecord

from .clock import Moment, day_in, morning

MINUTE = 60
HOUR = 3600
LIVE = (
    ("complaints", "Phản ánh 1022", "minutes", 5 * MINUTE, "nhịp 5 phút", 2 * MINUTE, "CONG-1022"),
    ("emergency", "Cấp cứu 113/114/115", "minutes", MINUTE, "nhịp 1 phút", 20, "TT-115"),
    ("dossiers", "Dịch vụ công", "minutes", 30 * MINUTE, "nhịp 30 phút", 7 * MINUTE, "HCC-TP"),
    ("traffic", "Giao thông", "minutes", 10 * MINUTE, "nhịp 10 phút", 4 * MINUTE, "TT-DHGT"),
    ("health", "Y tế dự phòng", "day", 24 * HOUR, "nhịp ngày, 10:00", 4 * HOUR + 5 * MINUTE, "HCDC"),
)
"""Code, name, cadence, seconds, words, age of the newest data, unit."""
MONTHLY = (
    ("treasury", "Kho bạc Nhà nước", 12, "KBNN"),
    ("finance", "Sở Tài chính", 10, "STC"),
    ("statistics", "Thống kê TP", 6, "TKTP"),
    ("interior", "Sở Nội vụ", 10, "SNV"),
)
LATE = "interior"


def sources(moment: Moment) -> Iterator[SourceRecord]:
    """Sources in the order in which they are shown."""
    order = 0
    for code, name, cadence, seconds, words, age, unit in LIVE:
        order += 1
        last = moment.now - age
        yield SourceRecord(code, name, cadence, seconds, words, last, last + seconds, unit, order)
    for code, name, day, unit in MONTHLY:
        order += 1
        last, due = _monthly(moment, day, late=code == LATE)
        yield SourceRecord(code, name, "month", 0, f"nhịp tháng, ngày {day:02d}", last, due, unit, order)


def _monthly(moment: Moment, day: int, *, late: bool) -> tuple[int, int]:
    """(newest delivery, when the next is due): the last due day that has passed is met, or missed when late."""
    this = Period.containing(PeriodKind.MONTH, moment.day)
    due_day = day_in(this.shifted(-1), 1, day)
    if due_day >= moment.day:
        this = this.shifted(-1)
        due_day = day_in(this.shifted(-1), 1, day)
    if late:
        before = day_in(this.shifted(-2), 1, day) + timedelta(days=3)
        return morning(before, 16), morning(due_day, 17)
    following = day_in(this, 1, day)
    return min(morning(_working(due_day), 10), moment.now), morning(following, 17)


def _working(day: date) -> date:
    return day - timedelta(days=1 if day.day > 1 else 0)
