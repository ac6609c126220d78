"""The short list of unusual areas beside the map: stepped through by keyboard, opened by Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.labels import as_plain

WIDTH = 272
_HEAD, _ROW = 60, 44


@dataclass(frozen=True)
class UnusualRow:
    """One area: its name, the count of the window, the quiet line under it; `told` says all of it."""

    key: int
    name: str
    count: str
    quiet: str
    told: str


class UnusualList(QWidget):
    """`reached` carries the key of the row the person came to, `opened` of the one taken by Enter or double click."""

    reached = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[UnusualRow, ...] = ()
        self._title = self._quiet = ""
        self._at = -1
        self._first = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_rows(self, title: str, quiet: str, rows: Sequence[UnusualRow]) -> None:
        """Show these; the row reached stays where its area is still among them."""
        key = self.current
        self._title, self._quiet, self._rows = title, quiet, tuple(rows)
        self._at = next((k for k, r in enumerate(self._rows) if r.key == key), -1)
        self._first = min(self._first, max(0, len(self._rows) - 1))
        self.setAccessibleName(f"{title}. {quiet}")
        self._describe()

    @property
    def rows(self) -> tuple[UnusualRow, ...]:
        """What is shown."""
        return self._rows

    @property
    def current(self) -> int:
        """Key of the row reached, 0 for none."""
        return self._rows[self._at].key if 0 <= self._at < len(self._rows) else 0

    def sizeHint(self) -> QSize:
        """As tall as there is room."""
        return QSize(WIDTH, 200)

    def minimumSizeHint(self) -> QSize:
        """Head and one row."""
        return QSize(WIDTH, _HEAD + _ROW)

    def step(self, by: int) -> None:
        """Go up or down; from nowhere to the first row."""
        self._reach(self._at + by if self._at >= 0 else 0)

    def _reach(self, index: int) -> None:
        if not self._rows:
            return
        self._at = max(0, min(len(self._rows) - 1, index))
        shown = max(1, (self.height() - _HEAD) // _ROW)
        self._first = min(max(self._first, self._at - shown + 1), self._at)
        self._describe()
        self.reached.emit(self.current)

    def _describe(self) -> None:
        row = self._rows[self._at] if self.current else None
        self.setAccessibleDescription(f"{row.name}: {row.told}" if row else "\n".join(
            f"{r.name}: {r.told}" for r in self._rows[:10]))
        self.update()

    def _row_at(self, y: float) -> int:
        index = self._first + int((y - _HEAD) // _ROW)
        return index if y >= _HEAD and index < len(self._rows) else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down step, Home and End go to the ends, Enter filters by the area."""
        index = {Qt.Key.Key_Down: self._at + 1 if self._at >= 0 else 0, Qt.Key.Key_Up: max(0, self._at - 1),
                 Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._rows) - 1}.get(Qt.Key(event.key()))
        if index is not None and self._rows:
            self._reach(index)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Reach the row under the pointer."""
        index = self._row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._reach(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Filter by the area of the row."""
        if self._row_at(event.position().y()) >= 0 and self.current:
            self.opened.emit(self.current)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by rows."""
        shown = max(1, (self.height() - _HEAD) // _ROW)
        by = -1 if event.angleDelta().y() > 0 else 1
        self._first = max(0, min(self._first + by, len(self._rows) - shown))
        self.update()

    def event(self, event: QEvent) -> bool:
        """The tool tip tells all of a row."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._row_at(event.pos().y())
            if index >= 0:
                row = self._rows[index]
                QToolTip.showText(event.globalPos(), as_plain(f"{row.name}: {row.told}"), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head, then rows of two lines."""
        painter = QPainter(self)
        t, wide = theme(), self.width()
        inner = wide - 2 * Space.M
        painter.setPen(QPen(t.colour("line"), 1))
        painter.drawLine(0, 0, 0, self.height())
        painter.setFont(font(Size.BODY, Weight.STRONG))
        painter.setPen(t.colour("text"))
        painter.drawText(QRectF(Space.M, 4, inner, 18), int(Qt.AlignmentFlag.AlignVCenter), self._title)
        painter.setFont(font(Size.LABEL))
        painter.setPen(t.colour("secondary"))
        painter.drawText(QRectF(Space.M, 22, inner, _HEAD - 24), int(Qt.TextFlag.TextWordWrap), self._quiet)
        for k in range(self._first, len(self._rows)):
            top = _HEAD + (k - self._first) * _ROW
            if top >= self.height():
                break
            self._row(painter, self._rows[k], QRectF(1, top, wide - 1, _ROW), k == self._at)
        painter.end()

    def _row(self, painter: QPainter, row: UnusualRow, box: QRectF, reached: bool) -> None:
        t = theme()
        if reached:
            painter.fillRect(box, t.colour("selection"))
            if self.hasFocus():
                painter.setPen(QPen(t.colour("focus"), 1))
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(QPen(t.colour("line"), 1))
        painter.drawLine(box.topLeft(), box.topRight())
        inner = box.adjusted(Space.M - 1, 4, -Space.M, -4)
        painter.setFont(font(Size.TITLE, Weight.STRONG))
        number = QFontMetrics(painter.font()).horizontalAdvance(row.count)
        painter.setPen(t.colour("text"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), row.count)
        for text, size, token, side, room in (
            (row.name, Size.BODY, "text", Qt.AlignmentFlag.AlignTop, inner.width() - number - 8),
            (row.quiet, Size.LABEL, "secondary", Qt.AlignmentFlag.AlignBottom, inner.width()),
        ):
            painter.setFont(font(size))
            painter.setPen(t.colour(token))
            cut = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | side), cut)
