"""P8: from starting the program to its first window, and to figures from the cache on it, against a bare label.

The figures come from the cache of a seeded sample city (20,000 complaints), the data centre being dead: nothing is
waited for but this machine. Both are processes of their own, measured from before they are started, so that Python,
Qt and every import count.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks._ratio import report, time_ratio

WORK = Path(__file__).resolve().parent / ".work" / "p8"
COMPLAINTS = "20000"
PAIRS = 9
KEPT_SECONDS = 48 * 3600


def filled_home() -> Path:
    """A console's data folder with a cache; made anew before its lease ends, when it would show nothing."""
    home = WORK / "demo" / "console-leader"
    cache = home / "cache.db"
    if not cache.exists() or time.time() - cache.stat().st_mtime > KEPT_SECONDS:
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "ioc_console", "demo", "--complaints", COMPLAINTS, "--home", str(WORK)]
        subprocess.run([*command, "--tour", str(WORK / "tour"), "--no-window"], check=True, stdout=subprocess.DEVNULL)
    return home


def measured(name: str, *arguments: str) -> Callable[[], float]:
    """Starts a child and gives the seconds from before its start to the moment it names."""

    def run() -> float:
        # A keyring of this machine may ask the person to unlock it; that is no time of the program.
        env = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
        # An installed program has its bytecode; the first pair, which is not counted, writes it.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        started = time.monotonic()
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks._first_window", *arguments],
            capture_output=True, text=True, env=env, check=False, cwd=Path(__file__).resolve().parent.parent,
        )  # fmt: skip
        lines = answer.stdout.strip().splitlines()
        if not lines or name not in (seen := json.loads(lines[-1])):
            raise SystemExit(f"P8: the child showed no {name}: {answer.stderr[-2000:]}")
        return float(seen[name]) - started

    return run


def main() -> None:
    """Measures both and prints their verdicts, the first window last."""
    home = str(filled_home())
    label = measured("first", "label")
    numbers = time_ratio(measured("numbers", "console", home), label, pairs=PAIRS)
    report("P8b", numbers, at_most=4, ours="start to figures from the cache", theirs="start to a bare label")
    window = time_ratio(measured("first", "console", home), label, pairs=PAIRS)
    report("P8", window, at_most=1.6, ours="start to first window", theirs="start to a bare label")


if __name__ == "__main__":
    main()
