"""Time as the data centre counts it: this machine's clock, put right by what the data centre said last."""

from __future__ import annotations

from ioc_console.sync.line import Clock
from local_cache.lease import TimeSeen
from local_cache.store import Writer
from local_cache.sync_state import write_state

TOLERANCE = 2.0
"""Seconds: the way of an answer takes about that long, and a clock that is put right all the time runs unevenly."""


class CentreClock:
    """A `Clock` whose `now` is the data centre's time. Known from an earlier run until it is told anew.

    Everything the sync process notes (until when data is complete, when to try again, what a command's history says)
    is in this time, so that a machine whose clock is wrong by years loses nothing by it.
    """

    def __init__(self, machine: Clock, offset: float = 0.0) -> None:
        self._machine = machine
        self.offset = offset
        """Seconds the data centre is ahead of this machine."""

    def now(self) -> float:
        """Seconds since 1970 at the data centre."""
        return self._machine.now() + self.offset

    def steady(self) -> float:
        """Seconds that never step back."""
        return self._machine.steady()

    def told(self, server_time: float, writer: Writer) -> None:
        """The data centre said its time. What was seen before it said so counts no longer."""
        machine = self._machine.now()
        offset = server_time - machine
        if abs(offset - self.offset) > TOLERANCE:
            self.offset = offset
        write_state(
            writer.connection,
            time_told=int(server_time),
            time_seen=int(server_time),
            time_seen_at=int(machine),
            clock_offset=round(self.offset),
        )

    def note(self, writer: Writer) -> None:
        """Keep the latest time seen."""
        seen: TimeSeen = writer.state().seen.seen(self._machine.now())
        write_state(writer.connection, time_seen=seen.centre, time_seen_at=seen.machine)
