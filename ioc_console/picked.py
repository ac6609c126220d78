"""The area and the period picked in the top strip: they hold for all screens."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Picked(QObject):
    """`area`: code of an area, "" = the whole city. `period`: month code `YYYY-MM`."""

    changed = Signal()

    def __init__(self, period: str, area: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._area = area
        self._period = period

    @property
    def area(self) -> str:
        """Code of the area, "" = the whole city."""
        return self._area

    @property
    def period(self) -> str:
        """Month code, e.g. `2026-10`. Quarterly and yearly figures show the period that holds this month."""
        return self._period

    def pick_area(self, code: str) -> None:
        """Hold another area."""
        if code != self._area:
            self._area = code
            self.changed.emit()

    def pick_period(self, code: str) -> None:
        """Hold another period."""
        if code != self._period:
            self._period = code
            self.changed.emit()
