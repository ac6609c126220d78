"""The top strip: where I am, the area and period that hold for all screens, search everything, person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ioc_console.text import tr
from ioc_console.theme import CORNER, Size, Space, Weight, font, theme
from ioc_console.widgets.buttons import IconButton
from ioc_console.widgets.filter_combo import FilterCombo
from ioc_domain.foreign_text import in_sight

HEIGHT = 48


class Breadcrumb(QWidget):
    """Title alone, or quiet steps and the last one strong. A click on the first step goes back to the screen."""

    root_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(24)
        self.setMinimumWidth(90)

    def set_steps(self, steps: Sequence[str]) -> None:
        """Show where we are."""
        self._steps = tuple(in_sight(step) for step in steps)
        self.setAccessibleName(" / ".join(self._steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All steps in full."""
        quiet, strong = QFontMetrics(font()), QFontMetrics(font(Size.TITLE, Weight.STRONG))
        width = sum(quiet.horizontalAdvance(step) + 24 for step in self._steps[:-1])
        return QSize(width + (strong.horizontalAdvance(self._steps[-1]) if self._steps else 0) + 2, 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The first of several steps is a way back."""
        if len(self._steps) > 1 and event.position().x() < QFontMetrics(font()).horizontalAdvance(self._steps[0]):
            self.root_asked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the steps."""
        painter = QPainter(self)
        left, t = 0, theme()
        for index, step in enumerate(self._steps):
            last = index == len(self._steps) - 1
            painter.setFont(font(Size.TITLE if last else Size.BODY, Weight.STRONG if last else Weight.REGULAR))
            painter.setPen(t.colour("text" if last else "secondary"))
            metrics = QFontMetrics(painter.font())
            words = metrics.elidedText(step, Qt.TextElideMode.ElideRight, self.width() - left)
            painter.drawText(self.rect().adjusted(left, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), words)
            left += metrics.horizontalAdvance(words)
            if not last:
                painter.drawPixmap(left + 5, 5, t.pixmap("chevron-right", "faint", 14, self.devicePixelRatioF()))
                left += 24
        painter.end()


class StepButtons(QWidget):
    """One step back, one forward; quiet where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.back = IconButton("arrow-left", "", 16)
        self.forward = IconButton("arrow-right", "", 16)
        for button in (self.back, self.forward):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are Alt+Left and Alt+Right
            row.addWidget(button)

    def retranslate(self) -> None:
        """Words in the language in use."""
        self.back.set_words(tr("Back (Alt+Left)"))
        self.forward.set_words(tr("Forward (Alt+Right)"))


class _Pressable(QWidget):
    """Focusable, pressed by mouse, Enter or Space."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class SearchField(_Pressable):
    """Looks like a field and opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(32)
        self.setMinimumWidth(150)
        self.setMaximumWidth(344)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as in the picture where there is room."""
        return QSize(344, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, glass, hint, key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, ratio = theme(), self.devicePixelRatioF()
        painter.setPen(QPen(t.colour("focus" if self.hasFocus() else "strong_line"), 1))
        painter.setBrush(t.colour("canvas" if t.light == "dark" else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.drawPixmap(11, 8, t.pixmap("search", "secondary", 16, ratio))
        painter.setFont(font(Size.LABEL))
        key_width = painter.fontMetrics().horizontalAdvance("Ctrl+K") + 12
        key = QRectF(self.width() - key_width - 8.5, 6.5, key_width, 19)
        painter.setPen(QPen(t.colour("strong_line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(key, 4, 4)
        painter.setPen(t.colour("secondary"))
        painter.drawText(key, int(Qt.AlignmentFlag.AlignCenter), "Ctrl+K")
        painter.setFont(font(Size.BODY))
        room = self.rect().adjusted(36, 0, -key_width - 16, 0)
        words = painter.fontMetrics().elidedText(
            tr("Find indicators, units, areas, complaints"), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()


class PersonMark(_Pressable):
    """Name over title; opens the person menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._title = ""
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_person(self, name: str, title: str) -> None:
        """Show who is signed in."""
        self._name, self._title = name, title
        self.setAccessibleName(f"{name}, {title}" if title else name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon and the longer of the two lines, at most 200."""
        strong, plain = QFontMetrics(font(Size.LABEL, Weight.STRONG)), QFontMetrics(font(Size.LABEL))
        wide = max(strong.horizontalAdvance(self._name), plain.horizontalAdvance(self._title))
        return QSize(min(200, wide + 32), 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon and lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = theme()
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(t.colour("focus" if self.hasFocus() else "line"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5), CORNER, CORNER)
        painter.drawPixmap(4, 11, t.pixmap("circle-user-round", "secondary", 18, self.devicePixelRatioF()))
        room = self.width() - 32
        for top, words, weight, token in (
            (3, self._name, Weight.STRONG, "text"), (19, self._title, Weight.REGULAR, "secondary")
        ):
            painter.setFont(font(Size.LABEL, weight))
            painter.setPen(t.colour(token))
            cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            height = 18 if self._title else 34
            painter.drawText(QRectF(30, top, room, height), int(Qt.AlignmentFlag.AlignVCenter), cut)
            if not self._title:
                break
        painter.end()


class AgeMark(QWidget):
    """An outlined "đang xem bản 09:11" beside the title while there is no line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setFixedHeight(22)
        self.hide()

    def set_words(self, words: str) -> None:
        """Words, "" to hide."""
        self._words = words
        self.setAccessibleName(words)
        self.setFixedWidth(QFontMetrics(font(Size.LABEL, Weight.MEDIUM)).horizontalAdvance(words) + 34)
        self.setVisible(bool(words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, clock, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = theme()
        painter.setPen(QPen(t.colour("text"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.drawPixmap(7, 4, t.pixmap("clock-alert", "text", 14, self.devicePixelRatioF()))
        painter.setFont(font(Size.LABEL, Weight.MEDIUM))
        painter.drawText(self.rect().adjusted(26, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._words)
        painter.end()


class TopStrip(QWidget):
    """The parts are public: the window fills and connects them."""

    tear_off_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.steps = StepButtons()
        self.breadcrumb = Breadcrumb()
        self.age_mark = AgeMark()
        self.tear_off_button = IconButton("picture-in-picture-2", "", 16)
        self.area_picker = FilterCombo("map-pin")
        self.period_picker = FilterCombo("calendar")
        self.search_field = SearchField()
        self.person = PersonMark()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, 0, Space.L, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.steps)
        row.addWidget(self.breadcrumb)
        row.addWidget(self.age_mark)
        row.addStretch(1)
        row.addWidget(self.tear_off_button)
        row.addSpacing(4)
        row.addWidget(self.area_picker)
        row.addWidget(self.period_picker)
        row.addWidget(self.search_field, 2)
        row.addSpacing(Space.S)
        row.addWidget(self.person)
        self.tear_off_button.clicked.connect(self.tear_off_asked)
        self.retranslate()

    def retranslate(self) -> None:
        """Words in the language in use."""
        self.steps.retranslate()
        self.tear_off_button.set_words(tr("Open this screen in a window of its own"))
        self.search_field.setAccessibleName(tr("Find indicators, units, areas, complaints"))
        self.area_picker.setToolTip(tr("Area of all screens"))
        self.period_picker.setToolTip(tr("Period of all screens"))
        self.search_field.update()

    def changeEvent(self, event: QEvent) -> None:
        """Live language switching."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
