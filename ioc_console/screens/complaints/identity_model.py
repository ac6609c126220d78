"""Who reported the open complaint: asked for with a reason, shown for a minute, kept nowhere.

The answer lives in this object and in the labels that show it. It goes when the minute is over, when another complaint
is opened, when the pane closes and when the person says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal

from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_domain.channel import LookResult, ReporterSeen
from ioc_domain.foreign_text import in_sight
from ioc_domain.identity import LONGEST_REASON, SHORTEST_REASON, ReporterIdentity

SHOWN_SECONDS = 60


class Phase(Enum):
    """What the strip shows."""

    SECRET = auto()
    REASON = auto()
    ASKING = auto()
    SHOWN = auto()


class IdentityModel(QObject):
    """State and wording; no widget."""

    changed = Signal()

    def __init__(
        self, sync: SyncStatus, parent: QObject | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._sync, self._clock = sync, clock
        self._complaint = self._ask = 0
        self._until = 0.0
        self.phase = Phase.SECRET
        self.problem = ""
        """Why there is nothing to see, in words."""
        self.facts: tuple[tuple[str, str], ...] = ()
        """(what, value) of the identity while it is shown."""
        self._second = QTimer(self)
        self._second.setInterval(1_000)
        self._second.timeout.connect(self.tick)
        sync.looked.connect(self._looked)
        sync.changed.connect(self._line_changed)

    @property
    def seconds_left(self) -> int:
        """How long the identity stays."""
        return max(0, round(self._until - self._clock()))

    def show_complaint(self, complaint: int) -> None:
        """Another complaint is open (0 = none): what was known of the one before is forgotten."""
        if complaint != self._complaint:
            self._complaint = complaint
            self.forget()

    def begin(self) -> None:
        """The person wants to know: a reason is asked for, where there is a line to ask over."""
        if not self._sync.online:
            self._go(Phase.SECRET, _words(LookResult.OFFLINE))
        else:
            self._go(Phase.REASON)

    def ask(self, reason: str) -> None:
        """Ask the data centre, with the reason."""
        words = " ".join(reason.split())[:LONGEST_REASON]
        if len(words) < SHORTEST_REASON:
            self._go(Phase.REASON, tr("Say in a few words why you must know."))
            return
        if not self._sync.online:
            self._go(Phase.REASON, _words(LookResult.OFFLINE))
            return
        self._go(Phase.ASKING)
        self._ask = self._sync.see_reporter(self._complaint, words)

    def forget(self) -> None:
        """Let go of whatever is known or asked."""
        self._go(Phase.SECRET)

    def tick(self) -> None:
        """A second has passed: the minute may be over. A clock that was set back ends it too."""
        if self.phase is Phase.SHOWN and not 0 < self._until - self._clock() <= SHOWN_SECONDS:
            self._go(Phase.SECRET, tr("Hidden again after {n} seconds.", n=SHOWN_SECONDS))
        else:
            self.changed.emit()

    def _looked(self, event: object) -> None:
        if not isinstance(event, ReporterSeen) or self.phase is not Phase.ASKING or event.ask != self._ask:
            return
        if event.identity is None or event.identity.complaint != self._complaint:
            result = LookResult.REFUSED if event.result is LookResult.TOLD else event.result
            again = result in (LookResult.OFFLINE, LookResult.TOO_OFTEN)
            self._go(Phase.REASON if again else Phase.SECRET, _words(result, event.wait))
            return
        self._go(Phase.SHOWN)
        self.facts = _facts(event.identity)
        self._until = self._clock() + SHOWN_SECONDS
        self._second.start()
        self.changed.emit()

    def _line_changed(self) -> None:
        if self.phase is Phase.ASKING and not self._sync.online:
            self._go(Phase.REASON, _words(LookResult.OFFLINE))

    def _go(self, phase: Phase, problem: str = "") -> None:
        self._ask = 0
        self._second.stop()
        self.facts = ()
        self.phase, self.problem = phase, problem
        self.changed.emit()


def _facts(identity: ReporterIdentity) -> tuple[tuple[str, str], ...]:
    said = (
        (tr("Name"), identity.name),
        (tr("Telephone"), identity.phone),
        (tr("E-mail"), identity.email),
        (tr("Address"), identity.address),
    )
    told = tuple((what, in_sight(value)) for what, value in said if value)
    return told or ((tr("Reporter"), tr("did not say who they are")),)


def _words(result: LookResult, wait: int = 0) -> str:
    if result is LookResult.OFFLINE:
        return tr("This needs the network: identities are only at the data centre.")
    if result is LookResult.NOT_ALLOWED:
        return tr("This account may not see who reported.")
    if result is LookResult.NOT_THERE:
        return tr("The data centre does not have this complaint for this account.")
    if result is LookResult.TOO_OFTEN:
        return tr("Too many looks in a short time. Try again in {n} minutes.", n=max(1, -(-wait // 60)))
    return tr("The data centre did not answer as it should. Nothing was shown.")
