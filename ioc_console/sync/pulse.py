"""The machine's time, and loops that rest until their time or until they are woken."""

from __future__ import annotations

import threading
import time


class SystemClock:
    """The machine's time."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def steady(self) -> float:
        """Seconds that never step back."""
        return time.monotonic()


class Alarm:
    """Lets a loop rest until its time or until it is woken, whichever comes first."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._at = 0.0

    def set(self, seconds: float) -> None:
        """Wake the loop after so many seconds, unless it is to wake earlier."""
        with self._condition:
            self._at = min(self._at, time.monotonic() + max(0.0, seconds))
            self._condition.notify_all()

    def rest(self, seconds: float, stop: threading.Event) -> None:
        """Rest. A `set` that came since the last rest counts."""
        with self._condition:
            until = time.monotonic() + seconds
            self._at = min(self._at, until)
            while not stop.is_set() and (left := self._at - time.monotonic()) > 0:
                self._condition.wait(left)
            self._at = float("inf")
