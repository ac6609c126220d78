"""Opening the cache: before it exists, while it is written, damaged, newer, twice, on a full disk."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from local_cache import layout, store, sync_state
from local_cache.mirror import bucket, tables
from tests import factories

from .centre import Centre
from .client import Client, assert_equal


def test_an_absent_cache_reads_as_an_empty_one(tmp_path: Path) -> None:
    """Screens open before the first sync, and see it when it comes."""
    reader = store.open_reader(tmp_path / "sub" / "cache.db")
    assert not reader.ready
    with reader.session() as session:
        assert session.scalar(select(func.count()).select_from(tables.complaint)) == 0
    assert reader.state() == sync_state.SyncState()
    centre = Centre()
    centre.put(factories.area(1))
    with store.open_writer(reader.path) as writer:
        Client(writer, centre).bootstrap()
        with reader.session() as session:
            assert session.scalars(select(tables.area.c.name)).all() == ["Phường Số 1"]
        assert reader.ready
        assert reader.state().cursor == 1
    reader.close()


def test_a_session_sees_one_moment(tmp_path: Path) -> None:
    """Two queries of a session agree although the writer commits between them."""
    centre = Centre()
    centre.put(factories.area(1))
    with store.open_writer(tmp_path / "cache.db") as writer:
        client = Client(writer, centre)
        client.bootstrap()
        reader = store.open_reader(writer.path)
        with reader.session() as session:
            query = select(func.count()).select_from(tables.area)
            assert session.scalar(query) == 1
            centre.put(factories.area(2))
            client.pull()
            assert session.scalar(query) == 1
        with reader.session() as session:
            assert session.scalar(query) == 2
        reader.close()


def test_readers_cannot_write(tmp_path: Path) -> None:
    """Only sync writes what the data centre said."""
    with store.open_writer(tmp_path / "cache.db"):
        pass
    reader = store.open_reader(tmp_path / "cache.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"), reader.connection() as connection:
        connection.execute("DELETE FROM bucket")


def test_one_writer(tmp_path: Path) -> None:
    """A second writer is told; after the first has gone it may."""
    path = tmp_path / "cache.db"
    with store.open_writer(path), pytest.raises(store.StoreBusy):
        store.open_writer(path)
    store.open_writer(path).close()


@pytest.mark.parametrize("junk", [b"x" * 9000, os.urandom(9000), b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_cache_is_set_aside_and_rebuilt(tmp_path: Path, junk: bytes) -> None:
    """Random bytes are a typed error for both sides; the file is kept under another name."""
    path = tmp_path / "cache.db"
    path.write_bytes(junk)
    reader = store.open_reader(path)
    with pytest.raises(store.CorruptStore), reader.session():
        pass
    with pytest.raises(store.CorruptStore):
        store.open_writer(path)
    kept = [store.set_aside(path, now=lambda: 0.0)]
    assert kept[0].name == "cache.db.damaged-19700101T000000Z"
    assert kept[0].read_bytes() == junk
    with store.open_writer(path), reader.session() as session:
        assert session.scalars(select(bucket.c.name)).all() == []
    path.write_bytes(junk)
    assert store.set_aside(path, now=lambda: 0.0).name.endswith("Z-2")
    reader.close()


def test_damage_found_in_the_middle_of_reading(tmp_path: Path) -> None:
    """Pages overwritten behind SQLite's back are reported as damage, not as a traceback of the database."""
    centre = Centre()
    for n in range(400):
        centre.put(factories.complaint(n + 1))
    path = tmp_path / "cache.db"
    with store.open_writer(path) as writer:
        Client(writer, centre).bootstrap()
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(b"\xee" * 4096 * 60)
    reader = store.open_reader(path)
    with pytest.raises(store.CorruptStore), reader.session() as session:
        for table in tables.__dict__.values():
            session.execute(select(table)).all()
    reader.close()


def test_foreign_and_newer_files(tmp_path: Path) -> None:
    """A database of another program is not taken for a cache; one of a newer program is left alone."""
    path = tmp_path / "cache.db"
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE people(name)")
    foreign.commit()
    foreign.close()
    with pytest.raises(store.CorruptStore):
        store.open_writer(path)
    path.unlink()
    store.open_writer(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {layout.VERSION + 1}")
    newer.close()
    with pytest.raises(store.NewerStore):
        store.open_writer(path)
    with pytest.raises(store.NewerStore):
        _ = store.open_reader(path).ready


def test_a_full_disk_keeps_what_was(tmp_path: Path) -> None:
    """A page that does not fit is a typed error and changes nothing."""
    centre = Centre()
    centre.put(factories.area(1))
    with store.open_writer(tmp_path / "cache.db") as writer:
        client = Client(writer, centre)
        client.bootstrap()
        (pages,) = writer.connection.execute("PRAGMA page_count").fetchone()
        writer.connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
        for n in range(2, 300):
            centre.put(factories.area(n))
        with pytest.raises(store.StoreFull), writer.errors():
            client.pull(limit=1000)
        writer.connection.execute("PRAGMA max_page_count = 1000000").fetchall()
        client.pull(limit=1000)
        assert_equal(writer.connection, centre)


def test_the_log_is_folded_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write-ahead log does not grow without bound."""
    monkeypatch.setattr(store, "CHECKPOINT_BYTES", 100_000)
    centre = Centre()
    with store.open_writer(tmp_path / "cache.db") as writer:
        client = Client(writer, centre, step=writer.checkpoint)
        client.bootstrap()
        log = tmp_path / "cache.db-wal"
        for n in range(300):
            centre.put(factories.alert(n, why="x" * 2_000))
            client.pull()
            assert log.stat().st_size < 400_000
        assert_equal(writer.connection, centre)


def test_the_log_is_folded_back_beside_the_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is committed comes into the file by another thread, and the log does not grow without bound."""
    monkeypatch.setattr(store, "CHECKPOINT_BYTES", 100_000)
    monkeypatch.setattr(store, "LONGEST_LOG", 1_000_000)
    centre = Centre()
    path, log = tmp_path / "cache.db", tmp_path / "cache.db-wal"
    with ThreadPoolExecutor(2) as pool, store.open_writer(path) as writer:
        client = Client(writer, centre, step=lambda: writer.checkpoint_aside(pool))
        client.bootstrap()
        grown, lengths = path.stat().st_size, []
        for n in range(300):
            centre.put(factories.alert(n, why="x" * 2_000))
            client.pull()
            lengths.append(log.stat().st_size)
        assert path.stat().st_size > grown
        assert max(lengths) < 1_400_000
        assert_equal(writer.connection, centre)
        writer.checkpoint(force=True)
        assert log.stat().st_size == 0


def test_a_failure_beside_the_writing_is_raised_by_the_next_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log that cannot be folded back is no secret of another thread; a pool that was shut down is no failure."""
    monkeypatch.setattr(store, "CHECKPOINT_BYTES", 0)

    def broken(_path: Path) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with ThreadPoolExecutor(1) as pool, store.open_writer(tmp_path / "cache.db") as writer:
        with monkeypatch.context() as patched:
            patched.setattr(store, "_fold", broken)
            writer.checkpoint_aside(pool)
        with pytest.raises(sqlite3.OperationalError):
            writer.checkpoint_aside(pool)
        busy = threading.Event()
        pool.submit(busy.wait)
        writer.checkpoint_aside(pool)
        pool.shutdown(wait=False, cancel_futures=True)
        busy.set()
        writer.checkpoint()


def test_a_stop_that_was_not_clean_is_noticed(tmp_path: Path) -> None:
    """After a kill the next writer knows; after a close it does not."""
    path = tmp_path / "cache.db"
    code = (
        "import sys, pathlib\nfrom local_cache import store\n"
        "w = store.open_writer(pathlib.Path(sys.argv[1]))\nprint('open', flush=True)\nsys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None and child.stdin is not None
    assert child.stdout.readline() == "open\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    with store.open_writer(path) as writer:
        assert not writer.stopped_cleanly
    with store.open_writer(path) as writer:
        assert writer.stopped_cleanly


def test_the_start_path_has_no_sqlalchemy(tmp_path: Path) -> None:
    """Reading by a plain connection, writing and applying import neither SQLAlchemy nor alembic."""
    code = (
        "import sys, pathlib\nfrom local_cache import store, applying, outbox, aggregates\n"
        "p = pathlib.Path(sys.argv[1])\nstore.open_writer(p).close()\n"
        "with store.open_reader(p).connection() as c: c.execute('SELECT 1')\n"
        "print([m for m in ('sqlalchemy', 'alembic') if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "cache.db")], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
