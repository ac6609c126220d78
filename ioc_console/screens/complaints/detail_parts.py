"""Parts of the pane of one complaint: facts in columns, the clock's chip, the timeline."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ioc_console.screens.complaints.detail_words import Step
from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.labels import ElidedLabel, as_plain, label
from ioc_console.widgets.standing_mark import draw_standing
from ioc_domain.codes import Standing


class FactGrid(QWidget):
    """Facts as label over value, in as many columns as have room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S)
        self._cells: list[QWidget] = []
        self._values: list[ElidedLabel] = []
        self._columns = 0

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells, self._values = [], []
        for name, value in facts:
            cell = QWidget()
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(label(name, Size.LABEL, tone="secondary"))
            self._values.append(ElidedLabel(value))
            column.addWidget(self._values[-1])
            self._cells.append(cell)
        self._columns = 0
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer columns."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = 4 if self.width() > 560 else 3
        if columns == self._columns:
            return
        self._columns = columns
        for k, cell in enumerate(self._cells):
            self._grid.addWidget(cell, k // columns, k % columns)
            cell.show()
        # Columns are as wide, one to the other, as what stands in them: a long value is not cut beside empty room.
        needed = [0] * 4
        for k, value in enumerate(self._values):
            needed[k % columns] = max(needed[k % columns], value.fontMetrics().horizontalAdvance(value.text()), 60)
        for column, wide in enumerate(needed):
            self._grid.setColumnStretch(column, wide)


class ClockChip(QWidget):
    """Whether the clock runs, in a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setFont(font(Size.LABEL, Weight.MEDIUM))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Gives way: the words are cut."""
        return QSize(60, 28)

    def set_words(self, words: str) -> None:
        """Say it; "" hides the chip."""
        self._words = words
        self.setVisible(bool(words))
        self.setAccessibleName(words)
        self.setToolTip(as_plain(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The words with their frame."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 36, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, icon, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("strong_line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.drawPixmap(9, 7, theme().pixmap("timer", "secondary", 14, self.devicePixelRatioF()))
        painter.setPen(theme().colour("text"))
        painter.setFont(self.font())
        room = self.rect().adjusted(28, 0, -6, 0)
        text = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


class Timeline(QWidget):
    """Steps from top to bottom: time, dot on a line, title, and the detail in as many lines as it needs."""

    _TIME, _LEFT, _TITLE, _GAP = 84, 114, 18, 6

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        self.setAccessibleName("\n".join(f"{s.when} {s.title} {s.detail}".strip() for s in steps))
        self._measure()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other line breaks, other height."""
        super().resizeEvent(event)
        self._measure()

    def _heights(self) -> list[int]:
        """Height of each step's detail."""
        metrics = QFontMetricsF(font(Size.LABEL))
        room = QRectF(0, 0, max(40, self.width() - self._LEFT), 400)
        wrap = int(Qt.TextFlag.TextWordWrap)
        return [int(metrics.boundingRect(room, wrap, s.detail).height()) + 1 if s.detail else 0 for s in self._steps]

    def _measure(self) -> None:
        self.setFixedHeight(max(1, sum(self._heights()) + len(self._steps) * (self._TITLE + self._GAP)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Line, dots, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, x, top = theme(), self._TIME + 14.0, 0
        heights = self._heights()
        if len(self._steps) > 1:
            painter.setPen(QPen(t.colour("strong_line"), 1))
            last = sum(heights[:-1]) + (len(heights) - 1) * (self._TITLE + self._GAP)
            painter.drawLine(QPointF(x, 9), QPointF(x, last + 9))
        for step, height in zip(self._steps, heights, strict=True):
            painter.setFont(font(Size.BODY))
            painter.setPen(t.colour("secondary"))
            painter.drawText(QRectF(0, top, self._TIME, 18), int(Qt.AlignmentFlag.AlignVCenter), step.when)
            self._dot(painter, QPointF(x, top + 9), step.kind)
            room = self.width() - self._LEFT
            painter.setFont(font(Size.BODY, Weight.STRONG))
            painter.setPen(t.colour("text"))
            title = QFontMetricsF(painter.font()).elidedText(step.title, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(self._LEFT, top, room, self._TITLE), int(Qt.AlignmentFlag.AlignVCenter), title)
            painter.setFont(font(Size.LABEL))
            painter.setPen(t.colour("secondary"))
            painter.drawText(QRectF(self._LEFT, top + self._TITLE, room, height), int(Qt.TextFlag.TextWordWrap),
                             step.detail)
            top += self._TITLE + height + self._GAP
        painter.end()

    def _dot(self, painter: QPainter, at: QPointF, kind: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("surface"))
        painter.drawRect(QRectF(at.x() - 6, at.y() - 7, 12, 14))
        if kind == "late":
            draw_standing(painter, QRectF(at.x() - 6, at.y() - 6, 12, 12), Standing.AT_RISK)
            return
        if kind in ("draft", "waiting", "decide"):  # only on this machine
            pen = QPen(theme().colour("at_risk" if kind == "decide" else "focus"), 1.5)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # any other cap closes the gaps of so small a ring
            pen.setDashPattern([1.7, 1.3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, 4.5, 4.5)
            return
        painter.setBrush(theme().colour("chart_actual"))
        painter.drawEllipse(at, 4, 4)
