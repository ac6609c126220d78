"""Office minutes of whole columns equal the calendar's own count, row by row."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks._columns import write_columns
from ioc_domain.entities import BY_NAME
from ioc_domain.records import CalendarDayRecord
from ioc_domain.working_time import WorkingCalendar, at_local
from local_cache import segment_cache, store
from local_cache.queries import office_clock
from local_cache.queries.office_clock import NOT_CLOSED, OfficeMinutes, minutes_of
from local_cache.segment_writer import SegmentWriter
from local_cache.segments import open_columns

ROWS = 400
NOW = 1_795_417_620
PLAIN = WorkingCalendar.of([])
SWAPPED = WorkingCalendar.of(
    [CalendarDayRecord("2026-01-02", "swap_off", "", "official"),
     CalendarDayRecord("2026-01-10", "swap_work", "", "official")],
    office_hours='[["2026-06-01", [["07:00", "11:30"], ["13:30", "17:00"]]]]',
)


def made(path: Path, spread: int) -> list[tuple[int, int]]:
    """A cache of complaints received within a year and closed within `spread` seconds, a few before they came."""
    dice = random.Random(spread)
    moments = []
    for _ in range(ROWS):
        created = NOW - dice.randrange(400 * 86_400)
        closed = 0 if dice.random() < 0.2 else max(1, created + dice.randrange(-spread // 20, spread))
        moments.append((created, closed))
    columns = {c.name: np.ones(ROWS, c.dtype) for c in BY_NAME["complaint"].segments}
    columns["created"], columns["closed"] = (np.array(part, np.uint32) for part in zip(*moments, strict=True))
    columns["id"] = np.arange(1, ROWS + 1)
    write_columns(path, columns)
    return moments


@pytest.mark.parametrize("calendar", [PLAIN, SWAPPED])
@pytest.mark.parametrize("spread", [20 * 86_400, 3 * 365 * 86_400])
@pytest.mark.parametrize("per_row", [0, 10_000], ids=["by day", "by minute"])
def test_minutes_are_those_of_the_calendar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calendar: WorkingCalendar, spread: int, per_row: int
) -> None:
    """Within a minute below 546 hours, within 32 minutes and a bit beyond; nothing for what is open. For rows that lie
    near in time there is a table by the minute, and one by the day for all others."""
    monkeypatch.setattr(office_clock, "_TABLE_PER_ROW", per_row)
    moments = made(tmp_path / "cache.db", spread)
    with store.open_reader(tmp_path / "cache.db").connection() as connection:
        (block,) = open_columns(connection).blocks()
        codes = OfficeMinutes(calendar).codes(block)
    segment_cache.forget()
    longest = 0
    for (created, closed), code in zip(moments, codes.tolist(), strict=True):
        if not closed:
            assert code == NOT_CLOSED
            continue
        exact = max(0, calendar.working_seconds(created, closed))
        longest = max(longest, exact)
        allowed = 60 if code < 32_768 else 33 * 60
        assert code != NOT_CLOSED and abs(minutes_of(code) * 60 - exact) < allowed
    assert (longest > 546 * 3600) == (spread > 365 * 86_400)


def test_a_holiday_declared_afterwards_and_another_closing_are_seen(tmp_path: Path) -> None:
    """What is kept of a block is made anew when its columns or the calendar are others, and only then."""
    path = tmp_path / "cache.db"
    made(path, 20 * 86_400)
    friday = at_local(date(2026, 11, 20), 8 * 3600)
    with store.open_writer(path) as writer:
        writer.connection.execute("BEGIN IMMEDIATE")
        change = SegmentWriter(writer.connection, BY_NAME["complaint"])
        moments = {"created": friday, "closed": friday + 3 * 86_400}
        change.write([7], {name: np.array([moment], np.uint32) for name, moment in moments.items()})
        change.flush()
        writer.connection.execute("COMMIT")
    holiday = WorkingCalendar.of([CalendarDayRecord("2026-11-20", "holiday", "", "official")])

    def row(calendar: WorkingCalendar) -> int:
        with store.open_reader(path).connection() as connection:
            (block,) = open_columns(connection).blocks()
            again = OfficeMinutes(calendar).codes(block)
            assert OfficeMinutes(calendar).codes(block) is again
            return int(again[7])

    assert row(PLAIN) == 8 * 60
    assert row(holiday) == 30
    assert row(PLAIN) == 8 * 60
    segment_cache.forget()
