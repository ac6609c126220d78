"""The stream of complaints: deterministic for a seed, in the order of time, a block in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from ioc_domain.records import ComplaintRecord

from ..clock import Moment
from .columns import Block, Generator
from .mix import ERAS
from .routing import ERA_STARTS
from .texts import Texts, block_edges
from .volumes import Days, days

BLOCK_ROWS = 20_000


class ComplaintStream:
    """All complaints of a sample. `total` None = the published volumes."""

    def __init__(self, seed: int, moment: Moment, total: int | None, photos: dict[int, list[str]]) -> None:
        self.seed = seed
        self.days: Days = days(seed, moment, total)
        self.generator = Generator(seed, moment, self.days)
        self._texts = Texts(photos, moment.now)

    @property
    def total(self) -> int:
        """How many there are."""
        return self.days.total

    def blocks(self) -> Iterator[tuple[int, Block]]:
        """(first day, columns) of every block that has rows, without texts."""
        borders = {(start - self.days.first).days for start in (*ERA_STARTS, *(start for start, _ in ERAS))}
        borders |= {k for k in range(len(self.days.counts)) if _is_year_start(self.days.first + timedelta(days=k))}
        for first, last in block_edges(self.days.counts, borders, BLOCK_ROWS):
            if int(self.days.counts[first:last].sum()):
                yield first, self.generator.block(first, last)

    def records(self, see: Callable[[Block], None] | None = None) -> Iterator[ComplaintRecord]:
        """All records; ids count from 1 in the order of creation. `see` is shown each block before its records."""
        number = 1
        for first, block in self.blocks():
            if see is not None:
                see(block)
            spots = self.generator.new_spots if block.merged else self.generator.old_spots
            yield from self._texts.records(block, spots, number, self.seed, first)
            number += len(block)


def _is_year_start(day: date) -> bool:
    return day.month == 1 and day.day == 1
