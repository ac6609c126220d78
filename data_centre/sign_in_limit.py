"""Brakes on guessing passwords: failures are counted per account and per address of the asker."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable

WINDOW_SECONDS = 300.0
PER_ACCOUNT = 8
PER_ADDRESS = 60
KEPT = 10_000
"""Accounts and addresses remembered at most: made-up names must not fill the memory."""


class SignInLimit:
    """Failures of the last five minutes. Kept in memory: a restart forgets them, an attacker cannot cause one."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: defaultdict[str, deque[float]] = defaultdict(deque)

    def seconds_to_wait(self, account: str, address: str) -> int:
        """0 when a try is allowed, else how long to wait."""
        now = self._clock()
        with self._lock:
            waits = [
                self._failures[key][-most] + WINDOW_SECONDS - now
                for key, most in ((f"account {account}", PER_ACCOUNT), (f"address {address}", PER_ADDRESS))
                if len(self._recent(key, now)) >= most
            ]
        return max(1, int(max(waits)) + 1) if waits else 0

    def failed(self, account: str, address: str) -> None:
        """A wrong password."""
        now = self._clock()
        with self._lock:
            if len(self._failures) > KEPT:
                for key in [k for k in self._failures if not self._recent(k, now)]:
                    del self._failures[key]
            for key in (f"account {account}", f"address {address}"):
                self._recent(key, now)
                self._failures[key].append(now)

    def succeeded(self, account: str) -> None:
        """The right password: the account starts afresh."""
        with self._lock:
            self._failures.pop(f"account {account}", None)

    def _recent(self, key: str, now: float) -> deque[float]:
        failures = self._failures[key]
        while failures and failures[0] < now - WINDOW_SECONDS:
            failures.popleft()
        return failures
