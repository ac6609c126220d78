"""Long-poll: one task looks at the feed's head and at the rights twice a second, and wakes those whom it concerns.

A console that waits costs a future and a timer: no thread, no connection to the database, no task of its own beside
the request's. Who waits is checked once by the database, then known by its token until the token ends or rights change
(`counter` "rights"): then all who wait are checked again in a few queries, and those who lost a right are told at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, TypeVar

import sqlalchemy as sa
from anyio import CapacityLimiter, to_thread

from ..accounts import Identities, rights_count
from ..buckets import Head, read_head
from ..database import Database

POLL_SECONDS = 0.5
SPREAD_MS = 2
"""Milliseconds of spread per woken console, so that a thousand do not pull in one instant."""
SPREAD_MAX_MS = 10_000
BATCH = 100
"""Consoles woken before other requests get their turn."""
CHECKING_THREADS = 4
"""Threads for checking who waits: thousands who connect at once must leave threads for those who pull."""
KNOWN = 20_000

T = TypeVar("T")


@dataclass(slots=True)
class Admission:
    """Who was allowed to wait: found by its token until `expires`, and while no right has changed since `rights`."""

    account: str
    session: str
    set_id: str
    expires: float
    rights: int


@dataclass(frozen=True)
class Told:
    """What ends a wait: news, with the time over which the woken consoles should spread their pulls; or `again`, when
    the rights of the one who waits must be looked at again."""

    head: int = 0
    pull_within_ms: int = 0
    again: bool = False


AGAIN: Final = Told(again=True)


@dataclass(slots=True, eq=False)
class _Parked:
    admission: Admission
    epoch: str
    after: int
    told: asyncio.Future[Told | None]

    def tell(self, what: Told | None) -> None:
        if not self.told.done():
            self.told.set_result(what)


class WaitHub:
    """Waits for the feed to move. Lives on the server's event loop; `start` makes its one task."""

    def __init__(self, database: Database, identities: Identities) -> None:
        self._database = database
        self._identities = identities
        self._closed = False
        self._parked: set[_Parked] = set()
        self._known: dict[bytes, Admission] = {}
        self._limiter: CapacityLimiter | None = None
        self._task: asyncio.Task[None] | None = None
        self.head: Head | None = None
        """The feed as it was at the last look; None before the first."""
        self.rights = 0

    async def start(self) -> None:
        """Begin looking."""
        self._task = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        """Stop looking and send everyone home."""
        self.close()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def close(self) -> None:
        """Everyone who waits is answered at once, and so are those who come later."""
        self._closed = True
        for parked in list(self._parked):
            parked.tell(None)

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._parked)

    # --- who waits ---

    def known(self, token: str, now: float) -> Admission | None:
        """Who was admitted with that token, where that still holds."""
        admission = self._known.get(_key(token))
        return admission if admission and admission.expires > now and admission.rights >= self.rights else None

    def remember(self, token: str, admission: Admission) -> None:
        """Let the next wait with that token do without the database."""
        while len(self._known) >= KNOWN:
            del self._known[next(iter(self._known))]
        self._known[_key(token)] = admission

    async def check(self, look: Callable[[], T]) -> T:
        """Run a check in one of a few threads of its own."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(CHECKING_THREADS)
        return await to_thread.run_sync(look, limiter=self._limiter)

    # --- waiting ---

    async def wait(self, admission: Admission, head: Head, after: int, seconds: float) -> Told | None:
        """What there is to tell; None when `seconds` pass without. `head` is where the feed stood at the check."""
        if admission.rights < self.rights:
            return AGAIN  # they changed while this one was being checked
        newest = self.head if self.head is not None and self.head.head >= head.head else head
        if newest.head > after or newest.epoch != head.epoch:
            return Told(newest.head)
        if self._closed:
            return None
        loop = asyncio.get_running_loop()
        parked = _Parked(admission, head.epoch, after, loop.create_future())
        timer = loop.call_later(seconds, parked.tell, None)
        self._parked.add(parked)
        try:
            return await parked.told
        finally:
            timer.cancel()
            self._parked.discard(parked)

    async def look(self) -> None:
        """One look at head and rights; wakes whom it concerns."""
        head, rights = await to_thread.run_sync(self._read)
        if rights != self.rights:
            self.rights = rights  # from here on nobody parks who was checked before
            await self._check_all()
        if head != self.head:
            self.head = head
            await self._wake([p for p in self._parked if head.head > p.after or head.epoch != p.epoch], head.head)

    async def _wake(self, parked: list[_Parked], head: int) -> None:
        told = Told(head, min(SPREAD_MAX_MS, SPREAD_MS * len(parked)))
        for start in range(0, len(parked), BATCH):
            for one in parked[start : start + BATCH]:
                one.tell(told)
            await asyncio.sleep(0)

    async def _check_all(self) -> None:
        """Rights have changed: those who lost theirs are told to look, and are not known any more."""
        asked = {a.session: (a.account, a.set_id) for a in self._known.values()}
        asked |= {p.admission.session: (p.admission.account, p.admission.set_id) for p in self._parked}
        good, rights = await to_thread.run_sync(self._still_good, asked)
        self._known = {key: a for key, a in self._known.items() if a.session in good}
        for admission in self._known.values():
            admission.rights = max(admission.rights, rights)
        for parked in list(self._parked):
            if parked.admission.session in good:
                parked.admission.rights = max(parked.admission.rights, rights)
            elif parked.admission.session in asked:
                parked.tell(AGAIN)

    async def _keep_looking(self) -> None:
        while True:
            try:
                await self.look()
            except sa.exc.SQLAlchemyError as error:
                logging.getLogger("data_centre").warning("feed head not readable: %s", type(error).__name__)
            await asyncio.sleep(POLL_SECONDS)

    def _read(self) -> tuple[Head, int]:
        with self._database.read() as connection:
            return read_head(connection), rights_count(connection)

    def _still_good(self, asked: dict[str, tuple[str, str]]) -> tuple[set[str], int]:
        with self._database.read() as connection:
            return self._identities.unchanged(connection, asked), rights_count(connection)


def _key(token: str) -> bytes:
    return blake2b(token.encode(), digest_size=16).digest()
