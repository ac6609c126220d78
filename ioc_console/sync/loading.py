"""Loading buckets by their snapshots, part after part, in the order a person needs them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from urllib.parse import quote

import msgspec

from ioc_console.sync.line import Kind, LineProblem
from ioc_console.sync.parts import PartFolder, PartQueue
from ioc_console.sync.plan import in_loading_order, is_background
from ioc_console.sync.tokens import SignedLine
from ioc_domain.channel import Event, Progress, RowsChanged
from ioc_domain.wire import Manifest, Snapshot, cursor_text
from local_cache.applying import DamagedPart, DigestMismatch, apply_part, begin_snapshot, want_again, wanted
from local_cache.buckets import entity_name
from local_cache.store import Writer

_SNAPSHOT = msgspec.json.Decoder(Snapshot)


class Loaded(Enum):
    """What one step of loading came to."""

    SOME = auto()  # a snapshot was begun, a part is in
    BUCKET = auto()  # the bucket is complete; what changed since its snapshot is in the feed
    STALE = auto()  # the manifest is not true any more: ask for it again
    DETOUR = auto()  # what came was not what was promised: this bucket once more


PACE_SECONDS = 10.0
"""The speed shown is that of the last so many seconds."""


@dataclass
class Coverage:
    """Rows still to come and come, per table, for the progress shown."""

    total: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    bytes_total: dict[str, int] = field(default_factory=dict)
    bytes_done: dict[str, int] = field(default_factory=dict)
    came_at: list[tuple[float, int, int]] = field(default_factory=list)
    """(time, rows, bytes) of what came lately, of any table."""

    def expect(self, table: str, rows: int, bytes_: int) -> None:
        """More is to come."""
        self.total[table] = self.total.get(table, 0) + rows
        self.bytes_total[table] = self.bytes_total.get(table, 0) + bytes_

    def came(self, table: str, rows: int, bytes_: int, now: float | None = None) -> Progress:
        """Something came; how the table stands now. `now` None: it was here before, so it says nothing of speed."""
        self.done[table] = self.done.get(table, 0) + rows
        self.bytes_done[table] = self.bytes_done.get(table, 0) + bytes_
        if now is not None:
            # A clock that was set back says nothing of speed either: begin anew.
            lately = [c for c in self.came_at if now - PACE_SECONDS <= c[0] <= now]
            self.came_at = [*lately, (now, rows, bytes_)]
        return self.of(table, finished=False)

    def pace(self) -> tuple[float, float]:
        """(rows, bytes) per second of what came lately; zeros while there is only one moment to go by."""
        span = self.came_at[-1][0] - self.came_at[0][0] if self.came_at else 0.0
        if span <= 0:
            return 0.0, 0.0
        # The first one only says when the span begins.
        return sum(c[1] for c in self.came_at[1:]) / span, sum(c[2] for c in self.came_at[1:]) / span

    def of(self, table: str, *, finished: bool) -> Progress:
        """How a table stands. A total that was too small (rows came in meanwhile) grows with what came."""
        done = self.done.get(table, 0)
        rows_per_second, bytes_per_second = self.pace()
        return Progress(
            table=table,
            done=done,
            total=max(done, self.total.get(table, 0)),
            bytes_done=self.bytes_done.get(table, 0),
            bytes_total=max(self.bytes_done.get(table, 0), self.bytes_total.get(table, 0)),
            finished=finished,
            rows_per_second=rows_per_second,
            bytes_per_second=bytes_per_second,
        )


@dataclass
class _UnderWay:
    snapshot: Snapshot
    next_part: int


class Loader:
    """Fetches what the cache says it wants. One step is one call or one part; only one thread may call."""

    def __init__(
        self, line: SignedLine, writer: Writer, emit: Callable[[Event], None], folder: Path, executor: Executor
    ) -> None:
        self._line = line
        self._writer = writer
        self._emit = emit
        self._folder = PartFolder(folder, line)
        self._queue = PartQueue(self._folder.fetch, executor)
        self._executor = executor
        self._next: tuple[str, Future[Snapshot]] | None = None
        self._wanted: list[str] = []
        self._under_way: _UnderWay | None = None
        self._coverage = Coverage()
        self.detail = ""
        """Why the last step was a detour."""

    def abandon(self) -> None:
        """The process is to end: do not wait for a download to end. Any thread."""
        self._folder.abandoned = True

    @property
    def idle(self) -> bool:
        """True when nothing is wanted."""
        return not self._wanted

    def in_background(self, now: float) -> bool:
        """True when a person does not wait for what comes next. `now`: time at the data centre."""
        return bool(self._wanted) and is_background(self._wanted[0], now)

    def plan(self, now: float) -> None:
        """Look again what the cache wants."""
        self._wanted = in_loading_order((b.name for b in wanted(self._writer.connection)), now)

    def begin(self, manifest: Manifest, now: float) -> None:
        """Start anew after a manifest."""
        self._forget()
        self.plan(now)
        self._coverage = Coverage()
        counts = {b.id: b.count for b in manifest.buckets}
        for bucket in self._wanted:
            self._coverage.expect(entity_name(bucket), counts.get(bucket, 0), 0)
        if not self._wanted:
            self._folder.drop_all()

    def step(self, now: float) -> Loaded:
        """The snapshot of the first wanted bucket, or its next part. Raises LineProblem, OSError."""
        bucket = self._wanted[0]
        try:
            if self._under_way is None or self._under_way.snapshot.bucket != bucket:
                return self._begin_bucket(bucket, now)
            return self._load_part(self._under_way, now)
        except LineProblem as problem:
            if problem.status != 404:
                raise
            # A snapshot's files were given up for another's, or the bucket is empty or no longer ours.
            self._forget()
            self.detail = problem.code
            return Loaded.STALE

    def _begin_bucket(self, bucket: str, now: float) -> Loaded:
        snapshot = self._snapshot(bucket)
        if snapshot.epoch != self._writer.state().epoch:
            self.detail = "snapshot of another epoch"
            return Loaded.STALE
        done = begin_snapshot(self._writer.connection, snapshot)
        table = entity_name(bucket)
        self._coverage.expect(table, 0, sum(p.bytes for p in snapshot.parts))
        for part in snapshot.parts[:done]:
            self._emit(self._coverage.came(table, part.rows, part.bytes))
        if not snapshot.parts:
            return self._complete(snapshot, now)
        self._under_way = _UnderWay(snapshot, done)
        return Loaded.SOME

    def _snapshot(self, bucket: str) -> Snapshot:
        """The snapshot of a bucket, fetched ahead or now."""
        ahead, self._next = self._next, None
        if ahead is not None and ahead[0] == bucket:
            return ahead[1].result()
        self._next = ahead
        self._forget()
        return self._ask_snapshot(bucket)

    def _ask_snapshot(self, bucket: str) -> Snapshot:
        answer = self._line.call("GET", f"/v1/buckets/{quote(bucket, safe='/:')}/snapshot", read_timeout=60.0)
        try:
            snapshot = _SNAPSHOT.decode(answer.body)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise LineProblem(Kind.NOT_OURS, True, 200, detail=f"snapshot: {error}") from error
        if snapshot.bucket != bucket:
            raise LineProblem(Kind.NOT_OURS, True, 200, detail="another snapshot than asked for")
        return snapshot

    def _fetch_ahead(self, bucket: str) -> Snapshot:
        """The next bucket's snapshot, with its first part brought along; what goes wrong is met when it is needed."""
        snapshot = self._ask_snapshot(bucket)
        if snapshot.parts:
            self._folder.fetch(snapshot.parts[0])
        return snapshot

    def _load_part(self, under_way: _UnderWay, now: float) -> Loaded:
        snapshot, index = under_way.snapshot, under_way.next_part
        part = snapshot.parts[index]
        following = snapshot.parts[index + 1] if index + 1 < len(snapshot.parts) else None
        try:
            file = self._queue.take(part, following)
        except LineProblem as problem:
            if problem.kind is Kind.NOT_OURS:
                # After a restore another snapshot's part may have this number: the snapshot is asked for again.
                self._forget()
            raise
        if following is None and len(self._wanted) > 1 and self._next is None:
            self._next = (self._wanted[1], self._executor.submit(self._fetch_ahead, self._wanted[1]))
        try:
            applied = apply_part(self._writer.connection, snapshot, index, file)
        except (DigestMismatch, DamagedPart) as error:
            self._folder.drop(part)
            want_again(self._writer.connection, snapshot.bucket)
            self._forget()
            self.detail = str(error)
            return Loaded.DETOUR
        self._folder.drop(part)
        self._writer.checkpoint_aside(self._executor)
        under_way.next_part += 1
        self._emit(self._coverage.came(entity_name(snapshot.bucket), applied.rows, part.bytes, now))
        return self._complete(snapshot, now) if applied.ready else Loaded.SOME

    def _complete(self, snapshot: Snapshot, now: float) -> Loaded:
        self._under_way = None
        self.plan(now)
        table, state = entity_name(snapshot.bucket), self._writer.state()
        cursor = cursor_text(state.epoch, state.pull_from)
        self._emit(RowsChanged(tables=[table], cursor=cursor, changes=snapshot.rows))
        if not self._wanted:
            self._writer.checkpoint()
            self._emit(self._coverage.of(table, finished=True))
        return Loaded.BUCKET

    def _forget(self) -> None:
        self._queue.clear()
        if self._next is not None:
            future, self._next = self._next[1], None
            if not future.cancel():
                future.exception()  # two must never write one file
        self._under_way = None
