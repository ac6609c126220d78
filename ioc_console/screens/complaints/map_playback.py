"""Plays a period back on the map: between the strip a person holds, the model that counts, and the page that draws."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ioc_console.screens.complaints.map_model import MapData, MapModel, Window
from ioc_console.screens.complaints.map_replay import ReplayBar
from ioc_console.view_model import Failed
from ioc_console.widgets.map.map_view import MapView
from local_cache.queries.complaint_replay import ReplaySteps


class Playback(QObject):
    """`changed`: it began or ended."""

    changed = Signal()

    def __init__(self, model: MapModel, view: MapView, bar: ReplayBar, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._map, self._bar = model, view, bar
        self._asked = 0
        bar.hide()
        bar.window_chosen.connect(self._choose)
        bar.ended.connect(self.end)
        view.space_pressed.connect(self._space)
        view.drawn.connect(self._drawn)
        model.changed.connect(self._render)

    @property
    def on(self) -> bool:
        """Whether the map shows a part of the period instead of all of it."""
        return self._bar.steps is not None

    def toggle(self) -> None:
        """Begin with the first step, or end."""
        if self.on:
            self.end()
        else:
            self._ask()

    def follow(self) -> None:
        """The filter or the data changed: count the steps anew."""
        if self.on:
            self._ask()

    def pause(self) -> None:
        """Stand still."""
        self._bar.pause()

    def end(self) -> None:
        """Back to the whole period as it is now."""
        self._asked += 1
        if self.on:
            self._bar.clear()
            self._bar.hide()
            self._model.play(None)
            self._map.show_banner(None)
        self.changed.emit()

    def _ask(self) -> None:
        self._asked += 1
        asked = self._asked

        def done(steps: ReplaySteps | None) -> None:
            if asked != self._asked:
                return
            if steps is None:  # nothing there to be played
                self.end()
                return
            began = not self.on
            self._bar.show()
            self._bar.show_steps(steps)
            if began:
                self._bar.strip.setFocus()
                self.changed.emit()

        self._model.ask_steps(done)

    def _choose(self, window: Window) -> None:
        self._model.play(window)
        self._drawn()  # it may be what is on the screen already

    def _render(self) -> None:
        if isinstance(self._model.state, Failed):
            self._bar.pause()  # what is shown stays what the banner says
        data = self._model.data
        if isinstance(data, MapData) and self._shows(data):
            # With the picture, not before it: what the banner says is what the map shows.
            self._map.show_banner(self._bar.banner())
            self._drawn()

    def _drawn(self, _versions: object = None) -> None:
        """A step is over only when its picture was on the screen."""
        data = self._model.data
        if isinstance(data, MapData) and self._shows(data) and self._map.settled:
            self._bar.frame_shown()

    def _shows(self, data: MapData) -> bool:
        return data.window is not None and data.window == self._bar.chosen

    def _space(self) -> None:
        if self.on:
            self._bar.toggle()
