"""One script through `sqlite3` and through its stand-in, and everything that was answered.

    python -m tests.faults.power.conformance FILE        through the stand-in; the answers as JSON on standard output
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any


class Word(StrEnum):
    """A state is bound as the text it is."""

    SAVED = "saved"


def answers(sqlite3: ModuleType, path: Path) -> list[Any]:
    """What the module says to all that `local_cache` does with it."""
    told: list[Any] = []

    def failing(work: Callable[[], object]) -> None:
        try:
            told.append(["no error", repr(work())])
        except sqlite3.Error as error:
            told.append(
                [
                    type(error).__name__,
                    [c.__name__ for c in type(error).__mro__ if issubclass(c, Exception)],
                    getattr(error, "sqlite_errorcode", None),
                ]
            )

    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0.0)
    told.append(db.execute("PRAGMA journal_mode = TRUNCATE").fetchall())
    db.execute("PRAGMA synchronous = EXTRA")
    told.append(db.execute("PRAGMA user_version").fetchone())
    db.execute("BEGIN IMMEDIATE")
    told.append(db.in_transaction)
    made = db.execute(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, word TEXT UNIQUE NOT NULL, data BLOB, r REAL, n INTEGER)"
    )
    told.append([made.rowcount, made.fetchone(), made.fetchall()])
    db.execute("PRAGMA user_version = 3")
    db.execute("COMMIT")
    told.append(db.in_transaction)

    one = db.execute("INSERT INTO t(word, data, r, n) VALUES (?, ?, ?, ?)", (Word.SAVED, b"\x00\xff", 0.5, 1 << 62))
    told.append([one.rowcount, one.lastrowid])
    two = db.execute("INSERT INTO t(word, data) VALUES (?, ?)", ["hai", bytearray(b"ab")])
    told.append([two.rowcount, two.lastrowid, db.total_changes])
    many = db.executemany("INSERT INTO t(word, n) VALUES (?, ?)", ((f"w{i}", i) for i in range(5)))
    told.append([many.rowcount, db.execute("SELECT count(*), max(id) FROM t").fetchone()])
    none = db.executemany("DELETE FROM t WHERE word = ?", [])
    told.append(none.rowcount)
    told.append(db.execute("UPDATE t SET n = n + 1 WHERE n < ?", (3,)).rowcount)
    told.append(db.execute("DELETE FROM t WHERE word = 'w4'").rowcount)
    told.append(db.execute("INSERT OR IGNORE INTO t(word) VALUES ('hai')").rowcount)
    upsert = "INSERT INTO t(word, n) VALUES ('hai', 9) ON CONFLICT(word) DO UPDATE SET n = excluded.n"
    told.append(db.execute(upsert).rowcount)

    rows = db.execute("SELECT id, word, hex(data), r, n FROM t ORDER BY id")
    told.append([rows.rowcount, rows.fetchone(), rows.fetchmany(2), rows.fetchall(), rows.fetchone()])
    told.append([list(row) for row in db.execute("SELECT word FROM t WHERE id > ? ORDER BY id", (3,))])
    told.append([type(v).__name__ for v in db.execute("SELECT id, word, data, r FROM t").fetchone()])
    told.append(db.execute("SELECT NULL").fetchone())

    failing(lambda: db.execute("INSERT INTO t(word) VALUES ('hai')"))
    failing(lambda: db.execute("INSERT INTO t(word) VALUES (NULL)"))
    failing(lambda: db.execute("SELECT * FROM nowhere"))
    failing(lambda: db.execute("SELEKT"))
    failing(lambda: db.execute("SELECT ?", ()))
    failing(lambda: db.execute("COMMIT"))

    # A query read to its end, or forgotten, does not stand in the way of a commit.
    db.execute("BEGIN")
    told.append(db.execute("SELECT id FROM t WHERE id = 1").fetchone())
    db.execute("UPDATE t SET r = 1.5 WHERE id = 1")
    db.execute("ROLLBACK")
    told.append(db.execute("SELECT r FROM t WHERE id = 1").fetchone())

    db.execute("INSERT INTO t(id, word, data) VALUES (100, 'blob', zeroblob(16))")
    with db.blobopen("t", "data", 100) as blob:
        blob.seek(4)
        blob.write(b"abcd")
        blob.seek(0)
        told.append([len(blob), blob.read(6).hex(), blob.read().hex()])
    with db.blobopen("t", "data", 100, readonly=True) as blob:
        told.append(blob.read().hex())
    failing(lambda: db.blobopen("t", "data", 12345))

    # Another connection: locks, read-only, attached files.
    other = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=0.0)
    told.append(other.execute("SELECT count(*) FROM t").fetchone())
    failing(lambda: other.execute("DELETE FROM t"))
    second = sqlite3.connect(path, isolation_level=None, timeout=0.0)
    db.execute("BEGIN IMMEDIATE")
    failing(lambda: second.execute("BEGIN IMMEDIATE"))
    db.execute("ROLLBACK")
    db.execute("ATTACH DATABASE ? AS beside", (":memory:",))
    db.execute("CREATE TABLE beside.u AS SELECT id FROM t")
    told.append(db.execute("SELECT count(*) FROM beside.u").fetchone())
    db.execute("DETACH DATABASE beside")
    with second:
        second.execute("UPDATE t SET n = 5 WHERE id = 2")
    told.append(db.execute("SELECT n FROM t WHERE id = 2").fetchone())
    other.close()
    second.close()
    second.close()
    failing(lambda: second.execute("SELECT 1"))

    # A log that two connections share.
    told.append(db.execute("PRAGMA journal_mode = WAL").fetchall())
    reader = sqlite3.connect(path, isolation_level=None, timeout=0.0)
    reader.execute("BEGIN")
    told.append(reader.execute("SELECT n FROM t WHERE id = 2").fetchone())
    db.execute("UPDATE t SET n = 6 WHERE id = 2")
    told.append(reader.execute("SELECT n FROM t WHERE id = 2").fetchone())
    reader.close()
    told.append(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    told.append(db.execute("PRAGMA integrity_check").fetchall())
    db.close()

    rubbish = path.with_name("rubbish.db")
    rubbish.write_bytes(b"not a database at all" * 500)
    bad = sqlite3.connect(rubbish, isolation_level=None)
    failing(lambda: bad.execute("PRAGMA user_version").fetchone())
    bad.close()
    failing(lambda: sqlite3.connect(path.with_name("no folder") / "x.db").execute("SELECT 1"))
    told.append([sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY])
    return json.loads(json.dumps(told))


if __name__ == "__main__":
    from tests.faults.power.sqlite3_over_apsw import install

    json.dump(answers(install(), Path(sys.argv[1])), sys.stdout)
