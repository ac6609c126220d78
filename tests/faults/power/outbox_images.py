"""What the outbox makes of an image: opened by the product's own code and the system's SQLite, then judged."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from local_cache import outbox_file
from local_cache.evidence_files import DamagedEvidence
from local_cache.outbox import Outbox
from tests.faults.power.contents import outbox_digest
from tests.faults.power.cuts import Image, images
from tests.faults.power.outbox_workload import HOME, Day, Saved


@dataclass
class Verdicts:
    """Images by what was found; `words` tells of the first few that were wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)

    @property
    def images(self) -> int:
        """How many were looked at."""
        return self.counts["images"]

    def wrong(self, kind: str, image: Image, detail: str) -> None:
        """Note what must not be."""
        self.counts[kind] += 1
        if len(self.words) < 5:
            self.words.append(f"{kind}: {image}: {detail}")

    def add(self, kind: str) -> None:
        """Count an image."""
        self.counts[kind] += 1


def judge(day: Day, count: int, folder: Path, verdicts: Verdicts) -> None:
    """Look at so many images of a day."""
    commits, acknowledged = [s.events for s in day.states], [s.events for s in day.saved]
    for image in images(day.seed, day.events, count, day.returned):
        verdicts.add("images")
        image.lay(folder)
        # As the last commit left it, or as the one that was under way does.
        last = bisect_right(commits, image.events)
        allowed = {s.digest for s in day.states[max(0, last - 1) : last + 1]}
        _judge(image, folder, day.saved[: bisect_right(acknowledged, image.events)], allowed, verdicts)


def _judge(image: Image, folder: Path, saved: list[Saved], allowed: set[str], verdicts: Verdicts) -> None:
    path = folder / HOME / "outbox.db"
    outbox = Outbox(path)
    found = {c.id: c for c in outbox.commands()}
    if outbox_file.recoveries(path):
        verdicts.wrong("damaged", image, "the outbox had to be set aside")
        return
    lost = [s for s in saved if s.id not in found]
    if lost:
        verdicts.wrong("lost", image, f"{len(lost)} of {len(saved)} acknowledged commands")
        return
    if any(found[s.id].body != s.body for s in saved):
        verdicts.wrong("changed", image, "the bytes of a command are others")
        return
    try:
        for one in saved:
            if one.evidence:
                outbox.evidence_bytes(one.evidence)
    except DamagedEvidence as error:
        verdicts.wrong("evidence", image, str(error))
        return
    with closing(sqlite3.connect(path)) as connection:
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        state = outbox_digest(connection)
    if sound != "ok":
        verdicts.wrong("unsound", image, sound)
    elif state not in allowed:
        verdicts.wrong("half", image, "neither what the last commit left nor what the next one does")
    else:
        verdicts.add("right")
