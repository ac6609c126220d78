"""Earlier complaints at the place of the open one: loaded beside it, shown as rows, and as a filter of the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.filters import Filters, Span
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.view_model import Failed, ViewModel
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.labels import ElidedLabel, label
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.records import ComplaintRecord
from local_cache.complaint_selection import Box
from local_cache.queries.complaint_list import Tab
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.complaint_place import HERE_METRES, EarlierHere, earlier_here

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Found = tuple[ComplaintNames, EarlierHere | None]


class EarlierModel(ViewModel[Found]):
    """`data`: names, and what was complained of at the place of the open complaint; None of one without a place."""

    watches: ClassVar[frozenset[str]] = frozenset({"complaint"})
    follows_picked: ClassVar[bool] = False

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state.context, parent)
        self.screen = state
        state.opened_changed.connect(self.reload)

    def query(self) -> Callable[[Session], Found]:
        """Every place is compared, in 0.03 to 0.4 s of ten million; going on to the next complaint ends it."""
        state, wanted, overtaken = self.screen, self.screen.opened, self.overtaken

        def work(session: Session) -> Found:
            names = state.read_names(session)
            return names, earlier_here(session, wanted, cancel=overtaken) if wanted else None

        return work


def outcome(record: ComplaintRecord, now: int) -> str:
    """How it stands or ended: `Đã đóng, trễ hạn`."""
    state = verdict(record.due, record.closed, now) if record.due else None
    if state is OnTimeState.OPEN_OVERDUE:
        return tr("{status}, overdue", status=words.status(record.status))
    if state is OnTimeState.CLOSED_LATE:
        return tr("{status}, late", status=words.status(record.status))
    return words.status(record.status)


class EarlierSection(QWidget):
    """Rows of the newest, the whole count, and a way to all of them. `listed`: show them as the list."""

    opened = Signal(object)
    listed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self.title = label("", Size.BODY, Weight.STRONG)
        self.note = label("", Size.LABEL, tone="secondary", wrap=True)
        self.list_button = Button("", "link")
        self.list_button.clicked.connect(self.listed)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.list_button)
        column.addLayout(head)
        column.addWidget(self.note)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(Space.M)
        self._rows.setVerticalSpacing(0)
        self._rows.setColumnStretch(0, 1)
        column.addLayout(self._rows)
        self.hide()

    def show_loading(self) -> None:
        """It is being looked for."""
        self._clear()
        self.title.setText(tr("Earlier complaints here"))
        self.note.setText(tr("Looking…"))
        self.list_button.hide()
        self.show()

    def show_failed(self) -> None:
        """It could not be read; the rest of the pane stands."""
        self.show_loading()
        self.note.setText(tr("These could not be read. Open the complaint again to look once more."))

    def show_found(self, names: ComplaintNames, found: EarlierHere, now: int) -> None:
        """What was found."""
        self._clear()
        self.title.setText(tr("Earlier complaints here"))
        self.list_button.setText(tr("As the list (H)"))
        self.list_button.setVisible(found.total > 0)
        if not found.total:
            self.note.setText(tr("None within {m} m before this one", m=HERE_METRES))
        elif found.total > len(found.newest):
            self.note.setText(tr("{n} within {m} m, any field; the newest {k}", n=fmt.number(found.total, 0),
                                 m=HERE_METRES, k=len(found.newest)))
        else:
            self.note.setText(tr("{n} within {m} m, any field", n=fmt.number(found.total, 0), m=HERE_METRES))
        for row, record in enumerate(found.newest):
            field = words.field_name(names.fields.get(record.field), short=True)
            said = f"{field} · {record.title or record.code}"
            opener = Button(tr("Open"), "link")
            opener.setAccessibleName(f"{tr('Open')} {record.title or record.code}")
            opener.clicked.connect(lambda _=False, c=record.id: self.opened.emit(c))
            beside = f"{fmt.day(record.created)} · {outcome(record, now)}"
            self._rows.addWidget(ElidedLabel(said), 2 * row, 0)
            self._rows.addWidget(opener, 2 * row, 1)
            self._rows.addWidget(ElidedLabel(beside, Size.LABEL, tone="secondary"), 2 * row + 1, 0, 1, 2)
        self.show()

    def _clear(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class Earlier(QObject):
    """Model and section together, and the way from them to the list."""

    def __init__(self, state: ComplaintsState, section: EarlierSection, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._section = state, section
        self.model = EarlierModel(state, self)
        self.model.changed.connect(self.render)
        section.opened.connect(state.open)
        section.listed.connect(self.list_all)

    @property
    def found(self) -> EarlierHere | None:
        """What is known of the complaint that is open now."""
        data = self.model.data
        found = None if data is None else data[1]
        return found if found is not None and found.complaint == self._state.opened else None

    def render(self) -> None:
        """Show what is known; nothing of what has no place."""
        data, found = self.model.data, self.found
        if data is not None and found is not None:
            self._section.show_found(data[0], found, self._state.context.now)
        elif isinstance(self.model.state, Failed):
            self._section.show_failed()
        else:
            self._section.hide()

    def list_all(self) -> bool:
        """The list holds whatever lies in the square around the place, of all times; False where nothing is known."""
        found = self.found
        if found is None or not found.total:
            return False
        self._state.show_tab(Tab.ALL)
        self._state.set_filters(Filters(span=Span.ALL, box=_square(found.box)))
        return True


def _square(box: Box) -> Box:
    """With equal sides, also at the edge of the world."""
    side = min(box[2] - box[0], box[3] - box[1])
    return (box[0], box[1], box[0] + side, box[1] + side)
