"""The write rule: revs, feed rows, bucket digests, and no number that is seen before a smaller one."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.bulk import KeyTaken, bulk_load
from data_centre.database import Database
from data_centre.feed import FeedWriter, writing
from data_centre.rows import RowRefused, record_of
from ioc_domain.entities import BY_NAME, ENTITIES, Entity
from ioc_domain.records import AreaLinkRecord, Record, SettingRecord
from ioc_domain.wire import MASK64, encode_record, row_hash, to_signed
from tests.data_centre import factories as make


def put(database: Database, *records: Record, scope: str | None = None) -> int:
    """Write in one transaction; returns its feed number."""
    with writing(database) as writer:
        for record in records:
            writer.put(record, scope)
    return writer.result.seq


def feed_rows(database: Database) -> list[Any]:
    """The whole feed."""
    f = m.feed.c
    with database.read() as connection:
        return list(connection.execute(sa.select(f.seq, f.tx_end, f.op, f.scope, f.key, f.rev, f.row).order_by(f.seq)))


def recomputed(database: Database) -> dict[str, tuple[int, int]]:
    """Count and digest of every bucket, from the rows alone."""
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    with database.read() as connection:
        names = {row.no: row.id for row in connection.execute(sa.select(m.bucket.c.no, m.bucket.c.id))}
        for entity in ENTITIES:
            for row in connection.execute(sa.select(m.SYNCED[entity.name])):
                record = record_of(entity, row)
                h = row_hash(entity.name, entity.key_of(record), row.rev, encode_record(record))
                assert row.h == to_signed(h), (entity.name, entity.key_of(record))
                assert entity.bucket(names[row.bucket].split("/")[0], record) == names[row.bucket]
                totals[names[row.bucket]][0] += 1
                totals[names[row.bucket]][1] += h
    return {name: (count, to_signed(total)) for name, (count, total) in totals.items()}


def kept(database: Database) -> dict[str, tuple[int, int]]:
    """Count and digest of every bucket that is not empty, as they are kept."""
    with database.read() as connection:
        rows = connection.execute(sa.select(m.bucket.c.id, m.bucket.c["count"], m.bucket.c.digest)).all()
    assert all(digest == 0 for _, count, digest in rows if count == 0)
    return {name: (count, digest) for name, count, digest in rows if count}


def test_a_put_counts_rev_and_writes_the_feed(database: Database) -> None:
    """Insert, change, and an unchanged row that costs nothing."""
    put(database, make.setting("a", "1"))
    put(database, make.setting("a", "2"))
    assert put(database, make.setting("a", "2")) == 0
    rows = feed_rows(database)
    assert [(r.op, r.key, r.rev, bytes(r.row)) for r in rows] == [
        ("put", "a", 1, b'["a","1"]'),
        ("put", "a", 2, b'["a","2"]'),
    ]
    assert kept(database) == recomputed(database) != {}


def test_a_whole_number_in_a_float_column_hashes_as_it_is_read_back(database: Database) -> None:
    """3 becomes 3.0, or the console's digest would differ from ours."""
    put(database, AreaLinkRecord("a", "b", 1, "whole"))
    assert bytes(feed_rows(database)[0].row) == b'["a","b",1.0,"whole"]'
    assert kept(database) == recomputed(database)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(database: Database, value: float) -> None:
    """JSON has no NaN: it would arrive as missing."""
    with pytest.raises(RowRefused), writing(database) as writer:
        writer.put(make.observation(1, value))
    assert feed_rows(database) == []


def test_a_zero_byte_is_refused(database: Database) -> None:
    """PostgreSQL cannot keep it."""
    with pytest.raises(RowRefused), writing(database) as writer:
        writer.put(make.setting("a", "x\x00y"))


def test_a_row_that_moves_leaves_one_bucket_and_enters_the_other(database: Database) -> None:
    """`del` in the old scope and `put` in the new one, in one transaction, with one rev."""
    put(database, make.alert("A1"), scope="unit:U1")
    put(database, make.alert("A1"), scope="unit:U2")
    rows = feed_rows(database)[1:]
    assert [(r.op, r.scope, r.key, r.rev) for r in rows] == [("del", "unit:U1", "A1", 2), ("put", "unit:U2", "A1", 2)]
    assert rows[0].tx_end == rows[1].tx_end == rows[1].seq
    assert kept(database) == recomputed(database)
    assert set(kept(database)) == {"unit:U2/alert/-"}


def test_a_year_that_changes_moves_the_row_too(database: Database) -> None:
    """The bucket of a complaint is the year it was made in."""
    put(database, make.complaint(1, created=1_700_000_000))
    put(database, make.complaint(1, created=1_760_000_000))
    assert set(kept(database)) == {"city/complaint/2025"}
    assert kept(database) == recomputed(database)


def test_a_deleted_row_that_comes_back_goes_on_counting(database: Database) -> None:
    """Rev never goes back within an epoch."""
    put(database, make.setting("a"))
    with writing(database) as writer:
        writer.delete("setting", "a")
        writer.delete("setting", "never there")
    assert writer.result.deleted == 1
    put(database, make.setting("a"))
    assert [(r.op, r.rev) for r in feed_rows(database)] == [("put", 1), ("del", 2), ("put", 3)]
    assert kept(database) == recomputed(database)


def test_a_reset_replaces_a_bucket_in_one_operation(database: Database) -> None:
    """Whole recalculation: one feed row, revs above all before, digest of the new rows."""
    put(database, make.plan(90.0), make.plan(91.0, period="2026-11"))
    put(database, make.plan(92.0))
    with writing(database) as writer:
        writer.reset("plan", "city/plan/2026", [make.plan(80.0), make.plan(81.0, period="2026-12")])
    last = feed_rows(database)[-1]
    assert (last.op, last.key, last.rev, last.row) == ("reset", "", 3, None)
    assert kept(database) == recomputed(database)
    put(database, make.plan(70.0, period="2026-11"))
    assert feed_rows(database)[-1].rev == 4


def test_a_reset_takes_no_row_of_another_bucket(database: Database) -> None:
    """It would be lost from its own."""
    with pytest.raises(ValueError, match="does not belong"), writing(database) as writer:
        writer.reset("plan", "city/plan/2026", [make.plan(1.0, period="2025-01")])


def test_nothing_is_left_of_a_transaction_that_failed(database: Database) -> None:
    """Rows, feed and digests are one."""
    put(database, make.setting("a"))
    before = (feed_rows(database), kept(database))
    with pytest.raises(RuntimeError), writing(database) as writer:
        writer.put(make.setting("b"))
        writer.flush()
        raise RuntimeError("power cut")
    assert (feed_rows(database), kept(database)) == before == (before[0], recomputed(database))


def test_writers_at_once_lose_nothing_and_leave_no_gap(database: Database) -> None:
    """Eight writers on the same and on different rows; a reader that only knows a cursor sees every number once."""
    writers, rounds = 8, 12
    stop = threading.Event()
    seen: list[int] = []

    def read() -> None:
        cursor, last = 0, False
        while not last:
            last = stop.is_set()
            with database.read() as connection:
                head = connection.execute(sa.select(m.feed_head.c.head)).scalar_one()
                f = m.feed.c.seq
                new = connection.execute(sa.select(f).where(f > cursor, f <= head).order_by(f)).scalars().all()
            seen.extend(new)
            cursor = head

    def write(number: int) -> None:
        for k in range(rounds):
            put(
                database,
                make.setting("shared", f"{number}.{k}"),
                make.setting(f"own {number}", str(k)),
                make.alert("A"),
            )

    with ThreadPoolExecutor(writers + 1) as pool:
        reading = pool.submit(read)
        for done in [pool.submit(write, number) for number in range(writers)]:
            done.result()
        stop.set()
        reading.result()
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) == len(feed_rows(database)) >= writers * rounds * 2
    assert kept(database) == recomputed(database)
    with database.read() as connection:
        rev = connection.execute(
            sa.select(m.SYNCED["setting"].c.rev).where(m.SYNCED["setting"].c.key == "shared")
        ).scalar_one()
    assert rev == writers * rounds


class SlowTail:
    """Two writers: the first has its number and has not committed yet when the second commits."""

    def __init__(self) -> None:
        self.numbered, self.may_commit = threading.Event(), threading.Event()


@pytest.mark.postgres
def test_a_plain_sequence_as_cursor_loses_rows_and_the_feed_head_does_not(postgres_database: Database) -> None:
    """The naive cursor is kept here to show that this test can fail. (SQLite lets one writer in at a time.)"""
    assert missed_with(postgres_database, naive=True) == [1]
    assert missed_with(postgres_database, naive=False) == []


def missed_with(database: Database, *, naive: bool) -> list[int]:
    """Numbers a reader never saw, though it read up to the end."""
    if naive:
        with database.write() as connection:
            connection.execute(sa.text("CREATE SEQUENCE naive_seq"))
            connection.execute(sa.text("CREATE TABLE naive (seq BIGINT)"))
    tail = SlowTail()
    source = "naive" if naive else "feed"

    def write(connection: sa.Connection, name: str) -> None:
        if naive:
            connection.execute(sa.text("INSERT INTO naive VALUES (nextval('naive_seq'))"))
        else:
            writer = FeedWriter(connection, 1)
            writer.put(make.setting(name))
            writer.flush()

    def first() -> None:
        with database.write() as connection:
            write(connection, "first")
            tail.numbered.set()
            assert tail.may_commit.wait(20)

    def second() -> None:
        with database.write() as connection:
            write(connection, "second")

    def read(after: int) -> list[int]:
        with database.read() as connection:
            return list(
                connection.execute(
                    sa.text(f"SELECT seq FROM {source} WHERE seq > :after ORDER BY seq"), {"after": after}
                )
                .scalars()
                .all()
            )

    seen: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert tail.numbered.wait(20)
        two = pool.submit(second)
        if naive:
            two.result(20)  # it commits before the first one
        seen += read(0)
        tail.may_commit.set()
        one.result(20)
        two.result(20)
    seen += read(seen[-1] if seen else 0)
    with database.read() as connection:
        written = connection.execute(sa.text(f"SELECT seq FROM {source} ORDER BY seq")).scalars().all()
    return [number for number in written if number not in seen]


def test_bulk_load_fills_without_feed_rows_and_expires_older_cursors(database: Database) -> None:
    """Digests fit, the feed is empty, floor = head, one further than before."""
    put(database, make.setting("a"))

    def complaints() -> Iterable[Record]:
        yield from (make.complaint(k, created=1_700_000_000 + k * 1000) for k in range(1, 60_001))

    progress: list[int] = []
    loaded = bulk_load(database, complaints(), progress=progress.append)
    assert (loaded.rows, progress) == (60_000, [50_000, 60_000])
    assert kept(database) == recomputed(database)
    with database.read() as connection:
        head = connection.execute(sa.select(m.feed_head.c.head, m.feed_head.c.floor)).one()
    assert (feed_rows(database), tuple(head)) == ([], (2, 2))


def test_bulk_load_takes_one_entity_and_new_keys_only(database: Database) -> None:
    """Anything else is a mistake of the caller, and is said so."""
    with pytest.raises(TypeError):
        bulk_load(database, [make.setting("a"), make.alert("A")])
    bulk_load(database, [make.setting("a")])
    with pytest.raises(KeyTaken):
        bulk_load(database, [make.setting("b"), make.setting("a")])
    assert kept(database) == recomputed(database)
    assert kept(database)["city/setting/-"][0] == 1


def test_digests_are_sums_modulo_two_to_the_64(database: Database) -> None:
    """A thousand rows overflow 64 bits many times over."""
    put(database, *(make.setting(f"k{k}") for k in range(1000)))
    entity = BY_NAME["setting"]
    total = sum(row_hash("setting", f"k{k}", 1, msgspec.json.encode([f"k{k}", "1"])) for k in range(1000))
    assert total > MASK64
    assert kept(database)[f"city/{entity.name}/-"] == (1000, to_signed(total))


@pytest.mark.postgres
def test_a_key_that_came_and_went_while_it_was_being_put_goes_on_counting(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at a key's tombstone and its insertion others put the key and delete it: its rev goes on from
    theirs, and it can be deleted again."""
    with writing(postgres_database) as writer:
        writer.put(SettingRecord("bucket", "is there: who makes it keeps others waiting"))
    look, asked = FeedWriter._graves, []

    def interrupted(writer: FeedWriter, entity: Entity, keys: list[str]) -> dict[str, int]:
        found = look(writer, entity, keys)
        if keys and not asked:
            asked.append(keys)
            with writing(postgres_database) as other:
                other.put(SettingRecord("k", "other"))
            with writing(postgres_database) as other:
                other.delete("setting", "k")
        return found

    monkeypatch.setattr(FeedWriter, "_graves", interrupted)
    with writing(postgres_database) as writer:
        writer.put(SettingRecord("k", "mine"))
    table, graves = m.SYNCED["setting"], m.tombstone
    with postgres_database.read() as connection:
        assert connection.execute(sa.select(table.c.rev).where(table.c.key == "k")).scalar_one() == 3
        assert connection.execute(sa.select(sa.func.count()).select_from(graves)).scalar_one() == 0
    with writing(postgres_database) as writer:
        writer.delete("setting", "k")
    with postgres_database.read() as connection:
        assert connection.execute(sa.select(graves.c.rev)).scalar_one() == 4


@pytest.mark.postgres
def test_a_writer_that_looks_again_keeps_no_key_from_others(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One writer holds `b` and finds that `a` has come meanwhile; another holds `a` and waits for `b`. They do not wait
    for each other: who must look again lets go first."""
    put(postgres_database, SettingRecord("b", "first"))
    plan = FeedWriter._plan
    met = threading.Event()

    def interrupted(writer: FeedWriter, *rest: Any) -> Any:
        if not met.is_set():
            met.set()
            put(postgres_database, SettingRecord("a", "first"))
            others.append(pool.submit(put, postgres_database, SettingRecord("a", "other"), SettingRecord("b", "other")))
            wait_for_a_lock(postgres_database)
        return plan(writer, *rest)

    others: list[Future[int]] = []
    monkeypatch.setattr(FeedWriter, "_plan", interrupted)
    with ThreadPoolExecutor(1) as pool:
        put(postgres_database, SettingRecord("a", "mine"), SettingRecord("b", "mine"))
        assert others[0].result() > 0
    table = m.SYNCED["setting"]
    with postgres_database.read() as connection:
        assert connection.execute(sa.select(table.c.value, table.c.rev).order_by(table.c.key)).all() == [
            ("mine", 3), ("mine", 3),
        ]  # fmt: skip
    assert kept(postgres_database) == recomputed(postgres_database)


def wait_for_a_lock(database: Database) -> None:
    """Until some transaction waits for another's row."""
    pause = threading.Event()
    for _ in range(3_000):
        with database.engine.connect() as connection:
            if connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar_one():
                return
        pause.wait(0.01)
    raise AssertionError("nobody waits")
