"""Thumbnails of all photos and videos of a complaint: a click or Enter opens one; what has no room is counted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ioc_console.screens.complaints import media_words
from ioc_console.screens.complaints.media_shelf import MediaShelf
from ioc_console.screens.complaints.media_words import Fetch, Medium
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.labels import as_plain

_LEAST_WIDTH = 92
_TALL, _LOW, _WORDS = 130, 88, 18
"""Heights of a tile of one or two, of one of many, and of the time under it."""


class MediaRow(QWidget):
    """`opened` with the number of a medium. The arrows choose one."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.media: tuple[Medium, ...] = ()
        self.chosen = 0
        self._shelf: MediaShelf | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def follow(self, shelf: MediaShelf) -> None:
        """Where the files come from."""
        self._shelf = shelf
        shelf.changed.connect(self._reword)

    def show_media(self, media: Sequence[Medium]) -> None:
        """Show these."""
        same = [m.sha256 for m in media] == [m.sha256 for m in self.media]
        self.media = tuple(media)
        self.chosen = self.chosen if same else 0
        self.setVisible(bool(media))
        self._measure()
        self._reword()

    @property
    def fitting(self) -> int:
        """How many have room; on the last of them the rest is counted."""
        columns = max(2, (self.width() + Space.S) // (_LEAST_WIDTH + Space.S))
        return min(len(self.media), columns)

    @property
    def hidden_count(self) -> int:
        """How many have no room."""
        return len(self.media) - self.fitting

    def tile(self, number: int) -> QRectF:
        """Where one of those that have room lies, without the words under it."""
        count = max(2, self.fitting)
        width = (self.width() - Space.S * (count - 1)) / count
        return QRectF(number * (width + Space.S), 0, width, self.height() - _WORDS - 2)

    def state(self, medium: Medium) -> Fetch:
        """Where its file is."""
        if self._shelf is None:
            return Fetch.HERE if medium.file is not None else Fetch.AT_CENTRE
        return self._shelf.state(medium)

    def told(self, number: int) -> str:
        """One of them in words, with what has no room after the last."""
        medium = self.media[number]
        parts = [media_words.named(medium), media_words.short(self.state(medium))]
        more = self.hidden_count if number == self.fitting - 1 else 0
        return " · ".join([*(p for p in parts if p), *([tr("{n} more", n=more)] if more else [])])

    def _reword(self) -> None:
        self.setAccessibleName(", ".join(self.told(k) for k in range(self.fitting)))
        self.update()

    def _measure(self) -> None:
        low = len(self.media) > 2
        self.setFixedHeight(((_LOW if low else _TALL) + _WORDS + 2) if self.media else 0)

    # --- gestures -----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer have room."""
        super().resizeEvent(event)
        self.chosen = max(0, min(self.chosen, self.fitting - 1))
        self._reword()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what lies there."""
        number = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.chosen = number
            self.opened.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, right; Enter or Space opens."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.chosen = max(0, min(self.fitting - 1, self.chosen + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.media:
            self.opened.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The tool tip tells the one under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(QPointF(event.pos()))
            if number >= 0:
                QToolTip.showText(event.globalPos(), as_plain(self.told(number)), self)
            return True
        return super().event(event)

    def _at(self, place: QPointF) -> int:
        for k in range(self.fitting):
            if self.tile(k).adjusted(0, 0, 0, _WORDS + 2).contains(place):
                return k
        return -1

    # --- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pictures cut to their frame, with the time under each."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for k in range(self.fitting):
            self._tile(painter, k)
        painter.end()

    def _tile(self, painter: QPainter, number: int) -> None:
        medium, box = self.media[number], self.tile(number)
        image = None if self._shelf is None else self._shelf.thumb(medium)
        counts = number == self.fitting - 1 and self.hidden_count > 0
        if image is None:
            self._empty(painter, medium, box, bare=counts)
        else:
            painter.drawImage(box, image, _cut(image, box))
        if counts:
            veil = theme().colour("canvas")
            veil.setAlpha(190)
            painter.fillRect(box, veil)
            painter.setPen(theme().colour("text"))
            painter.setFont(font(Size.TITLE, Weight.STRONG))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), f"+{self.hidden_count}")
        elif medium.by_unit:
            self._tag(painter, box)
        if self.hasFocus() and number == self.chosen:
            painter.setPen(QPen(theme().colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.setPen(theme().colour("secondary"))
        painter.setFont(font(Size.LABEL))
        cut = QFontMetricsF(painter.font()).elidedText(medium.when, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(QRectF(box.left(), box.bottom() + 2, box.width(), _WORDS),
                         int(Qt.AlignmentFlag.AlignVCenter), cut)

    def _tag(self, painter: QPainter, box: QRectF) -> None:
        """It shows what was done."""
        painter.setFont(font(Size.LABEL, Weight.MEDIUM))
        said = tr("result")
        width = QFontMetricsF(painter.font()).horizontalAdvance(said) + 2 * Space.XS
        tag = QRectF(box.left(), box.top(), min(width, box.width()), 18)
        painter.fillRect(tag, theme().colour("surface"))
        painter.setPen(theme().colour("text"))
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), said)

    def _empty(self, painter: QPainter, medium: Medium, box: QRectF, *, bare: bool) -> None:
        """What has no picture: its kind as an icon, and in words where it is. `bare`: something else is said there."""
        said = media_words.short(self.state(medium)) or (tr("Video") if medium.video else "")
        here = self.state(medium) is Fetch.HERE
        painter.fillRect(box, theme().colour("canvas"))
        painter.setPen(QPen(theme().colour("strong_line"), 1, Qt.PenStyle.SolidLine if here else Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        if bare:
            return
        painter.setFont(font(Size.LABEL))
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        room = QRectF(box.left() + Space.S, 0, box.width() - 2 * Space.S, box.height())
        height = QFontMetricsF(painter.font()).boundingRect(room, flags, said).height() if said else 0.0
        icon = 20
        top = box.top() + max(2.0, (box.height() - icon - Space.XS - height) / 2)
        name = ("play" if here else "video") if medium.video else "image"
        pixmap = theme().pixmap(name, "text" if here else "secondary", icon, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(box.center().x() - icon / 2, top), pixmap)
        painter.setPen(theme().colour("secondary"))
        words = QRectF(room.left(), top + icon + Space.XS, room.width(), box.bottom() - top - icon - Space.XS)
        painter.drawText(words, flags, said)

    def minimumSizeHint(self) -> QSize:
        """Two narrow tiles."""
        return QSize(2 * 60 + Space.S, self.height())


def _cut(image: QImage, box: QRectF) -> QRectF:
    """The middle of a picture, in the shape of a tile."""
    share = max(box.width() / image.width(), box.height() / image.height())
    width, height = box.width() / share, box.height() / share
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
