"""Buttons: outlined by default, one filled per pane, ghost and link for the quiet ones; icons follow the light."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.labels import as_plain
from ioc_domain.foreign_text import in_sight

ICON_GAP = 4
"""Room between a button's icon and its words, part of the icon: the style leaves too little."""


class Button(QPushButton):
    """A button. `role`: "" (outlined), primary (filled; one per pane), ghost, link. `key`: its shortcut, as a hint."""

    def __init__(
        self,
        text: str,
        role: str = "",
        icon: str = "",
        key: str = "",
        tall: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._key = key
        self.setText(text)
        self.setProperty("role", role)
        if tall:
            self.setProperty("tall", "true")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._side = 16 if tall else 14
        self.setIconSize(QSize(self._side + ICON_GAP, self._side))
        self._tint()

    def set_icon(self, name: str) -> None:
        """Show another icon of the line set, "" for none."""
        self._icon_name = name
        self._tint()

    def setText(self, text: str) -> None:
        """Words of the button, in sight; the key hint stands after them."""
        text = in_sight(text)
        self.setAccessibleName(text)
        plain = text.replace("&", "&&")
        super().setText(f"{plain}\N{EM SPACE}{self._key}" if self._key else plain)

    def minimumSizeHint(self) -> QSize:
        """A button is never squeezed under its words."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon anew when the light changes."""
        if event.type() == QEvent.Type.StyleChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        if not self._icon_name:
            return
        token = {"primary": "on_focus", "ghost": "secondary", "link": "focus"}.get(self.property("role"), "secondary")
        self.setIcon(theme().icon(self._icon_name, token, self._side, ICON_GAP))


class IconButton(QToolButton):
    """A square button with an icon of the line set and words for ears and tooltip."""

    def __init__(self, icon: str, words: str, size: int = 16, token: str = "secondary",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._token = token
        self.setIconSize(QSize(size, size))
        self.setFixedSize(size + 12, size + 12)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_words(words)
        self._tint()

    def set_words(self, words: str) -> None:
        """Say what it does."""
        self.setAccessibleName(words)
        self.setToolTip(as_plain(words))

    def set_icon(self, name: str, token: str = "") -> None:
        """Show another icon."""
        self._icon_name = name
        self._token = token or self._token
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Tint anew when the light changes."""
        if event.type() == QEvent.Type.StyleChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        self.setIcon(theme().icon(self._icon_name, self._token, self.iconSize().width()))


class IconLabel(QLabel):
    """An icon of the line set that follows the light."""

    def __init__(self, icon: str, size: int = 16, token: str = "secondary", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._size, self._token = icon, size, token
        self.setFixedSize(size, size)
        self._tint()

    def set_icon(self, name: str, token: str = "") -> None:
        """Show another icon, in another token's colour if given."""
        self._icon_name = name
        self._token = token or self._token
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Tint anew when the light changes."""
        if event.type() == QEvent.Type.StyleChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        self.setPixmap(theme().pixmap(self._icon_name, self._token, self._size, self.devicePixelRatioF()))


class KeyCap(QLabel):
    """A key in a small frame: Ctrl+K, ?, Esc."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(keys, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(Size.LABEL, Weight.REGULAR))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(20)
        self.setFixedWidth(max(18, self.fontMetrics().horizontalAdvance(keys) + 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("strong_line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme().colour("secondary"))
        painter.setFont(self.font())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()
