"""The card of an indicator at risk, 400×220: always the same lines at the same places."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.screens.overview.card_words import RiskCard
from ioc_console.text import tr
from ioc_console.theme import CORNER, Size, Weight, theme
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.charts.bullet import draw_bullet
from ioc_console.widgets.charts.copying import show_copy_menu
from ioc_console.widgets.drawing import icon, line, parts, text_width
from ioc_console.widgets.kept_picture import KeptPicture
from ioc_console.widgets.standing_mark import draw_standing
from ioc_domain.codes import Standing

HEIGHT = 220
LEAST_WIDTH = 340
PAD = 16
REGULAR, STRONG = Weight.REGULAR, Weight.STRONG


class RiskCardView(QWidget):
    """Painted; only the button is a widget of its own. `opened` and `asked` carry nothing: the owner knows the card."""

    opened = Signal()
    asked = Signal()
    moved = Signal(int, int)  # columns, rows: an arrow key
    reached = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: RiskCard | None = None
        self._picture = KeptPicture(self, self._draw)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._ask = Button(tr("Request explanation"), key="G", parent=self)
        self._ask.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ask.clicked.connect(self.asked)
        self._ask.hide()

    @property
    def subject(self) -> str:
        """Which indicator it shows, "" before the first."""
        return "" if self._card is None else self._card.subject

    def show_card(self, card: RiskCard) -> None:
        """Show a card."""
        if card == self._card:
            return
        self._card = card
        self.setAccessibleName(card.name)
        self.setAccessibleDescription(card.spoken())
        self._ask.setVisible(card.may_ask)
        self._place_button()
        self._picture.forget()

    def sizeHint(self) -> QSize:
        """400×220."""
        return QSize(400, HEIGHT)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """It is the chosen card now."""
        super().focusInEvent(event)
        self.reached.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens."""
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, arrows move to the neighbour."""
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key in steps:
            self.moved.emit(*steps[key])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy figure, table, picture."""
        if self._card is None:
            return
        c = self._card
        table = [[c.name, c.place], [c.period, f"{c.figure} {c.unit}".strip()], [c.deviation, c.plans],
                 ["".join(c.forecast), ""]]
        show_copy_menu(self, event.pos(), f"{c.name}: {c.figure} {c.unit} ({c.period})", table)

    def changeEvent(self, event: QEvent) -> None:
        """Live language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._ask.setText(tr("Request explanation"))
        super().changeEvent(event)

    def resizeEvent(self, event: QEvent) -> None:
        """The button keeps its corner."""
        self._place_button()

    def _place_button(self) -> None:
        size = self._ask.sizeHint()
        left, top = self.width() - PAD - size.width(), HEIGHT - 11 - size.height()
        self._ask.setGeometry(left, top, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture of the card."""
        self._picture.paint()

    def _draw(self, painter: QPainter) -> None:
        """Frame, then line by line from the top."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame(painter)
        if self._card is not None:
            self._lines(painter, self._card)

    def _frame(self, painter: QPainter) -> None:
        colours, stale = theme(), self._card is not None and self._card.stale
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(colours.colour("surface"))
        if self.hasFocus():
            painter.setPen(QPen(colours.colour("focus"), 2))
            frame.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            style = Qt.PenStyle.DashLine if stale else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colours.colour("faint" if stale else "line"), 1, style))
        painter.drawRoundedRect(frame, CORNER, CORNER)

    def _lines(self, painter: QPainter, card: RiskCard) -> None:
        width = self.width() - 2 * PAD
        self._head(painter, card, width)
        self._figure(painter, card, width)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        draw_bullet(painter, QRectF(PAD, 105, width, 20), card.bullet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        word, strong, interval = card.forecast
        right = text_width(card.plans)
        line(painter, QRectF(PAD + width - right, 130, right, 18), card.plans, token="secondary", right=True)
        parts(painter, QRectF(PAD, 130, width - right - 12, 18),
              ((word, REGULAR, "secondary"), (strong, STRONG, "secondary" if card.stale else "text"),
               (interval, REGULAR, "secondary")))
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(PAD, 156, PAD + width, 156)
        icon(painter, PAD, 166, card.promise_icon)
        before, promised, after = card.promise
        parts(painter, QRectF(PAD + 22, 164, width - 22, 18),
              ((before, REGULAR, "secondary"), (promised, Weight.MEDIUM, "text"), (after, REGULAR, "secondary")))
        icon(painter, PAD, 190, card.request_icon, "text" if card.request_strong else "secondary")
        room = width - 22 - (self._ask.sizeHint().width() + 12 if card.may_ask else 0)
        line(painter, QRectF(PAD + 22, 188, room, 18), card.request,
             weight=STRONG if card.request_strong else REGULAR, token="text" if card.request_strong else "secondary")

    def _head(self, painter: QPainter, card: RiskCard, width: float) -> None:
        draw_standing(painter, QRectF(PAD, 15, 14, 14), Standing.AT_RISK, stale=card.stale)
        weight = STRONG if card.stale else REGULAR
        since = text_width(card.since, weight=weight)
        line(painter, QRectF(PAD + width - since, 13, since, 18), card.since, weight=weight,
             token="text" if card.stale else "secondary", right=True)
        if card.stale:
            icon(painter, PAD + width - since - 19, 15, "clock-alert", "text")
            since += 19
        line(painter, QRectF(PAD + 22, 12, width - 22 - since - 12, 20), card.name, Size.TITLE, STRONG)
        line(painter, QRectF(PAD + 22, 33, width - 22, 17), card.place, token="secondary")

    def _figure(self, painter: QPainter, card: RiskCard, width: float) -> None:
        colour = "secondary" if card.stale else "at_risk"
        against = tr("vs plan")
        used = text_width(against)
        line(painter, QRectF(PAD + width - used, 72, used, 20), against, token="secondary", right=True)
        room = text_width(card.deviation, Size.TITLE, STRONG)
        line(painter, QRectF(PAD + width - used - 7 - room, 70, room, 22), card.deviation, Size.TITLE, STRONG, colour,
             right=True)
        left = width - used - room - 20
        figure = line(painter, QRectF(PAD, 66, left, 26), card.figure, Size.HEADING, STRONG,
                      "secondary" if card.stale else "text")
        unit = line(painter, QRectF(PAD + figure + 6, 72, left - figure - 6, 20), card.unit, token="secondary")
        line(painter, QRectF(PAD + figure + unit + 16, 72, left - figure - unit - 16, 20), card.period,
             token="secondary")
