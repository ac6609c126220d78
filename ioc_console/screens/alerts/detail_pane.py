"""One alert group beside the queue: why it was raised, where, what happened, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ioc_console.screens.alerts.lines import AlertDetail
from ioc_console.screens.alerts.reasons import CountBars, ReasonCharts
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconButton, IconLabel, KeyCap
from ioc_console.widgets.chip import PriorityMark
from ioc_console.widgets.labels import ElidedLabel, label, rule, set_tone


class DetailPane(QFrame):
    """The pane. It shows what it is given and says what was pressed."""

    closed = Signal()
    acknowledged = Signal()
    assign_asked = Signal()
    shelved = Signal(int, str)  # until, reason
    request_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._detail: AlertDetail | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        outer.addWidget(rule())
        outer.addWidget(self._reading(), 1)
        outer.addWidget(rule())
        outer.addWidget(self._shelf())
        outer.addWidget(rule())
        outer.addWidget(self._acts())

    # --- building --------------------------------------------------------------------------------------

    def _head(self) -> QWidget:
        head = QWidget(self)
        column = QVBoxLayout(head)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.XS)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self._mark = PriorityMark()
        self._priority = label("", Size.BODY, Weight.STRONG)
        self._headline = ElidedLabel("", Size.BODY, tone="secondary")
        close = IconButton("x", tr("Close"))
        close.clicked.connect(self.closed)
        for widget, stretch in ((self._mark, 0), (self._priority, 0), (self._headline, 1), (KeyCap("Esc"), 0),
                                (close, 0)):
            line.addWidget(widget, stretch)
        self._title = label("", Size.HEADING, Weight.STRONG, wrap=True)
        self._place = label("", Size.BODY, tone="secondary", wrap=True)
        column.addLayout(line)
        column.addWidget(self._title)
        column.addWidget(self._place)
        return head

    def _reading(self) -> QWidget:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(scroll)
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.M)
        why = QHBoxLayout()
        why.setSpacing(Space.S)
        why.addWidget(label(tr("Why"), Size.TITLE, Weight.STRONG))
        self._rule = ElidedLabel("", Size.LABEL, tone="secondary")
        why.addWidget(self._rule, 1)
        column.addLayout(why)
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(Space.L)
        self._figures.setVerticalSpacing(0)
        column.addLayout(self._figures)
        self._charts = ReasonCharts()
        column.addWidget(self._charts)
        self._areas_title = label(tr("By area"), Size.BODY, Weight.STRONG)
        self._areas = CountBars()
        column.addWidget(self._areas_title)
        column.addWidget(self._areas)
        self._history_title = label(tr("History"), Size.TITLE, Weight.STRONG)
        column.addWidget(self._history_title)
        self._history = QGridLayout()
        self._history.setHorizontalSpacing(Space.L)
        self._history.setVerticalSpacing(Space.XS)
        self._history.setColumnStretch(1, 1)
        column.addLayout(self._history)
        column.addStretch(1)
        scroll.setWidget(inside)
        return scroll

    def _shelf(self) -> QWidget:
        shelf = QFrame(self)
        shelf.setProperty("strip", "true")
        column = QVBoxLayout(shelf)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        column.setSpacing(Space.S)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(IconLabel("alarm-clock"))
        first.addWidget(label(tr("Shelve until"), Size.BODY, Weight.MEDIUM))
        self._choices = QHBoxLayout()
        self._choices.setSpacing(Space.XS)
        first.addLayout(self._choices)
        self._limit = ElidedLabel("", Size.LABEL, tone="secondary")
        self._limit.setAlignment(Qt.AlignmentFlag.AlignRight)
        first.addWidget(self._limit, 1)
        self._group = QButtonGroup(self)
        second = QHBoxLayout()
        second.setSpacing(Space.S)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(tr("Reason, required"))
        self._reason.setAccessibleName(tr("Reason for shelving"))
        self._reason.setMaxLength(400)
        self._reason.textChanged.connect(self._refresh_shelve)
        self._reason.returnPressed.connect(self._shelve)
        self._shelve_button = Button(tr("Shelve"))
        self._shelve_button.clicked.connect(self._shelve)
        second.addWidget(self._reason, 1)
        second.addWidget(self._shelve_button)
        column.addLayout(first)
        column.addLayout(second)
        return shelf

    def _acts(self) -> QWidget:
        acts = QWidget(self)
        acts.setFixedHeight(56)
        line = QHBoxLayout(acts)
        line.setContentsMargins(Space.L, 0, Space.L, 0)
        line.setSpacing(Space.S)
        self._acknowledge = Button(tr("Acknowledge"), "primary", "check", "A", tall=True)
        self._acknowledge.clicked.connect(self.acknowledged)
        self._assign = Button(tr("Assign…"), "", "user-plus", tall=True)
        self._assign.clicked.connect(self.assign_asked)
        self._request = Button(tr("Request explanation"), "", "message-circle-question-mark", "G", tall=True)
        self._request.clicked.connect(self.request_asked)
        line.addWidget(self._acknowledge)
        line.addWidget(self._assign)
        line.addStretch(1)
        line.addWidget(self._request)
        return acts

    # --- showing ---------------------------------------------------------------------------------------

    def show_detail(self, detail: AlertDetail) -> None:
        """Show a group. A reason being typed stays while the same group is shown."""
        fresh = self._detail is None or self._detail.id != detail.id
        same_choices = not fresh and self._detail is not None and (
            [c[0] for c in self._detail.shelve_choices] == [c[0] for c in detail.shelve_choices])
        self._detail = detail
        self._mark.set_priority(detail.priority, detail.held, words=detail.priority_word)
        self._priority.setText(detail.priority_word)
        set_tone(self._priority, {1: "at_risk", 2: "progressing"}.get(detail.priority, "secondary")
                 if not detail.held else "secondary")
        self._headline.setText(detail.headline)
        self._title.setText(detail.title)
        self._place.setText(detail.place)
        self._place.setVisible(bool(detail.place))
        self._rule.setText(detail.rule)
        self._show_figures(detail.figures)
        self._charts.show_series(detail.series)
        self._areas.show_counts(detail.areas)
        self._areas_title.setVisible(bool(detail.areas))
        self._show_history(detail.history)
        self._acknowledge.setEnabled(detail.can_acknowledge)
        self._request.setVisible(bool(detail.indicator))
        self._limit.set_words(*detail.shelve_limit)
        if fresh:
            self._reason.clear()
        if not same_choices:
            self._show_choices(detail.shelve_choices)
        self._refresh_shelve()

    def focus_reason(self) -> None:
        """Start shelving by keyboard."""
        self._reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_figures(self, figures: Sequence[tuple[str, str, bool]]) -> None:
        _clear(self._figures)
        for n, (figure, words, bright) in enumerate(figures):
            self._figures.addWidget(label(figure, Size.FIGURE, Weight.STRONG, "text" if bright else "secondary"), 0, n)
            self._figures.addWidget(label(words, Size.LABEL, tone="secondary", wrap=True), 1, n)
            self._figures.setColumnStretch(n, 1)

    def _show_history(self, history: Sequence[tuple[str, str, str]]) -> None:
        _clear(self._history)
        self._history_title.setVisible(bool(history))
        for n, (when, what, note) in enumerate(history):
            self._history.addWidget(label(when, Size.BODY, tone="secondary"), n, 0)
            self._history.addWidget(ElidedLabel(what, Size.BODY), n, 1)
            self._history.addWidget(label(note, Size.LABEL, tone="secondary", align=Qt.AlignmentFlag.AlignRight), n, 2)

    def _show_choices(self, choices: Sequence[tuple[str, int, bool]]) -> None:
        for old in self._group.buttons():
            self._group.removeButton(old)
            old.deleteLater()
        _clear(self._choices)
        for n, (words, _, allowed) in enumerate(choices):
            button = Button(words)
            button.setCheckable(True)
            button.setEnabled(allowed)
            button.setChecked(n == 0)
            self._group.addButton(button, n)
            self._choices.addWidget(button)

    def _refresh_shelve(self) -> None:
        self._shelve_button.setEnabled(bool(self._reason.text().strip()) and self._group.checkedId() >= 0)

    def _shelve(self) -> None:
        chosen = self._group.checkedId()
        if self._detail is not None and chosen >= 0 and self._reason.text().strip():
            self.shelved.emit(self._detail.shelve_choices[chosen][1], self._reason.text().strip())
            self._reason.clear()


def _clear(layout: QGridLayout | QHBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
