"""Small columns from zero: twelve months of a standing, the hours of a day. Each column can be reached and told."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ioc_console.theme import Size, font, theme
from ioc_console.widgets.charts.copying import show_copy_menu
from ioc_console.widgets.charts.series import Columns
from ioc_console.widgets.kept_picture import KeptPicture
from ioc_console.widgets.labels import as_plain

LABELS = 16


class ColumnChart(QWidget):
    """Show with `show_columns`. `gap`: share of a column's pitch left free."""

    def __init__(self, gap: float = 0.3, least: QSize | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap, self._least = gap, least or QSize(84, 40)
        self._columns = Columns("", ())
        self._reached = -1
        self._picture = KeptPicture(self, self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def columns(self) -> Columns:
        """What is shown."""
        return self._columns

    def show_columns(self, columns: Columns) -> None:
        """Show these columns."""
        if columns == self._columns:
            return
        self._columns = columns
        self._reached = -1
        self.setAccessibleName(columns.name)
        self.setAccessibleDescription("\n".join(c.told for c in columns.columns))
        self._picture.forget()

    def sizeHint(self) -> QSize:
        """The least size that is readable."""
        return self._least

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self._least

    def reach(self, index: int) -> str:
        """Look at a column: it is framed and its words are said. Returns the words."""
        self._reached = min(len(self._columns.columns) - 1, max(0, index))
        told = self._columns.columns[self._reached].told
        self.setAccessibleDescription(told)
        self._picture.forget()
        return told

    def event(self, event: QEvent) -> bool:
        """The tool tip tells the column under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._at(event.pos().x())
            if index >= 0:
                QToolTip.showText(event.globalPos(), as_plain(self._columns.columns[index].told), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk over the columns."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._columns.columns:
            super().keyPressEvent(event)
            return
        at = self._reached if self._reached >= 0 else len(self._columns.columns) - (0 if step < 0 else 1)
        told = self.reach(at + step)
        box = self._box(self._reached)
        QToolTip.showText(self.mapToGlobal(QPoint(int(box.left()), self.height())), as_plain(told), self)

    def focusOutEvent(self, event: Any) -> None:
        """Nothing is reached any more."""
        self._reached = -1
        self._picture.forget()
        super().focusOutEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy figure, table, picture."""
        table = [[self._columns.name], *[c.told.split("\n") for c in self._columns.columns]]
        show_copy_menu(self, event.pos(), self._columns.figure, table)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture of the columns."""
        self._picture.paint()

    def _draw(self, painter: QPainter) -> None:
        """Behind, front, axis, labels, and where the data ends."""
        plot = self._plot()
        double = any(c.behind is not None for c in self._columns.columns)
        for k, column in enumerate(self._columns.columns):
            box = self._box(k)
            width = box.width() * (1 - self._gap)
            shift = width * 0.32 if double else 0.0
            if column.behind is not None:
                self._bar(painter, box.left() + (box.width() - width) / 2 + shift, width * 0.68, column.behind,
                          "strong_line")
            if column.value is not None:
                self._bar(painter, box.left() + (box.width() - width) / 2, width * (0.68 if double else 1.0),
                          column.value, column.tone)
            if column.label:
                painter.setFont(font(Size.LABEL))
                painter.setPen(theme().colour("secondary"))
                flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                painter.drawText(QRectF(box.left(), plot.bottom() + 1, 80, LABELS), flags, column.label)
        if self._labelled():
            painter.setPen(QPen(theme().colour("strong_line"), 1))
            painter.drawLine(QPointF(plot.left(), plot.bottom()), QPointF(plot.right(), plot.bottom()))
        self._end(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme().colour("focus"), 2))
            target = self._box(self._reached) if self._reached >= 0 else QRectF(self.rect())
            painter.drawRoundedRect(target.adjusted(1, 1, -1, -1), 3, 3)

    def _end(self, painter: QPainter) -> None:
        ends = self._columns.ends
        if ends is None or not self._columns.columns:
            return
        x = round(self._box(min(ends[0], len(self._columns.columns) - 1)).left()) + 0.5
        painter.setFont(font(Size.LABEL))
        width = QFontMetricsF(painter.font()).horizontalAdvance(ends[1]) + 6
        room = QRectF(x + 4 if x + 4 + width <= self.width() else x - 4 - width, 0, width, 16)
        painter.fillRect(room, theme().colour("surface"))
        painter.setPen(theme().colour("text"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), ends[1])
        painter.setPen(QPen(theme().colour("text"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, self._plot().bottom()))

    def _bar(self, painter: QPainter, left: float, width: float, value: float, tone: str) -> None:
        highest, plot = self._highest(), self._plot()
        height = 0.0 if highest <= 0 else plot.height() * max(0.0, value) / highest
        if value > 0:
            height = max(1.0, height)
        painter.fillRect(QRectF(round(left), round(plot.bottom() - height), max(1, round(width)), round(height)),
                         theme().colour(tone))

    def _highest(self) -> float:
        return max((v for c in self._columns.columns for v in (c.value, c.behind) if v is not None), default=0.0)

    def _labelled(self) -> bool:
        return any(c.label for c in self._columns.columns)

    def _plot(self) -> QRectF:
        return QRectF(0, 1, self.width(), self.height() - 2 - (LABELS if self._labelled() else 0))

    def _box(self, index: int) -> QRectF:
        plot = self._plot()
        pitch = plot.width() / max(1, len(self._columns.columns))
        return QRectF(plot.left() + index * pitch, plot.top(), pitch, plot.height())

    def _at(self, x: float) -> int:
        index = int(x / (self.width() / max(1, len(self._columns.columns))))
        return index if 0 <= index < len(self._columns.columns) else -1
