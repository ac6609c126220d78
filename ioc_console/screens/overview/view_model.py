"""View model of Tổng quan: standings, cards of what is at risk, requests, alerts, sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QTimer

from ioc_console.context import Context
from ioc_console.notices import Level
from ioc_console.screens.overview.words import OverviewWords, overview_words
from ioc_console.text import tr
from ioc_console.view_model import ViewModel
from ioc_domain.commands import AcknowledgeAlert

if TYPE_CHECKING:
    from local_cache.outbox import SavedCommand
    from local_cache.queries.overview import Overview
    from local_cache.queries.rows import Reading

DAY = 86_400
TICK_MS = 30_000
"""How often ages and staleness are worded anew: they change without any row changing."""


class OverviewViewModel(ViewModel["Overview"]):
    """What the screen shows, in words. Verbs: acknowledge an alert, ask for an explanation, open an indicator."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"indicator", "observation", "plan", "assessment", "explanation_request", "promise", "alert", "source", "unit",
         "area", "setting", "calendar_day", "outbox"}
    )

    reads_plainly: ClassVar[bool] = True

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.changed)
        context.sync.changed.connect(self._link_changed)
        self._link = context.sync.link.state

    def query(self) -> Callable[[Reading], Overview]:
        """Tổng quan for the picked area and month."""
        now, outbox = self.context.now, self.context.paths.outbox
        month, area = self.context.picked.period, self.context.picked.area

        def read(session: Reading) -> Overview:
            from local_cache.queries.overview import overview

            return overview(session, outbox, now, month, area, now - DAY)

        return read

    def set_shown(self, shown: bool) -> None:
        """Ages run only while somebody looks."""
        super().set_shown(shown)
        if shown:
            self._tick.start()
        else:
            self._tick.stop()

    def words(self) -> OverviewWords | None:
        """What to show now; None before the first load."""
        return None if self.data is None else overview_words(self.data, self.context.sync, self.context.now)

    def acknowledge(self, alert_id: str) -> None:
        """Save the acknowledgement of an alert."""
        data = self.data
        alert = next((a for a in data.alerts if a.record.id == alert_id), None) if data else None
        if alert is None or alert.pending:
            return

        def saved(_command: SavedCommand) -> None:
            self.context.notices.post(tr("Acknowledgement saved on this machine: {title}", title=alert.record.title),
                                      Level.INFO)

        self.context.save(AcknowledgeAlert(alert_id=alert_id, seen_count=alert.record.count), owner=self, done=saved)

    def ask(self, subject: str) -> None:
        """Open the compose pane for an indicator."""
        data = self.data
        card = next((c for c in data.at_risk if c.figures.subject == subject), None) if data else None
        if card is not None and self.may_ask(subject):
            self.context.navigation.go("requests", {"compose": subject, "area": card.figures.area})

    def may_ask(self, subject: str) -> bool:
        """Whether nobody has asked yet: an indicator with an open request is not asked twice from here."""
        data = self.data
        card = next((c for c in data.at_risk if c.figures.subject == subject), None) if data else None
        return card is not None and card.request is None and card.waiting is None

    def open_indicator(self, subject: str) -> None:
        """Show the indicator in Chỉ tiêu."""
        self.context.navigation.go("indicators", {"subject": subject})

    def open_standing(self, standing: str) -> None:
        """Show the indicators of a standing in Chỉ tiêu."""
        self.context.navigation.go("indicators", {"standing": standing})

    def open_alert(self, alert_id: str) -> None:
        """Show an alert in Cảnh báo."""
        self.context.navigation.go("alerts", {"id": alert_id})

    def open_requests(self) -> None:
        """Show Giải trình."""
        self.context.navigation.go("requests")

    def open_complaints(self, area: str = "") -> None:
        """Show Phản ánh 1022, of one area if given."""
        self.context.navigation.go("complaints", {"area": area} if area else {})

    def retry(self) -> None:
        """Try the line again."""
        self.context.sync.pull_now()

    def _link_changed(self) -> None:
        if self.context.sync.link.state is not self._link:
            self._link = self.context.sync.link.state
            self.changed.emit()
