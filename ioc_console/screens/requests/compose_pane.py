"""The compose pane: evidence as it will be frozen, unit, deadline, words, and one button that saves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ioc_console import formatting
from ioc_console.screens.requests import words
from ioc_console.screens.requests.compose import DAYS, REQUIRES, TEMPLATES, ComposeModel
from ioc_console.screens.requests.plate import EvidencePlate
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconButton, IconLabel, KeyCap
from ioc_console.widgets.day_strip import DayCell, DayStrip
from ioc_console.widgets.filter_combo import Choice, FilterCombo
from ioc_console.widgets.labels import ElidedLabel, label, rule
from ioc_console.widgets.segmented import Segmented
from ioc_console.widgets.stepper import Stepper

STEPS = ("Draft", "Saved here", "Centre received", "Delivered", "Opened", "Answered")
NAMES = 76


class ComposePane(QFrame):
    """Renders a `ComposeModel` and connects its gestures."""

    closed = Signal()

    def __init__(self, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = model
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(scroll)
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        column.setSpacing(Space.M)
        self.stepper = Stepper()
        column.addWidget(self.stepper)
        self.plate = EvidencePlate()
        self.plate.setMinimumHeight(330)
        column.addWidget(self.plate)
        self._notice = label("", Size.BODY, Weight.STRONG, wrap=True)
        self._notice.hide()
        column.addWidget(self._notice)
        column.addLayout(self._fields())
        column.addStretch(1)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(rule())
        outer.addWidget(self._acts())
        self.question.installEventFilter(self)
        model.changed.connect(self.render_model)

    def _head(self) -> QWidget:
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(Space.L, Space.M, Space.M, Space.S)
        line.setSpacing(Space.S)
        self._title = label(tr("New explanation request"), Size.TITLE, Weight.STRONG)
        self._kept = ElidedLabel("", Size.LABEL, tone="secondary")
        close = IconButton("x", tr("Close"))
        close.clicked.connect(self.closed)
        line.addWidget(self._title)
        line.addWidget(self._kept, 1)
        line.addWidget(KeyCap("Esc"))
        line.addWidget(close)
        return head

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnMinimumWidth(0, NAMES)
        grid.setColumnStretch(1, 1)
        self.unit_choice = FilterCombo("landmark", height=36)
        self.unit_choice.setAccessibleName(tr("Unit to ask"))
        self.unit_choice.picked.connect(self._unit_picked)
        self._unit_note = ElidedLabel("", Size.LABEL, tone="secondary")
        self._memory = QVBoxLayout()
        self._memory.setSpacing(0)
        self.days = Segmented([(str(d), str(d), "") for d in DAYS], height=32)
        self.days.picked.connect(lambda key: self.model.set_days(int(key)))
        self._due = ElidedLabel("", Size.TITLE, Weight.STRONG)
        due_line = QHBoxLayout()
        due_line.setSpacing(Space.S)
        due_line.addWidget(self.days)
        due_line.addWidget(label(tr("working days"), Size.BODY, tone="secondary"))
        due_line.addWidget(IconLabel("arrow-right", 14))
        due_line.addWidget(self._due, 1)
        self.strip = DayStrip()
        self._later = label("", Size.LABEL, tone="secondary", wrap=True)
        self.templates = FilterCombo("file-text", height=32)
        self.templates.setAccessibleName(tr("Words of the question"))
        self.templates.set_choices([Choice(key, tr(text)) for key, text in TEMPLATES])
        self.templates.picked.connect(self.model.set_template)
        self.urgent = QCheckBox(tr("Urgent"))
        self.urgent.toggled.connect(self.model.set_urgent)
        word_line = QHBoxLayout()
        word_line.setSpacing(Space.M)
        word_line.addWidget(self.templates, 1)
        word_line.addWidget(self.urgent)
        self.question = QPlainTextEdit()
        self.question.setAccessibleName(tr("Question to the unit"))
        self.question.setTabChangesFocus(True)
        self.question.setMinimumHeight(92)
        self.question.setMaximumHeight(140)
        self.question.textChanged.connect(lambda: self.model.set_question(self.question.toPlainText()))
        self.required: dict[str, QCheckBox] = {}
        checks = QHBoxLayout()
        checks.setSpacing(Space.M)
        checks.addWidget(label(tr("The answer must hold"), Size.LABEL, tone="secondary"))
        for key, text in REQUIRES:
            box = QCheckBox(tr(text))
            box.toggled.connect(lambda on, key=key: self.model.set_required(key, on))
            self.required[key] = box
            checks.addWidget(box)
        checks.addStretch(1)
        top = Qt.AlignmentFlag.AlignTop
        rows: list[tuple[str, QWidget | QHBoxLayout | QVBoxLayout]] = [
            (tr("Unit"), self.unit_choice), ("", self._unit_note), ("", self._memory), (tr("Deadline"), due_line),
            ("", self.strip), ("", self._later), (tr("Words"), word_line), ("", self.question), ("", checks)]
        for n, (name, item) in enumerate(rows):
            if name:
                grid.addWidget(label(name, Size.BODY, tone="secondary"), n, 0, top)
            if isinstance(item, QWidget):
                grid.addWidget(item, n, 1)
            else:
                grid.addLayout(item, n, 1)
        return grid

    def _acts(self) -> QWidget:
        acts = QWidget()
        acts.setFixedHeight(64)
        line = QHBoxLayout(acts)
        line.setContentsMargins(Space.L, 0, Space.L, 0)
        line.setSpacing(Space.S)
        self._link_icon = IconLabel("cloud-off", 16)
        self._link = label("", Size.BODY, tone="secondary", wrap=True)
        self.discard_button = Button(tr("Discard"), "", tall=True)
        self.discard_button.clicked.connect(self._discard)
        self.save_button = Button("", "primary", key="Ctrl+↵", tall=True)
        self.save_button.setObjectName("save_button")
        self.save_button.clicked.connect(self.model.save)
        line.addWidget(self._link_icon)
        line.addWidget(self._link, 1)
        line.addWidget(self.discard_button)
        line.addWidget(self.save_button)
        return acts

    # --- rendering -------------------------------------------------------------------------------------

    def render_model(self) -> None:
        """Show the model as it is."""
        m, subject = self.model, self.model.subject
        self.stepper.set_steps([tr(s) for s in STEPS], 0, 2)
        self._kept.setText(tr("draft kept {time}", time=formatting.clock_time(m.draft_saved_at))
                           if m.draft_saved_at else "")
        if subject is None:
            return
        self.plate.show_evidence(subject.evidence, tr("Evidence to be frozen"), tr(
            "exactly as seen, at {time}", time=formatting.day_time(m.context.now)))
        units = [Choice(u.code, u.name) for u in m.units]
        if not m.draft.unit_code:
            units.insert(0, Choice("", tr("Choose a unit…")))
        self.unit_choice.set_choices(units, m.draft.unit_code)
        notes = []
        if m.draft.unit_code == subject.unit_code:
            notes.append(tr("answers for this in the catalogue"))
            if subject.owed_by_unit:
                notes.append(tr("owes {n} other answers", n=subject.owed_by_unit))
        self._unit_note.setText(" · ".join(notes))
        self._unit_note.setVisible(bool(notes))
        already = subject.open_requests
        self._notice.setVisible(bool(already))
        if already:
            self._notice.setText(tr("Already asked: {number} to {unit}. Saving asks all the same.",
                                    number=already[0].request.number or tr("waiting here"), unit=already[0].unit_name))
        self._show_memory()
        due = m.due(subject.calendar)
        self.days.set_current(str(m.draft.days))
        self._due.setText(due.result)
        self.strip.set_days([DayCell(*cell) for cell in due.cells], due.result)
        self._later.setText(due.later)
        self.templates.set_current(m.draft.template)
        if self.question.toPlainText() != m.draft.question:
            self.question.setPlainText(m.draft.question)
        for key, box in self.required.items():
            box.blockSignals(True)
            box.setChecked(key in m.draft.requires)
            box.blockSignals(False)
        self.urgent.blockSignals(True)
        self.urgent.setChecked(m.draft.urgent)
        self.urgent.blockSignals(False)
        online = m.context.sync.online
        self._link_icon.set_icon("cloud-upload" if online else "cloud-off")
        problem = m.problem()
        self._link.setText(problem or (
            tr("Saved on this machine first, then sent at once.") if online
            else tr("Offline: saved on this machine, sent by itself when there is a network.")))
        self.save_button.setText(tr("Save and send") if online else tr("Save, send later"))
        self.save_button.setEnabled(not problem and not m.saving)

    def begin(self) -> None:
        """Take the keyboard: the question first, all chosen so that typing replaces nothing by accident."""
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.question.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.question.setTextCursor(cursor)

    def _show_memory(self) -> None:
        while self._memory.count():
            item = self._memory.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        subject = self.model.subject
        for p in (subject.promises if subject else ())[:3]:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(Space.S)
            row.addWidget(IconLabel({"kept": "check", "broken": "x"}.get(p.state, "clock"), 14, "text"))
            unit = subject.evidence.unit_of_measure if subject else ""
            promise = words.value_words(p.value, unit) if p.value is not None else p.text
            row.addWidget(ElidedLabel(tr("{day} promised {value} by {due}", day=formatting.day(p.made_at),
                                         value=promise, due=formatting.short_day(p.due)), Size.LABEL), 1)
            row.addWidget(label(tr("actual {value}", value=words.value_words(p.actual, unit)), Size.LABEL,
                                Weight.STRONG))
            self._memory.addWidget(line)

    # --- gestures --------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter saves also while the question is being written."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._saves(event):
            self.model.save()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves from anywhere in the pane."""
        if self._saves(event):
            self.model.save()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _saves(event: QKeyEvent) -> bool:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return bool(held) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def _unit_picked(self, code: str) -> None:
        name = next((u.name for u in self.model.units if u.code == code), "")
        if name:
            self.model.set_unit(code, name)

    def _discard(self) -> None:
        self.model.discard()
        self.closed.emit()
