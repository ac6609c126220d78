"""Power cuts under the cache, which may lose what came last and nothing else: it is what some commit left.

Recorded like the outbox (`cache_workload`); the images are opened by the product's own code with the system's SQLite.
"""

from __future__ import annotations

import json
import subprocess
import sys
from bisect import bisect_right
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from tests.faults.power.cache_workload import HOME, Life
from tests.faults.power.cuts import images
from tests.lab_report import lab_count

PER_LIFE = 100
AT_ONCE = 10
PROGRAM = [sys.executable, "-m", "tests.faults.power.cache_workload"]


def cut(mode: str, count: int, seed: int, scratch: Path, root: Path) -> tuple[Counter[str], list[str]]:
    """Look at so many images: counts of what was found, and words on the first few that were wrong.

    What a checkpoint folded back must be there, and nothing that was not committed.
    """
    found: Counter[str] = Counter()
    wrong: list[str] = []
    last = seed + count // PER_LIFE
    with subprocess.Popen([*PROGRAM, "judge"], cwd=root, stdin=-1, stdout=-1, text=True) as judge:
        assert judge.stdin is not None and judge.stdout is not None
        for first in range(seed, last, AT_ONCE):
            out = scratch / "recorded"
            many = str(min(AT_ONCE, last - first))
            subprocess.run([*PROGRAM, mode, str(first), many, str(scratch / "lives"), str(out)], cwd=root, check=True)
            for life in msgspec.msgpack.decode(out.read_bytes(), type=list[Life]):
                commits = [s.events for s in life.states]
                for image in images(life.seed, life.events, PER_LIFE, [events for events, _ in life.folded]):
                    image.lay(scratch / "image")
                    judge.stdin.write(f"{scratch / 'image' / HOME / 'cache.db'}\n")
                    judge.stdin.flush()
                    told = json.loads(judge.stdout.readline())
                    least = max((n for events, n in life.folded if events <= image.events), default=0)
                    most = bisect_right(commits, image.events)
                    allowed = [s.digest for s in life.states[max(0, least - 1) : most + 1]]
                    verdict = _verdict(told, allowed)
                    found[verdict] += 1
                    found["behind"] += verdict == "right" and told["digest"] != allowed[min(most, len(allowed) - 1)]
                    if verdict != "right" and len(wrong) < 5:
                        wrong.append(f"{verdict}: {image}: {told}")
        judge.stdin.close()
    return found, wrong


def _verdict(told: dict[str, object], allowed: list[str]) -> str:
    if "corrupt" in told:
        return "damaged"
    if told["sound"] != "ok" or told["suspects"]:
        return "unsound"
    return "right" if told["digest"] in allowed else "half"


def test_the_cache_is_what_some_commit_left(scratch: Path, project_root: Path) -> None:
    """I1, I9: 600 images; each opens, and rows, segments, digests and cursor are together those of one commit, no
    older than the last checkpoint."""
    found, wrong = cut("WAL+NORMAL", 600, 1, scratch, project_root)
    lab_count(3, "cache WAL+NORMAL", images=600, **{"not a commit": 600 - found["right"], "behind": found["behind"]})
    assert found["right"] == 600, "\n".join(wrong)
    assert found["behind"] > 0, "cuts that lose nothing prove nothing"


def test_the_same_images_show_what_a_cache_without_syncs_becomes(scratch: Path, project_root: Path) -> None:
    """The test can fail: with synchronous OFF some images are damaged or a mixture."""
    found, _ = cut("WAL+OFF", 200, 1, scratch, project_root)
    lab_count(3, "cache WAL+OFF (must break)", images=200, **{"not a commit": 200 - found["right"]})
    assert found["right"] < 200


@pytest.mark.soak
def test_the_cache_is_what_some_commit_left_for_long(scratch: Path, project_root: Path, soak_factor: int) -> None:
    """20,000 images of other lives than those of each commit, in a whole soak."""
    count = 400 * soak_factor
    found, wrong = cut("WAL+NORMAL", count, 1_000, scratch, project_root)
    lab_count(3, "cache WAL+NORMAL", images=count, **{"not a commit": count - found["right"]})
    assert found["right"] == count, "\n".join(wrong)
