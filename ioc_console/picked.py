"""The area and the period picked in the top strip: they hold for all screens."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ioc_console.formatting import local


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


def month_before(now: int) -> str:
    """Code of the month before the present one: the newest that can be complete."""
    today = local(now)
    index = today.year * 12 + today.month - 2
    return f"{index // 12:04d}-{index % 12 + 1:02d}"
