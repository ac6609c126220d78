"""P2: a delta of 50,000 changed complaints into a cache of ten million, against raw upserts of the same tuples.

Ours takes the bytes of five pages of 10,000 operations as they are off the line and applies each: decoded, hashed,
rows, texts and column segments written, digests compared, committed. Theirs is `executemany` of an upsert by primary
key, of ready tuples, into the same two tables of a copy of the file, committed as often; no segments, no digests.
The rows of each delta are open complaints of all the years: each moves to another state, which its timeline says, a
third of them to closed; one in ten has other marks. IOC_BENCH_ROWS sets another size. Making the file (once, some
minutes) and the pages does not count.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import msgspec

from benchmarks._big_cache import COMPLAINT, EPOCH, big_cache
from benchmarks._ratio import report, speed_ratio
from ioc_domain.records import ComplaintRecord
from ioc_domain.wire import (
    MASK64,
    PUT,
    BucketDigest,
    Operation,
    PageHeader,
    PageTrailer,
    decode_page,
    digest_hex,
    encode_page,
    encode_record,
    row_hash,
    to_signed,
)
from local_cache import layout
from local_cache.applying import apply_page
from local_cache.store import Writer, open_writer
from local_cache.sync_state import read_state

WORK = Path(__file__).resolve().parent / ".work" / "p2"
ROWS = int(os.environ.get("IOC_BENCH_ROWS", "10000000"))
CHANGED = 50_000
PAGE = 10_000
CLOSED = 4

Tuples = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]
Delta = tuple[list[bytes], list[Tuples]]
"""Pages as bytes, and page by page the tuples of rows and of texts that they bring."""


class Deltas:
    """Draws the next delta of a cache as it stands, as its data centre would send it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._to = read_state(connection).pull_from
        self._dice = random.Random(self._to)
        self._names: dict[int, str] = dict(connection.execute("SELECT id, name FROM bucket"))
        self._sums = {n: [c, d] for n, c, d in connection.execute("SELECT id, count, digest FROM bucket")}

    def draw(self, changed: int = CHANGED, size: int = PAGE) -> Delta:
        """The next delta of so many rows, in pages of that size. Raises ValueError where fewer are open."""
        open_ones = [n for (n,) in self._connection.execute("SELECT id FROM complaint WHERE closed = 0")]
        ids = self._dice.sample(open_ones, changed)
        pages, tuples = [], []
        for first in range(0, changed, size):
            page, brought = self._page(ids[first : first + size], more=first + size < changed)
            pages.append(page)
            tuples.append(brought)
        return pages, tuples

    def _page(self, ids: list[int], *, more: bool) -> tuple[bytes, Tuples]:
        after, self._to = self._to, self._to + len(ids)
        operations, rows, texts, touched = [], [], [], set()
        for seq, number in enumerate(ids, after + 1):
            old, bucket, rev, h, slot = self._stored(number)
            new = self._moved_on(old)
            row, key, rev = encode_record(new), str(number), rev + 1
            fresh = row_hash("complaint", key, rev, row)
            operations.append(Operation(PUT, seq, self._names[bucket], "complaint", key, rev, msgspec.Raw(row)))
            fields = msgspec.structs.asdict(new)
            narrow = [fields[c] for c in COMPLAINT.row_columns]
            rows.append((*narrow, bucket, rev, to_signed(fresh), slot))
            texts.append(tuple(fields[c] for c in layout.text_columns(COMPLAINT)))
            self._sums[bucket][1] = (self._sums[bucket][1] - h + fresh) & MASK64
            touched.add(bucket)
        digests = {self._names[b]: BucketDigest(self._sums[b][0], digest_hex(self._sums[b][1])) for b in touched}
        header = PageHeader(after, self._to, more, "benchmark", EPOCH)
        trailer = PageTrailer(True, len(operations), self._to, digests)
        return encode_page(header, operations, trailer), (rows, texts)

    def _stored(self, number: int) -> tuple[ComplaintRecord, int, int, int, int]:
        columns = layout.quoted(COMPLAINT.row_columns)
        row = self._connection.execute(
            f"SELECT {columns}, bucket, rev, h, slot FROM complaint WHERE id = ?", (number,)
        ).fetchone()
        text = self._connection.execute(
            f"SELECT {layout.quoted(COMPLAINT.text_columns)} FROM complaint_text WHERE id = ?", (number,)
        ).fetchone()
        names = (*COMPLAINT.row_columns, *COMPLAINT.text_columns)
        record = ComplaintRecord(**dict(zip(names, (*row[:-4], *text), strict=True)))
        return record, *row[-4:]

    def _moved_on(self, old: ComplaintRecord) -> ComplaintRecord:
        status = CLOSED if self._dice.random() < 0.33 else (old.status + self._dice.randrange(1, CLOSED)) % CLOSED
        closed = old.created + self._dice.randrange(86_400, 40 * 86_400) if status == CLOSED else 0
        step = [[closed or old.created, "state", str(status), "Đơn vị đã cập nhật."]]
        flags = self._dice.randrange(128) if self._dice.random() < 0.1 else old.flags
        return msgspec.structs.replace(
            old, status=status, closed=closed, flags=flags, timeline=msgspec.json.encode(step).decode()
        )


class Pairs:
    """The same delta for both of a pair: drawn when the first of them asks, let go of when the other has it."""

    def __init__(self) -> None:
        self._waiting: dict[int, Delta] = {}

    def take(self, side: int, path: Path) -> Delta:
        """The delta of `side` (0 or 1)."""
        if side not in self._waiting:
            # Read by a connection of its own, so that nobody's pages are warmer for it.
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
                delta = Deltas(connection).draw()
            self._waiting[1 - side] = delta
            return delta
        return self._waiting.pop(side)


def apply(writer: Writer, pages: list[bytes], executor: Executor) -> float:
    """Seconds that the pages take as sync applies them, the log folded back where it has grown."""
    started = time.perf_counter()
    for page in pages:
        apply_page(writer.connection, *decode_page(page), now=1)
        writer.checkpoint_aside(executor)
    writer.checkpoint()
    return time.perf_counter() - started


def upsert(writer: Writer, tuples: list[Tuples]) -> float:
    """Seconds that raw upserts of the tuples take, with the same settings and log."""
    statements = []
    tables = {"complaint": layout.mirror_columns(COMPLAINT), "complaint_text": layout.text_columns(COMPLAINT)}
    for table, columns in tables.items():
        marks = ", ".join("?" * len(columns))
        change = ", ".join(f'"{c}" = excluded."{c}"' for c in columns if c != "id")
        statements.append(
            f"INSERT INTO {table}({layout.quoted(columns)}) VALUES ({marks}) ON CONFLICT(id) DO UPDATE SET {change}"
        )
    started = time.perf_counter()
    for page in tuples:
        writer.connection.execute("BEGIN IMMEDIATE")
        for statement, rows in zip(statements, page, strict=True):
            writer.connection.executemany(statement, rows)
        writer.connection.execute("COMMIT")
        writer.checkpoint()
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    started = time.perf_counter()
    model = big_cache(WORK, ROWS)
    raw = WORK / f"raw-{ROWS}.db"
    if not raw.exists():
        shutil.copyfile(model, raw.with_suffix(".unfinished"))
        raw.with_suffix(".unfinished").rename(raw)
    print(f"  two files of {ROWS} complaints were ready after {time.perf_counter() - started:.0f} s")
    pairs = Pairs()
    with ThreadPoolExecutor(1) as pool, open_writer(model) as ours, open_writer(raw) as theirs:
        ratio = speed_ratio(
            lambda: apply(ours, pairs.take(0, model)[0], pool), lambda: upsert(theirs, pairs.take(1, model)[1])
        )
    report("P2", ratio, at_least=0.7, ours=f"delta of {CHANGED}", theirs="raw upserts")


if __name__ == "__main__":
    main()
