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
    """`cuts(mode, images, seed)`: verdicts on so many images; see `judge` for `spoil_each`."""

    def run(mode: str, images: int, seed: int = 1, spoil_each: int = 0) -> Verdicts:
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
                judge(day, PER_DAY, scratch / "image", verdicts, spoil_each)
        assert verdicts.images == images
        return verdicts

    return run


def tell(name: str, verdicts: Verdicts) -> None:
    """Into the report of the laboratory."""
    counts = verdicts.counts
    others = {word: n for word, n in sorted(counts.items()) if word not in ("images", "right", "lost")}
    lab_count(3, name, images=verdicts.images, lost=counts["lost"], **others)


RECOVERED = pytest.mark.expected_log(r"outbox set aside as|were in the second copy of the outbox only")


@RECOVERED
def test_no_acknowledged_command_is_lost(cuts: Cuts) -> None:
    """I4, I9: 2,000 images; each holds every acknowledged command with its bytes and evidence; all that it holds is
    what one commit left, with the history that belongs to it; and its second copy says the same. In 200 of them the
    database is spoilt as well: the second copy then gives back every command that still waits."""
    verdicts = cuts("TRUNCATE+EXTRA", 2_000, spoil_each=10)
    tell("outbox TRUNCATE+EXTRA", verdicts)
    assert verdicts.counts["right"] == verdicts.images, "\n".join(verdicts.words)
    assert verdicts.counts["spoilt"] == verdicts.images // 10
    assert verdicts.words == []


@pytest.mark.parametrize(
    ("mode", "what"),
    [
        ("WAL+NORMAL", "lost"),
        ("DELETE+FULL", "lost"),
        ("folder not synced", "lost"),
        ("copy not synced", "copies differ"),
    ],
)
@RECOVERED
def test_the_same_images_show_what_other_ways_lose(cuts: Cuts, mode: str, what: str) -> None:
    """The test can fail: another journal, a data folder whose name nobody synced, a second copy left to the system's
    good will: each loses something that was acknowledged."""
    verdicts = cuts(mode, 400)
    tell(f"outbox {mode} (must lose)", verdicts)
    assert verdicts.counts[what] > 0


@pytest.mark.soak
@RECOVERED
def test_no_acknowledged_command_is_lost_for_long(cuts: Cuts, soak_factor: int) -> None:
    """100,000 images of other days than those of each commit, in a whole soak."""
    verdicts = cuts("TRUNCATE+EXTRA", 2_000 * soak_factor, seed=1_000, spoil_each=10)
    tell("outbox TRUNCATE+EXTRA", verdicts)
    assert verdicts.counts["right"] == verdicts.images, "\n".join(verdicts.words)
    assert verdicts.words == []
