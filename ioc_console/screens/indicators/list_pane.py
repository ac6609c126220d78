"""The left pane: search, filters, and the list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ioc_console.screens.indicators.list_model import IndicatorListViewModel
from ioc_console.screens.indicators.list_view import IndicatorListView, ListHead
from ioc_console.text import tr
from ioc_console.theme import Size, Space
from ioc_console.widgets.filter_combo import Choice, FilterCombo
from ioc_console.widgets.labels import label, rule

FILTERS = (("group", "Field"), ("level", "Level"), ("unit", "Unit"), ("kind", "Period"), ("standing", "Standing"))


class ListPane(QFrame):
    """Gestures become verbs of the view model; `show_lines` shows its lines."""

    def __init__(self, model: IndicatorListViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(1, Space.M, 1, 1)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(Space.M, 0, Space.M, Space.XS)
        head.setSpacing(Space.S)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda text: model.set_filter("text", text))
        self._catalogue = FilterCombo()
        self._catalogue.picked.connect(lambda key: model.set_filter("catalogue", key))
        first.addWidget(self._search, 1)
        first.addWidget(self._catalogue)
        head.addLayout(first)
        grid = QGridLayout()
        grid.setSpacing(Space.XS)
        self._combos: dict[str, FilterCombo] = {}
        for name, _words in FILTERS:
            combo = FilterCombo(height=30)
            combo.picked.connect(lambda key, name=name: model.set_filter(name, key))
            self._combos[name] = combo
        self._grid = grid
        head.addLayout(grid)
        column.addLayout(head)
        self._head = ListHead()
        column.addWidget(self._head)
        column.addWidget(rule())
        self.list = IndicatorListView()
        self.list.standing_toggled.connect(model.toggle)
        self.list.more_asked.connect(model.unfold)
        column.addWidget(self.list, 1)
        self._nothing: QLabel = label("", Size.BODY, tone="secondary", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        self._nothing.hide()
        column.addWidget(self._nothing)
        self._per_row = 0
        self._lay_out_filters(5)

    def resizeEvent(self, event: object) -> None:
        """Five filters in a row, or three and two."""
        self._lay_out_filters(5 if self.width() >= 520 else 3)

    def focus_search(self) -> None:
        """Type to search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def clear(self) -> bool:
        """Drop search and filters; False when there were none."""
        cleared = self._model.clear_filters()
        if cleared:
            self._search.blockSignals(True)
            self._search.clear()
            self._search.blockSignals(False)
        return cleared

    def show_lines(self, subject: str = "") -> None:
        """Show the lines and the filters as they are."""
        model = self._model
        words = tr("Search indicators")
        self._search.setPlaceholderText(words)
        self._search.setAccessibleName(words)
        self.list.setAccessibleName(tr("Indicators"))
        current = model.data.catalogue if model.data else ""
        self._catalogue.set_choices(model.catalogue_choices(), current)
        choices: dict[str, tuple[Choice, ...]] = {
            "group": model.group_choices(), "level": model.level_choices(), "unit": model.unit_choices(),
            "kind": model.kind_choices(), "standing": model.standing_choices(),
        }
        for name, title in FILTERS:
            combo, value = self._combos[name], getattr(model.filters, name)
            combo.set_choices(choices[name], value)
            picked = next((c.words for c in choices[name] if c.key == value), "")
            combo.set_words(picked if value else tr(title), "" if value else tr("all"))
            combo.setAccessibleName(f"{tr(title)}: {picked}")
        self._head.show_total(model.total_words())
        lines = model.lines()
        self.list.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        self._nothing.setText(tr("No indicator fits these filters. Esc drops them."))
        self.list.set_lines(lines, subject)

    def _lay_out_filters(self, per_row: int) -> None:
        if per_row == self._per_row:
            return
        self._per_row = per_row
        for k, combo in enumerate(self._combos.values()):
            self._grid.removeWidget(combo)
            self._grid.addWidget(combo, k // per_row, k % per_row)
        for k in range(5):
            self._grid.setColumnStretch(k, 1 if k < per_row else 0)
