"""Compaction and pruning: fewer operations, and every reader still arrives at the same rows with the same digests."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data_centre import compaction
from data_centre import models as m
from data_centre.buckets import read_head
from data_centre.compaction import AFTER_SECONDS, compact
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.parts import BuildRunning, PartStore
from data_centre.retention import KEEP_SECONDS, SNAPSHOT_SECONDS, prune
from ioc_domain.records import Record
from tests.data_centre import factories as make
from tests.faults.feed_follower import Follower, stored_rows

NOW = 1_795_000_000
LATER = NOW + AFTER_SECONDS + 1
BOTH = frozenset({"city", "unit:U1", "unit:U2"})


def put(database: Database, *records: Record, scope: str | None = None, at: int = NOW) -> int:
    """One transaction; returns its feed number."""
    with writing(database, lambda: at) as writer:
        for record in records:
            writer.put(record, scope)
    return writer.result.seq


def numbers(database: Database) -> list[int]:
    """Feed numbers that are kept."""
    with database.read() as connection:
        return list(connection.execute(sa.select(m.feed.c.seq).order_by(m.feed.c.seq)).scalars())


def arrives(database: Database, follower: Follower) -> bool:
    """Whether a reader comes to the rows as they are; each of its pages is checked on the way."""
    follower.catch_up()
    with database.read() as connection:
        return follower.rows == stored_rows(connection, follower.scopes)


def a_busy_month(database: Database) -> None:
    """A hot row, a row that moves to and fro, one deleted and back, a reset, and rows that change once."""
    for k in range(12):
        put(database, make.setting("hot", str(k)), make.setting(f"once {k}"))
        put(database, make.alert("mover", count=k), scope=f"unit:U{1 + k % 2}")
        if k % 4 == 1:
            with writing(database, lambda: NOW) as writer:
                writer.delete("setting", "hot")
        if k == 6:
            put(database, make.plan(1.0, period="2031-01"), make.plan(2.0, period="2031-02"))
    put(database, make.plan(3.0, period="2031-01"))


@pytest.mark.parametrize("window", [1, 7, 5_000])
def test_every_cursor_arrives_at_the_same_rows(
    database: Database, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the start, from each number in the middle, with one scope or with all, for windows of any size."""
    monkeypatch.setattr(compaction, "WINDOW", window)
    readers = []
    for scopes in (BOTH, frozenset({"unit:U1"}), frozenset({"city"})):
        readers.append(Follower(database, scopes, limit=1))
    a_busy_month(database)
    # Readers that stand at each transaction's end when the feed is compacted under them.
    walker = Follower(database, BOTH, limit=1)
    while walker.pull():
        readers.append(Follower(database, BOTH, 3, walker.cursor, walker.epoch, dict(walker.rows)))
    before = numbers(database)
    gone = compact(database, LATER)
    after = numbers(database)
    assert len(after) == len(before) - gone
    assert gone > 0 or window == 1
    assert compact(database, LATER) == 0
    put(database, make.setting("hot", "afterwards"), make.alert("mover"), scope="unit:U2", at=LATER)
    assert all(arrives(database, reader) for reader in readers)
    assert arrives(database, Follower(database, BOTH, limit=10_000))


def test_a_window_is_one_transaction_and_keeps_the_last_word_of_each_bucket(database: Database) -> None:
    """What is young stays as it is; a row that moved leaves its `del` and its `put`."""
    put(database, make.setting("hot", "1"))
    put(database, make.setting("hot", "2"))
    put(database, make.alert("a"), scope="unit:U1")
    put(database, make.alert("a"), scope="unit:U2")
    last = put(database, make.setting("hot", "3"))
    young = [put(database, make.setting("hot", str(k)), at=LATER) for k in (4, 5)]
    assert compact(database, LATER) == 3
    f = m.feed.c
    with database.read() as connection:
        rows = connection.execute(sa.select(f.seq, f.tx_end, f.op, f.scope, f.key).order_by(f.seq)).all()
        states = connection.execute(
            sa.select(m.bucket_state.c.seq).order_by(m.bucket_state.c.seq)
        ).scalars().all()  # fmt: skip
    assert [tuple(row) for row in rows] == [
        (4, last, "del", "unit:U1", "a"),
        (5, last, "put", "unit:U2", "a"),
        (last, last, "put", "city", "hot"),
        (young[0], young[0], "put", "city", "hot"),
        (young[1], young[1], "put", "city", "hot"),
    ]
    assert states == [5, 5, last, *young]


def test_a_reset_stays_and_what_follows_it_too(database: Database) -> None:
    """A console that meets it fetches the bucket; compaction does not touch that."""
    put(database, make.plan(1.0, period="2031-01"))
    with writing(database, lambda: NOW) as writer:
        writer.reset("plan", "city/plan/2031", [make.plan(5.0, period="2031-02")])
    for k in range(4):
        put(database, make.plan(float(k), period="2031-02"))
    assert compact(database, LATER) == 3
    f = m.feed.c
    with database.read() as connection:
        ops = connection.execute(sa.select(f.op, f.key).order_by(f.seq)).all()
    assert [op for op, _ in ops] == ["put", "reset", "put"]


def test_what_is_hardly_repeated_is_left_as_it_is(database: Database) -> None:
    """Transactions are not merged for nothing."""
    for k in range(30):
        put(database, make.setting(f"k{k}"))
    put(database, make.setting("k0", "again"))
    assert compact(database, LATER) == 0
    follower = Follower(database, BOTH, limit=1)
    follower.catch_up()
    assert follower.pages == 31


def test_a_window_is_pruned_when_all_of_it_is_old(database: Database) -> None:
    """Thirty days are thirty days, also for the youngest operation of a window; an older cursor is told so."""
    put(database, make.setting("a", "1"))
    put(database, make.setting("a", "2"))
    end = put(database, make.setting("b", "1"), at=NOW + 3600)
    put(database, make.setting("c", "1"), at=NOW + 20 * 86400)
    assert compact(database, NOW + 19 * 86400) == 1
    follower = Follower(database, BOTH, limit=1)
    with database.read() as connection:
        follower.epoch = read_head(connection).epoch
    assert prune(database, NOW + KEEP_SECONDS + 1800) == 0
    assert prune(database, NOW + KEEP_SECONDS + 3601) == end
    assert arrives(database, follower)
    assert follower.expired == 1


def test_no_part_from_below_the_floor_is_handed_out(database: Database) -> None:
    """Not even by its address; before it comes to that, a snapshot about to fall below is built anew."""
    clock = [float(NOW)]
    store = PartStore(database, lambda: clock[0])
    at = put(database, make.setting("a"))
    old = store.snapshot("city/setting/-")
    put(database, make.alert("a"), at=NOW + 3600)
    clock[0] = NOW + SNAPSHOT_SECONDS - 1
    assert store.snapshot("city/setting/-") == old
    clock[0] = NOW + SNAPSHOT_SECONDS + 1
    fresh = store.snapshot("city/setting/-")
    assert (fresh.at, fresh.digest) == (at + 1, old.digest)
    assert store.part(old.parts[0].n) is not None
    assert prune(database, NOW + KEEP_SECONDS + 3601) == at + 1
    assert store.part(old.parts[0].n) is None
    assert store.part(fresh.parts[0].n) is not None


def test_a_snapshot_that_the_floor_overtakes_while_it_is_built_is_not_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pruned between the reading of the rows and the end of the build: it is to be asked for again."""
    put(database, make.setting("a"))
    store = PartStore(database, lambda: NOW)
    build = store._write

    def slow(*given: object) -> object:
        made = build(*given)  # type: ignore[arg-type]
        put(database, make.setting("b"), at=NOW)
        prune(database, NOW + KEEP_SECONDS + 1)
        return made

    monkeypatch.setattr(store, "_write", slow)
    with pytest.raises(BuildRunning):
        store.snapshot("city/setting/-")
    monkeypatch.undo()
    assert store.snapshot("city/setting/-").rows == 2
