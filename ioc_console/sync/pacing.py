"""When to try again: full jitter, obedience to Retry-After, and a guard against going round in circles."""

from __future__ import annotations

import threading
from random import Random

from ioc_console.sync.line import Clock

LONGEST = 300.0
"""No pause is longer than five minutes, so that a queue is tried at least that often."""
FIRST = 1.0


class Backoff:
    """Pauses after failures in a row: a random share of a span that doubles from `first` to `longest` seconds."""

    def __init__(self, random: Random, first: float = FIRST, longest: float = LONGEST) -> None:
        self._random = random
        self._first = first
        self._longest = longest
        self.failures = 0

    def failed(self, retry_after: float = 0.0) -> float:
        """Seconds to wait after one more failure. `retry_after` is waited in full, with jitter on top so that all
        consoles that were told the same do not come back together."""
        span = min(self._longest, self._first * 2.0 ** min(self.failures, 20))
        self.failures += 1
        if retry_after > 0:
            return retry_after + self._random.uniform(0.0, min(span, retry_after))
        # Full jitter may give nearly nothing; a floor keeps a refused port from being hammered.
        return max(self._random.uniform(0.0, span), 0.1 * self._first)

    def succeeded(self) -> None:
        """The next failure is the first again."""
        self.failures = 0


class Hold:
    """One pause for all commands when the line is down. What a person asks for by name is let through once; any thread.

    Let through means: tried, with what must go before it. The first failure of the line ends that as well.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._backoff = Backoff(random)
        self._until = 0.0
        self._lock = threading.Lock()
        self._let_through: frozenset[str] = frozenset()

    @property
    def seconds(self) -> float:
        """How long it lasts from now, not above 0 when nothing is held."""
        return self._until - self._clock.steady()

    @property
    def let_through(self) -> frozenset[str]:
        """Commands that do not wait for its end."""
        return self._let_through

    def failed(self, retry_after: float) -> None:
        """The line failed."""
        with self._lock:
            self._let_through = frozenset()
            # Four that fail at once are one failure of the line.
            if self._clock.steady() >= self._until:
                self._until = self._clock.steady() + min(LONGEST, self._backoff.failed(retry_after))

    def succeeded(self) -> None:
        """The next failure is the first again."""
        self._backoff.succeeded()

    def lift(self) -> None:
        """Nothing is held any longer."""
        self._until = 0.0
        self._backoff.succeeded()

    def let(self, command_id: str) -> None:
        """Let one through."""
        with self._lock:
            self._let_through |= {command_id}

    def tried(self, command_id: str) -> None:
        """It had its turn."""
        with self._lock:
            self._let_through -= {command_id}


class LoopGuard:
    """Counts detours (manifest again, bucket again) since the last finished pull.

    A server that answers each manifest with "manifest again" must not be asked a thousand times a second: the
    first `free` detours cost nothing, each further one a pause.
    """

    def __init__(self, random: Random, free: int = 2) -> None:
        self._backoff = Backoff(random)
        self._free = free
        self._detours = 0

    def detour(self) -> float:
        """Seconds to wait before going on with this detour."""
        self._detours += 1
        return 0.0 if self._detours <= self._free else self._backoff.failed()

    def arrived(self) -> None:
        """A pull was finished."""
        self._detours = 0
        self._backoff.succeeded()
