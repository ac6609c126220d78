"""Areas or units side by side: one bar each from one zero, worst first, the plan as an outline, the whole last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.charts.copying import show_copy_menu
from ioc_console.widgets.charts.series import RankedBar
from ioc_console.widgets.labels import as_plain
from ioc_console.widgets.standing_mark import draw_standing

ROW = 26


class RankedBars(QWidget):
    """As many rows as fit are shown; the arrow keys scroll through all of them. `picked` carries a row's key."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[RankedBar, ...] = ()
        self._total: RankedBar | None = None
        self._first = 0
        self._reached = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, name: str, bars: Sequence[RankedBar]) -> None:
        """Show these rows; a row with `total` stays under the others."""
        self._bars = tuple(b for b in bars if not b.total)
        self._total = next((b for b in bars if b.total), None)
        self._first, self._reached = 0, -1
        self.setAccessibleName(name)
        self.setAccessibleDescription("\n".join(f"{b.name} {b.text}" for b in bars))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Four rows."""
        return QSize(180, 4 * ROW)

    def _shown(self) -> int:
        return max(1, self.height() // ROW - (1 if self._total else 0))

    def _rows(self) -> list[RankedBar]:
        rows = list(self._bars[self._first : self._first + self._shown()])
        return [*rows, *([self._total] if self._total else [])]

    def wheelEvent(self, event: Any) -> None:
        """Scroll by rows."""
        self._scroll(self._first - (1 if event.angleDelta().y() > 0 else -1))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down reach rows, Enter picks."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._bars:
            self._reached = min(len(self._bars) - 1, max(0, self._reached + step))
            if not self._first <= self._reached < self._first + self._shown():
                self._scroll(self._reached if step < 0 else self._reached - self._shown() + 1)
            bar = self._bars[self._reached]
            self.setAccessibleDescription(bar.told or f"{bar.name} {bar.text}")
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._reached < len(self._bars):
            self.picked.emit(self._bars[self._reached].key)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The tool tip tells the row under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            rows, index = self._rows(), event.pos().y() // ROW
            if index < len(rows):
                QToolTip.showText(event.globalPos(), as_plain(rows[index].told or rows[index].name), self)
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy figure, table, picture."""
        rows, index = self._rows(), event.pos().y() // ROW
        figure = f"{rows[index].name}: {rows[index].text}" if index < len(rows) else ""
        every = [*self._bars, *([self._total] if self._total else [])]
        show_copy_menu(self, QPoint(event.pos()), figure, [[b.name, b.text] for b in every])

    def _scroll(self, first: int) -> None:
        self._first = min(max(0, len(self._bars) - self._shown()), max(0, first))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Mark, name, bar with the plan outlined, figure."""
        painter = QPainter(self)
        rows = self._rows()
        every = [*self._bars, *([self._total] if self._total else [])]
        highest = max((max(b.value, b.plan or 0.0) for b in every), default=0.0)
        figures = QFontMetricsF(font(Size.BODY, Weight.STRONG))
        figure_width = max((figures.horizontalAdvance(b.text) for b in every), default=0.0) + 2
        bar_width = min(96.0, max(32.0, self.width() * 0.26))
        for k, bar in enumerate(rows):
            self._row(painter, k, bar, highest, figure_width, bar_width)
        painter.end()

    def _row(self, painter: QPainter, k: int, bar: RankedBar, highest: float, figure_width: float,
             bar_width: float) -> None:
        colours, top = theme(), k * ROW
        room = QRectF(0, top, self.width(), ROW)
        index = -1 if bar.total else self._first + k
        if self.hasFocus() and index == self._reached and index >= 0:
            painter.setPen(QPen(colours.colour("focus"), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 3, 3)
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.drawLine(room.topLeft(), room.topRight())
        if bar.standing:
            draw_standing(painter, QRectF(2, top + ROW / 2 - 5, 10, 10), bar.standing)
        painter.setFont(font(Size.BODY, Weight.STRONG if bar.total else Weight.REGULAR))
        painter.setPen(colours.colour("text"))
        name_room = QRectF(20, top, self.width() - 20 - figure_width - bar_width - 20, ROW)
        name = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, int(name_room.width()))
        painter.drawText(name_room, int(Qt.AlignmentFlag.AlignVCenter), name)
        left, middle = self.width() - figure_width - bar_width - 10, top + ROW / 2
        if highest > 0:
            width = round(bar_width * max(0.0, bar.value) / highest)
            painter.fillRect(QRectF(round(left), round(middle - 4), max(1, width), 8), colours.colour("chart_actual"))
            if bar.plan is not None:
                painter.setPen(QPen(colours.colour("faint"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                reach = round(bar_width * bar.plan / highest)
                painter.drawRect(QRectF(round(left) + 0.5, round(middle - 7) + 0.5, reach, 13))
        painter.setFont(font(Size.BODY, Weight.STRONG))
        painter.setPen(colours.colour("text"))
        painter.drawText(QRectF(self.width() - figure_width, top, figure_width, ROW),
                         int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), bar.text)
