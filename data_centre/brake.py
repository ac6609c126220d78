"""A brake on calls that would tell much when they are made often: so many in a while for each account."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable


class Brake:
    """At most `most` calls of one account within `seconds`. Kept in memory: each server counts its own."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._lock = threading.Lock()
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def seconds_to_wait(self, account: str) -> int:
        """0 when the call may go on, and counts it; else how long to wait."""
        now = self._clock()
        with self._lock:
            calls = self._calls[account]
            while calls and calls[0] <= now - self._seconds:
                calls.popleft()
            if len(calls) >= self._most:
                return max(1, int(calls[0] + self._seconds - now) + 1)
            calls.append(now)
            return 0
