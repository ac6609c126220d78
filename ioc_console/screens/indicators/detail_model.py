"""View model of one indicator: what is asked, what is shown in words, and the verb that asks for an explanation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Optional

from PySide6.QtCore import QObject

from ioc_console.context import Context
from ioc_console.screens.indicators.detail_words import DetailWords, detail_words
from ioc_console.view_model import ViewModel

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from local_cache.queries.indicators import IndicatorDetail


class IndicatorDetailViewModel(ViewModel[Optional["IndicatorDetail"]]):
    """One indicator at the picked month and area; `subject` is `catalogue:code`, "" = none chosen."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"indicator", "observation", "plan", "assessment", "explanation_request", "promise", "source", "unit", "area",
         "calendar_day", "outbox"}
    )

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, parent)
        self.subject = ""

    def query(self) -> Callable[[Session], IndicatorDetail | None]:
        """Everything known of the indicator."""
        subject, month, area = self.subject, self.context.picked.period, self.context.picked.area
        outbox = self.context.paths.outbox

        def read(session: Session) -> IndicatorDetail | None:
            from local_cache.queries.indicators import indicator_detail

            return indicator_detail(session, outbox, subject, month, area) if subject else None

        return read

    def show(self, subject: str) -> None:
        """Choose another indicator."""
        if subject != self.subject:
            self.subject = subject
            self.reload()

    def words(self) -> DetailWords | None:
        """What to show now; None where nothing is chosen or the cache does not hold it."""
        if self.data is None or self.data.figures.subject != self.subject:
            return None
        return detail_words(self.data, self.context.picked.period, self.context.now)

    def ask(self) -> None:
        """Open the compose pane about this indicator."""
        if self.data is not None:
            self.context.navigation.go("requests", {"compose": self.subject, "area": self.data.figures.area})

    def open_request(self, request_id: str) -> None:
        """Show a request in Giải trình."""
        self.context.navigation.go("requests", {"id": request_id})

    def pick_area(self, code: str) -> None:
        """Look at another area: it holds for all screens."""
        self.context.picked.pick_area(code)
