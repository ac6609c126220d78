"""Verification of the cache when sync has nothing else to do: weekly, and after a process that did not stop cleanly."""

from __future__ import annotations

import logging

from ioc_console.sync.line import Clock
from local_cache.buckets import all_buckets
from local_cache.store import Writer
from local_cache.sync_state import write_state
from local_cache.verifying import repair, verify_bucket

EVERY = 7 * 86_400
"""Seconds from one full verification to the next."""

log = logging.getLogger(__name__)


class Checker:
    """Recomputes bucket after bucket from its rows. A damaged one is wanted again."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock
        self._left: list[str] = []
        self._unclean = not writer.stopped_cleanly
        self.repaired = 0
        """Buckets found damaged so far."""

    def step(self) -> bool:
        """One bucket; False when none is left."""
        if not self._left and self._is_due():
            self._unclean = False
            self._left = sorted(all_buckets(self._writer.connection))
        if not self._left:
            return False
        bucket = self._left.pop()
        if not verify_bucket(self._writer.connection, bucket):
            log.warning("bucket %s is damaged and is fetched again", bucket)
            repair(self._writer.connection, [bucket])
            self.repaired += 1
        if not self._left:
            write_state(self._writer.connection, verified_at=int(self._clock.now()))
        return True

    def _is_due(self) -> bool:
        age = self._clock.now() - self._writer.state().verified_at
        # A time in the future was noted by a clock that was wrong.
        return self._unclean or not 0 <= age <= EVERY
