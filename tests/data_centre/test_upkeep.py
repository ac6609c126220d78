"""Schema, retention and parts: what the data centre does for itself."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from filelock import FileLock

from data_centre import models as m
from data_centre import parts as parts_module
from data_centre.buckets import begin_epoch, read_head
from data_centre.database import Database, DatabaseProblem
from data_centre.feed import writing
from data_centre.parts import BuildRunning, DigestDiffers, PartStore, UnknownBucket
from data_centre.retention import KEEP_SECONDS, PART_GRACE_SECONDS, prune
from data_centre.rows import record_of
from data_centre.schema import alembic_config, migrate
from ioc_domain.entities import BY_NAME
from ioc_domain.wire import digest_hex, encode_record, row_hash, to_signed
from tests.data_centre import factories as make

NOW = 1_795_000_000


def put(database: Database, *values: str, at: int = NOW) -> int:
    """Settings with these keys, at a time."""
    with writing(database, lambda: at) as writer:
        for value in values:
            writer.put(make.setting(value, str(at)))
    return writer.result.seq


def test_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    """A column added to a record needs its migration."""
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, m.metadata) == []


def test_complaints_from_before_say_that_nothing_is_known_of_their_routing(database: Database) -> None:
    """The step to the newer schema leaves hashes and digests right, so that no console fetches anything again."""
    with writing(database, lambda: NOW) as writer:
        writer.put(make.complaint(1))
    table = m.SYNCED["complaint"]
    with database.write() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    with database.read() as connection:
        assert "routed_after" not in {c["name"] for c in sa.inspect(connection).get_columns("complaint")}
    migrate(database)
    with database.read() as connection:
        row = connection.execute(sa.select(table)).one()
        record = record_of(BY_NAME["complaint"], [row._mapping[c] for c in BY_NAME["complaint"].columns])
        assert record == make.complaint(1) and row.routed_after == 0
        assert row.h == to_signed(row_hash("complaint", "1", row.rev, encode_record(record)))


ANSWERED: dict[str, tuple[str, int]] = {
    "none yet": ('[[1740000000,"received","Tiếp nhận",""],[1740000100,"progress","Đang xem",""]]', 0),
    "answered, then closed": ('[[1740003000,"answered","Đã vá",""],[1740009000,"closed","Xong",""]]', 1_740_003_000),
    "the closing": ('[[1740000000,"received","",""],[1740009000,"closed","Xong",""]]', 1_740_009_000),
    "closed, reopened, answered": (
        '[[1740004000,"closed","Xong",""],[1740005000,"reopened","Chưa",""],[1740006000,"answered","Rồi",""]]',
        1_740_004_000,
    ),
    "refused": ('[[1740009000,"rejected","Không thuộc phạm vi",""]]', 1_740_009_000),
    "a closing without words": ('[[1740009000,"closed","",""]]', 0),
    "a closing of a file": ('[[1740009000,"closed","Đóng theo tệp nguồn",""]]', 0),
    "words about an answer": ('[[1740000100,"progress","\\"answered\\" thì chưa",""]]', 0),
    "before it came": ('[[1600000000,"answered","Đã vá",""]]', 0),
    "no list": ('{"answered":1}', 0),
    "no timeline": ('"answered" [', 0),
    "no steps": ('[1,["answered"],["x","answered","y",""],[true,"answered","y",""]]', 0),
}
"""Timelines of a data centre of before, and the first answer that can be read from each."""


def test_first_answers_of_before_are_read_from_the_timelines(database: Database, tmp_path: Path) -> None:
    """Rows whose answer is known change, are hashed as any other, and consoles fetch their buckets by snapshots; what
    nobody knows stays 0, and a bucket without an answer stays as it was."""
    old = [
        msgspec.structs.replace(make.complaint(n, created=1_740_000_000), timeline=timeline, routed_after=n % 2)
        for n, (timeline, _) in enumerate(ANSWERED.values(), 1)
    ]
    quiet = make.complaint(99, created=1_600_000_000)
    with writing(database, lambda: NOW) as writer:
        for record in (*old, quiet):
            writer.put(record)
    store = PartStore(database)
    before = {b: store.snapshot(b) for b in ("city/complaint/2025", "city/complaint/2020")}
    with database.write() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")
    with database.read() as connection:
        assert "answered" not in {c["name"] for c in sa.inspect(connection).get_columns("complaint")}
        head = read_head(connection)
    migrate(database)
    table, entity = m.SYNCED["complaint"], BY_NAME["complaint"]
    known = {n: answered for n, (_, answered) in enumerate(ANSWERED.values(), 1)}
    with database.read() as connection:
        rows = {row.id: row for row in connection.execute(sa.select(table))}
        assert {n: row.answered for n, row in rows.items()} == {**known, 99: 0}
        for record in (*old, quiet):
            row = rows[record.id]
            found = record_of(entity, [row._mapping[c] for c in entity.columns])
            assert found == msgspec.structs.replace(record, answered=known.get(record.id, 0))
            assert row.rev == 1 + (row.answered > 0)
            assert row.h == to_signed(row_hash("complaint", str(row.id), row.rev, encode_record(found)))
        after = read_head(connection)
        assert (after.epoch, after.floor, after.head) == (head.epoch, head.floor, head.head + 1)
        f = m.feed.c
        told = connection.execute(sa.select(f.op, f.bucket, f.tx_end).where(f.seq > head.head)).all()
        numbers = {b.id: b.no for b in connection.execute(sa.select(m.bucket))}
        assert [tuple(t) for t in told] == [("reset", numbers["city/complaint/2025"], after.head)]
        state = connection.execute(sa.select(m.bucket_state).where(m.bucket_state.c.seq == after.head)).one()
    changed = store.snapshot("city/complaint/2025")
    assert (changed.at, changed.rows) == (after.head, len(old))
    assert changed.digest != before["city/complaint/2025"].digest
    assert (state.count, digest_hex(state.digest)) == (len(old), changed.digest)
    assert store.snapshot("city/complaint/2020") == before["city/complaint/2020"]
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")
    migrate(database)
    with database.read() as connection:
        again = connection.execute(sa.select(table.c.id, table.c.answered))
        assert {row.id: row.answered for row in again} == {**known, 99: 0}
    assert store.snapshot("city/complaint/2025").rows == len(old)


def test_migrating_again_changes_nothing(database: Database) -> None:
    """The same revision, the same epoch."""
    with database.read() as connection:
        before = read_head(connection)
    revision = migrate(database)
    assert migrate(database) == revision
    with database.read() as connection:
        assert read_head(connection) == before


def test_a_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    """One clear sentence."""
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseProblem, match="newer program"):
        migrate(database)


def test_a_restore_begins_a_new_epoch(database: Database) -> None:
    """No page of before, no snapshot of before; rows and digests stay."""
    put(database, "a", "b")
    store = PartStore(database)
    before = store.snapshot("city/setting/-")
    with database.write() as connection:
        epoch = begin_epoch(connection)
    put(database, "c")
    after = store.snapshot("city/setting/-")
    assert (after.epoch, after.rows) == (epoch, 3)
    assert before.epoch != epoch
    with database.read() as connection:
        head = read_head(connection)
        assert (head.epoch, head.floor, head.head) == (epoch, 2, 3)
        assert connection.execute(sa.select(m.feed.c.seq)).scalars().all() == [3]


def test_old_feed_rows_go_and_the_floor_rises(database: Database) -> None:
    """Thirty days; what is younger stays; a snapshot older than the floor is not handed out."""
    old = put(database, "a", at=NOW - KEEP_SECONDS - 10)
    store = PartStore(database, lambda: NOW)
    stale = store.snapshot("city/setting/-")
    put(database, "b", at=NOW - 10)
    assert prune(database, NOW) == old
    put(database, "c")
    with database.read() as connection:
        assert read_head(connection).floor == old
        assert connection.execute(sa.select(sa.func.min(m.feed.c.seq))).scalar_one() == old + 1
    assert stale.at == old
    assert prune(database, NOW + KEEP_SECONDS + 1) == old + 2
    fresh = store.snapshot("city/setting/-")
    assert (fresh.at, fresh.rows) == (old + 2, 3)


def test_files_of_replaced_snapshots_go_a_day_later(database: Database) -> None:
    """Downloads under way are finished first; a file that a newer snapshot shares stays."""
    put(database, "a")
    store = PartStore(database, lambda: NOW)
    first = store.snapshot("city/setting/-").parts[0]
    with database.write() as connection:
        connection.execute(sa.update(m.snapshot).values(current=0))
    put(database, "b")
    second = store.snapshot("city/setting/-").parts[0]
    prune(database, NOW + 60)
    found = store.part(first.n)
    assert found is not None
    path = found[2]
    prune(database, NOW + PART_GRACE_SECONDS + 60)
    assert store.part(first.n) is None
    assert not path.exists()
    assert store.part(second.n) is not None


def test_a_lost_part_file_is_built_again(database: Database) -> None:
    """Somebody emptied the folder."""
    put(database, "a")
    store = PartStore(database)
    part = store.snapshot("city/setting/-").parts[0]
    found = store.part(part.n)
    assert found is not None
    found[2].unlink()
    again = store.snapshot("city/setting/-")
    assert again.parts[0].n != part.n
    assert store.part(again.parts[0].n) is not None


def test_never_two_builds_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who needs a snapshot while another is built is told to come back; an older one is handed out meanwhile."""
    put(database, "a")
    store = PartStore(database)
    monkeypatch.setattr(parts_module, "WAIT_SECONDS", 0.05)
    with FileLock(database.home / "parts" / "build.lock"), pytest.raises(BuildRunning):
        store.snapshot("city/setting/-")
    old = store.snapshot("city/setting/-")
    put(database, *(f"k{n}" for n in range(parts_module.STALE_LEAST + 1)))
    with FileLock(database.home / "parts" / "build.lock"):
        assert store.snapshot("city/setting/-") == old
    assert store.snapshot("city/setting/-").at > old.at
    with pytest.raises(UnknownBucket):
        store.snapshot("city/nothing/-")


def test_rows_changed_behind_the_feeds_back_are_noticed(database: Database) -> None:
    """A snapshot that does not add up is never handed out."""
    put(database, "a", "b")
    with database.write() as connection:
        connection.execute(sa.delete(m.SYNCED["setting"]).where(m.SYNCED["setting"].c.key == "a"))
    with pytest.raises(DigestDiffers):
        PartStore(database).snapshot("city/setting/-")


def test_a_large_bucket_has_many_parts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """In key order, each of at most a segment's rows; an empty bucket has none."""
    monkeypatch.setattr(parts_module, "SEGMENT_ROWS", 100)
    put(database, *(f"k{n:04d}" for n in range(250)))
    store = PartStore(database)
    snapshot = store.snapshot("city/setting/-")
    assert [part.rows for part in snapshot.parts] == [100, 100, 50]
    assert store.build_all() == 0
    with writing(database) as writer:
        for n in range(250):
            writer.delete("setting", f"k{n:04d}")
    with database.write() as connection:
        connection.execute(sa.update(m.snapshot).values(current=0))
    empty = store.snapshot("city/setting/-")
    assert (empty.rows, empty.parts, empty.digest) == (0, [], "0" * 16)


@pytest.mark.parametrize("url", ["nonsense", "mysql://a/b", "postgresql:///x?host=/nowhere"])
def test_a_database_that_is_none_is_said_in_one_line(url: str, tmp_path: Path) -> None:
    """No traceback, no password."""
    with pytest.raises(DatabaseProblem) as problem:
        opened = Database.open(url, home=tmp_path)
        try:
            migrate(opened)
        finally:
            opened.close()
    assert "\n" not in str(problem.value)
