"""Background work: three lanes, one queued signal back to the GUI thread.

`read` for the cache, `write` for the outbox, `sync_control` for starting, stopping and asking the sync process.
An answer whose owner is gone is dropped; a failure nobody handles goes to the notices bridge.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from ioc_console.notices import Notices, Problem
from ioc_console.text import tr

log = logging.getLogger(__name__)
T = TypeVar("T")


class ReadOnly(Exception):
    """Another console has these files: this one changes nothing."""

    @property
    def problem(self) -> Problem:
        """What a person reads when a verb is refused for it."""
        return Problem(
            tr("This was NOT saved: the console is open a second time, and only the first may save."),
            tr("What you have written stays on the screen."),
            tr("Close the first console; this one can save a few seconds later."),
        )


class Lane(StrEnum):
    """Where work runs. Work of one lane runs in order, except reads, which may run two at a time."""

    READ = "read"
    WRITE = "write"
    SYNC_CONTROL = "sync_control"


_WORKERS = {Lane.READ: 2, Lane.WRITE: 1, Lane.SYNC_CONTROL: 1}


@dataclass
class _Answer:
    owner: weakref.ref[QObject]
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    value: Any = None
    error: Exception | None = None


class Lanes(QObject):
    """Runs work off the GUI thread. Make it, and call it, in the GUI thread."""

    _answered = Signal(object)
    idle = Signal()
    """Nothing is running or waiting any more."""

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._pools = {
            lane: ThreadPoolExecutor(_WORKERS[lane], thread_name_prefix=f"ioc-{lane}") for lane in Lane
        }
        self._running = 0
        self.read_only = False
        """True while another console has the files of this one: nothing is written then."""
        self._closed = threading.Event()
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        only_looks: bool = False,
    ) -> None:
        """Run `work` on a lane, then `done(result)` or `failed(error)` in the GUI thread while `owner` lives.

        `work` must touch no Qt object. After `close` nothing runs any more. In a read-only console work of the write
        lane is answered by `ReadOnly`, unless it `only_looks`.
        """
        if self._closed.is_set():
            return
        if lane is Lane.WRITE and self.read_only and not only_looks:
            work = _refuse
        answer = _Answer(weakref.ref(owner), done, failed)
        self._running += 1
        self._start(lane, work, answer)

    @property
    def busy(self) -> int:
        """How many pieces of work are running or waiting."""
        return self._running

    def close(self) -> None:
        """Let running work end, drop what waits, join the threads."""
        self._closed.set()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _start(self, lane: Lane, work: Callable[[], Any], answer: _Answer) -> None:
        def finished(future: Future[Any]) -> None:
            if future.cancelled() or self._closed.is_set():
                return
            error = future.exception()
            if isinstance(error, Exception):
                answer.error = error
            elif error is not None:  # KeyboardInterrupt, SystemExit: not an answer
                raise error
            else:
                answer.value = future.result()
            self._answered.emit(answer)

        self._pools[lane].submit(work).add_done_callback(finished)

    @Slot(object)
    def _deliver(self, answer: _Answer) -> None:
        self._running -= 1
        owner = answer.owner()
        if owner is not None and shiboken6.isValid(owner):
            self._hand_over(answer)
        elif answer.error is not None:
            log.info("failure of a dropped owner", exc_info=answer.error)
        if self._running == 0:
            self.idle.emit()

    def _hand_over(self, answer: _Answer) -> None:
        if answer.error is None:
            if answer.done is not None:
                answer.done(answer.value)
        elif answer.failed is not None:
            answer.failed(answer.error)
        else:
            self._notices.fail(answer.error)


def _refuse() -> Any:
    raise ReadOnly


class InlineLanes(Lanes):
    """Runs everything at once in the calling thread: for tests and for rendering without an event loop."""

    def _start(self, lane: Lane, work: Callable[[], Any], answer: _Answer) -> None:
        try:
            answer.value = work()
        except Exception as error:  # the lane's contract: every failure is an answer
            answer.error = error
        self._deliver(answer)
