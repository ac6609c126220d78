"""The header of the map: how it is read, what it is coloured by, how many have a place, what lies under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import map_unusual
from ioc_console.screens.complaints.map_shades import ColourBy
from ioc_console.text import tr
from ioc_console.theme import Size, font
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.filter_combo import Choice, FilterCombo
from ioc_console.widgets.labels import as_plain, label
from ioc_console.widgets.map.documents import Mode
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented


class MapHeader:
    """Puts its parts into the header of a panel and words them. It connects nothing."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self.modes = Segmented(height=28)
        self.by = label("", Size.LABEL, tone="secondary")
        self.colour = FilterCombo(height=28)
        self.hours = FilterCombo(height=28)
        self.hours.set_choices(
            [Choice(str(h), map_unusual.window_words(h)) for h in map_unusual.HOURS], str(map_unusual.HOURS[1]))
        self.located = label("", Size.LABEL, tone="secondary")
        self.without = Button("", "link")
        self.without.setFont(font(Size.LABEL))
        self.replay = IconButton("history", "")
        self.replay.setCheckable(True)
        self.replay.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.expand = IconButton("maximize-2", "")
        self.expand.setCheckable(True)
        counts = QWidget()
        line = QHBoxLayout(counts)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)  # one sentence, of which the second half can be pressed
        line.addWidget(self.located)
        line.addWidget(self.without)
        parts: tuple[QWidget, ...] = (self.modes, self.by, self.colour, self.hours, counts)
        for place, part in enumerate(parts, start=1):
            panel.header.insertWidget(place, part)
        panel.header.addWidget(self.replay)
        panel.header.addWidget(self.expand)

    def reword(self, mode: Mode, by: ColourBy, narrow: bool, short: bool) -> None:
        """Words in the language in use, and only the choosers that this mode has. `short`: with little room."""
        self._panel.set_title(tr("Map"))
        self.modes.set_choices([
            (key.value, "" if narrow else words, icon)
            for key, words, icon in (
                (Mode.HEAT, tr("Heat"), "flame"),
                (Mode.AREAS, tr("Areas"), "map"),
                (Mode.UNUSUAL, tr("Unusual"), "activity"),
                (Mode.POINTS, tr("One by one"), "map-pin"),
            )
        ])
        self.modes.set_current(mode.value)
        self.by.setText(tr("Coloured by"))
        self.by.setVisible(mode is Mode.AREAS and not narrow and not short)
        self.colour.setVisible(mode is Mode.AREAS and not narrow)
        self.colour.set_choices(
            [Choice(ColourBy.LATE_SHARE.value, tr("Overdue share = overdue / with a verdict")),
             Choice(ColourBy.COUNT.value, tr("Number received")),
             Choice(ColourBy.PER_KM2.value, tr("Number received per km²"))],
            by.value,
        )
        self.hours.setVisible(mode is Mode.UNUSUAL and not narrow)
        self.replay.set_words(tr("Replay the period on the map"))
        self.replay.setVisible(not narrow)
        alone = self.expand.isChecked()
        self.expand.set_words(tr("The list again") if alone else tr("The map alone, without the list"))
        self.expand.setVisible(not narrow)

    def set_hours(self, hours: int) -> None:
        """The window that is compared, in the language in use."""
        self.hours.set_choices([Choice(str(h), map_unusual.window_words(h)) for h in map_unusual.HOURS], str(hours))

    def show_counts(self, located: int, total: int, alone: bool, short: bool) -> None:
        """How many of the selection the map can show: nothing is silently missing. Short: only what it cannot.

        `alone`: what it cannot show is the selection itself, and taking its number again goes back.
        """
        self.located.setText(tr("{n} with a place", n=fmt.number(located, 0)) + " ·")
        self.located.setVisible(not short)
        self.without.setText(tr("{n} without a place", n=fmt.number(total - located, 0)))
        self.without.setAccessibleDescription(tr("All complaints again") if alone else tr("Only these complaints"))
        self.without.setEnabled(alone or total > located)

    def show_notes(self, notes: Sequence[str], short: bool) -> None:
        """Quiet words at the right end; with little room they are told on the counts."""
        text = " · ".join(notes)
        self._panel.set_note("" if short else text)
        self.without.setToolTip(as_plain(text) if short and text else "")
