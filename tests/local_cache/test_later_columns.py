"""A column that came later: caches from before climb with what they hold, and both sides may be a version apart."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import zstandard
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from ioc_domain import wire
from ioc_domain.entities import BY_NAME, SEGMENT_ROWS, schema
from ioc_domain.records import ComplaintRecord
from local_cache import layout, migrations, store, verifying
from local_cache.applying import DamagedPart, apply_part, begin_snapshot, unpack
from local_cache.buckets import READY, WANTED, all_buckets
from local_cache.segments import open_columns
from tests import factories

from .centre import Centre
from .client import Client, assert_equal

COMPLAINT = BY_NAME["complaint"]
BUCKET = "city/complaint/2025"
SCHEMA_BEFORE = "3826adea97b9d661"
ROWS = SEGMENT_ROWS + 3


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[store.Writer]:
    with store.open_writer(tmp_path / "cache.db") as opened:
        yield opened


def cache_of_before(path: Path, rows: int, schema_seen: str, hashes: dict[int, int]) -> None:
    """A cache as the first layout's program left it: rows, texts and segments in more than one block, no new column.

    `hashes`: row hashes that a newer data centre gave, by id; the others are those of rows as they were.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    held = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with held.connect() as session:
        config = migrations.configuration()
        config.attributes["connection"] = session
        command.upgrade(config, "0001")
    connection.execute("DROP TABLE IF EXISTS alembic_version")
    connection.execute(f"PRAGMA application_id = {layout.APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.execute("BEGIN")
    records = [factories.complaint(n, created=1_740_000_000 + n, routed_after=0) for n in range(1, rows + 1)]
    made = [hashes.get(r.id, wire.to_signed(wire.row_hash("complaint", str(r.id), 1, wire.encode_record(r))))
            for r in records]
    digest = wire.to_signed(sum(made))
    connection.execute(
        "INSERT INTO bucket VALUES (1, ?, 'complaint', ?, ?, 0, 'ready', 0, 0, '', 0, 0)", (BUCKET, rows, digest)
    )
    narrow = [c for c in COMPLAINT.row_columns if c != "routed_after"]
    names = ", ".join(f'"{c}"' for c in (*narrow, "bucket", "rev", "h", "slot"))
    connection.executemany(
        f"INSERT INTO complaint({names}) VALUES ({', '.join('?' * (len(narrow) + 4))})",
        [(*(getattr(r, c) for c in narrow), 1, 1, h, n) for n, (r, h) in enumerate(zip(records, made, strict=True))],
    )
    texts = layout.text_columns(COMPLAINT)
    connection.executemany(
        f"INSERT INTO complaint_text VALUES ({', '.join('?' * len(texts))})",
        [tuple(getattr(r, c) for c in texts) for r in records],
    )
    for column in COMPLAINT.segments:
        if column.name == "routed_after":
            continue
        values = np.array([getattr(r, column.name) for r in records], np.dtype(column.dtype))
        for no, first in enumerate(range(0, rows, SEGMENT_ROWS)):
            piece = values[first : first + SEGMENT_ROWS]
            whole = np.zeros(SEGMENT_ROWS, np.dtype(column.dtype))
            whole[: len(piece)] = piece
            connection.execute(
                'INSERT INTO segment(entity, "column", no, n, lo, hi, version, data) VALUES (?, ?, ?, ?, ?, ?, 5, ?)',
                ("complaint", column.name, no, len(piece), int(piece.min()), int(piece.max()), whole.tobytes()),
            )
    store.write_state(connection, epoch="e1", schema=schema_seen, verified_at=1_740_000_000, segment_version=5)
    connection.execute("COMMIT")
    connection.close()


def test_a_cache_from_before_has_the_column_with_nothing_known(tmp_path: Path) -> None:
    """Every row and every slot says 0, nothing else moved, and the rows still have the hashes the centre gave them."""
    path = tmp_path / "cache.db"
    cache_of_before(path, ROWS, SCHEMA_BEFORE, {})
    with store.open_writer(path) as writer:
        connection = writer.connection
        assert connection.execute("SELECT count(*), sum(routed_after) FROM complaint").fetchone() == (ROWS, 0)
        connection.execute("BEGIN")
        blocks = list(open_columns(connection).blocks())
        assert sum(len(block["routed_after"]) for block in blocks) == ROWS
        assert all(block.bounds("routed_after") == (0, 0) and not block["routed_after"].any() for block in blocks)
        connection.execute("COMMIT")
        assert all_buckets(connection)[BUCKET].state == READY
        assert store.read_state(connection).verified_at == 0
        store.write_state(connection, schema=schema())
        assert verifying.suspects(connection) == []


def test_rows_that_a_newer_centre_sent_are_fetched_again(tmp_path: Path) -> None:
    """Its manifest was seen: at once. It was not yet: the verification finds the rows whose hashes do not fit."""
    told = factories.complaint(1, created=1_740_000_001, routed_after=77)
    h = wire.to_signed(wire.row_hash("complaint", "1", 1, wire.encode_record(told)))
    seen, unseen = tmp_path / "seen.db", tmp_path / "unseen.db"
    cache_of_before(seen, 3, schema(), {1: h})
    cache_of_before(unseen, 3, SCHEMA_BEFORE, {1: h})
    with store.open_writer(seen) as writer:
        assert all_buckets(writer.connection)[BUCKET].state == WANTED
        centre = Centre()
        for n in (1, 2, 3):
            centre.put(factories.complaint(n, created=1_740_000_000 + n, routed_after=77 if n == 1 else 0))
        client = Client(writer, centre)
        client.bootstrap()
        assert_equal(writer.connection, centre)
    with store.open_writer(unseen) as writer:
        assert all_buckets(writer.connection)[BUCKET].state == READY
        assert verifying.suspects(writer.connection) == [], "while only the older centre's words were heard"
        store.write_state(writer.connection, schema=schema())
        assert verifying.suspects(writer.connection) == [BUCKET]


def test_rows_of_a_centre_that_knows_more_columns_are_no_damage(writer: store.Writer) -> None:
    """A console one version behind: hashes count, and a lost row is found all the same."""
    centre = Centre()
    for n in (1, 2):
        centre.put(factories.complaint(n))
    Client(writer, centre).bootstrap()
    connection = writer.connection
    more = wire.encode_record(factories.complaint(1, routed_after=5))[:-1] + b',"of tomorrow"]'
    h = wire.to_signed(wire.row_hash("complaint", "1", 1, more))
    (old,) = connection.execute("SELECT h FROM complaint WHERE id = 1").fetchone()
    connection.execute("UPDATE complaint SET h = ? WHERE id = 1", (h,))
    (digest,) = connection.execute("SELECT digest FROM bucket WHERE name = ?", (BUCKET,)).fetchone()
    digest = wire.to_signed(digest - old + h)
    connection.execute("UPDATE bucket SET digest = ? WHERE name = ?", (digest, BUCKET))
    assert not verifying.verify_bucket(connection, BUCKET)
    store.write_state(connection, schema="of tomorrow")
    assert verifying.verify_bucket(connection, BUCKET)
    connection.execute("DELETE FROM complaint WHERE id = 2")
    assert not verifying.verify_bucket(connection, BUCKET)


def test_a_part_of_an_older_centre_is_taken_with_the_default(writer: store.Writer, tmp_path: Path) -> None:
    """Neither its rows nor its segments have the column; a column that always was must be there."""
    centre = Centre()
    for n in (1, 2, 3):
        centre.put(factories.complaint(n, routed_after=0))
    snapshot, packed = centre.snapshot(BUCKET, tmp_path)
    plain = tmp_path / "plain.db"

    def without(row_column: str, segment: str) -> wire.Snapshot:
        plain.write_bytes(zstandard.ZstdDecompressor().decompress(packed[0].read_bytes(), max_output_size=1 << 24))
        with sqlite3.connect(plain) as part:
            if row_column:
                part.execute(f'ALTER TABLE rows DROP COLUMN "{row_column}"')
            part.execute("DELETE FROM columns WHERE name = ?", (segment,))
        part.close()
        data = zstandard.ZstdCompressor().compress(plain.read_bytes())
        (tmp_path / "older.zst").write_bytes(data)
        part_said = msgspec.structs.replace(
            snapshot.parts[0], sha256=hashlib.sha256(data).hexdigest(), bytes=len(data)
        )
        return msgspec.structs.replace(snapshot, parts=[part_said])

    client = Client(writer, centre)
    client.adopt()
    for row_column, segment, said in (("closed", "closed", "rows has columns"), ("", "closed", "no column closed")):
        broken = without(row_column, segment)
        begin_snapshot(writer.connection, broken)
        file = unpack(tmp_path / "older.zst", tmp_path / "unpacked", broken.parts[0])
        with pytest.raises(DamagedPart, match=said):
            apply_part(writer.connection, broken, 0, file)
    older = without("routed_after", "routed_after")
    begin_snapshot(writer.connection, older)
    file = unpack(tmp_path / "older.zst", tmp_path / "unpacked", older.parts[0])
    assert apply_part(writer.connection, older, 0, file).ready
    assert_equal(writer.connection, centre)


class OlderComplaint(msgspec.Struct, array_like=True, frozen=True):
    """The record as the version before reads it: everything but what came later."""

    id: int
    code: str
    created: int
    field: int
    type: int
    unit: int
    area: int
    status: int
    channel: int
    flags: int
    x: int
    y: int
    due: int
    closed: int
    title: str
    body: str
    address: str
    timeline: str
    photos: str


def test_bytes_of_a_row_from_before_stay_what_they_were() -> None:
    """While nothing is known of the new column a row has the bytes of the version before, whichever side made them."""
    record = factories.complaint(1, routed_after=0, photos='[["x",0]')
    older = OlderComplaint(*msgspec.structs.astuple(record)[:-1])
    assert wire.encode_record(record) == msgspec.json.encode(older)
    assert msgspec.json.decode(msgspec.json.encode(older), type=ComplaintRecord) == record
    for after in (1, 10, 65_535):
        told = msgspec.structs.replace(record, routed_after=after)
        data = wire.encode_record(told)
        assert msgspec.json.decode(data, type=ComplaintRecord) == told
        assert msgspec.json.decode(data, type=OlderComplaint) == older
