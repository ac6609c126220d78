"""From a file to the console: import → data centre → sync → cache, and every total equal to one made from the file.

The sums are made here from the CSV by code that knows nothing of the import, the sync or the cache.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy.orm import Session

from ioc_domain.codes import ComplaintStatus
from ioc_domain.records import AreaRecord, ComplaintFieldRecord, UnitRecord
from ioc_domain.working_time import WorkingCalendar
from local_cache.queries.complaint_list import Order, Tab, complaint_rows, list_ids
from local_cache.queries.complaint_map import heat_counts
from local_cache.queries.complaints import ComplaintFilter, complaint_board
from local_cache.queries.rows import rows
from local_cache.store import open_reader
from tests.journeys.synced_cache import SyncProcess, add_leader, data_centre, serving

NOW = 1_795_331_220
GRID = 64
WORLD = 1 << 30
CALENDAR = WorkingCalendar()


@dataclass
class Sums:
    """What the file itself says."""

    total: int
    fields: Counter[str]
    units: Counter[str]
    areas: Counter[str]
    closed: int
    open: int
    days: Counter[str]
    box: tuple[int, int, int, int]
    cells: Counter[tuple[int, int]]
    on_time: int
    late: int
    codes: set[str]


def tile(lat: float, lon: float) -> tuple[int, int]:
    """Place on the world's square in [0, 1), by the textbook's formula of the spherical Mercator projection."""
    x = (lon + 180) / 360
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int(x * WORLD), int(y * WORLD)


def sums_of(table: list[dict[str, str]], zone: str) -> Sums:
    """Sums of a file with Boston's columns; `zone` is the one its times are in."""
    placed = [(float(r["latitude"]), float(r["longitude"])) for r in table if r["latitude"]]
    points = [tile(lat, lon) for lat, lon in placed if not (lat == int(lat) and lon == int(lon))]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = (min(xs), min(ys), max(xs) + 1, max(ys) + 1)
    cells: Counter[tuple[int, int]] = Counter(
        ((y - box[1]) * GRID // (box[3] - box[1]), (x - box[0]) * GRID // (box[2] - box[0])) for x, y in points
    )
    both = [(r["closed_dt"], r["target_dt"]) for r in table if r["closed_dt"] and r["target_dt"]]

    def day(text: str) -> str:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
        return str(moment.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date())

    return Sums(
        total=len(table),
        fields=Counter(r["subject"] for r in table),
        units=Counter(r["queue"] for r in table),
        areas=Counter(r["neighborhood"].strip() for r in table),
        closed=sum(r["case_status"] == "Closed" for r in table),
        open=sum(r["case_status"] == "Open" for r in table),
        days=Counter(day(r["open_dt"]) for r in table),
        box=box,
        cells=cells,
        on_time=sum(closed <= target for closed, target in both),
        late=sum(closed > target for closed, target in both),
        codes={r["case_enquiry_id"] for r in table},
    )


@contextmanager
def synced(folder: Path, path: Path) -> Iterator[tuple[Session, SyncProcess]]:
    """The cache of a console after the file was imported."""
    home = folder / "centre"
    done = data_centre(home, "import", "complaints", str(path), "--profile", "boston",
                       "--rejects", str(folder / "rejects.csv"))  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    add_leader(home)
    with serving(home) as url:
        worker = SyncProcess(folder / "console", url)
        try:
            worker.wait_filled()
            store = open_reader(folder / "console" / "cache.db")
            try:
                with store.session() as session:
                    yield session, worker
            finally:
                store.close()
        finally:
            worker.close()


def assert_equal(session: Session, sums: Sums) -> None:
    """Everything the complaints screen shows of the whole file."""
    board = complaint_board(session, ComplaintFilter(), NOW, CALENDAR)
    assert board.total == sums.total
    assert board.closed == sums.closed
    statuses = dict(board.by_status)
    assert statuses[ComplaintStatus.CLOSED] == sums.closed
    assert statuses[ComplaintStatus.IN_PROGRESS] == sums.open
    fields = {f.id: f.name for f in rows(session, ComplaintFieldRecord)}
    units = {u.id: u.name for u in rows(session, UnitRecord)}
    areas = {a.id: a.name for a in rows(session, AreaRecord)} | {0: ""}
    assert Counter({fields[g.id]: g.total for g in board.by_field if g.total}) == sums.fields
    assert Counter({units[g.id]: g.total for g in board.by_unit if g.total}) == sums.units
    assert Counter({areas[g.id]: g.total for g in board.by_area if g.total}) == sums.areas
    assert (board.on_time.closed_on_time, board.on_time.closed_late) == (sums.on_time, sums.late)

    grid = heat_counts(session, ComplaintFilter(), NOW, sums.box, GRID, GRID)
    assert grid.sum() == board.located
    # A point on the line between two cells may fall either way by rounding: compare with that much room.
    wanted = np.zeros((GRID, GRID), np.int64)
    for cell, count in sums.cells.items():
        wanted[cell] = count
    assert np.abs(grid - wanted).sum() <= 2 * max(2, board.located // 20_000)

    listed = list_ids(session, ComplaintFilter(), NOW, CALENDAR, Tab.ALL, Order.CREATED, True)
    assert len(listed.ids) == listed.tabs[Tab.ALL] == sums.total == len(set(listed.ids.tolist()))
    first = complaint_rows(session, listed.ids[:200].tolist())
    assert {r.code for r in first.values()} <= sums.codes
    newest = [first[int(i)].created for i in listed.ids[:200]]
    assert newest == sorted(newest, reverse=True)


def small_file(path: Path, count: int) -> list[dict[str, str]]:
    """A file with Boston's columns, made here: every kind of row that can be taken."""
    header = [
        "case_enquiry_id",
        "open_dt",
        "target_dt",
        "closed_dt",
        "ontime",
        "case_status",
        "closure_reason",
        "case_title",
        "subject",
        "type",
        "queue",
        "neighborhood",
        "location",
        "latitude",
        "longitude",
        "source",
    ]
    table = []
    start = datetime(2024, 2, 27, 22, 0)
    for n in range(count):
        opened = start + timedelta(minutes=97 * n)
        target = opened + timedelta(days=1 + n % 5)
        is_closed = n % 7 != 0
        closed = opened + timedelta(hours=5 + 31 * (n % 6))
        place = (
            ("42", "-71") if n % 11 == 0 else (f"{42.25 + (n * 37 % 101) / 900:.5f}", f"{-71.2 + (n % 97) / 800:.5f}")
        )
        table.append(dict(zip(header, (
            f"{101_000_000_000 + n}", str(opened), "" if n % 9 == 0 else str(target), str(closed) if is_closed else "",
            "OVERDUE" if is_closed and closed > target else "ONTIME", "Closed" if is_closed else "Open",
            "Đã xong, \"tốt\"" if n % 2 else "", f"Case {n}", f"Subject {n % 4}", f"Type {n % 13}", f"Queue {n % 17}",
            "" if n % 10 == 0 else f"Quarter {n % 6}", f"{n} Main St", *place, "Self Service",
        ), strict=True)))  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows(table)
    path.write_bytes(gzip.compress(out.getvalue().encode()))
    return table


def test_a_small_file(tmp_path: Path) -> None:
    table = small_file(tmp_path / "small.csv.gz", 1_500)
    with synced(tmp_path, tmp_path / "small.csv.gz") as (session, _):
        assert_equal(session, sums_of(table, "America/New_York"))


def test_a_running_console_gets_what_is_imported(tmp_path: Path) -> None:
    small_file(tmp_path / "first.csv.gz", 300)
    with synced(tmp_path, tmp_path / "first.csv.gz") as (_, worker):
        table = small_file(tmp_path / "more.csv.gz", 420)
        done = data_centre(tmp_path / "centre", "import", "complaints", str(tmp_path / "more.csv.gz"),
                           "--profile", "boston", "--rejects", str(tmp_path / "rejects.csv"))  # fmt: skip
        assert "120 new, 0 changed, 300 as before" in done.stdout, done.stdout + done.stderr
        worker.wait_changed("complaint")
        store = open_reader(tmp_path / "console" / "cache.db")
        try:
            with store.session() as session:
                assert_equal(session, sums_of(table, "America/New_York"))
        finally:
            store.close()


@pytest.mark.realdata
def test_the_real_file(tmp_path: Path, realdata: Path) -> None:
    path = realdata / "complaints" / "boston_2011.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 58_251
    with synced(tmp_path, path) as (session, _):
        assert_equal(session, sums_of(table, "America/New_York"))
