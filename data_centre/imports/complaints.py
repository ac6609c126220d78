"""Import of complaints: rows of a file by a profile, through the feed, in batches.

Ids are made from the profile's name and the file's own id, so that the same file again changes nothing, and a newer
file of the same source changes only what is new in it.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import sqlalchemy as sa

from data_centre import models as m
from data_centre.database import Database
from data_centre.feed import LOOK_UP, writing
from ioc_domain.records import ComplaintRecord, Record, SettingRecord

from .complaint_rows import Reading, RowReader, renumbered
from .lists import ImportedLists
from .problems import FileRefused, RowRefused
from .profiles import Extent, Profile
from .rejects import Rejects
from .tables import open_table

BATCH = 4_000
MOST_LOOKED_AT = 50_000
"""Rows that are looked through for where the city lies."""
Report = Callable[[int, int], None]
"""Told (lines read, lines in the file)."""


@dataclass
class Summary:
    """What came of a file. Every row is in exactly one of the counts."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    not_located: int = 0
    lists: int = 0
    unplaced: Counter[str] = field(default_factory=Counter)
    """Why rows that were taken have no place, by the keys of `points.WORDS`."""
    learned: Extent | None = None
    """Where the city lies, where the file itself had to say it."""

    @property
    def taken(self) -> int:
        """Rows that are in the data centre now."""
        return self.added + self.updated + self.unchanged


def import_complaints(
    database: Database, path: Path, profile: Profile, rejects: Rejects, now: int, report: Report, encoding: str = ""
) -> Summary:
    """Import a file. Raises `FileRefused` before anything is changed."""
    table = open_table(path, encoding or profile.encoding)
    places = profile.places(table.header)
    reader = RowReader(profile, places, table.header, now)
    with database.read() as connection:
        lists = ImportedLists(connection, profile.name, profile.title)
    summary = Summary()
    if reader.points.extent is None and reader.points.any:
        head = (row.cells for row in itertools.islice(table.rows(), MOST_LOOKED_AT) if not row.problem)
        reader.points.extent = summary.learned = reader.points.learn_extent(head)
    with tempfile.TemporaryDirectory(prefix="ioc-import-") as work:
        seen = _Seen(Path(work) / "seen.db")
        try:
            run = ReadingsWriter(database, profile.title, lists, summary, now)
            for row in table.rows():
                summary.rows += 1
                try:
                    if row.problem:
                        raise RowRefused("", row.problem)
                    reading = reader.read(row.cells)
                    earlier = seen.line_of(reading.id, row.line)
                    first, count = reading, 1
                    while earlier and profile.made_of:
                        count += 1
                        reading = renumbered(first, profile.name, count)
                        earlier = seen.line_of(reading.id, row.line)
                    if earlier:
                        name = table.header[places["id"]]
                        raise RowRefused(name, f"the same id as line {earlier}", reading.code)
                    run.add(reading)
                except RowRefused as error:
                    summary.rejected += 1
                    rejects.add(row.line, error.column, error.reason, error.value)
                if summary.rows % BATCH == 0:
                    report(row.line, table.lines)
            run.flush()
        finally:
            seen.close()
    report(table.lines, table.lines)
    if not summary.rows:
        raise FileRefused(f"{path} has no rows")
    return summary


class ReadingsWriter:
    """Collects readings and writes them in batches: first the new list entries, then the complaints.

    `title` is the city's name in a centre that has none yet.
    """

    def __init__(self, database: Database, title: str, lists: ImportedLists, summary: Summary, now: int) -> None:
        self._database, self._title, self._lists, self._summary, self._now = database, title, lists, summary, now
        self._waiting: list[ComplaintRecord] = []

    def add(self, r: Reading) -> None:
        """Take a reading. Raises `RowRefused` when a list is full."""
        field = self._lists.field(r.field)
        record = ComplaintRecord(
            id=r.id,
            code=r.code,
            created=r.created,
            field=field,
            type=self._lists.type(r.type, field),
            unit=self._lists.unit(r.unit),
            area=self._lists.area(r.area),
            status=int(r.status),
            channel=int(r.channel),
            flags=int(r.flags),
            x=r.x,
            y=r.y,
            due=r.due,
            closed=r.closed,
            title=r.title,
            body=r.body,
            address=r.address,
            timeline=r.timeline,
            photos="[]",
            answered=r.answered,
        )
        if not r.x and not r.y:
            self._summary.not_located += 1
            self._summary.unplaced[r.unplaced] += 1
        self._waiting.append(record)
        if len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        fresh: list[Record] = [*self._missing_settings(), *self._lists.take_fresh()]
        if fresh:
            with writing(self._database, lambda: self._now) as writer:
                for record in fresh:
                    writer.put(record)
            self._summary.lists += len(fresh)
        with writing(self._database, lambda: self._now) as writer:
            for complaint in _first_answers(writer.connection, self._waiting):
                writer.put(complaint)
        self._summary.added += writer.result.added
        self._summary.updated += writer.result.updated
        self._summary.unchanged += writer.result.unchanged
        self._waiting.clear()

    def _missing_settings(self) -> list[SettingRecord]:
        """A centre that was empty learns whose data it holds; settings that are there stay."""
        s = m.SYNCED["setting"].c
        with self._database.read() as connection:
            there = {row[0] for row in connection.execute(sa.select(s.key))}
        wanted = {"city_name": self._title, "on_time_formula": "CT1"}
        return [SettingRecord(k, v) for k, v in wanted.items() if k not in there]


def _first_answers(connection: sa.Connection, read: list[ComplaintRecord]) -> list[ComplaintRecord]:
    """The complaints with the first answer that was known of them before: a source that has opened one again, or dated
    its closing anew, does not take back that it was answered."""
    c = m.SYNCED["complaint"].c
    known: dict[int, int] = {}
    for start in range(0, len(read), LOOK_UP):
        ids = [r.id for r in read[start : start + LOOK_UP]]
        rows = connection.execute(sa.select(c.id, c.answered).where(c.id.in_(ids), c.answered > 0))
        known.update((int(row.id), int(row.answered)) for row in rows)
    out = []
    for r in read:
        first = known.get(r.id, 0)
        earlier = first and r.created <= first and (not r.answered or first < r.answered)
        out.append(msgspec.structs.replace(r, answered=first) if earlier else r)
    return out


class _Seen:
    """Ids of this file, on disk, so that a file of any size fits in memory."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=OFF")
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute("CREATE TABLE seen (id INTEGER PRIMARY KEY, line INTEGER NOT NULL)")
        self._connection.execute("BEGIN")

    def line_of(self, number: int, line: int) -> int:
        """0 and remembered when the id is new, else the line that had it."""
        cursor = self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (number, line))
        if cursor.rowcount:
            return 0
        return int(self._connection.execute("SELECT line FROM seen WHERE id = ?", (number,)).fetchone()[0])

    def close(self) -> None:
        """Done with it."""
        self._connection.close()
