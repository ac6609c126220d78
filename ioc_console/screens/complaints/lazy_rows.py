"""The list's rows, fetched only where they are shown: how many there are is known, ids and texts come by pages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ioc_domain.records import ComplaintRecord
from local_cache.complaint_order import OrderedRows
from local_cache.queries.complaint_list import ListPage
from local_cache.search_excerpt import Excerpt

PAGE = 100
_KEPT_PAGES = 40


class LazyRows(Sequence[Any]):
    """`want(page)` is called once for a page that is not there; `put` brings it. A row not yet there is None."""

    def __init__(self, ordered: OrderedRows | None, want: Callable[[int], None]) -> None:
        self.ordered = ordered
        self._want = want
        self._pages: OrderedDict[int, ListPage] = OrderedDict()
        self._asked: set[int] = set()

    def __len__(self) -> int:
        return self.ordered.count if self.ordered is not None else 0

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
        number = index // PAGE
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked:
                self._asked.add(number)
                self._want(number)
            page = self._pages.get(number)
        if page is None or index % PAGE >= len(page.ids):
            return None
        return page.records.get(page.ids[index % PAGE])

    def __iter__(self) -> Iterator[ComplaintRecord | None]:
        return (self[k] for k in range(len(self)))

    @property
    def ids(self) -> NDArray[np.int64]:
        """All ids, where the list is known whole; none where it is read in windows."""
        known = self.ordered.known if self.ordered is not None else None
        return known if known is not None else np.zeros(0, np.int64)

    def id_at(self, index: int) -> int:
        """Id of a place, 0 where it is not here yet."""
        if self.ordered is not None and self.ordered.known is not None:
            return int(self.ordered.known[index])
        page = self._pages.get(index // PAGE)
        return page.ids[index % PAGE] if page is not None and index % PAGE < len(page.ids) else 0

    def hit_of(self, complaint: int) -> Excerpt | None:
        """Where a search hit a complaint, as far as its page is here."""
        return next((page.hits[complaint] for page in self._pages.values() if complaint in page.hits), None)

    def put(self, number: int, page: ListPage) -> None:
        """Bring a page; the one longest not brought is let go."""
        self._pages[number] = page
        self._asked.discard(number)
        while len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)

    def place_of(self, complaint: int) -> int:
        """Place of an id, -1 when it is not in the list, or in a part of a long list that is not here."""
        if self.ordered is not None and self.ordered.known is not None:
            return self.ordered.known_place(complaint)
        for number, page in self._pages.items():
            if complaint in page.ids:
                return number * PAGE + page.ids.index(complaint)
        return -1
