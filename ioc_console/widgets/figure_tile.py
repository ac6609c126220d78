"""A figure with its label above and its note below: the unit of every summary."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.labels import ElidedLabel, label, set_tone
from ioc_console.widgets.standing_mark import StandingMark
from ioc_domain.codes import Standing


class FigureTile(QWidget):
    """Label, figure with unit, note; a standing mark before the figure where it has one."""

    def __init__(self, words: str = "", figure_size: int = Size.HEADING, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._words = ElidedLabel(words, Size.LABEL, tone="secondary")
        self._mark = StandingMark(side=12 if figure_size <= Size.HEADING else 18)
        self._figure = label("–", figure_size, Weight.STRONG)
        self._unit = label("", Size.LABEL, tone="secondary")
        self._note = ElidedLabel("", Size.LABEL, tone="secondary")
        line = QHBoxLayout()
        line.setSpacing(Space.XS + 2)
        line.addWidget(self._mark)
        line.addWidget(self._figure)
        line.addWidget(self._unit)
        line.addStretch(1)
        column.addWidget(self._words)
        column.addLayout(line)
        column.addWidget(self._note)
        self._mark.hide()
        self._note.hide()

    def show_figure(self, words: str, figure: str, unit: str = "", note: str = "", *,
                    standing: Standing | str | None = None, stale: bool = False) -> None:
        """All texts already worded by the view model; "–" for a missing figure."""
        self._words.setText(words)
        self._figure.setText(figure)
        self._unit.setText(unit)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._mark.setVisible(standing is not None)
        if standing is not None:
            self._mark.set_standing(standing, stale)
        set_tone(self._figure, "secondary" if stale else "text")
        self.setAccessibleName(f"{words}: {figure} {unit} {note}".strip())
