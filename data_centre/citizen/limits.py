"""How often one address may do something: counted in memory, over a sliding time."""

from __future__ import annotations

import ipaddress
import threading
from collections import deque
from collections.abc import Callable

KEPT = 20_000
"""Addresses remembered at most."""


class RateLimit:
    """At most `most` times in `seconds` for one address; a network of IPv6 counts as one."""

    def __init__(self, clock: Callable[[], float], most: int, seconds: float) -> None:
        self._clock, self._most, self._seconds = clock, most, seconds
        self._lock = threading.Lock()
        self._times: dict[str, deque[float]] = {}

    def seconds_to_wait(self, address: str) -> int:
        """0 when it is allowed now, else how long to wait."""
        now = self._clock()
        with self._lock:
            times = self._recent(_network(address), now)
            return max(1, int(times[0] + self._seconds - now) + 1) if len(times) >= self._most else 0

    def count(self, address: str) -> None:
        """It was done once more."""
        now, key = self._clock(), _network(address)
        with self._lock:
            if len(self._times) >= KEPT:
                self._times = {k: t for k, t in self._times.items() if self._recent(k, now)}
            self._times.setdefault(key, deque()).append(now)

    def _recent(self, key: str, now: float) -> deque[float]:
        times = self._times.get(key, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        return times


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
