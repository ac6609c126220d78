"""Complaint columns block by block, for counts over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from local_cache import layout
from local_cache.queries.rows import plain
from local_cache.segments import open_columns

if TYPE_CHECKING:
    from local_cache.queries.rows import Reading

Columns = dict[str, NDArray[Any]]


def complaint_columns(session: Reading, names: Sequence[str]) -> Iterator[Columns]:
    """Arrays of equal length, one per name, of the living rows of each block (262,144 rows at most).

    Raises KeyError for a name that is no segment column.
    """
    for block in open_columns(plain(session)).blocks():
        columns = {name: block[name] for name in names}
        if block.has_dead:
            alive = block[layout.LIVENESS] != layout.DEAD
            columns = {name: values[alive] for name, values in columns.items()}
        yield columns
