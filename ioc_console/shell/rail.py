"""The left rail: the product's name, the screens in groups, keys and folding at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ioc_console.screens import Screen
from ioc_console.text import tr
from ioc_console.theme import CORNER, Size, Weight, font, theme
from ioc_console.widgets.labels import as_plain

WIDE = 208
NARROW = 56
ENTRY_HEIGHT = 36


class RailEntry(QAbstractButton):
    """One line of the rail: icon, words, badge or key; the current one is raised with a blue bar."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name = icon
        self._badge = ""
        self._key = ""
        self._narrow = False
        self.setFixedHeight(ENTRY_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_words(self, words: str, key: str = "") -> None:
        """Name the entry; a key stands at its right end."""
        self.setText(words)
        self._key = key
        self._tell()

    def set_badge(self, badge: str) -> None:
        """A count beside the words, "" for none."""
        self._badge = badge
        self._tell()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Icon alone, with the words as a tooltip."""
        self._narrow = narrow
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the rail."""
        return QSize(NARROW if self._narrow else WIDE, ENTRY_HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Lit under the pointer."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """And dark again."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, on = theme(), self.isChecked()
        box = QRectF(8, 0, self.width() - 17, self.height())
        if on or self.underMouse():
            fill = t.colour("raised" if t.light == "dark" else "canvas")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(box, CORNER, CORNER)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.colour("focus"))
            painter.drawRoundedRect(QRectF(8, 8, 3, self.height() - 16), 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(QPen(t.colour("focus"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), CORNER, CORNER)
        token, ratio = ("text" if on else "secondary"), self.devicePixelRatioF()
        left = 19 if self._narrow else 21
        painter.drawPixmap(left, 9, t.pixmap(self.icon_name, token, 18, ratio))
        if self._narrow:
            if self._badge:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(t.colour("text"))
                painter.drawEllipse(QRectF(36, 6, 6, 6))
            painter.end()
            return
        painter.setPen(t.colour(token))
        painter.setFont(font(Size.BODY, Weight.STRONG if on else Weight.REGULAR))
        room = self.rect().adjusted(52, 0, -20 - self._mark_width(), 0)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
        self._draw_mark(painter)
        painter.end()

    def _draw_mark(self, painter: QPainter) -> None:
        words = self._badge or self._key
        if not words:
            return
        painter.setFont(self._mark_font())
        width = self._mark_width()
        room = QRect(self.width() - 17 - width, 7, width, 22)
        painter.setPen(QPen(theme().colour("strong_line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setPen(theme().colour("text" if self._badge else "secondary"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), words)

    def _mark_font(self) -> QFont:
        return font(Size.LABEL, Weight.STRONG if self._badge else Weight.REGULAR)

    def _mark_width(self) -> int:
        words = self._badge or self._key
        if not words:
            return 0
        return max(18 if self._key else 24, QFontMetrics(self._mark_font()).horizontalAdvance(words) + 14)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self.text()} {self._badge}".strip())
        self.setToolTip(as_plain(self.accessibleName()) if self._narrow else "")


class _Brand(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(48)
        self.words = ""
        self.narrow = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = theme()
        left = 19 if self.narrow else 17
        painter.setPen(Qt.PenStyle.NoPen)
        for index, (height, token) in enumerate(((9, "faint"), (14, "secondary"), (18, "text"))):
            painter.setBrush(t.colour(token))
            painter.drawRoundedRect(QRectF(left + index * 7, 33 - height, 4, height), 1, 1)
        if not self.narrow:
            painter.setPen(t.colour("text"))
            painter.setFont(font(Size.TITLE, Weight.STRONG))
            words = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, self.width() - 62)
            painter.drawText(self.rect().adjusted(46, 0, -16, 0), int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.setPen(QPen(t.colour("line"), 1))
        painter.drawLine(0, 47, self.width(), 47)
        painter.end()


class Rail(QWidget):
    """`picked` carries a screen's id; `keys_asked` the cheat sheet; `folded` the new width's choice."""

    picked = Signal(str)
    keys_asked = Signal()
    folded = Signal(bool)

    def __init__(self, screens: Sequence[Screen], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._screens = tuple(screens)
        self._narrow = False
        self._product_name = ""
        self.entries: dict[str, RailEntry] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 8)
        column.setSpacing(0)
        self._brand = _Brand()
        column.addWidget(self._brand)
        column.addSpacing(8)
        group: int | None = None
        for screen in self._screens:
            if group is not None and screen.group != group:
                column.addWidget(_GroupRule())
            group = screen.group
            entry = RailEntry(screen.icon)
            entry.setCheckable(True)
            entry.clicked.connect(lambda _=False, name=screen.id: self.picked.emit(name))
            self.entries[screen.id] = entry
            column.addWidget(entry)
        column.addStretch(1)
        self.keys_entry = RailEntry("keyboard")
        self.keys_entry.clicked.connect(self.keys_asked)
        self.fold_entry = RailEntry("panel-left-close")
        self.fold_entry.clicked.connect(lambda: self.folded.emit(not self._narrow))
        column.addWidget(self.keys_entry)
        column.addWidget(self.fold_entry)
        self.set_narrow(False)
        self.retranslate()

    def set_product_name(self, words: str) -> None:
        """The name at the top; the site may set its own."""
        self._product_name = words
        self.retranslate()

    def set_current(self, screen_id: str) -> None:
        """Mark the screen that is shown."""
        for name, entry in self.entries.items():
            entry.setChecked(name == screen_id)

    def set_badge(self, screen_id: str, count: int, words: str = "") -> None:
        """Count beside an entry; `words` instead of the bare number ("3 chờ gửi")."""
        self.entries[screen_id].set_badge(words or (str(count) if count else ""))

    @property
    def narrow(self) -> bool:
        """True while only icons show."""
        return self._narrow

    def set_narrow(self, narrow: bool) -> None:
        """208 or 56 wide."""
        self._narrow = self._brand.narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        for entry in (*self.entries.values(), self.keys_entry, self.fold_entry):
            entry.set_narrow(narrow)
        self.fold_entry.icon_name = "panel-left-open" if narrow else "panel-left-close"
        self.retranslate()

    def retranslate(self) -> None:
        """Words in the language in use."""
        self._brand.words = self._product_name or tr("City operations")
        self._brand.update()
        for screen in self._screens:
            self.entries[screen.id].set_words(tr(screen.title))
        self.keys_entry.set_words(tr("Keys"), "?")
        self.fold_entry.set_words(tr("Unfold") if self._narrow else tr("Fold"))
        self.setAccessibleName(tr("Screens"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk the entries."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        entries = [*self.entries.values(), self.keys_entry, self.fold_entry]
        focused = next((i for i, e in enumerate(entries) if e.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        entries[(focused + step) % len(entries)].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface and the line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        painter.end()


class _GroupRule(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(17)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(16, 8, self.width() - 16, 8)
        painter.end()
