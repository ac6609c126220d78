"""What is on this machine and how old each source is: two tables of short rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.shell.sync_pane.words import CoverLine, SourceLine
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.drawing import icon, line, text_width

ROW = 28
BAR = 64
COVER_STATE = 60
CADENCE, STATE, LAST = 120, 136, 76


class _Rows(QWidget):
    """Rows of 28 px, painted; a hairline under each but the last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(480, ROW * self._count)

    def _set(self, names: Sequence[str]) -> None:
        self._count = len(names)
        self.setAccessibleName("\n".join(names))
        self.setVisible(self._count > 0)
        self.updateGeometry()
        self.update()

    def _line_under(self, painter: QPainter, row: int) -> None:
        if row + 1 < self._count:
            painter.fillRect(QRectF(Space.L, (row + 1) * ROW - 1, self.width() - 2 * Space.L, 1),
                             theme().colour("line"))


def _bar(painter: QPainter, left: float, top: float, share: float, token: str) -> None:
    painter.fillRect(QRectF(left, top, BAR, 4), theme().colour("line"))
    painter.fillRect(QRectF(left, top, BAR * share, 4), theme().colour(token))


class CoverageTable(_Rows):
    """Kind, years, rows, bar, state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[CoverLine, ...] = ()

    def show_lines(self, lines: Sequence[CoverLine]) -> None:
        """Show other rows."""
        self._lines = tuple(lines)
        self._set([f"{one.name}: {one.years} {one.rows}, {one.state}" for one in lines])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter, width = QPainter(self), self.width()
        for n, one in enumerate(self._lines):
            y, right = n * ROW, width - Space.L
            left, whole = right - COVER_STATE, one.share >= 1
            if whole:
                icon(painter, right - 14, y + 7, "check", "secondary", 14)
            line(painter, QRectF(left, y, COVER_STATE - (20 if whole else 0), ROW), one.state, right=True,
                 weight=Weight.REGULAR if whole else Weight.STRONG, token="secondary" if whole else "text")
            _bar(painter, left - Space.M - BAR, y + 12, one.share, "chart_same_period" if whole else "text")
            rows_right = left - 2 * Space.M - BAR
            rows = text_width(one.rows, Size.BODY)
            line(painter, QRectF(rows_right - rows, y, rows, ROW), one.rows, Size.BODY, right=True)
            name = line(painter, QRectF(Space.L, y, 180, ROW), one.name, Size.BODY, Weight.MEDIUM)
            line(painter, QRectF(Space.L + name + 8, y, rows_right - rows - Space.L - name - 20, ROW), one.years,
                 token="secondary")
            self._line_under(painter, n)
        painter.end()


class SourcesTable(_Rows):
    """Source, newest data, state with its clock or check, cadence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[SourceLine, ...] = ()

    def show_lines(self, lines: Sequence[SourceLine]) -> None:
        """Show other rows."""
        self._lines = tuple(lines)
        self._set([f"{one.name}: {one.last}, {one.state}, {one.cadence}" for one in lines])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter, width = QPainter(self), self.width()
        for n, one in enumerate(self._lines):
            y, right = n * ROW, width - Space.L
            token = "text" if one.late else "secondary"
            line(painter, QRectF(right - CADENCE, y, CADENCE, ROW), one.cadence, token="secondary", right=True)
            state_left = right - CADENCE - Space.M - STATE
            icon(painter, state_left, y + 7, "clock-alert" if one.late else "check", token, 14)
            weight = Weight.STRONG if one.late else Weight.REGULAR
            line(painter, QRectF(state_left + 20, y, STATE - 20, ROW), one.state, weight=weight, token=token)
            last_right = state_left - Space.L
            last = line(painter, QRectF(last_right - LAST, y, LAST, ROW), one.last, token=token, right=True)
            line(painter, QRectF(Space.L, y, last_right - last - Space.M - Space.L, ROW), one.name, Size.BODY,
                 Weight.MEDIUM)
            self._line_under(painter, n)
        painter.end()
