"""The list's rows, fetched only where they are shown: ids are known, texts come by pages on the read lane."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ioc_domain.records import ComplaintRecord

PAGE = 100
_KEPT_PAGES = 40


class LazyRows(Sequence[Any]):
    """`want(page)` is called once for a page that is not there; `put` brings it. A row not yet there is None."""

    def __init__(self, ids: NDArray[np.int64], want: Callable[[int], None]) -> None:
        self.ids = ids
        self._want = want
        self._pages: OrderedDict[int, dict[int, ComplaintRecord]] = OrderedDict()
        self._asked: set[int] = set()

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> ComplaintRecord | None: ...

    @overload
    def __getitem__(self, index: slice) -> list[ComplaintRecord | None]: ...

    def __getitem__(self, index: int | slice) -> ComplaintRecord | list[ComplaintRecord | None] | None:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        page = index // PAGE
        rows = self._pages.get(page)
        if rows is None:
            if page not in self._asked:
                self._asked.add(page)
                self._want(page)
            rows = self._pages.get(page, {})
        return rows.get(int(self.ids[index]))

    def __iter__(self) -> Iterator[ComplaintRecord | None]:
        return (self[k] for k in range(len(self)))

    def page_ids(self, page: int) -> list[int]:
        """Ids of a page."""
        return [int(i) for i in self.ids[page * PAGE : (page + 1) * PAGE]]

    def put(self, page: int, rows: dict[int, ComplaintRecord]) -> None:
        """Bring a page; the one longest not brought is let go."""
        self._pages[page] = rows
        self._asked.discard(page)
        while len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)

    def place_of(self, complaint: int) -> int:
        """Row of an id, -1 when it is not in the list."""
        found = np.flatnonzero(self.ids == complaint)
        return int(found[0]) if len(found) else -1
