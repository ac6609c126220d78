"""Labels: always plain text, sized, weighted and toned by name; what hides in a text from outside is a mark."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ioc_console.theme import Size, Weight, font
from ioc_domain.foreign_text import in_sight


class PlainLabel(QLabel):
    """Shows text as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """What it says, in sight."""
        super().setText(in_sight(text))


def label(
    text: str = "",
    size: int = Size.BODY,
    weight: int = Weight.REGULAR,
    tone: str = "text",
    *,
    wrap: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    parent: QWidget | None = None,
) -> QLabel:
    """A plain-text label. `tone`: text, secondary, focus, or a standing's token."""
    made = PlainLabel(parent)
    made.setText(text)
    made.setFont(font(size, weight))
    made.setWordWrap(wrap)
    made.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
    made.setProperty("tone", tone)
    return made


def set_tone(target: QLabel, tone: str) -> None:
    """Give a label another tone, live."""
    if target.property("tone") != tone:
        target.setProperty("tone", tone)
        target.style().unpolish(target)
        target.style().polish(target)


class ElidedLabel(PlainLabel):
    """One line that gives way: said in fewer words, or cut with "…", where there is no room; the whole text is in the
    tooltip."""

    def __init__(
        self,
        text: str = "",
        size: int = Size.BODY,
        weight: int = Weight.REGULAR,
        tone: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shorter: tuple[str, ...] = ()
        self.setFont(font(size, weight))
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Say this, cut where there is no room."""
        self.set_words(text)

    def set_words(self, whole: str, *shorter: str) -> None:
        """Say the first of these that has room; the last of them is cut. "" among them says nothing instead."""
        super().setText(whole)
        self._shorter = tuple(in_sight(words) for words in shorter)
        self._tell_rest()
        self.update()

    @property
    def seen(self) -> str:
        """What stands there now."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        wordings = (self.text(), *self._shorter)
        fits = next((w for w in wordings if metrics.horizontalAdvance(w) <= room), None)
        return metrics.elidedText(wordings[-1], Qt.TextElideMode.ElideRight, room) if fits is None else fits

    def _tell_rest(self) -> None:
        """The tooltip, only where something is left out."""
        self.setToolTip(as_plain(self.text()) if self.seen != self.text() else "")

    def minimumSizeHint(self) -> QSize:
        """Narrow: the text gives way."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room: other words may fit."""
        super().resizeEvent(event)
        self._tell_rest()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the elided line."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), self.seen)
        painter.end()


def as_plain(text: str) -> str:
    """Text for a tooltip, where Qt would guess at markup: escaped, so that data stays text, and in sight."""
    from html import escape

    return f"<span>{escape(in_sight(text))}</span>"


def rule(vertical: bool = False) -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setProperty("rule", "vertical" if vertical else "horizontal")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
