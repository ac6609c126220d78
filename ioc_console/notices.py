"""The one bridge of messages to the person: short notices, banners that ask for an act, and how errors are told.

A `Problem` says what happened, what is safe and what to do; its `detail` is for "copy details" only and is never
read as markup. Nothing here shows anything: the shell listens.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from ioc_console.text import tr

log = logging.getLogger(__name__)


class Level(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Problem:
    """An error as a person reads it."""

    what: str
    safe: str
    advice: str
    detail: str = ""

    def sentence(self) -> str:
        """All three parts in one line."""
        return " ".join(p for p in (self.what, self.safe, self.advice) if p)


@dataclass(frozen=True)
class Act:
    """What a person may do about a notice."""

    label: str
    do: Callable[[], None]


@dataclass(frozen=True)
class Notice:
    """One message. Banners have a `key`: a later one of the same key replaces it."""

    level: Level
    text: str
    detail: str = ""
    act: Act | None = None
    key: str = ""


class Notices(QObject):
    """Collects messages; the shell shows them."""

    posted = Signal(object)
    """A `Notice` that fades by itself."""
    banners_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._banners: dict[str, Notice] = {}

    def post(self, text: str, level: Level = Level.INFO, detail: str = "", act: Act | None = None) -> None:
        """Show a short notice."""
        self.posted.emit(Notice(level, text, detail, act))

    def fail(self, error: BaseException) -> None:
        """Tell a failure nobody else handled; the traceback goes to the log only. A refusal that brings its own words
        is no failure of the program."""
        if not isinstance(getattr(error, "problem", None), Problem):
            log.error("unhandled failure", exc_info=error)
        problem = explain(error)
        self.posted.emit(Notice(Level.ERROR, problem.sentence(), problem.detail))

    def raise_banner(self, key: str, text: str, level: Level = Level.WARNING, act: Act | None = None,
                     detail: str = "") -> None:
        """Show a banner until it is lowered: only when a person must act."""
        self._banners[key] = Notice(level, text, detail, act, key)
        self.banners_changed.emit()

    def lower_banner(self, key: str) -> None:
        """Take a banner away; nothing happens when it is not up."""
        if self._banners.pop(key, None) is not None:
            self.banners_changed.emit()

    def banners(self) -> tuple[Notice, ...]:
        """Banners that are up, worst first."""
        order = (Level.ERROR, Level.WARNING, Level.INFO)
        return tuple(sorted(self._banners.values(), key=lambda n: order.index(n.level)))


def explain(error: BaseException) -> Problem:
    """An exception in words. Known faults have their own sentence, the rest is called unexpected."""
    from traceback import format_exception

    detail = "".join(format_exception(error))
    own = getattr(error, "problem", None)
    if isinstance(own, Problem):
        return own
    cause: BaseException | None = error
    while cause is not None:
        words = _known(cause)
        if words is not None:
            return Problem(*words, detail)
        cause = cause.__cause__ or getattr(cause, "orig", None)
    return Problem(
        tr("Something unexpected went wrong."),
        tr("Nothing you saved is lost."),
        tr("Try again; if it comes back, send the copied details to support."),
        detail,
    )


def _known(error: BaseException) -> tuple[str, str, str] | None:
    from local_cache.outbox_file import NewerOutbox, NotSaved
    from local_cache.store_errors import CorruptStore, NewerStore, StoreFull

    if isinstance(error, NotSaved):
        return (
            tr("This was NOT saved: the disk is full or cannot be written."),
            tr("What was saved before is safe."),
            tr("Free some space, then try again."),
        )
    if isinstance(error, NewerStore | NewerOutbox):
        return (
            tr("The data on this machine was written by a newer version of this program."),
            tr("Nothing was changed."),
            tr("Install the newer version."),
        )
    if isinstance(error, StoreFull) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return (
            tr("The disk is full."),
            tr("What was saved before is safe."),
            tr("Free some space, then try again."),
        )
    if isinstance(error, CorruptStore):
        return (
            tr("The data file on this machine is damaged."),
            tr("Commands waiting to be sent are kept in another file and are safe."),
            tr("Restart the program: it sets the file aside and fetches the data again."),
        )
    if isinstance(error, PermissionError):
        return (
            tr("A file or folder may not be opened."),
            tr("Nothing was changed."),
            tr("Ask the person who installed this machine for access."),
        )
    return None
