"""What is picked once for all screens: the area and the period of the top strip, and the on-time formula."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ioc_console.formatting import local
from ioc_domain.on_time import OnTimeFormula


class Picked(QObject):
    """`area`: code of an area, "" = the whole city. `period`: month code `YYYY-MM`."""

    changed = Signal()
    formula_changed = Signal()
    """Another on-time formula is in use: what is shown is worded anew, nothing is loaded for it."""

    def __init__(
        self, period: str, area: str = "", formula: OnTimeFormula | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._area = area
        self._period = period
        self._formula = formula

    @property
    def area(self) -> str:
        """Code of the area, "" = the whole city."""
        return self._area

    @property
    def period(self) -> str:
        """Month code, e.g. `2026-10`. Quarterly and yearly figures show the period that holds this month."""
        return self._period

    @property
    def formula(self) -> OnTimeFormula | None:
        """The on-time formula this person chose, None = the one of the site."""
        return self._formula

    def formula_in_use(self, of_site: OnTimeFormula) -> OnTimeFormula:
        """The formula of every on-time rate on the screen: the person's choice, else the site's."""
        return self._formula or of_site

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

    def pick_formula(self, formula: OnTimeFormula) -> None:
        """Count every on-time rate by another formula."""
        if formula is not self._formula:
            self._formula = formula
            self.formula_changed.emit()


def month_before(now: int) -> str:
    """Code of the month before the present one: the newest that can be complete."""
    today = local(now)
    index = today.year * 12 + today.month - 2
    return f"{index // 12:04d}-{index % 12 + 1:02d}"
