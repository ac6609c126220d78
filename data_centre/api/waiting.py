"""Long-poll: one task looks at the feed's head twice a second and wakes everyone who waits."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool

from ..buckets import Head, read_head
from ..database import Database

POLL_SECONDS = 0.5
SPREAD_MS = 2
"""Milliseconds of spread per waiting console, so that a thousand do not pull in one instant."""


class WaitHub:
    """Waits for the feed to move. Lives on the server's event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._moved = asyncio.Event()
        self._closed = False
        self._head: Head | None = None
        self._waiting = 0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin looking."""
        self._task = asyncio.create_task(self._look())

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
        self._moved.set()

    async def wait(self, epoch: str, after: int, seconds: float) -> int | None:
        """Head when it is past `after` or of another epoch; None when `seconds` pass without."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        self._waiting += 1
        try:
            while not self._closed:
                head = self._head
                if head is not None and (head.head > after or head.epoch != epoch):
                    return head.head
                left = deadline - loop.time()
                if left <= 0:
                    return None
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._moved.wait(), left)
        finally:
            self._waiting -= 1
        return None

    def pull_within_ms(self) -> int:
        """Time over which the woken consoles should spread their pulls."""
        return min(5_000, SPREAD_MS * self._waiting)

    async def _look(self) -> None:
        while True:
            try:
                head = await run_in_threadpool(self._read)
            except sa.exc.SQLAlchemyError as error:
                logging.getLogger("data_centre").warning("feed head not readable: %s", type(error).__name__)
            else:
                if head != self._head:
                    self._head = head
                    self._moved.set()
                    self._moved = asyncio.Event()
            await asyncio.sleep(POLL_SECONDS)

    def _read(self) -> Head:
        with self._database.read() as connection:
            return read_head(connection)
