"""A seeded life of a cache: first load, pages, repairs, checkpoints, closings; watched on its way to the disk.

    python -m tests.faults.power.cache_workload MODE FIRST COUNT FOLDER OUT
    python -m tests.faults.power.cache_workload judge

The first form records (see `outbox_workload`). The second opens images, with the system's SQLite: for each path of a
cache that comes in on a line, a line of JSON goes out that tells what was found. It is a process of its own because in
both segments are a hundredth as long as they are, or every image would be megabytes of zeros.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec

from ioc_domain import entities

SEGMENT_ROWS = 1_024
MODES = {"WAL+NORMAL": {}, "WAL+OFF": {"PRAGMA synchronous = NORMAL": "PRAGMA synchronous = OFF"}}
HOME = "console"


class State(msgspec.Struct, array_like=True):
    """What the cache held when a commit returned, after so many events."""

    events: int
    digest: str


class Life(msgspec.Struct, array_like=True):
    """What one seed did. `folded`: (events, number of commits) at the end of each checkpoint."""

    seed: int
    events: list[tuple[object, ...]]
    states: list[State]
    folded: list[tuple[int, int]]


def record(mode: str, first: int, count: int, scratch: Path) -> list[Life]:
    """Only for a process of its own: replaces sqlite3 before the cache is imported."""
    from tests.faults.power import recording, sqlite3_over_apsw
    from tests.faults.power.contents import cache_digest

    sqlite3 = sqlite3_over_apsw.install(recording.VFS)
    sqlite3.Connection.rewritten = MODES[mode]
    vfs = recording.watch()
    recorder = recording.recorder
    states: list[State] = []
    folded: list[tuple[int, int]] = []

    def committed(connection: sqlite3_over_apsw.Connection) -> None:
        # Files of parts are databases too, and none of the cache's.
        if connection.apsw.filename.endswith("cache.db"):
            states.append(State(len(recorder.events), cache_digest(connection)))

    sqlite3.Connection.on_commit = committed
    lives = []
    for seed in range(first, first + count):
        root = scratch / str(seed)
        root.mkdir(parents=True)
        recorder.begin(root)
        states.clear()
        folded.clear()
        live(root / HOME / "cache.db", seed, lambda: folded.append((len(recorder.events), len(states))))
        lives.append(Life(seed, recorder.events, list(states), list(folded)))
        shutil.rmtree(root)
    vfs.unregister()
    return lives


def live(path: Path, seed: int, folded: Callable[[], None]) -> None:
    """Two writers after each other, over a data centre that goes on living; `folded` is told of each checkpoint."""
    from local_cache import store
    from tests.local_cache.centre import Centre
    from tests.local_cache.client import Client
    from tests.local_cache.test_mirror_equals_centre import act

    dice = Random(seed)
    centre = Centre()
    for _ in range(30):
        act(centre, dice)
    for _ in range(2):
        with store.open_writer(path) as writer:

            def step(writer: store.Writer = writer) -> None:
                if dice.random() < 0.15:
                    writer.checkpoint(force=True)
                    folded()

            client = Client(writer, centre, step)
            client.adopt()
            client.fetch_wanted(part_rows=dice.choice((2, 5)))
            for _ in range(dice.randint(1, 3)):
                for _ in range(dice.randint(3, 15)):
                    act(centre, dice)
                client.pull(limit=dice.randint(4, 20))
        folded()


def judge() -> None:
    """Open each image as the sync process does at its start and tell what was found."""
    from local_cache import store
    from local_cache.verifying import suspects
    from tests.faults.power.contents import cache_digest

    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        found: dict[str, object]
        try:
            with store.open_writer(path) as writer, writer.errors():
                (sound,) = writer.connection.execute("PRAGMA integrity_check").fetchone()
                digest = cache_digest(writer.connection)
                found = {"sound": sound, "digest": digest, "suspects": suspects(writer.connection)}
        except store.CorruptStore as error:
            found = {"corrupt": str(error)}
        print(json.dumps(found), flush=True)  # noqa: T201


if __name__ == "__main__":
    entities.SEGMENT_ROWS = SEGMENT_ROWS
    if sys.argv[1:] == ["judge"]:
        judge()
    else:
        mode, first, count, scratch, out = sys.argv[1:]
        made = record(mode, int(first), int(count), Path(scratch))
        Path(out).write_bytes(msgspec.msgpack.encode(made))
