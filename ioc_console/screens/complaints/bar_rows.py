"""Horizontal bars in rows: fields in two blocks of nine, statuses in one. This period over the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.charts.copying import show_copy_menu
from ioc_console.widgets.kept_picture import KeptPicture
from ioc_console.widgets.labels import as_plain
from ioc_console.widgets.standing_mark import draw_standing
from ioc_domain.codes import Standing

ROW = 24
_GAP = 20


@dataclass(frozen=True)
class BarRow:
    """One row. `late` is written at the end, with a mark where `standing` is set; `told` says all of it."""

    key: int
    name: str
    value: int
    text: str
    before: int | None = None
    late: str = ""
    standing: Standing | None = None
    told: str = ""
    chosen: bool = False


class BarRows(QWidget):
    """`picked` carries the key of a row: click, or arrows and Enter."""

    picked = Signal(int)

    def __init__(self, blocks: int = 1, name_width: int = 130, name_size: int = Size.BODY,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name_size = name_size
        self._blocks, self._name_width = blocks, name_width
        self._rows: tuple[BarRow, ...] = ()
        self._reached = -1
        self._picture = KeptPicture(self, self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_rows(self, name: str, rows: Sequence[BarRow], blocks: int | None = None) -> None:
        """Show these rows, filling the first block first."""
        if (name, tuple(rows), blocks or self._blocks) == (self.accessibleName(), self._rows, self._blocks):
            return
        self._rows = tuple(rows)
        self._blocks = blocks or self._blocks
        self._reached = min(self._reached, len(self._rows) - 1)
        self.setAccessibleName(name)
        self.setAccessibleDescription("\n".join(r.told for r in rows))
        self.updateGeometry()
        self._picture.forget()

    @property
    def rows(self) -> tuple[BarRow, ...]:
        """What is shown."""
        return self._rows

    def _per_block(self) -> int:
        return max(1, -(-len(self._rows) // self._blocks))

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(240 * self._blocks, self._per_block() * ROW)

    def minimumSizeHint(self) -> QSize:
        """All rows, somewhat closer."""
        return QSize(200 * self._blocks, self._per_block() * 17)

    def _row_height(self) -> float:
        return min(28.0, self.height() / self._per_block())

    def _box(self, index: int) -> QRectF:
        width = (self.width() - _GAP * (self._blocks - 1)) / self._blocks
        block, row = divmod(index, self._per_block())
        return QRectF(block * (width + _GAP), row * self._row_height(), width, self._row_height())

    def _at(self, x: float, y: float) -> int:
        return next((k for k in range(len(self._rows)) if self._box(k).contains(x, y)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Filter by the row under the pointer."""
        index = self._at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._reached = index
            self._picture.forget()
            self.picked.emit(self._rows[index].key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keys sees where they are."""
        super().focusInEvent(event)
        if self._reached < 0 and self._rows:
            self._reached = 0
            self._picture.forget()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be picked."""
        over = self._at(event.position().x(), event.position().y()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows reach rows, Enter filters."""
        per = self._per_block()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -per, Qt.Key.Key_Right: per}.get(
            Qt.Key(event.key())
        )
        if step is not None and self._rows:
            self._reached = min(len(self._rows) - 1, max(0, self._reached + step)) if self._reached >= 0 else 0
            self.setAccessibleDescription(self._rows[self._reached].told)
            self._picture.forget()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._reached < len(self._rows):
            self.picked.emit(self._rows[self._reached].key)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The tool tip tells the row under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._at(event.pos().x(), event.pos().y())
            if index >= 0:
                QToolTip.showText(event.globalPos(), as_plain(self._rows[index].told), self)
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy figure, table, picture."""
        index = self._at(event.pos().x(), event.pos().y())
        figure = f"{self._rows[index].name}: {self._rows[index].text}" if index >= 0 else ""
        show_copy_menu(self, QPoint(event.pos()), figure, [[r.name, r.text, r.late] for r in self._rows])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the picture there."""
        self._picture.paint()

    def _draw(self, painter: QPainter) -> None:
        """Name, bar over the bar before, figure, overdue."""
        most = max((max(r.value, r.before or 0) for r in self._rows), default=0)
        figures = QFontMetricsF(font(self._name_size, Weight.STRONG))
        text_width = max((figures.horizontalAdvance(r.text) for r in self._rows), default=0.0) + 4
        has_late = any(r.late for r in self._rows)
        late_width = max((figures.horizontalAdvance(r.late) for r in self._rows), default=0.0) + 18 if has_late else 0.0
        for index, row in enumerate(self._rows):
            self._paint_row(painter, self._box(index), row, most, text_width, late_width, index == self._reached)

    def _paint_row(self, painter: QPainter, box: QRectF, row: BarRow, most: int, text_width: float,
                   late_width: float, reached: bool) -> None:
        t = theme()
        if row.chosen:
            painter.fillRect(box.adjusted(-4, 1, 4, -1), t.colour("selection"))
        if reached and self.hasFocus():
            painter.setPen(QPen(t.colour("focus"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 1.5, -0.5, -1.5))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        name_width = min(float(self._name_width), box.width() * 0.62)
        painter.setFont(font(self._name_size, Weight.STRONG if row.chosen else Weight.REGULAR))
        painter.setPen(t.colour("text"))
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(name_width))
        painter.drawText(QRectF(box.left(), box.top(), name_width, box.height()), middle, name)
        left = box.left() + name_width + 8
        room = box.width() - name_width - 8 - text_width - late_width - 4
        if most > 0 and room > 4:
            y = box.center().y()
            if row.before:
                painter.fillRect(QRectF(round(left), round(y - 6), max(1, round(room * row.before / most)), 5),
                                 t.colour("chart_same_period"))
            if row.value:
                top, high = (round(y - 3), 9) if row.before is not None else (round(y - 5), 10)
                painter.fillRect(QRectF(round(left), top, max(1, round(room * row.value / most)), high),
                                 t.colour("chart_actual"))
        painter.setFont(font(self._name_size, Weight.MEDIUM))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        text_right = box.right() - late_width
        painter.drawText(QRectF(text_right - text_width, box.top(), text_width, box.height()), right, row.text)
        if late_width:
            if row.standing is not None:
                draw_standing(painter, QRectF(text_right + 5, box.center().y() - 5, 10, 10), row.standing)
            painter.setFont(font(self._name_size, Weight.STRONG if row.standing is not None else Weight.REGULAR))
            painter.setPen(t.colour("text" if row.standing is not None else "secondary"))
            painter.drawText(QRectF(text_right, box.top(), late_width, box.height()), right, row.late)
