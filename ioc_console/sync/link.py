"""How the line stands, told to the console when it changes."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ioc_console.sync.centre_clock import CentreClock
from ioc_domain.channel import Link, LinkChanged


class LinkState:
    """Keeps the state, since when it is so, and until when the data is known to be complete.

    `data_until`: time of the last completed pull in seconds, 0 = never; the first state is STARTING.
    """

    def __init__(self, clock: CentreClock, emit: Callable[[LinkChanged], None], data_until: int = 0) -> None:
        self._clock = clock
        self._emit = emit
        self._lock = threading.Lock()
        self._told = LinkChanged(
            state=Link.STARTING, since=int(clock.now()), data_until=data_until, clock_offset=round(clock.offset)
        )

    @property
    def state(self) -> Link:
        """The state told last."""
        return self._told.state

    @property
    def data_until(self) -> int:
        """Until when the data is complete."""
        return self._told.data_until

    def tell(
        self, state: Link, *, data_until: int | None = None, detail: str = "", retry_in: float = 0.0
    ) -> bool:
        """Take a state in; tells the console when anything of it is new. True when the state itself changed."""
        now = int(self._clock.now())
        with self._lock:
            before = self._told
            changed = state is not before.state
            until = before.data_until if data_until is None else max(data_until, before.data_until)
            told = LinkChanged(
                state=state,
                since=now if changed else before.since,
                data_until=until,
                detail=detail,
                retry_at=int(self._clock.now() + retry_in) if retry_in else 0,
                clock_offset=round(self._clock.offset),
            )
            if told != before:
                self._told = told
                self._emit(told)
        return changed

    def repeat(self) -> None:
        """Tell it again, for a listener that has just come."""
        with self._lock:
            self._emit(self._told)
