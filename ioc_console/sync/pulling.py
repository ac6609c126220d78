"""Pulling: manifest, snapshots in their order, then page after page. A state machine that does one thing per step.

One step is at most one call and one transaction, so that whoever drives it (two threads, or a simulator) may stop,
crash or answer anything between two of them. Nothing of its own must survive: all that matters is in the cache.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar
from urllib.parse import quote

import msgspec

from ioc_console.sync.line import Clock, Kind, LineProblem
from ioc_console.sync.link import LinkState
from ioc_console.sync.pacing import LONGEST, Backoff, LoopGuard
from ioc_console.sync.parts import PartFolder, PartQueue
from ioc_console.sync.plan import in_loading_order, is_background
from ioc_console.sync.tokens import SignedLine
from ioc_domain.channel import Event, Link, Progress, RowsChanged
from ioc_domain.wire import PROTOCOL, Manifest, Snapshot, TruncatedPage, cursor_text, decode_page
from local_cache import search
from local_cache.applying import (
    DamagedPart,
    DigestMismatch,
    WrongPage,
    adopt,
    apply_page,
    apply_part,
    begin_snapshot,
    want_again,
    wanted,
)
from local_cache.buckets import entity_name
from local_cache.store import StoreFull, Writer, write_state

T = TypeVar("T")

UPGRADE_PAUSE = 3600.0
PAGE_LIMIT = 10_000

_MANIFEST = msgspec.json.Decoder(Manifest)
_SNAPSHOT = msgspec.json.Decoder(Snapshot)


@dataclass
class Loading:
    """A bucket under way: its snapshot and the place of the next part."""

    snapshot: Snapshot
    next_part: int


@dataclass
class Coverage:
    """Rows still to come and come, per table, for the progress shown."""

    total: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    bytes_total: dict[str, int] = field(default_factory=dict)
    bytes_done: dict[str, int] = field(default_factory=dict)

    def expect(self, table: str, rows: int, bytes_: int) -> None:
        """More is to come."""
        self.total[table] = self.total.get(table, 0) + rows
        self.bytes_total[table] = self.bytes_total.get(table, 0) + bytes_

    def came(self, table: str, rows: int, bytes_: int) -> Progress:
        """Something came; how the table stands now."""
        self.done[table] = self.done.get(table, 0) + rows
        self.bytes_done[table] = self.bytes_done.get(table, 0) + bytes_
        return self.of(table, finished=False)

    def of(self, table: str, *, finished: bool) -> Progress:
        """How a table stands. A total that was too small (rows came in meanwhile) grows with what came."""
        done = self.done.get(table, 0)
        return Progress(
            table=table,
            done=done,
            total=max(done, self.total.get(table, 0)),
            bytes_done=self.bytes_done.get(table, 0),
            bytes_total=max(self.bytes_done.get(table, 0), self.bytes_total.get(table, 0)),
            finished=finished,
        )


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
        clock: Clock,
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
        self._settle = settle
        self._current = current
        self._folder = PartFolder(parts_folder, line)
        self._queue = PartQueue(self._folder.fetch, executor)
        self._backoff = Backoff(random)
        self._guard = LoopGuard(random)
        self._need_manifest = True
        self._pull_due = True
        self._confirmed_at = 0.0
        self._loads: list[str] = []
        self._loading: Loading | None = None
        self._coverage = Coverage()
        self._tables: set[str] = set()
        self._changes = 0
        self._clock_offset = 0.0
        self._retry_from = 0.0
        self.current_at = ("", "")
        """(set, cursor) at which the cache was current: from there the wait call goes on."""

    # --- for any thread ---

    def request(self) -> None:
        """There is something to pull, or a person asked; also ends a pause after a failure."""
        self._pull_due = True
        self._retry_from = 0.0

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
        if rest > 0:
            return rest
        try:
            with self._writer.errors():
                return self._step()
        except LineProblem as problem:
            return self._line_failed(problem)
        except StoreFull as error:
            return self._full(error)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES):
                raise
            return self._full(error)

    def _step(self) -> float:
        if self._line.tokens.signed_out:
            raise LineProblem(Kind.SIGNED_OUT)
        if self._need_manifest:
            self._adopt_manifest()
            return 0.0
        if self._confirmed_at:
            self._store_confirmation()
        now = self._clock.now() + self._clock_offset
        if self._loads and not is_background(self._loads[0], now):
            return self._load_some()
        if self._pull_due:
            return self._pull_page()
        if self._loads:
            return self._load_some()
        if search.index_some(self._writer.connection):
            return 0.0
        return LONGEST

    def _adopt_manifest(self) -> None:
        answer = self._line.call("GET", "/v1/manifest")
        manifest = _decoded(_MANIFEST, answer.body, "manifest")
        self._clock_offset = manifest.server_time - self._clock.now()
        if not manifest.protocol[0] <= PROTOCOL <= manifest.protocol[1]:
            raise LineProblem(Kind.UPGRADE, True, 200)
        adopted = adopt(self._writer.connection, manifest)
        self._need_manifest = False
        self._forget_loading()
        counts = {b.id: b.count for b in manifest.buckets}
        self._coverage = Coverage()
        self._plan_loads()
        for bucket in self._loads:
            self._coverage.expect(entity_name(bucket), counts.get(bucket, 0), 0)
        if not self._loads:
            self._folder.drop_all()
        if adopted.dropped:
            gone = sorted({entity_name(b) for b in adopted.dropped})
            self._emit(RowsChanged(tables=gone, cursor=self._position()[1], changes=len(adopted.dropped)))
        self._pull_due = True
        self._link.tell(Link.ONLINE)

    def _plan_loads(self) -> None:
        now = self._clock.now() + self._clock_offset
        self._loads = in_loading_order((b.name for b in wanted(self._writer.connection)), now)

    # --- snapshots ---

    def _load_some(self) -> float:
        """The snapshot of the first wanted bucket, or its next part."""
        bucket = self._loads[0]
        if self._loading is None or self._loading.snapshot.bucket != bucket:
            self._begin(bucket)
            return 0.0
        try:
            return self._load_part(self._loading)
        except LineProblem as problem:
            if problem.status != 404:
                raise
            # The data centre has built another snapshot meanwhile and given this one's files up.
            self._forget_loading()
            return self._guard.detour()

    def _begin(self, bucket: str) -> None:
        self._forget_loading()
        try:
            answer = self._line.call("GET", f"/v1/buckets/{quote(bucket, safe='/:')}/snapshot", read_timeout=60.0)
        except LineProblem as problem:
            if problem.status == 404:  # a bucket that was emptied or is no longer ours: the manifest says which
                self._need_manifest = True
                self._rest(self._guard.detour())
                return
            raise
        snapshot = _decoded(_SNAPSHOT, answer.body, "snapshot")
        if snapshot.bucket != bucket:
            raise LineProblem(Kind.NOT_OURS, True, 200, detail="another snapshot than asked for")
        if snapshot.epoch != self._writer.state().epoch:
            self._need_manifest = True
            self._rest(self._guard.detour())
            return
        done = begin_snapshot(self._writer.connection, snapshot)
        table = entity_name(bucket)
        self._coverage.expect(table, 0, sum(p.bytes for p in snapshot.parts))
        for part in snapshot.parts[:done]:
            self._emit(self._coverage.came(table, part.rows, part.bytes))
        if snapshot.parts:
            self._loading = Loading(snapshot, done)
        else:
            self._bucket_ready(snapshot)

    def _load_part(self, loading: Loading) -> float:
        snapshot, index = loading.snapshot, loading.next_part
        part = snapshot.parts[index]
        following = snapshot.parts[index + 1] if index + 1 < len(snapshot.parts) else None
        file = self._queue.take(part, following)
        try:
            applied = apply_part(self._writer.connection, snapshot, index, file)
        except (DigestMismatch, DamagedPart) as error:
            self._folder.drop(part)
            want_again(self._writer.connection, snapshot.bucket)
            self._forget_loading()
            return self._guarded_detour(str(error))
        self._folder.drop(part)
        self._writer.checkpoint()
        self._backoff.succeeded()
        loading.next_part += 1
        self._emit(self._coverage.came(entity_name(snapshot.bucket), applied.rows, part.bytes))
        if applied.ready:
            self._bucket_ready(snapshot)
        return 0.0

    def _bucket_ready(self, snapshot: Snapshot) -> None:
        self._loading = None
        table = entity_name(snapshot.bucket)
        self._plan_loads()
        # What changed since the snapshot was made is in the feed.
        self._pull_due = True
        self._emit(RowsChanged(tables=[table], cursor=self._position()[1], changes=snapshot.rows))
        if not self._loads:
            self._emit(self._coverage.of(table, finished=True))

    def _forget_loading(self) -> None:
        self._queue.clear()
        self._loading = None

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
            self._plan_loads()
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
            self._plan_loads()
        self._settle(done.settled, done.applied_to)
        if header.more:
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
            write_state(self._writer.connection, last_pull=now)
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
        self._link.tell(problem.link, detail=problem.code, retry_in=pause)
        return self._rest(pause)

    def _full(self, error: Exception) -> float:
        self._pull_due = True
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


def _decoded(decoder: msgspec.json.Decoder[T], body: bytes, what: str) -> T:
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise LineProblem(Kind.NOT_OURS, True, 200, detail=f"{what}: {error}") from error
