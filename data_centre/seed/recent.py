"""The newest complaints as columns, for the alerts that are counted from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioc_domain.codes import ComplaintStatus

from .complaints.columns import Block

Whole = NDArray[np.int64]
NAMES = ("created", "field", "unit", "area", "status", "due", "closed")


@dataclass(frozen=True)
class Recent:
    """Columns of the complaints created since `since`."""

    since: int
    created: Whole
    field: Whole
    unit: Whole
    area: Whole
    status: Whole
    due: Whole
    closed: Whole

    def count(self, keep: NDArray[np.bool_], start: int, end: int) -> int:
        """How many of the kept rows were created in [start, end)."""
        return int(np.count_nonzero(keep & (self.created >= start) & (self.created < end)))

    def steps(self, keep: NDArray[np.bool_], end: int, step: int, count: int) -> list[int]:
        """Counts of the last `count` steps of `step` seconds before `end`, oldest first."""
        edges = end - step * np.arange(count, -1, -1)
        return [int(v) for v in np.histogram(self.created[keep], edges)[0]]

    def overdue_shares(self, now: int) -> tuple[Whole, Whole]:
        """(due by now, of these late or still open) per unit id."""
        size = int(self.unit.max()) + 1 if len(self.unit) else 1
        is_due = (self.due <= now) & (self.status != int(ComplaintStatus.REJECTED))
        late = is_due & ((self.closed == 0) | (self.closed > self.due))
        return np.bincount(self.unit[is_due], minlength=size), np.bincount(self.unit[late], minlength=size)


class Gatherer:
    """Collects the newest rows while the blocks pass by."""

    def __init__(self, since: int) -> None:
        self._since = since
        self._parts: list[list[Whole]] = []

    def see(self, block: Block) -> None:
        """Take the block's new enough rows."""
        keep = block.created >= self._since
        if keep.any():
            self._parts.append([getattr(block, name)[keep] for name in NAMES])

    def recent(self) -> Recent:
        """All of them together."""
        empty = np.zeros(0, dtype=np.int64)
        columns = [np.concatenate([p[k] for p in self._parts]) if self._parts else empty for k in range(len(NAMES))]
        return Recent(self._since, *columns)
