"""Power cuts under the outbox: whatever the disk then holds, no acknowledged command is missing and none is half.

The outbox runs in a process that has apsw for its SQLite and records what reaches the disk (`outbox_workload`); the
images are opened here, by the product's own code with the system's SQLite (`outbox_images`).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.faults.power.outbox_images import Verdicts, judge
from tests.faults.power.outbox_workload import Day
from tests.lab_report import lab_count

PER_DAY = 200
AT_ONCE = 10
"""Days recorded by one process."""
Cuts = Callable[..., Verdicts]


@pytest.fixture
def cuts(scratch: Path, project_root: Path) -> Cuts:
    """`cuts(mode, images, seed)`: verdicts on so many images."""

    def run(mode: str, images: int, seed: int = 1) -> Verdicts:
        verdicts = Verdicts()
        last = seed + images // PER_DAY
        for first in range(seed, last, AT_ONCE):
            out = scratch / "recorded"
            subprocess.run(
                [sys.executable, "-m", "tests.faults.power.outbox_workload", mode, str(first),
                 str(min(AT_ONCE, last - first)), str(scratch / "days"), str(out)],
                cwd=project_root, check=True,
            )  # fmt: skip
            for day in msgspec.msgpack.decode(out.read_bytes(), type=list[Day]):
                judge(day, PER_DAY, scratch / "image", verdicts)
        assert verdicts.images == images
        return verdicts

    return run


def tell(name: str, verdicts: Verdicts) -> None:
    """Into the report of the laboratory."""
    counts = verdicts.counts
    wrong = {word: counts[word] for word in ("half", "changed", "evidence", "damaged", "unsound") if counts[word]}
    lab_count(3, name, images=verdicts.images, lost=counts["lost"], **wrong)


def test_no_acknowledged_command_is_lost(cuts: Cuts) -> None:
    """I4, I9: 2,000 images; each holds every acknowledged command with its bytes and evidence, and what it holds is
    what a commit left, with the history that belongs to it."""
    verdicts = cuts("TRUNCATE+EXTRA", 2_000)
    tell("outbox TRUNCATE+EXTRA", verdicts)
    assert verdicts.counts["right"] == verdicts.images, "\n".join(verdicts.words)


@pytest.mark.parametrize("mode", ["WAL+NORMAL", "DELETE+FULL", "folder not synced"])
def test_the_same_images_show_what_other_ways_lose(cuts: Cuts, mode: str) -> None:
    """The test can fail: another journal, or a data folder whose name nobody synced, loses acknowledged commands."""
    verdicts = cuts(mode, 400)
    tell(f"outbox {mode} (must lose)", verdicts)
    assert verdicts.counts["lost"] > 0


@pytest.mark.soak
def test_no_acknowledged_command_is_lost_for_long(cuts: Cuts) -> None:
    """100,000 images of other days than those of each commit."""
    verdicts = cuts("TRUNCATE+EXTRA", 100_000, seed=1_000)
    tell("outbox TRUNCATE+EXTRA", verdicts)
    assert verdicts.counts["right"] == verdicts.images, "\n".join(verdicts.words)
