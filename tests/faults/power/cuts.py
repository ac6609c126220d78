"""Cutting the power of a recorded program, again and again, and laying what the disk then holds into a real folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.power.disk import Disk, Event

PER_CUT = 4
"""Images of one cut: what happened before it is played once for all of them."""


@dataclass(frozen=True)
class Image:
    """A disk after a cut: `events` had happened. `seed` and `number` make the same image again."""

    seed: int
    number: int
    events: int
    files: dict[str, bytes | None]

    def lay(self, folder: Path) -> None:
        """Put the files into a folder that is emptied first."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path, data in self.files.items():
            if data is None:
                (folder / path).mkdir()
            else:
                (folder / path).write_bytes(data)

    def __str__(self) -> str:
        return f"seed {self.seed}, image {self.number}, cut after event {self.events}"


def images(seed: int, events: Sequence[Event], count: int, moments: Sequence[int] = ()) -> Iterator[Image]:
    """So many images of a record, from cuts anywhere in it; every third just after one of `moments`."""
    dice = Random(f"cuts of {seed}")
    cuts = sorted(
        dice.choice(moments) if moments and n % 3 == 0 else dice.randint(0, len(events))
        for n in range(-(-count // PER_CUT))
    )
    disk, done, number = Disk(), 0, 0
    for cut in cuts:
        for event in events[done:cut]:
            disk.happen(event)
        done = cut
        for _ in range(min(PER_CUT, count - number)):
            yield Image(seed, number, cut, disk.image(Random(f"{seed} {number}")))
            number += 1
