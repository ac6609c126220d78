"""Snapshots of buckets as parts: built once, kept as files, handed out unchanged (layout: `ioc_domain.parts`)."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import sqlalchemy as sa
import zstandard
from filelock import FileLock, Timeout

from ioc_domain import entities
from ioc_domain import parts as layout
from ioc_domain.entities import SEGMENT_ROWS, Entity
from ioc_domain.wire import MASK64, Snapshot, SnapshotPart, digest_hex

from . import models as m
from .buckets import read_head
from .database import Database
from .retention import SNAPSHOT_SECONDS

ZSTD_LEVEL = 3
STALE_LEAST = 1_000
"""Changes of a bucket after which its snapshot is built anew, at least; for large buckets a twentieth of the rows."""
WAIT_SECONDS = 8.0
"""How long a request waits for a build before it is told to come back."""


class UnknownBucket(LookupError):
    """There is no such bucket."""


class BuildRunning(Exception):
    """Another build is under way: ask again in a moment."""


class DigestDiffers(RuntimeError):
    """The rows of a bucket do not add up to its digest: the database was changed behind the feed's back."""


@dataclass(frozen=True)
class _Part:
    n_rows: int
    size: int
    sha256: str


# Made once, as each call for a snapshot or a part asks them.
_BUCKET = sa.select(m.bucket.c.no, m.bucket.c.changes, m.bucket.c.count).where(m.bucket.c.id == sa.bindparam("bucket"))
_CURRENT = (
    sa.select(m.snapshot)
    .where(
        m.snapshot.c.bucket == sa.bindparam("bucket"),
        m.snapshot.c.current == 1,
        m.snapshot.c.epoch == sa.bindparam("epoch"),
    )
    .order_by(m.snapshot.c.id.desc())
    .limit(1)
)
_PARTS = (
    sa.select(m.snapshot_part.c.n, m.snapshot_part.c.bytes, m.snapshot_part.c.rows, m.snapshot_part.c.sha256)
    .where(m.snapshot_part.c.snapshot == sa.bindparam("snapshot"))
    .order_by(m.snapshot_part.c.n)
)
_LOADABLE = (
    sa.select(m.bucket.c.scope, m.snapshot_part.c.sha256)
    .join_from(m.snapshot_part, m.snapshot, m.snapshot_part.c.snapshot == m.snapshot.c.id)
    .join(m.bucket, m.snapshot.c.bucket == m.bucket.c.no)
    .join(
        m.feed_head,
        sa.and_(
            m.feed_head.c.one == 1,
            m.snapshot.c.epoch == m.feed_head.c.epoch,
            m.snapshot.c.at >= m.feed_head.c.floor,
        ),
    )
    .where(m.snapshot_part.c.n == sa.bindparam("n"))
)


class PartStore:
    """Snapshots of one data centre; the files lie in `<home>/parts`, named by their sha256."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._folder = database.home / "parts"
        self._folder.mkdir(parents=True, exist_ok=True)

    def snapshot(self, bucket: str) -> Snapshot:
        """The snapshot to hand out, built when there is none or it has fallen too far behind.

        Raises `UnknownBucket`, `BuildRunning`.
        """
        found, stale = self._find(bucket)
        if found is not None and not stale:
            return found
        try:
            # Never two builds at once, in this or another process: they would only slow each other.
            with FileLock(self._folder / "build.lock", timeout=0 if found else WAIT_SECONDS):
                again, stale = self._find(bucket)
                if again is not None and not stale:
                    return again
                self._build(bucket)
        except Timeout as error:
            if found is not None:
                return found
            raise BuildRunning from error
        built, _ = self._find(bucket)
        if built is None:  # a reset came between
            raise BuildRunning
        return built

    def build_all(self, progress: Callable[[str, int], None] | None = None) -> int:
        """Build what is missing or stale, tables in bootstrap order; returns how many snapshots were built."""
        with self._database.read() as connection:
            b = m.bucket.c
            rows = connection.execute(sa.select(b.id, b.entity).where(b.count > 0))
            ids = {str(row.id): str(row.entity) for row in rows}
        order = {entity.name: k for k, entity in enumerate(entities.ENTITIES)}
        built = 0
        for bucket in sorted(ids, key=lambda name: (order.get(ids[name], 0), name)):
            found, stale = self._find(bucket)
            if found is None or stale:
                with FileLock(self._folder / "build.lock"):
                    self._build(bucket)
                built += 1
                if progress is not None:
                    progress(bucket, built)
        return built

    def part(self, n: int) -> tuple[str, str, Path] | None:
        """(scope, sha256, file) of a part, or None.

        None also for a part of a snapshot from below the floor of the feed or of another epoch: who loaded it could
        not be told what has changed since.
        """
        with self._database.read() as connection:
            row = connection.execute(_LOADABLE, {"n": n}).first()
        if row is None:
            return None
        path = self._path(row.sha256)
        return (row.scope, row.sha256, path) if path.is_file() else None

    # --- finding ---------------------------------------------------------------------------------------------

    def _find(self, bucket: str) -> tuple[Snapshot | None, bool]:
        """(current snapshot, whether it should be built anew)."""
        with self._database.read() as connection:
            head = read_head(connection)
            known = connection.execute(_BUCKET, {"bucket": bucket}).first()
            if known is None:
                raise UnknownBucket(bucket)
            row = connection.execute(_CURRENT, {"bucket": known.no, "epoch": head.epoch}).first()
            if row is None or row.at < head.floor:
                return None, True
            parts = connection.execute(_PARTS, {"snapshot": row.id}).all()
        if not all(self._path(part.sha256).is_file() for part in parts):
            return None, True
        behind = known.changes - row.changes > max(STALE_LEAST, row.rows // 20)
        stale = behind or row.built_at < self._clock() - SNAPSHOT_SECONDS
        found = Snapshot(
            bucket=bucket,
            epoch=row.epoch,
            at=row.at,
            rows=row.rows,
            digest=digest_hex(row.digest),
            parts=[
                SnapshotPart(part.n, f"/v1/buckets/{bucket}/parts/{part.n}", part.bytes, part.rows, part.sha256)
                for part in parts
            ],
        )
        return found, stale

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.part.zst"

    # --- building --------------------------------------------------------------------------------------------

    def _build(self, bucket: str) -> None:
        """One pass over the bucket's rows as they are at one sequence number."""
        with self._database.read() as connection:
            head = read_head(connection)
            row = connection.execute(sa.select(m.bucket).where(m.bucket.c.id == bucket)).one()
            entity = entities.BY_NAME[row.entity]
            stream = _stream(connection, entity, row.no)
            parts: list[_Part] = []
            rows = digest = 0
            while chunk := list(islice(stream, SEGMENT_ROWS)):
                digest += sum(values[-1] for values in chunk)
                rows += len(chunk)
                parts.append(self._write(entity, bucket, head.head, chunk))
        if rows != row._mapping["count"] or (digest - row.digest) & MASK64:
            raise DigestDiffers(bucket)
        self._register(row, head.epoch, head.head, rows, parts)

    def _write(self, entity: Entity, bucket: str, at: int, chunk: list[tuple[Any, ...]]) -> _Part:
        meta = {
            "table": entity.name,
            "bucket": bucket,
            "at": str(at),
            "rows": str(len(chunk)),
            "schema": entities.schema(),
            "format": layout.FORMAT,
        }
        with TemporaryDirectory(dir=self._folder, prefix="build-") as work:
            plain = Path(work) / "part.db"
            write_part(plain, entity, meta, chunk)
            data = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(plain.read_bytes())
            sha256 = hashlib.sha256(data).hexdigest()
            target = self._path(sha256)
            target.parent.mkdir(exist_ok=True)
            ready = Path(work) / "part.zst"
            ready.write_bytes(data)
            ready.replace(target)  # whole or not at all
        return _Part(len(chunk), len(data), sha256)

    def _register(self, row: sa.Row[Any], epoch: str, at: int, rows: int, parts: list[_Part]) -> None:
        s = m.snapshot
        with self._database.write() as connection:
            # A reset that came during the build has made these rows old news.
            again = connection.execute(sa.select(m.bucket.c.seq).where(m.bucket.c.no == row.no)).scalar_one()
            f = m.feed.c
            resets = sa.select(f.seq).where(f.bucket == row.no, f.seq > at, f.op == "reset").limit(1)
            if again > at and connection.execute(resets).first() is not None:
                return
            now = read_head(connection)
            if now.epoch != epoch or now.floor > at:  # or the feed was pruned or begun anew past it
                return
            connection.execute(sa.update(s).where(s.c.bucket == row.no).values(current=0))
            made = connection.execute(
                sa.insert(s)
                .values(
                    bucket=row.no,
                    epoch=epoch,
                    at=at,
                    rows=rows,
                    digest=row.digest,
                    changes=row.changes,
                    built_at=int(self._clock()),
                    current=1,
                )
                .returning(s.c.id)
            ).scalar_one()
            for part in parts:
                connection.execute(
                    sa.insert(m.snapshot_part).values(
                        snapshot=made, bytes=part.size, rows=part.n_rows, sha256=part.sha256
                    )
                )


def _stream(connection: sa.Connection, entity: Entity, bucket: int) -> Iterator[tuple[Any, ...]]:
    """Rows of a bucket in key order: record columns, rev, h. Reads as it goes, also on PostgreSQL."""
    table = m.SYNCED[entity.name]
    columns = [*(table.c[c] for c in entity.columns), table.c.rev, table.c.h]
    query = sa.select(*columns).where(table.c.bucket == bucket).order_by(*(table.c[c] for c in entity.key))
    result = connection.execution_options(stream_results=True, max_row_buffer=10_000).execute(query)
    for block in result.partitions(10_000):
        yield from map(tuple, block)


def write_part(path: Path, entity: Entity, meta: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
    """An uncompressed part. `rows` are tuples of the record's columns, rev, h."""
    place = {name: k for k, name in enumerate(entity.columns)}
    narrow = [*(place[c] for c in entity.row_columns), len(entity.columns), len(entity.columns) + 1]
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.execute("BEGIN")
        for statement in layout.create_statements(entity):
            database.execute(statement)
        database.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        _insert(database, "rows", rows, narrow)
        if entity.text_columns:
            _insert(database, "texts", rows, [place[c] for c in (*entity.key, *entity.text_columns)])
        for column in entity.segments:
            k = place[column.name]
            data = np.array([row[k] for row in rows], dtype=np.dtype(column.dtype)).tobytes()
            database.execute("INSERT INTO columns VALUES (?, ?, ?)", (column.name, column.dtype, data))
        database.execute("COMMIT")
    finally:
        database.close()


def _insert(database: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]], columns: list[int]) -> None:
    marks = ", ".join(["?"] * (len(columns) + 1))
    tuples = ((slot, *[row[k] for k in columns]) for slot, row in enumerate(rows))
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", tuples)
