"""Under a video: play and stand, where it is, sound."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ioc_console.screens.complaints import media_words
from ioc_console.screens.complaints.clip import Clip
from ioc_console.text import tr
from ioc_console.theme import Size, Space, theme
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.labels import label

_LEAP = 5_000
"""Milliseconds of one press of an arrow on the bar."""


class SeekBar(QWidget):
    """How far a video is; a click or the arrows go elsewhere. `sought` in milliseconds."""

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.position = self.length = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(20)

    def sizeHint(self) -> QSize:
        """Wide as may be."""
        return QSize(200, 20)

    def show_position(self, position: int, length: int) -> None:
        """Milliseconds."""
        self.position, self.length = position, length
        self.setAccessibleName(f"{media_words.clock(position)} / {media_words.clock(length)}")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        self.sought.emit(round(self.length * max(0.0, min(1.0, event.position().x() / max(1, self.width())))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Five seconds back or on."""
        by = {Qt.Key.Key_Left: -_LEAP, Qt.Key.Key_Right: _LEAP}.get(Qt.Key(event.key()), 0)
        if by:
            self.sought.emit(max(0, min(self.length, self.position + by)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What was seen, and what comes."""
        painter = QPainter(self)
        t = theme()
        line = QRectF(0, self.height() / 2 - 2, self.width(), 4)
        painter.fillRect(line, t.colour("strong_line"))
        share = self.position / self.length if self.length else 0.0
        painter.fillRect(QRectF(0, line.top(), line.width() * share, 4), t.colour("focus"))
        painter.fillRect(QRectF(max(0.0, line.width() * share - 2), 3, 4, self.height() - 6), t.colour("text"))
        if self.hasFocus():
            painter.setPen(t.colour("focus"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class ClipFoot(QWidget):
    """The controls of one clip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip: Clip | None = None
        self._loud = False
        line = QHBoxLayout(self)
        line.setContentsMargins(Space.M, Space.XS, Space.M, Space.XS)
        line.setSpacing(Space.M)
        self.play_button = IconButton("play", "")
        self.bar = SeekBar()
        self.time = label("", Size.LABEL, tone="secondary")
        self.sound_button = Button("", "ghost")
        line.addWidget(self.play_button)
        line.addWidget(self.bar, 1)
        line.addWidget(self.time)
        line.addWidget(self.sound_button)
        self.play_button.clicked.connect(self.toggle)
        self.bar.sought.connect(self._seek)
        self.sound_button.clicked.connect(self._turn_sound)

    def follow(self, clip: Clip | None) -> None:
        """Control this one; None: none."""
        self._clip, self._loud = clip, False
        self.bar.show_position(0, 0)
        self.sound_button.hide()
        if clip is not None:
            clip.moved.connect(self._moved)
            clip.turned.connect(self._turned)
        self.reword()

    def toggle(self) -> None:
        """Play or stand."""
        if self._clip is not None:
            self._clip.toggle()

    def reword(self) -> None:
        """In the language in use."""
        playing = self._clip is not None and self._clip.playing
        self.play_button.set_icon("pause" if playing else "play")
        self.play_button.set_words(tr("Stop the video (Space)") if playing else tr("Play the video (Space)"))
        self.sound_button.setText(tr("Sound off") if self._loud else tr("Sound on"))
        self.time.setText(f"{media_words.clock(self.bar.position)} / {media_words.clock(self.bar.length)}")

    def _seek(self, milliseconds: int) -> None:
        if self._clip is not None:
            self._clip.seek(milliseconds)

    def _moved(self, position: int, length: int) -> None:
        self.bar.show_position(position, length)
        self.time.setText(f"{media_words.clock(position)} / {media_words.clock(length)}")

    def _turned(self, _: bool) -> None:
        if self._clip is not None and self._clip.playing:
            self.sound_button.setVisible(self._clip.audible)
        self.reword()

    def _turn_sound(self) -> None:
        if self._clip is not None:
            self._loud = not self._loud
            self._clip.set_loud(self._loud)
            self.reword()
