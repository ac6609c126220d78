"""A period as columns, one for each step, with a window over some of them that a person drags."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ioc_console.theme import Size, font, theme
from ioc_console.widgets.labels import as_plain

_AXIS, _TOP = 16, 4
_LEAP = 10
"""Steps of Page Up and Page Down, in parts of the whole."""


class TimeStrip(QWidget):
    """`moved` carries (first step, number of steps) of the window a person chose.

    A click takes one step, a drag as many as it covers, a drag that begins inside a window of several moves it.
    Arrows move the window, with Shift they widen and narrow it; Home and End go to the ends.
    """

    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[int, ...] = ()
        self._ticks: tuple[tuple[int, str], ...] = ()
        self._told: Callable[[int], str] = str
        self._start, self._steps = 0, 1
        self._grabbed: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(44)

    def show_steps(self, counts: Sequence[int], ticks: Sequence[tuple[int, str]], told: Callable[[int], str]) -> None:
        """Columns of these heights; `ticks`: step and its label; `told` says one step in words."""
        self._counts, self._ticks, self._told = tuple(counts), tuple(ticks), told
        self.set_window(self._start, self._steps)

    def set_window(self, start: int, steps: int) -> None:
        """Put the window there without telling anyone."""
        n = max(1, len(self._counts))
        self._steps = max(1, min(steps, n))
        self._start = max(0, min(start, n - self._steps))
        self.setAccessibleDescription(self._told(self._start) if self._counts else "")
        self.update()

    @property
    def chosen(self) -> tuple[int, int]:
        """First step and number of steps."""
        return self._start, self._steps

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(320, self.height())

    def minimumSizeHint(self) -> QSize:
        """The least that can be dragged on."""
        return QSize(120, self.height())

    def step_at(self, x: float) -> int:
        """The step under a pixel."""
        n = max(1, len(self._counts))
        return max(0, min(n - 1, int(x / max(1, self.width()) * n)))

    def _choose(self, start: int, steps: int) -> None:
        before = self.chosen
        self.set_window(start, steps)
        if self.chosen != before:
            self.moved.emit(*self.chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a window, or take hold of the one that is there."""
        if event.button() != Qt.MouseButton.LeftButton or not self._counts:
            return
        at = self.step_at(event.position().x())
        inside = self._steps > 1 and self._start <= at < self._start + self._steps
        self._grabbed = (at, self._start if inside else -1)
        if not inside:
            self._choose(at, 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the window, or stretch it from where the drag began."""
        if self._grabbed is None:
            return
        at = self.step_at(event.position().x())
        begun, start = self._grabbed
        if start >= 0:
            self._choose(start + at - begun, self._steps)
        else:
            self._choose(min(begun, at), abs(at - begun) + 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End, Page Up and Down."""
        n, start, steps = len(self._counts), self._start, self._steps
        leap = max(1, n // _LEAP)
        wider = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        moves = {
            Qt.Key.Key_Left: (start, steps - 1) if wider else (start - 1, steps),
            Qt.Key.Key_Right: (start, steps + 1) if wider else (start + 1, steps),
            Qt.Key.Key_PageUp: (start - leap, steps),
            Qt.Key.Key_PageDown: (start + leap, steps),
            Qt.Key.Key_Home: (0, steps),
            Qt.Key.Key_End: (n - steps, steps),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or not n:
            super().keyPressEvent(event)
            return
        self._choose(*move)

    def event(self, event: QEvent) -> bool:
        """The tool tip tells the step under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._counts:
            QToolTip.showText(event.globalPos(), as_plain(self._told(self.step_at(event.pos().x()))), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Columns, those of the window bright, its frame, and labels under them."""
        painter = QPainter(self)
        t, n = theme(), len(self._counts)
        ground = self.height() - _AXIS
        painter.setPen(QPen(t.colour("line"), 1))
        painter.drawLine(0, ground, self.width(), ground)
        if n:
            pitch = self.width() / n
            stop = self._start + self._steps
            box = QRectF(self._start * pitch, 0, max(3.0, self._steps * pitch), ground)
            painter.fillRect(box, t.colour("selection"))
            most = max(1, *self._counts)
            for k, count in enumerate(self._counts):
                tall = (ground - _TOP) * count / most
                tall = max(1.0, tall) if count else 0.0
                wide = max(1.0, pitch - (1 if pitch >= 3 else 0))
                token = "chart_actual" if self._start <= k < stop else "chart_same_period"
                painter.fillRect(QRectF(k * pitch, ground - tall, wide, tall), t.colour(token))
            painter.setPen(QPen(t.colour("focus"), 2 if self.hasFocus() else 1))
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            self._labels(painter, pitch, ground)
        painter.end()

    def _labels(self, painter: QPainter, pitch: float, ground: int) -> None:
        """As many labels as have room, from the left."""
        painter.setFont(font(Size.LABEL))
        painter.setPen(theme().colour("secondary"))
        metrics = QFontMetricsF(painter.font())
        free = 0.0
        for step, text in self._ticks:
            wide = metrics.horizontalAdvance(text)
            left = min(step * pitch, self.width() - wide)
            if left < free:
                continue
            free = left + wide + 12
            painter.drawText(QRectF(left, ground + 1, wide + 2, _AXIS - 1), int(Qt.AlignmentFlag.AlignVCenter), text)
