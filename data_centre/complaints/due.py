"""Due dates by the working-time clock, and what happens to them when the calendar changes afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import OPEN_STATUSES
from ioc_domain.entities import BY_NAME
from ioc_domain.records import (
    CalendarDayRecord,
    ComplaintRecord,
    ComplaintTypeRecord,
    Record,
    SettingRecord,
)
from ioc_domain.working_time import WorkingCalendar, at_local, changes_of_hours

from .. import models as m
from .. import wording
from ..database import Database
from ..feed import FeedWriter, writing
from ..request_life import setting
from ..rows import find_all, record_of
from .steps import steps_of, with_step

ANSWER_DAYS = 5
BATCH = 2_000
COMPLAINT = BY_NAME["complaint"]


@dataclass(frozen=True)
class Moved:
    """What a change of the calendar did: complaints whose due date moved, of those that were looked at."""

    moved: int
    looked_at: int


def answer_days(connection: sa.Connection, kind: ComplaintTypeRecord | None) -> int:
    """Working days in which a complaint of a type must be answered."""
    if kind is not None and kind.answer_working_days > 0:
        return kind.answer_working_days
    said = setting(connection, "complaint_answer_days")
    return int(said) if said.isdigit() and int(said) > 0 else ANSWER_DAYS


def calendar_of(
    connection: sa.Connection, without: frozenset[str] = frozenset(), hours: str | None = None
) -> WorkingCalendar:
    """The calendar as it is, or as it was `without` some days (ISO) or with another setting of the hours."""
    days = [d for d in find_all(connection, BY_NAME["calendar_day"]) if isinstance(d, CalendarDayRecord)]
    return WorkingCalendar.of(
        (d for d in days if d.date not in without),
        likely=setting(connection, "calendar_likely", "1") != "0",
        office_hours=setting(connection, "office_hours") if hours is None else hours,
    )


def declare_days(database: Database, days: Sequence[CalendarDayRecord], now: int, reason: str) -> Moved:
    """Declare days off or worked days, and move the due dates that hang on them.

    Breaking off and declaring the same days again finishes the work: what has moved is not moved twice.
    """
    for day in days:
        date.fromisoformat(day.date)
        if day.kind not in ("holiday", "swap_off", "swap_work"):
            raise ValueError(f"{day.kind} is not a kind of day")
    with database.read() as connection:
        before = calendar_of(connection, without=frozenset(d.date for d in days))
    first = min(date.fromisoformat(d.date) for d in days)
    return _change(database, days, before, at_local(first, 0), now, reason)


def change_hours(database: Database, office_hours: str, now: int, reason: str) -> Moved:
    """Change the office hours from a date on (see `working_time.changes_of_hours`) and move due dates with them.

    The setting that held before is kept until all have moved, so that a change broken off can be done again.
    """
    changes_of_hours(office_hours)
    with database.read() as connection:
        held = setting(connection, "office_hours_before", setting(connection, "office_hours"))
        before = calendar_of(connection, hours=held)
    result = _change(
        database,
        [SettingRecord("office_hours", office_hours), SettingRecord("office_hours_before", held)],
        before,
        0,
        now,
        reason,
    )
    with writing(database, lambda: now) as writer:
        writer.delete("setting", "office_hours_before")
    return result


def _change(
    database: Database, records: Sequence[Record], before: WorkingCalendar, start: int, now: int, reason: str
) -> Moved:
    with writing(database, lambda: now) as writer:
        for record in records:
            writer.put(record)
    with database.read() as connection:
        after = calendar_of(connection)
        types = {t.id: t for t in find_all(connection, BY_NAME["complaint_type"]) if isinstance(t, ComplaintTypeRecord)}
        days_of = {number: answer_days(connection, kind) for number, kind in types.items()}
        usual = answer_days(connection, None)
    moved = looked_at = last = 0
    while True:
        with writing(database, lambda: now) as writer:
            batch = _open_after(writer.connection, start, last)
            for complaint in batch:
                days = days_of.get(complaint.type, usual)
                if move_due(writer, complaint, before, after, days, reason):
                    moved += 1
        looked_at += len(batch)
        if len(batch) < BATCH:
            return Moved(moved, looked_at)
        last = batch[-1].id


def move_due(
    writer: FeedWriter,
    complaint: ComplaintRecord,
    before: WorkingCalendar,
    after: WorkingCalendar,
    days: int,
    reason: str,
) -> bool:
    """Move one due date from the old clock to the new one; the old date is kept. True when it moved.

    Only a date that the clock itself had set is moved, and none is moved into the past.
    """
    start = next((t for t in counted_from(complaint) if before.deadline(t, days) == complaint.due), None)
    if start is None:
        return False
    due = after.deadline(start, days)
    if due == complaint.due or (due < complaint.due and due < writer.now):
        return False
    remember(writer.connection, complaint.id, writer.now, complaint.due, due, reason)
    text = f"Hạn xử lý chuyển từ {wording.deadline(complaint.due)} sang {wording.deadline(due)}"
    timeline = with_step(complaint.timeline, writer.now, "due_moved", text, reason)
    writer.put(msgspec.structs.replace(complaint, due=due, timeline=timeline))
    return True


def counted_from(complaint: ComplaintRecord) -> list[int]:
    """Moments its due date may count from, the last first: when it was reopened, when it came."""
    reopened = [int(s[0]) for s in steps_of(complaint.timeline) if s[1] == "reopened"]
    return [*reversed(reopened), complaint.created]


def remember(connection: sa.Connection, complaint: int, now: int, old: int, new: int, reason: str) -> None:
    """Keep a due date that was replaced."""
    d = m.complaint_due
    n = connection.execute(sa.select(sa.func.max(d.c.n)).where(d.c.complaint == complaint)).scalar() or 0
    connection.execute(sa.insert(d).values(complaint=complaint, n=n + 1, at=now, due=old, next=new, reason=reason))


def replaced(connection: sa.Connection, complaint: int) -> list[tuple[int, int, int, str]]:
    """(when, old due, new due, reason) of every time a complaint's due date moved."""
    d = m.complaint_due.c
    query = sa.select(d.at, d.due, d.next, d.reason).where(d.complaint == complaint).order_by(d.n)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def _open_after(connection: sa.Connection, start: int, last: int) -> list[ComplaintRecord]:
    table = m.SYNCED["complaint"]
    query = (
        sa.select(*(table.c[c] for c in COMPLAINT.columns))
        .where(
            table.c.id > last,
            table.c.due >= max(start, 1),
            table.c.closed == 0,
            table.c.status.in_([int(s) for s in OPEN_STATUSES]),
        )
        .order_by(table.c.id)
        .limit(BATCH)
        .with_for_update()
    )
    found = [record_of(COMPLAINT, row) for row in connection.execute(query)]
    return [record for record in found if isinstance(record, ComplaintRecord)]
