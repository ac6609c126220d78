"""ViewModel: what a view shows and may do, without a widget (QtCore only).

It says which tables it watches; a change that touches them makes it load again, coalesced over 250 ms and
numbered, so that a late answer of an earlier load is dropped. Its state is `Loading`, `Ready` or `Failed`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from ioc_console.context import Context
from ioc_console.notices import Problem, explain

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")
COALESCE_MS = 250
FILLING_SECONDS = 5.0
"""While the first rows come in, by the thousand and for minutes, what is shown is loaded anew no more often."""


@dataclass(frozen=True)
class Ready(Generic[T]):
    """Data to show. `as_of`: until when the cache had heard from the data centre, in seconds (0 = never)."""

    data: T
    as_of: int


@dataclass(frozen=True)
class Loading(Generic[T]):
    """A load is under way. `previous` is what to keep on screen; None only the first time.

    `quiet`: the person asked for nothing, rows came in; what is on screen is right until the newer replaces it.
    """

    previous: Ready[T] | None = None
    quiet: bool = False


@dataclass(frozen=True)
class Failed(Generic[T]):
    """The load failed. `previous` is what was last shown, if anything."""

    problem: Problem
    previous: Ready[T] | None = None


State = Loading[T] | Ready[T] | Failed[T]


class ViewModel(QObject, Generic[T]):
    """Subclasses give `watches` and `query`, and verbs that save commands through `self.context.save`."""

    changed = Signal()
    """The state is another one, or is to be worded anew."""

    watches: ClassVar[frozenset[str]] = frozenset()
    """Names of the synced tables this shows, and `outbox` where it shows pending commands."""
    follows_picked: ClassVar[bool] = True
    """Load again when the area or period of the top strip changes."""

    reads_plainly: ClassVar[bool] = False
    """The query takes SQLite's own connection: a start needs no SQLAlchemy for it."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._state: State[T] = Loading()
        self._number = 0
        self._overtaken = threading.Event()
        self._loaded_at = -FILLING_SECONDS
        self._shown = False
        self._out_of_date = True
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._load_quietly)
        context.sync.rows_changed.connect(self._rows_changed)
        context.sync.changed.connect(self._sync_changed)
        context.picked.changed.connect(self._picked_changed)
        context.picked.formula_changed.connect(self.changed)

    def query(self) -> Callable[[Session], T]:
        """The query with the parameters of this moment; the result runs on the read lane.

        Called in the GUI thread; what it returns must touch no Qt object.
        """
        raise NotImplementedError  # pragma: no cover - every view model answers

    @property
    def overtaken(self) -> Callable[[], bool]:
        """For `query`: says on the lane that another load has overtaken this one, so that a long count may stop."""
        return self._overtaken.is_set

    @property
    def state(self) -> State[T]:
        """What to show."""
        return self._state

    @property
    def data(self) -> T | None:
        """The newest data there is, whatever the state."""
        ready = self._state if isinstance(self._state, Ready) else self._state.previous
        return None if ready is None else ready.data

    @property
    def as_of(self) -> int:
        """Age mark of `data`."""
        ready = self._state if isinstance(self._state, Ready) else self._state.previous
        return 0 if ready is None else ready.as_of

    def set_shown(self, shown: bool) -> None:
        """A hidden view model does not load; shown again it loads if something changed meanwhile."""
        self._shown = shown
        if shown and self._out_of_date and not self._pause.isActive():
            self._load()

    def reload(self) -> None:
        """Load now: parameters changed. An answer still under way is dropped."""
        self._out_of_date = True
        self._pause.stop()
        self._load_when_shown()

    def reload_soon(self) -> None:
        """Load within 250 ms, once for however many calls; more seldom while the cache is being filled."""
        self._out_of_date = True
        if not self._pause.isActive():
            rest = FILLING_SECONDS - (time.monotonic() - self._loaded_at) if self.context.sync.progress else 0.0
            self._pause.start(max(COALESCE_MS, round(rest * 1000)))

    def _sync_changed(self) -> None:
        if self.context.sync.progress is None and self._pause.remainingTime() > COALESCE_MS:
            self._pause.start(COALESCE_MS)

    def _rows_changed(self, tables: Any) -> None:
        if self.watches & tables:
            self.reload_soon()

    def _picked_changed(self) -> None:
        if self.follows_picked:
            self.reload()

    def _load_when_shown(self) -> None:
        if self._shown:
            self._load()

    def _load_quietly(self) -> None:
        if self._shown:
            self._load(quiet=True)

    def _load(self, *, quiet: bool = False) -> None:
        self._overtaken.set()
        self._overtaken = threading.Event()
        self._number += 1
        number, as_of = self._number, self.context.sync.data_until
        self._out_of_date = False
        self._loaded_at = time.monotonic()
        self._set(Loading(self._last_ready(), quiet))

        def done(data: T) -> None:
            if number == self._number:
                self._set(Ready(data, as_of))

        def failed(error: Exception) -> None:
            if number == self._number:
                self._set(Failed(explain(error), self._last_ready()))

        if self.reads_plainly:
            self.context.read_plain(self.query(), owner=self, done=done, failed=failed)  # type: ignore[arg-type]
        else:
            self.context.read(self.query(), owner=self, done=done, failed=failed)

    def _last_ready(self) -> Ready[T] | None:
        return self._state if isinstance(self._state, Ready) else self._state.previous

    def _set(self, state: State[T]) -> None:
        self._state = state
        self.changed.emit()
