"""Where a picture is shown large: it fits, the wheel comes closer at the pointer, a drag moves it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ioc_console.theme import theme

STEP = 1.25
MOST_ENLARGED = 8.0
_SMALL_ENLARGED = 2.0
"""A small picture is made no more than twice as large by itself: it would only look coarse."""


class Stage(QWidget):
    """`zoomed` when the scale is another one."""

    zoomed = Signal()
    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = QImage()
        self._scale = 0.0
        self._middle = QPointF()
        self._held: QPointF | None = None
        self._dragged = False
        self.setMinimumSize(QSize(160, 120))

    def show_image(self, image: QImage, *, same: bool = False) -> None:
        """Show a picture whole; `same`: another moment of the same, as near as it was."""
        keep = same and image.size() == self.image.size()
        self.image = image
        if not keep:
            self.fit()
        self.update()

    @property
    def fitting(self) -> float:
        """The scale at which all of it is seen."""
        if self.image.isNull():
            return 1.0
        wide, high = self.width() / self.image.width(), self.height() / self.image.height()
        return max(1e-6, min(wide, high, _SMALL_ENLARGED))

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the picture."""
        return self._scale or self.fitting

    @property
    def near(self) -> bool:
        """Whether not all of it is seen."""
        return self._scale > 0.0

    def fit(self) -> None:
        """All of it."""
        self._scale, self._middle = 0.0, QPointF(self.image.width() / 2, self.image.height() / 2)
        self._changed()

    def zoom(self, steps: int, at: QPointF | None = None) -> None:
        """Nearer or farther, so that what lies at a place of the widget stays there."""
        if self.image.isNull():
            return
        place = at if at is not None else QRectF(self.rect()).center()
        fixed = self.to_image(place)
        wanted = self.scale * STEP**steps
        if wanted <= self.fitting * 1.001:
            self.fit()
            return
        self._scale = min(wanted, max(MOST_ENLARGED, self.fitting))
        self._middle = fixed - (place - QRectF(self.rect()).center()) / self._scale
        self._changed()

    def pan(self, by: QPointF) -> None:
        """Move what is seen by so many pixels of the screen."""
        if self.near:
            self._middle -= by / self.scale
            self._changed()

    def to_image(self, place: QPointF) -> QPointF:
        """The point of the picture at a place of the widget."""
        return self._middle + (place - QRectF(self.rect()).center()) / self.scale

    def _changed(self) -> None:
        """No farther than the edges."""
        half_wide, half_high = self.width() / 2 / self.scale, self.height() / 2 / self.scale
        self._middle = QPointF(
            _between(self._middle.x(), half_wide, self.image.width()),
            _between(self._middle.y(), half_high, self.image.height()),
        )
        self.setCursor(Qt.CursorShape.OpenHandCursor if self.near else Qt.CursorShape.ArrowCursor)
        self.zoomed.emit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other room."""
        super().resizeEvent(event)
        if self._scale and self._scale <= self.fitting:
            self._scale = 0.0
        self._changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer, farther."""
        turned = event.angleDelta().y()
        if turned:
            self.zoom(1 if turned > 0 else -1, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it along."""
        if self._held is not None:
            self._dragged |= (event.position() - self._held).manhattanLength() > 3
            self.pan(event.position() - self._held)
            self._held = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held is not None and not self._dragged:
            self.clicked.emit()
        self._held = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("canvas"))
        if not self.image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale < 3)
            corner = QRectF(self.rect()).center() - self._middle * self.scale
            size = self.image.size().toSizeF() * self.scale
            painter.drawImage(QRectF(corner, size), self.image)
        painter.end()


def _between(middle: float, half: float, whole: int) -> float:
    return whole / 2 if half * 2 >= whole else max(half, min(whole - half, middle))
