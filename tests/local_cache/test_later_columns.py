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
from local_cache import layout, migrations, store, sync_state, verifying
from local_cache.applying import DamagedPart, apply_part, begin_snapshot, unpack
from local_cache.buckets import READY, WANTED, all_buckets
from local_cache.segments import open_columns
from tests import factories

from .centre import Centre
from .client import Client, assert_equal

COMPLAINT = BY_NAME["complaint"]
BUCKET = "city/complaint/2025"
BEFORE = {
    "0001": ("3826adea97b9d661", ("routed_after", "answered")),
    "0003": ("1c7f3b07690bb5aa", ("answered",)),
}
"""Layouts from before a column: the schema that their data centres spoke, and what they did not have."""
NOTHING = {"routed_after": 0, "answered": 0}
layouts = pytest.mark.parametrize("revision", BEFORE)
ROWS = SEGMENT_ROWS + 3


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[store.Writer]:
    with store.open_writer(tmp_path / "cache.db") as opened:
        yield opened


def cache_of_before(path: Path, rows: int, schema_seen: str, hashes: dict[int, int], revision: str) -> None:
    """A cache as an earlier layout's program left it: rows, texts and segments in more than one block, no new column.

    `hashes`: row hashes that a newer data centre gave, by id; the others are those of rows as they were.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    held = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with held.connect() as session:
        config = migrations.configuration()
        config.attributes["connection"] = session
        command.upgrade(config, revision)
    connection.execute("DROP TABLE IF EXISTS alembic_version")
    connection.execute(f"PRAGMA application_id = {layout.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {int(revision)}")
    connection.execute("BEGIN")
    missing = BEFORE[revision][1]
    nothing = dict.fromkeys(missing, 0)
    records = [factories.complaint(n, created=1_740_000_000 + n, **nothing) for n in range(1, rows + 1)]
    made = [hashes.get(r.id, wire.to_signed(wire.row_hash("complaint", str(r.id), 1, wire.encode_record(r))))
            for r in records]
    digest = wire.to_signed(sum(made))
    connection.execute(
        "INSERT INTO bucket VALUES (1, ?, 'complaint', ?, ?, 0, 'ready', 0, 0, '', 0, 0)", (BUCKET, rows, digest)
    )
    narrow = [c for c in COMPLAINT.row_columns if c not in missing]
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
        if column.name in missing:
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
    sync_state.write_state(connection, epoch="e1", schema=schema_seen, verified_at=1_740_000_000, segment_version=5)
    connection.execute("COMMIT")
    connection.close()


@layouts
def test_a_cache_from_before_has_the_column_with_nothing_known(tmp_path: Path, revision: str) -> None:
    """Every row and every slot says 0, nothing else moved, and the rows still have the hashes the centre gave them."""
    path = tmp_path / "cache.db"
    schema_before, missing = BEFORE[revision]
    cache_of_before(path, ROWS, schema_before, {}, revision)
    with store.open_writer(path) as writer:
        connection = writer.connection
        for column in missing:
            assert connection.execute(f"SELECT count(*), sum({column}) FROM complaint").fetchone() == (ROWS, 0)
        connection.execute("BEGIN")
        blocks = list(open_columns(connection).blocks())
        for column in missing:
            assert sum(len(block[column]) for block in blocks) == ROWS
            assert all(block.bounds(column) == (0, 0) and not block[column].any() for block in blocks)
        connection.execute("COMMIT")
        assert all_buckets(connection)[BUCKET].state == READY
        assert sync_state.read_state(connection).verified_at == 0
        sync_state.write_state(connection, schema=schema())
        assert verifying.suspects(connection) == []


@layouts
def test_rows_that_a_newer_centre_sent_are_fetched_again(tmp_path: Path, revision: str) -> None:
    """Its manifest was seen: at once. It was not yet: the verification finds the rows whose hashes do not fit."""
    schema_before, missing = BEFORE[revision]
    more = dict.fromkeys(missing, 77)
    told = factories.complaint(1, created=1_740_000_001, **more)
    h = wire.to_signed(wire.row_hash("complaint", "1", 1, wire.encode_record(told)))
    seen, unseen = tmp_path / "seen.db", tmp_path / "unseen.db"
    cache_of_before(seen, 3, schema(), {1: h}, revision)
    cache_of_before(unseen, 3, schema_before, {1: h}, revision)
    with store.open_writer(seen) as writer:
        assert all_buckets(writer.connection)[BUCKET].state == WANTED
        centre = Centre()
        for n in (1, 2, 3):
            known = more if n == 1 else dict.fromkeys(missing, 0)
            centre.put(factories.complaint(n, created=1_740_000_000 + n, **known))
        client = Client(writer, centre)
        client.bootstrap()
        assert_equal(writer.connection, centre)
    with store.open_writer(unseen) as writer:
        assert all_buckets(writer.connection)[BUCKET].state == READY
        assert verifying.suspects(writer.connection) == [], "while only the older centre's words were heard"
        sync_state.write_state(writer.connection, schema=schema())
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
    sync_state.write_state(connection, schema="of tomorrow")
    assert verifying.verify_bucket(connection, BUCKET)
    connection.execute("DELETE FROM complaint WHERE id = 2")
    assert not verifying.verify_bucket(connection, BUCKET)


@pytest.mark.parametrize("missing", [("routed_after", "answered"), ("answered",)])
def test_a_part_of_an_older_centre_is_taken_with_the_default(
    writer: store.Writer, tmp_path: Path, missing: tuple[str, ...]
) -> None:
    """Neither its rows nor its segments have the column; a column that always was must be there."""
    centre = Centre()
    for n in (1, 2, 3):
        centre.put(factories.complaint(n, **dict.fromkeys(missing, 0)))
    snapshot, packed = centre.snapshot(BUCKET, tmp_path)
    plain = tmp_path / "plain.db"

    def without(row_columns: tuple[str, ...], segments: tuple[str, ...]) -> wire.Snapshot:
        plain.write_bytes(zstandard.ZstdDecompressor().decompress(packed[0].read_bytes(), max_output_size=1 << 24))
        with sqlite3.connect(plain) as part:
            for row_column in row_columns:
                part.execute(f'ALTER TABLE rows DROP COLUMN "{row_column}"')
            part.executemany("DELETE FROM columns WHERE name = ?", [(segment,) for segment in segments])
        part.close()
        data = zstandard.ZstdCompressor().compress(plain.read_bytes())
        (tmp_path / "older.zst").write_bytes(data)
        part_said = msgspec.structs.replace(
            snapshot.parts[0], sha256=hashlib.sha256(data).hexdigest(), bytes=len(data)
        )
        return msgspec.structs.replace(snapshot, parts=[part_said])

    client = Client(writer, centre)
    client.adopt()
    for row_columns, said in ((("closed",), "rows has columns"), ((), "no column closed")):
        broken = without(row_columns, ("closed",))
        begin_snapshot(writer.connection, broken)
        file = unpack(tmp_path / "older.zst", tmp_path / "unpacked", broken.parts[0])
        with pytest.raises(DamagedPart, match=said):
            apply_part(writer.connection, broken, 0, file)
    older = without(missing, missing)
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
    record = factories.complaint(1, **NOTHING, photos='[["x",0]')
    older = OlderComplaint(*msgspec.structs.astuple(record)[: -len(NOTHING)])
    assert wire.encode_record(record) == msgspec.json.encode(older)
    assert msgspec.json.decode(msgspec.json.encode(older), type=ComplaintRecord) == record
    for after in (1, 10, 65_535):
        told = msgspec.structs.replace(record, routed_after=after)
        data = wire.encode_record(told)
        assert msgspec.json.decode(data, type=ComplaintRecord) == told
        assert msgspec.json.decode(data, type=OlderComplaint) == older
    for after, answered in ((0, 1), (0, 1_740_000_000), (10, 1_740_000_000), (7, 0)):
        told = msgspec.structs.replace(record, routed_after=after, answered=answered)
        data = wire.encode_record(told)
        before = wire.encode_record(msgspec.structs.replace(told, answered=0))
        assert msgspec.json.decode(data, type=ComplaintRecord) == told
        assert msgspec.json.decode(data, type=OlderComplaint) == older
        assert (data == before) == (not answered)
