"""Pulling: manifest, snapshots in their order, then page after page. A state machine that does one thing per step.

One step is at most one call and one transaction, so that whoever drives it (two threads, or a simulator) may stop,
crash or answer anything between two of them. Nothing of its own must survive: all that matters is in the cache.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from random import Random

import msgspec

from ioc_console.sync.centre_clock import CentreClock
from ioc_console.sync.checking import Checker
from ioc_console.sync.line import Kind, LineProblem
from ioc_console.sync.link import LinkState
from ioc_console.sync.loading import Loaded, Loader
from ioc_console.sync.pacing import LONGEST, Backoff, LoopGuard
from ioc_console.sync.tokens import SignedLine
from ioc_domain.channel import Event, Failure, Link, RowsChanged
from ioc_domain.wire import PROTOCOL, Manifest, TruncatedPage, cursor_text, decode_page
from local_cache import search_keeping
from local_cache.applying import DigestMismatch, WrongPage, adopt, apply_page, want_again
from local_cache.buckets import entity_name
from local_cache.compacting import compact_some
from local_cache.store import StoreFull, Writer
from local_cache.sync_state import write_state

UPGRADE_PAUSE = 3600.0
MANIFEST_EVERY = 6 * 3600.0
"""Seconds after which a manifest is asked for although nothing calls for one: it renews the lease."""
STEP = 30.0
"""Seconds by which the two clocks of a machine differ only when one of them was moved or stood still."""
NOTE_EVERY = 300.0
PAGE_LIMIT = 10_000
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES)

_MANIFEST = msgspec.json.Decoder(Manifest)


class Puller:
    """Brings the cache to where the data centre is. Only one thread may call `step`; `request` is for any thread.

    `settle(ids, applied_to)` is told after each page whose commands the mirror now shows; `current` each time the
    cache has caught up.
    """

    def __init__(
        self,
        line: SignedLine,
        writer: Writer,
        link: LinkState,
        clock: CentreClock,
        random: Random,
        emit: Callable[[Event], None],
        parts_folder: Path,
        executor: Executor,
        settle: Callable[[tuple[str, ...], int], None],
        current: Callable[[], None],
    ) -> None:
        self._line = line
        self._writer = writer
        self._link = link
        self._clock = clock
        self._emit = emit
        self._executor = executor
        self._settle = settle
        self._current = current
        self._loader = Loader(line, writer, emit, parts_folder, executor)
        self._checker = Checker(writer, clock)
        self._backoff = Backoff(random)
        self._guard = LoopGuard(random)
        self._need_manifest = True
        self._pull_due = True
        self._confirmed_at = 0.0
        self._tables: set[str] = set()
        self._changes = 0
        self._manifest_at = (0.0, 0.0)
        self._noted_at = 0.0
        self._manifest_asked = False
        self._retry_from = 0.0
        self._disk_full = False
        self.current_at = ("", "")
        """(set, cursor) at which the cache was current: from there the wait call goes on."""

    # --- for any thread ---

    def request(self) -> None:
        """There is something to pull, or a person asked; also ends a pause after a failure."""
        self._pull_due = True
        self._retry_from = 0.0

    def request_manifest(self) -> None:
        """A new sign-in: rights and lease are asked for again."""
        self._manifest_asked = True
        self.request()

    def abandon(self) -> None:
        """The process is to end."""
        self._loader.abandon()

    def confirm(self) -> None:
        """The data centre said that nothing is new."""
        self._confirmed_at = self._clock.now()

    @property
    def caught_up(self) -> bool:
        """True when there is a position to wait from and nothing a person waits for is missing."""
        return not (self._need_manifest or self._pull_due) and self._link.state is Link.ONLINE

    def _position(self) -> tuple[str, str]:
        """(set, cursor) as the next page names them."""
        state = self._writer.state()
        return state.set, cursor_text(state.epoch, state.pull_from)

    # --- the machine ---

    def step(self) -> float:
        """Do one thing; returns how many seconds to rest (less when `request` is called). Never raises for the line
        or a full disk; CorruptStore goes through."""
        rest = self._retry_from - self._clock.steady()
        try:
            with self._writer.errors():
                if rest > 0:
                    # What is here can be searched while the line is down, too. A full disk is left alone.
                    return 0.0 if not self._disk_full and self._tidy() else rest
                self._disk_full = False
                return self._step()
        except LineProblem as problem:
            return self._line_failed(problem)
        except StoreFull as error:
            return self._full(error)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            return self._full(error)

    def _step(self) -> float:
        if self._line.tokens.signed_out:
            raise LineProblem(Kind.SIGNED_OUT)
        if self._need_manifest or self._manifest_asked or self._manifest_is_old():
            self._manifest_asked = False
            self._need_manifest = True  # also when this attempt fails
            self._adopt_manifest()
            return 0.0
        if self._confirmed_at:
            self._store_confirmation()
        now = self._clock.now()
        if not self._loader.idle and not self._loader.in_background(now):
            return self._load(now)
        if self._pull_due:
            return self._pull_page()
        if not self._loader.idle:
            return self._load(now)
        if self._tidy() or self._check():
            return 0.0
        return LONGEST

    def _tidy(self) -> bool:
        """A piece of the work in the cache that needs no line; False when there is none."""
        connection = self._writer.connection
        if not (search_keeping.index_some(connection) or compact_some(connection)):
            return False
        self._writer.checkpoint()
        return True

    def _adopt_manifest(self) -> None:
        answer = self._line.call("GET", "/v1/manifest")
        try:
            manifest = _MANIFEST.decode(answer.body)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise LineProblem(Kind.NOT_OURS, True, 200, detail=f"manifest: {error}") from error
        if not manifest.protocol[0] <= PROTOCOL <= manifest.protocol[1]:
            raise LineProblem(Kind.UPGRADE, True, 200)
        self._writer.checkpoint()  # its own, when scopes were lost, must not meet one under way
        adopted = adopt(self._writer.connection, manifest)
        self._clock.told(manifest.server_time, self._writer)
        self._manifest_at = (self._clock.now(), self._clock.steady())
        if not adopted.leased:
            self._emit(Failure(code="lease_not_accepted", detail="signed by another key, or for another account"))
        self._need_manifest = False
        self._loader.begin(manifest, self._clock.now())
        if adopted.dropped:
            gone = sorted({entity_name(b) for b in adopted.dropped})
            self._emit(RowsChanged(tables=gone, cursor=self._position()[1], changes=len(adopted.dropped)))
        self._pull_due = True
        self._link.tell(Link.ONLINE)

    def _load(self, now: float) -> float:
        loaded = self._loader.step(now)
        if loaded is Loaded.DETOUR:
            return self._guarded_detour(self._loader.detail)
        if loaded is Loaded.STALE:
            self._need_manifest = True
            return self._guarded_detour(self._loader.detail)
        self._backoff.succeeded()
        if loaded is Loaded.BUCKET:
            self._pull_due = True
        return 0.0

    def _check(self) -> bool:
        before = self._checker.repaired
        if not self._checker.step():
            return False
        if self._checker.repaired > before:
            self._loader.plan(self._clock.now())
        return True

    def _manifest_is_old(self) -> bool:
        """The lease and the data centre's time are asked for again every few hours, also when nothing else is new, and
        when this machine's clock was set or the machine slept."""
        passed = self._clock.now() - self._manifest_at[0]
        steadily = self._clock.steady() - self._manifest_at[1]
        return steadily > MANIFEST_EVERY or abs(passed - steadily) > STEP

    def _note_time(self) -> None:
        """While the line is down the time that passes is kept, for the lease."""
        steady = self._clock.steady()
        if not self._noted_at or steady - self._noted_at > NOTE_EVERY:
            self._noted_at = steady
            with contextlib.suppress(sqlite3.Error):  # what is wrong with the file is met by the next pull
                self._clock.note(self._writer)

    # --- pages ---

    def _pull_page(self) -> float:
        set_, cursor = self._position()
        self._pull_due = False  # before the call: what comes to be known from here on asks again
        try:
            answer = self._line.call(
                "GET", "/v1/changes", query={"set": set_, "after": cursor, "limit": str(PAGE_LIMIT)}, read_timeout=60.0
            )
            header, operations, trailer = decode_page(answer.body)
            done = apply_page(self._writer.connection, header, operations, trailer, now=int(self._clock.now()))
        except LineProblem as problem:
            self._pull_due = True
            return self._page_refused(problem)
        except DigestMismatch as error:
            self._pull_due = True
            want_again(self._writer.connection, error.bucket)
            self._loader.plan(self._clock.now())
            return self._guarded_detour(str(error))
        except (TruncatedPage, WrongPage, msgspec.MsgspecError, UnicodeError, OverflowError, ValueError) as error:
            self._pull_due = True
            raise LineProblem(Kind.NOT_OURS, True, 200, detail=f"page: {type(error).__name__}: {error}") from error
        except BaseException:
            self._pull_due = True
            raise
        self._backoff.succeeded()
        self._tables |= done.tables
        self._changes += done.changes
        if done.wanted:
            self._loader.plan(self._clock.now())
        self._settle(done.settled, done.applied_to)
        if header.more:
            self._writer.checkpoint_aside(self._executor)
            self._pull_due = True
            return 0.0
        self._finish_pull()
        return 0.0

    def _finish_pull(self) -> None:
        """All pages are in: screens may look, and the line is known to be good."""
        self._writer.checkpoint()
        self._guard.arrived()
        now = int(self._clock.now())
        if self._tables:
            self._emit(RowsChanged(tables=sorted(self._tables), cursor=self._position()[1], changes=self._changes))
            self._tables = set()
            self._changes = 0
        self.current_at = self._position()
        self._link.tell(Link.ONLINE, data_until=now)
        self._current()

    def _page_refused(self, problem: LineProblem) -> float:
        """409 and 410 as the contract says; anything else goes on up."""
        if problem.code == "set_changed":
            self._need_manifest = True
        elif problem.code in ("epoch_changed", "cursor_expired"):
            # A position that means nothing any more: the manifest's digests say which buckets still agree.
            write_state(self._writer.connection, epoch="")
            self._need_manifest = True
        else:
            raise problem
        return self._guarded_detour(problem.code)

    def _store_confirmation(self) -> None:
        now, self._confirmed_at = int(self._confirmed_at), 0.0
        if not self._pull_due:
            # The machine's clock may have been set back; until when the data is complete does not go back.
            write_state(self._writer.connection, last_pull=max(self._writer.state().last_pull, now))
            self._link.tell(Link.ONLINE, data_until=now)

    # --- failures ---

    def _line_failed(self, problem: LineProblem) -> float:
        if problem.kind is Kind.UPGRADE:
            pause = UPGRADE_PAUSE
        elif problem.kind is Kind.SIGNED_OUT:
            pause = LONGEST
        else:
            pause = self._backoff.failed(problem.retry_after)
        # Whatever it was, the position must be made sure of before waiting for news again.
        self._pull_due = True
        self._note_time()
        self._link.tell(problem.link, detail=problem.code, retry_in=pause)
        return self._rest(pause)

    def _full(self, error: Exception) -> float:
        self._pull_due = self._disk_full = True
        pause = 30.0 + self._backoff.failed()
        self._link.tell(Link.DISK_FULL, detail=type(error).__name__, retry_in=pause)
        return self._rest(pause)

    def _guarded_detour(self, detail: str) -> float:
        pause = self._guard.detour()
        if pause:
            self._link.tell(Link.OFFLINE, detail=detail[:200], retry_in=pause)
        return self._rest(pause)

    def _rest(self, pause: float) -> float:
        self._retry_from = self._clock.steady() + pause
        return pause
