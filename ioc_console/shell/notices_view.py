"""What the notices bridge says, shown: banners under the top strip, short notices that fade at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ioc_console.notices import Level, Notice, Notices
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.buttons import Button, IconButton, IconLabel
from ioc_console.widgets.labels import label

_ICONS = {Level.INFO: "info", Level.WARNING: "triangle-alert", Level.ERROR: "circle-alert"}
_SHOWN_MS = {Level.INFO: 5_000, Level.WARNING: 9_000, Level.ERROR: 15_000}


class _Banner(QWidget):
    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self.setMinimumHeight(40)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.L, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(IconLabel(_ICONS[notice.level], 16, "text"))
        words = label(notice.text, Size.BODY, Weight.MEDIUM, wrap=True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(words, 1)
        _add_buttons(row, notice)
        self.setAccessibleName(notice.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("raised"))
        painter.fillRect(0, 0, 4, self.height(), theme().colour("text"))
        painter.setPen(QPen(theme().colour("strong_line"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


class Banners(QWidget):
    """All banners that are up, one under the other; nothing at all when there is none."""

    def __init__(self, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        notices.banners_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Build the banners anew."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for notice in self._notices.banners():
            self._column.addWidget(_Banner(notice))
        self.setVisible(bool(self._notices.banners()))


class Toast(QFrame):
    """The last short notice, above the bottom strip at the right; the next one replaces it."""

    def __init__(self, notices: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("panel", "strong")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        self._row.setSpacing(Space.S)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        notices.posted.connect(self.show_notice)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show one notice for as long as it takes to read it."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._row.addWidget(IconLabel(_ICONS[notice.level], 16, "text"), 0, Qt.AlignmentFlag.AlignTop)
        words = label(notice.text, Size.BODY, wrap=True)
        words.setFixedWidth(min(440, words.fontMetrics().horizontalAdvance(notice.text) + 4))
        words.setFixedHeight(max(16, words.heightForWidth(words.width())))
        self._row.addWidget(words, 1)
        _add_buttons(self._row, notice)
        close = IconButton("x", tr("Close"), 14)
        close.clicked.connect(self.hide)
        self._row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(notice.text)
        self.show()
        self._row.activate()
        self.place()
        self.raise_()
        self._timer.start(_SHOWN_MS[notice.level])

    def place(self) -> None:
        """Sit above the bottom strip at the right."""
        self.resize(self.sizeHint())
        room = self._window.rect()
        self.move(room.right() - self.width() - Space.L, room.bottom() - self.height() - 32 - Space.L)


def _add_buttons(row: QHBoxLayout, notice: Notice) -> None:
    if notice.act is not None:
        act = Button(notice.act.label)
        act.clicked.connect(notice.act.do)
        row.addWidget(act)
    if notice.detail:
        copy = Button(tr("Copy details"), "ghost", "copy")
        detail = notice.detail
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(detail))
        row.addWidget(copy)
