"""What the power cuts stand on: the stand-in for sqlite3 answers as sqlite3 does, the disk loses what it may lose."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random

from tests.faults.power.conformance import answers
from tests.faults.power.disk import Disk, Event


def test_the_stand_in_answers_as_sqlite3_does(tmp_path: Path, project_root: Path) -> None:
    """One script through both, each in a process that has no other SQLite: rows, counts, types, errors, codes."""
    for name in ("real", "stand-in"):
        (tmp_path / name).mkdir()
    real = answers(sqlite3, tmp_path / "real" / "x.db")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.power.conformance", str(tmp_path / "stand-in" / "x.db")],
        cwd=project_root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == real
    assert len(real) > 40


def found(events: list[Event], path: str = "a") -> set[bytes | None]:
    """Every content of a file that turned up in many images; None: no such file."""
    seen: set[bytes | None] = set()
    for seed in range(400):
        disk = Disk()
        for event in events:
            disk.happen(event)
        seen.add(disk.image(Random(seed)).get(path))
    return seen


MADE: list[Event] = [("create", "a", 1), ("write", 1, 0, b"A" * 1024), ("sync", 1), ("syncdir", "")]


def test_what_was_synced_is_there() -> None:
    """A file and its name, both synced, are found in every image."""
    assert found(MADE) == {b"A" * 1024}


def test_a_name_may_be_lost_although_the_file_was_synced() -> None:
    """Before the folder is synced a new name may be missing, and a deleted one may come back."""
    assert found(MADE[:-1]) == {b"A" * 1024, None}
    assert found([*MADE, ("unlink", "a")]) == {b"A" * 1024, None}
    assert found([*MADE, ("unlink", "a"), ("syncdir", "")]) == {None}


def test_writes_are_torn_dropped_and_reordered() -> None:
    """Each sector of an unsynced write is there or not by itself, so a later write may be there without an earlier."""
    a, b, c = b"A" * 512, b"B" * 512, b"C" * 512
    two = found([*MADE, ("write", 1, 0, b), ("write", 1, 512, c)])
    assert {a + a, b + a, a + c, b + c} == two
    assert {a + a, b + a, a + b, b + b} == found([*MADE, ("write", 1, 0, b + b)])


def test_a_size_may_be_there_without_its_bytes() -> None:
    """A file that grew may have its old size, zeros or rubbish at its end; one that was cut has either size."""
    grown = found([*MADE, ("write", 1, 1024, b"B" * 512)])
    assert {len(g) for g in grown if g is not None} == {1024, 1536}
    ends = {g[1024:] for g in grown if g is not None}
    assert {b"", b"B" * 512, bytes(512)} < ends, "rubbish too"
    assert found([*MADE, ("truncate", 1, 0)]) == {b"A" * 1024, b""}


def test_a_rename_is_whole() -> None:
    """After a rename the file has one of its names, never both; without a sync of the folder perhaps the old one."""
    events = [("create", ".a", 1), ("write", 1, 0, b"A"), ("sync", 1), ("syncdir", ""), ("rename", ".a", "a")]
    names = set()
    for seed in range(200):
        disk = Disk()
        for event in events:
            disk.happen(event)
        names.add(tuple(disk.image(Random(seed))))
    assert names == {("a",), (".a",)}
