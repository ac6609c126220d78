"""A panel: surface, hairline border, corner 6, and a header with title, note and room for controls."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.theme import CORNER, Size, Space, Weight, font, theme
from ioc_console.widgets.buttons import IconLabel
from ioc_console.widgets.labels import ElidedLabel, label, set_tone


class Panel(QFrame):
    """Put content in `body` (a QVBoxLayout) and controls in `header` (a QHBoxLayout, from the right)."""

    def __init__(self, title: str = "", note: str = "", *, padding: int = Space.L, parent: QWidget | None = None,
                 title_size: int = Size.TITLE) -> None:
        super().__init__(parent)
        self._kind = "true"
        self.setProperty("panel", "true")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(padding, padding - 4, padding, padding - 4)
        outer.setSpacing(Space.S)
        self._head = QWidget(self)
        self.header = QHBoxLayout(self._head)
        self.header.setContentsMargins(0, 0, 0, 0)
        self.header.setSpacing(Space.S)
        self._title = label(title, title_size, Weight.STRONG)
        self._subtitle = ElidedLabel("", Size.LABEL, tone="secondary")
        self._age_icon = IconLabel("clock-alert", 14, "text")
        self._note = label(note, Size.LABEL, tone="secondary")
        self.header.addWidget(self._title)
        self.header.addWidget(self._subtitle, 1)
        self.header.addWidget(self._age_icon)
        self.header.addWidget(self._note)
        self._age_icon.hide()
        outer.addWidget(self._head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(Space.S)
        outer.addLayout(self.body, 1)
        self._head.setVisible(bool(title or note))
        self.setAccessibleName(title)

    def set_title(self, title: str, subtitle: str = "", *shorter: str) -> None:
        """Name the panel; the subtitle stands beside it and gives way first, to what is told as `shorter`."""
        self._title.setText(title)
        self._subtitle.set_words(subtitle, *shorter)
        self._head.setVisible(True)
        self.setAccessibleName(title)

    def set_note(self, note: str) -> None:
        """The quiet words at the right end of the header: of when, of how many."""
        self._note.setText(note)
        self._set_kind("true")
        self._age_icon.hide()
        if self._note.property("tone") != "secondary":
            set_tone(self._note, "secondary")
            self._note.setFont(font(Size.LABEL))  # after the tone: polishing gives the old font back
        self._head.setVisible(True)

    def set_stale(self, words: str) -> None:
        """Past its cadence: dashed border, clock, and since when in words ("Cũ từ 09:17")."""
        self._note.setText(words)
        set_tone(self._note, "text")
        self._note.setFont(font(Size.LABEL, Weight.STRONG))
        self._age_icon.show()
        self._head.setVisible(True)
        self._set_kind("dashed")

    def set_border(self, kind: str) -> None:
        """`true` (plain), `dashed` (stale, or only on this machine), `strong`, `alarm`, `selected`, `plate`."""
        self._set_kind(kind)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style draws the panel; the dashes are drawn here, longer than the style's, so that they read as such."""
        super().paintEvent(event)
        if self._kind != "dashed":
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme().colour("faint"), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.end()

    def _set_kind(self, kind: str) -> None:
        if kind != self._kind:
            self._kind = kind
            self.setProperty("panel", kind)
            self.style().unpolish(self)
            self.style().polish(self)
