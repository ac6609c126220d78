"""A data centre in a dictionary: rows with revisions and a feed, that hands out manifests, parts and pages.

It shares nothing with the cache but `ioc_domain`, so that agreeing with it means something.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import zstandard

from ioc_domain import parts as part_layout
from ioc_domain import wire
from ioc_domain.entities import BY_NAME, BY_RECORD, schema


@dataclass
class Centre:
    """`rows[table][key] = (bucket, rev, record)`; `feed` holds every operation ever, numbered from 1."""

    epoch: str = "e1"
    rows: dict[str, dict[str, tuple[str, int, Any]]] = field(default_factory=dict)
    feed: list[wire.Operation] = field(default_factory=list)
    commands: dict[int, list[str]] = field(default_factory=dict)
    extra_buckets: set[str] = field(default_factory=set)

    @property
    def head(self) -> int:
        return len(self.feed)

    def _emit(self, op: str, bucket: str, table: str, key: str, rev: int, row: bytes = b"null") -> None:
        self.feed.append(wire.Operation(op, self.head + 1, bucket, table, key, rev, msgspec.Raw(row)))

    def put(self, record: Any, scope: str = "city") -> None:
        entity = BY_RECORD[type(record)]
        key, bucket = entity.key_of(record), entity.bucket(scope, record)
        table = self.rows.setdefault(entity.name, {})
        old = table.get(key)
        rev = 1 if old is None else old[1] + 1
        if old is not None and old[0] != bucket:
            self._emit(wire.DELETE, old[0], entity.name, key, old[1])
            self.extra_buckets.add(old[0])
        table[key] = (bucket, rev, record)
        self._emit(wire.PUT, bucket, entity.name, key, rev, wire.encode_record(record))

    def delete(self, table: str, key: str) -> None:
        bucket, rev, _ = self.rows[table].pop(key)
        self.extra_buckets.add(bucket)
        self._emit(wire.DELETE, bucket, table, key, rev)

    def reset(self, bucket: str) -> None:
        self._emit(wire.RESET, bucket, bucket.split("/")[1], "", 0)

    # --- what it hands out ---

    def members(self, bucket: str) -> list[tuple[str, int, Any]]:
        table = bucket.split("/")[1]
        entity = BY_NAME[table]
        found = [(k, rev, rec) for k, (b, rev, rec) in self.rows.get(table, {}).items() if b == bucket]
        return sorted(found, key=lambda row: entity.split_key(row[0]))

    def digest(self, bucket: str) -> wire.BucketDigest:
        table = bucket.split("/")[1]
        hashes = [wire.row_hash(table, k, rev, wire.encode_record(rec)) for k, rev, rec in self.members(bucket)]
        return wire.BucketDigest(len(hashes), wire.digest_hex(sum(hashes)))

    def buckets(self) -> list[str]:
        return sorted({b for t in self.rows.values() for b, _, _ in t.values()} | self.extra_buckets)

    def manifest(self, scopes: tuple[str, ...] | None = None) -> wire.Manifest:
        named = [b for b in self.buckets() if scopes is None or b.split("/")[0] in scopes]
        buckets = [wire.ManifestBucket(b, d.count, d.digest) for b in named if (d := self.digest(b))]
        return wire.Manifest(
            protocol=(1, 1), schema=schema(), epoch=self.epoch, head=self.head, floor=0, set="s",
            scopes=list(scopes or ("city",)), buckets=buckets, server_time=0.0, lease_until=1000.0, lease="lease",
        )  # fmt: skip

    def snapshot(self, bucket: str, folder: Path, part_rows: int = 1000) -> tuple[wire.Snapshot, list[Path]]:
        """The snapshot of a bucket now, with its compressed parts written to `folder`."""
        members = self.members(bucket)
        paths, parts = [], []
        for n, start in enumerate(range(0, len(members), part_rows)):
            rows = members[start : start + part_rows]
            path = folder / f"{hashlib.sha256(bucket.encode()).hexdigest()[:8]}-{self.head}-{n}.part"
            path.unlink(missing_ok=True)
            write_part(path, bucket, self.head, rows)
            packed = path.with_suffix(".zst")
            packed.write_bytes(zstandard.ZstdCompressor(level=1).compress(path.read_bytes()))
            path.unlink()
            data = packed.read_bytes()
            parts.append(wire.SnapshotPart(n, f"/parts/{n}", len(data), len(rows), hashlib.sha256(data).hexdigest()))
            paths.append(packed)
        digest = self.digest(bucket)
        return wire.Snapshot(bucket, self.epoch, self.head, digest.count, digest.digest, parts), paths

    def page(self, after: int, limit: int = 100, to: int | None = None) -> bytes:
        """Bytes of the page after that sequence. Digests are of the state at the page's end, replayed."""
        end = min(self.head, after + limit) if to is None else to
        operations = self.feed[after:end]
        past = self.replayed(end)
        touched = {op.bucket for op in operations}
        trailer = wire.PageTrailer(
            end=True, n=len(operations), to=end, digests={b: past.digest(b) for b in sorted(touched)},
            commands=[c for seq in range(after + 1, end + 1) for c in self.commands.get(seq, [])],
        )  # fmt: skip
        header = wire.PageHeader(after=after, to=end, more=end < self.head, schema=schema(), epoch=self.epoch)
        return wire.encode_page(header, operations, trailer)

    def replayed(self, to: int) -> Centre:
        """The centre as it was at that sequence."""
        past = Centre(self.epoch)
        for op in self.feed[:to]:
            table = past.rows.setdefault(op.table, {})
            if op.op == wire.PUT:
                record = msgspec.json.decode(op.row, type=BY_NAME[op.table].record)
                table[op.key] = (op.bucket, op.rev, record)
            elif op.op == wire.DELETE and op.key in table and table[op.key][0] == op.bucket:
                del table[op.key]
        return past


def write_part(path: Path, bucket: str, at: int, rows: list[tuple[str, int, Any]]) -> None:
    """A part as the contract lays it out."""
    entity = BY_NAME[bucket.split("/")[1]]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    for statement in part_layout.create_statements(entity):
        connection.execute(statement)
    meta = {
        "table": entity.name, "bucket": bucket, "at": str(at), "rows": str(len(rows)), "schema": schema(),
        "format": part_layout.FORMAT,
    }  # fmt: skip
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    for slot, (key, rev, record) in enumerate(rows):
        h = wire.to_signed(wire.row_hash(entity.name, key, rev, wire.encode_record(record)))
        values = [getattr(record, c) for c in entity.row_columns]
        marks = ", ".join("?" * (len(values) + 3))
        connection.execute(f"INSERT INTO rows VALUES ({marks})", (slot, *values, rev, h))
        if entity.text_columns:
            texts = [getattr(record, c) for c in (*entity.key, *entity.text_columns)]
            marks = ", ".join("?" * (len(texts) + 1))
            connection.execute(f"INSERT INTO texts VALUES ({marks})", (slot, *texts))
    for column in entity.segments:
        data = np.array([getattr(rec, column.name) for _, _, rec in rows], np.dtype(column.dtype)).tobytes()
        connection.execute("INSERT INTO columns VALUES (?, ?, ?)", (column.name, column.dtype, data))
    connection.execute("COMMIT")
    connection.close()
