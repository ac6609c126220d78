"""Room for what is held long: used again once nobody looks at it any more, and never before."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from local_cache import own_pages
from local_cache.own_pages import room

U4 = np.dtype("<u4")


def address(values: NDArray[Any]) -> int:
    """Where the numbers lie."""
    return int(values.__array_interface__["data"][0])


def test_pages_are_used_again() -> None:
    """What is let go is the next one's, whatever its type, if it is about as large."""
    gc.collect()  # what tests before this one left must not be let go in between
    first = room(100_000, U4)
    first[:] = 7
    where = address(first)
    del first
    second = room(90_001, U4)
    assert address(second) == where and len(second) == 90_001
    second[:] = 3
    assert address(room(400_000, np.dtype("|u1"))) != where


def test_who_still_looks_keeps_them() -> None:
    """A part, another type or a reader of bytes of it: none sees other numbers."""
    kept: dict[str, Callable[[NDArray[Any]], Any]] = {
        "part": lambda values: values[5:50],
        "type": lambda values: values.view("|u1"),
        "both": lambda values: values.view("|u1")[::4][3:9],
        "bytes": lambda values: memoryview(values)[2:4],  # type: ignore[arg-type]
    }
    for name, look in kept.items():
        values = room(100_000, U4)
        values[:] = 9
        values.flags.writeable = False
        seen, before = look(values), bytes(look(values))
        del values
        gc.collect()
        others = [room(100_000, U4) for _ in range(8)]
        for other in others:
            other[:] = 4
        assert bytes(seen) == before, name


def test_few_wait() -> None:
    """However many are let go at once, few wait: the others go back to the system. Small ones need no pages."""
    many = [room(100_000, U4) for _ in range(20)]
    many.clear()
    gc.collect()
    assert all(len(rooms) <= own_pages._MOST_WAITING for rooms in own_pages._waiting.values())
    assert room(10, U4).base is None
