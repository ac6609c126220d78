"""What the outbox makes of an image: opened by the product's own code and the system's SQLite, then judged."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert
from local_cache import outbox_file, outbox_log
from local_cache.evidence_files import DamagedEvidence
from local_cache.outbox import Outbox, PendingCommand, SavedCommand
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


def judge(day: Day, count: int, folder: Path, verdicts: Verdicts, spoil_each: int = 0) -> None:
    """Look at so many images of a day; in each `spoil_each`-th the database is then spoilt as well."""
    commits, acknowledged = [s.events for s in day.states], [s.events for s in day.saved]
    for image in images(day.seed, day.events, count, day.returned):
        verdicts.add("images")
        image.lay(folder)
        # As the last commit left it, or as the one that was under way does.
        last = bisect_right(commits, image.events)
        allowed = {s.digest for s in day.states[max(0, last - 1) : last + 1]}
        path = folder / HOME / "outbox.db"
        saved = day.saved[: bisect_right(acknowledged, image.events)]
        found = _judge(image, path, saved, allowed, verdicts)
        if found is None:
            continue
        verdicts.add("right")
        if spoil_each and image.number % spoil_each == 0:
            _judge_spoilt(image, folder, found, verdicts)


def _judge(
    image: Image, path: Path, saved: list[Saved], allowed: set[str], verdicts: Verdicts
) -> list[SavedCommand] | None:
    """The commands of an image in which all is as it must be, None for any other."""
    outbox = Outbox(path)
    commands = outbox.commands()
    found = {c.id: c for c in commands}
    if outbox_file.recoveries(path) or outbox.recoveries():
        verdicts.wrong("damaged", image, "the outbox had to be recovered")
        return None
    lost = [s for s in saved if s.id not in found]
    if lost:
        verdicts.wrong("lost", image, f"{len(lost)} of {len(saved)} acknowledged commands")
        return None
    if any(found[s.id].body != s.body for s in saved):
        verdicts.wrong("changed", image, "the bytes of a command are others")
        return None
    try:
        for one in saved:
            if one.evidence:
                outbox.evidence_bytes(one.evidence)
    except DamagedEvidence as error:
        verdicts.wrong("evidence", image, str(error))
        return None
    with closing(sqlite3.connect(path)) as connection:
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        state = outbox_digest(connection)
    if sound != "ok":
        verdicts.wrong("unsound", image, sound)
        return None
    if state not in allowed:
        verdicts.wrong("half", image, "neither what the last commit left nor what the next one does")
        return None
    if said := _contradiction(path, found):
        verdicts.wrong("copies differ", image, said)
        return None
    return commands


def _contradiction(path: Path, found: dict[str, SavedCommand]) -> str:
    """What the second copy says that cannot be, "" when the two fit.

    The copy is written just before the commit, so it may be one verb ahead: one command more, one taken back more.
    """
    copy = outbox_log.read(outbox_log.log_path(path))
    if any(entry.body != found[i].body for i, entry in copy.saved.items() if i in found):
        return "other bytes in the copy"
    if copy.broken:
        return f"{copy.broken} links do not fit"
    ahead = [i for i in copy.saved if i not in found]
    missing = [c.id for c in found.values() if is_live(c) and c.id not in copy.saved]
    if len(ahead) > 1 or len(missing) > 1 or not copy.gone.issuperset(missing):
        return f"{len(ahead)} commands only in the copy, {len(missing)} not in it"
    return ""


def is_live(command: SavedCommand) -> bool:
    """Whether the second copy must hold it: the mirror does not show it yet, and nobody took it back."""
    return not command.settled_at and command.state is not CommandState.WITHDRAWN


SPOILING: tuple[Callable[[Path, Random], object], ...] = (
    lambda path, dice: path.write_bytes(dice.randbytes(len(path.read_bytes()))),
    lambda path, dice: path.write_bytes(path.read_bytes()[:100] + dice.randbytes(40_000)),
    lambda path, _: path.write_bytes(b""),
    lambda path, _: path.unlink(),
)
"""Rubbish throughout, rubbish behind a good header, an empty file, none."""


def _judge_spoilt(image: Image, folder: Path, before: list[SavedCommand], verdicts: Verdicts) -> None:
    """The same image with a spoilt database: every command that still waits comes from the second copy.

    Every other time the program starts first, saves one more command, and the database is spoilt only then.
    """
    dice = Random(f"spoil {image}")
    image.lay(folder)
    path = folder / HOME / "outbox.db"
    outbox = Outbox(path)
    excused = outbox_log.read(outbox_log.log_path(path)).gone  # its withdrawal was under way
    if dice.random() < 0.5:
        outbox.recover_unfinished(1_900_000_000)
        outbox.compare_copies()
        one_more = PendingCommand(AcknowledgeAlert("alert-9", 1), "máy thử", "lanhdao", 1_900_000_000)
        outbox.save(one_more)
        before, excused = outbox.commands(), frozenset()
    if path.exists():
        dice.choice(SPOILING)(path, dice)
    wanted = {c.id: c.body for c in before if is_live(c) and c.id not in excused}
    after = {c.id: c.body for c in Outbox(path).commands()}
    verdicts.add("spoilt")
    if lost := [i for i, body in wanted.items() if after.get(i) != body]:
        verdicts.wrong("lost with the file", image, f"{len(lost)} of {len(wanted)} waiting commands")
