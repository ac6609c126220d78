"""Two days to choose: the period of receipt from one to the other, both included."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateEdit, QFrame, QGridLayout, QWidget

from ioc_console.text import tr
from ioc_console.theme import Size, Space
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.labels import label


class PeriodPopup(QFrame):
    """`chosen(first, last)` with ISO dates in their order; Enter takes them, Esc leaves."""

    chosen = Signal(str, str)

    def __init__(self, first: date, last: date, latest: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("panel", "strong")
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        self.first, self.last = _field(first, latest), _field(last, latest)
        for row, (words, edit) in enumerate(((tr("From day"), self.first), (tr("To day"), self.last))):
            grid.addWidget(label(words, Size.BODY, tone="secondary"), row, 0)
            grid.addWidget(edit, row, 1)
            edit.setAccessibleName(words)
            edit.installEventFilter(self)
        self.take_button = Button(tr("Use this period"), "primary", key="Enter")
        self.take_button.clicked.connect(self._take)
        grid.addWidget(self.take_button, 2, 0, 1, 2, Qt.AlignmentFlag.AlignRight)

    def open_under(self, anchor: QWidget) -> None:
        """Show it under a widget, within the screen."""
        self.adjustSize()
        screen = anchor.screen().availableGeometry()
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        self.move(max(screen.left(), min(corner.x(), screen.right() - self.width())), corner.y())
        self.show()
        self.first.setFocus()
        self.first.setSelectedSection(QDateEdit.Section.DaySection)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a field takes the period."""
        if (event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
                and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            self._take()
            return True
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        days = sorted(edit.date().toString(Qt.DateFormat.ISODate) for edit in (self.first, self.last))
        self.close()
        self.chosen.emit(days[0], days[1])


def _field(day: date, latest: date) -> QDateEdit:
    edit = QDateEdit(QDate(day.year, day.month, day.day))
    edit.setDisplayFormat("dd-MM-yyyy")
    edit.setDateRange(QDate(1990, 1, 1), QDate(latest.year, latest.month, latest.day))
    # Its buttons have no width by the style sheet. `NoButtons` would leave the day itself one pixel of room.
    edit.setFixedWidth(130)
    edit.lineEdit().setTextMargins(7, 0, 7, 0)
    return edit
