"""A writer killed at any moment leaves all of a transaction or nothing, and the next one goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local_cache import store
from local_cache.verifying import suspects
from tests import factories

from .centre import Centre
from .client import Client, assert_equal

WRITER = """
import random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from local_cache import store
from tests.local_cache.client import Client
from tests.local_cache.test_crash import city
def step():
    print("step", flush=True)
with store.open_writer(Path(sys.argv[1])) as writer:
    centre = city(int(sys.argv[2]))
    client = Client(writer, centre, step=step)
    client.adopt()
    client.fetch_wanted(part_rows=40)
    client.pull(limit=15)
    print("done", flush=True)
"""


def city(seed: int) -> Centre:
    """The same history for both processes: 200 complaints, then changes, moves and deletions."""
    dice = random.Random(seed)
    centre = Centre()
    for n in range(1, 201):
        centre.put(factories.complaint(n), f"area:{n % 2}")
    for _ in range(60):
        n = dice.randint(1, 220)
        if dice.random() < 0.2 and str(n) in centre.rows["complaint"]:
            centre.delete("complaint", str(n))
        else:
            centre.put(factories.complaint(n, status=dice.randint(0, 6)), f"area:{dice.randint(0, 1)}")
    return centre


@pytest.mark.parametrize("seed", range(6))
def test_killed_between_any_two_steps(tmp_path: Path, project_root: Path, seed: int) -> None:
    """Kill after a random number of steps, again and again; what is there is always whole, and it ends equal."""
    path = tmp_path / "cache.db"
    dice = random.Random(seed)
    for _ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(seed), str(project_root)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        for _ in range(dice.randint(1, 6)):
            if child.stdout.readline() in ("done\n", ""):
                break
        # Somewhere inside the next step, not between two of them.
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        with store.open_writer(path) as writer:
            assert suspects(writer.connection) == []
    centre = city(seed)
    with store.open_writer(path) as writer:
        client = Client(writer, centre)
        client.adopt()
        client.fetch_wanted(part_rows=40)
        client.pull()
        assert client.mismatches == []
        assert_equal(writer.connection, centre)
