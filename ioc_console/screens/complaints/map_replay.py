"""The playback of a period on the map: strip, play and pause, speed. It never looks like now (see `banner`)."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints.map_time_strip import TimeStrip
from ioc_console.text import tr
from ioc_console.theme import Space
from ioc_console.widgets.buttons import IconButton
from ioc_console.widgets.map.documents import Banner
from ioc_console.widgets.segmented import Segmented
from ioc_domain.working_time import local_date, local_datetime
from local_cache.queries.complaint_replay import ReplaySteps, StepLength

STEP_MS = 800
"""From one step to the next at the slowest speed: what it takes to draw a step is part of it. A step that takes longer
is waited for: none is left out."""
SPEEDS = ("1", "2", "4")


class ReplayBar(QWidget):
    """Give it steps by `show_steps` and tell it by `frame_shown` that a window is on the screen.

    `window_chosen` carries (since, until) of what the map is to show; `ended`: the person is done with it.
    """

    window_chosen = Signal(object)
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: ReplaySteps | None = None
        self._playing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        self._since_chosen = QElapsedTimer()
        self._since_chosen.start()
        self.play = IconButton("play", "")
        self.play.clicked.connect(self.toggle)
        self.strip = TimeStrip()
        self.strip.moved.connect(self._moved)
        self.speed = Segmented(height=28)
        self.speed.set_choices([(s, f"{s}×", "") for s in SPEEDS])
        self.close_button = IconButton("x", "")
        self.close_button.clicked.connect(self.ended)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.M)
        for part in (self.play, self.strip, self.speed, self.close_button):
            row.addWidget(part, 1 if part is self.strip else 0)
        self._reword()

    @property
    def steps(self) -> ReplaySteps | None:
        """What is played, None while nothing is."""
        return self._steps

    @property
    def playing(self) -> bool:
        """Whether steps follow one another by themselves."""
        return self._playing

    @property
    def chosen(self) -> tuple[int, int] | None:
        """(since, until) of what the map is to show."""
        return None if self._steps is None else self._steps.span(*self.strip.chosen)

    def show_steps(self, steps: ReplaySteps) -> None:
        """Play this period from its first step; the window stays at its moment as long as that is among the steps."""
        start, wide = self.strip.chosen
        kept = None if self._steps is None else same_moment(self._steps.span(start, wide), steps)
        self._steps = steps
        if kept is None:
            self.pause()
        # The number of columns comes first: a window is kept inside of them.
        self.strip.show_steps(steps.counts.tolist(), ticks(steps), self._told)
        self.strip.set_window(*((0, 1) if kept is None else (kept, wide)))
        self._choose()

    def clear(self) -> None:
        """Nothing is played any more."""
        self.pause()
        self._steps = None

    def toggle(self) -> None:
        """Play or pause. At the end it begins anew."""
        if self._playing:
            self.pause()
        elif self._steps is not None:
            self._playing = True
            self._reword()
            start, wide = self.strip.chosen
            if start + wide >= self._steps.n:
                self.strip.set_window(0, wide)
                self._choose()
            else:
                self._next()

    def pause(self) -> None:
        """Stay where it is."""
        self._playing = False
        self._timer.stop()
        self._reword()

    def frame_shown(self) -> None:
        """The window is on the screen: the next one may follow when its time has come."""
        if self._playing and not self._timer.isActive():
            self._timer.start(max(0, STEP_MS // int(self.speed.current) - self._since_chosen.elapsed()))

    def banner(self) -> Banner | None:
        """What the map says over itself while it plays."""
        if self._steps is None:
            return None
        start, wide = self.strip.chosen
        count = int(self._steps.counts[start : start + wide].sum())
        return Banner(
            tr("Replay {when}", when=said(self._steps, start, wide)),
            tr("{n} complaints with a place · the map only, figures beside it are of the whole period",
               n=fmt.number(count, 0)),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays and pauses, Esc ends."""
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        elif event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Say everything anew in another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._reword()
            if self._steps is not None:
                self.strip.show_steps(self._steps.counts.tolist(), ticks(self._steps), self._told)
        super().changeEvent(event)

    def _next(self) -> None:
        if not self._playing or self._steps is None:
            return
        start, wide = self.strip.chosen
        if start + wide >= self._steps.n:
            self.pause()
            return
        self.strip.set_window(start + 1, wide)
        self._choose()

    def _moved(self, start: int, steps: int) -> None:
        self.pause()
        self._choose()

    def _choose(self) -> None:
        self._since_chosen.start()
        self.window_chosen.emit(self.chosen)

    def _told(self, step: int) -> str:
        if self._steps is None:
            return ""
        return f"{said(self._steps, step, 1)} · {fmt.number(int(self._steps.counts[step]), 0)}"

    def _reword(self) -> None:
        self.play.set_icon("pause" if self._playing else "play")
        self.play.set_words(tr("Pause (Space)") if self._playing else tr("Play (Space)"))
        self.close_button.set_words(tr("End the replay (Esc)"))
        self.strip.setAccessibleName(tr("Time of the replay"))
        paces = " · ".join(fmt.number(STEP_MS / int(speed) / 1000, 1) for speed in SPEEDS)
        self.speed.setToolTip(tr("Speed: {paces} seconds a step", paces=paces))


def same_moment(window: tuple[int, int], steps: ReplaySteps) -> int | None:
    """Number of the step with which a window (since, until) begins, None when these steps cannot show it."""
    start, rest = divmod(window[0] - steps.first, int(steps.length))
    wide, more = divmod(window[1] - window[0], int(steps.length))
    return None if rest or more or start < 0 or start + wide > steps.n else start


def said(steps: ReplaySteps, start: int, wide: int) -> str:
    """A window in words: `T7 21-11 · 18 giờ`, `T7 21-11`, `16-11 → 22-11-2026`."""
    since, until = steps.span(start, wide)
    first, last = local_date(since), local_date(until - 1)
    if steps.length is StepLength.HOUR:
        a, b = local_datetime(since), local_datetime(until)
        day = f"{fmt.weekday(first, short=True)} {fmt.short_day(first)}"
        if wide == 1:
            return tr("{day} · {hour} h", day=day, hour=a.hour)
        if first == last:
            return tr("{day} · {a} to {b} h", day=day, a=a.hour, b=b.hour or 24)
        return f"{fmt.short_day(first)} {a:%H:%M} → {fmt.short_day(b.date())} {b:%H:%M}"
    if first == last:
        return f"{fmt.weekday(first, short=True)} {fmt.short_day(first)}"
    return f"{fmt.short_day(first)} → {fmt.day(last)}"


_FEW_HOURS = 60
"""Up to so many hours each quarter of a day is named, not only midnight."""


def ticks(steps: ReplaySteps) -> list[tuple[int, str]]:
    """Labels under the strip: midnights of hours and the quarters of a day of few, Mondays of days, firsts of the month
    of weeks."""
    out = []
    quarters = steps.length is StepLength.HOUR and steps.n <= _FEW_HOURS
    for k in range(steps.n):
        since, _ = steps.span(k)
        day = local_date(since)
        if steps.length is StepLength.HOUR:
            wanted = local_datetime(since).hour % (6 if quarters else 24) == 0
        elif steps.length is StepLength.DAY:
            wanted = day.weekday() == 0
        else:
            wanted = (day - timedelta(days=7)).month != day.month
        if wanted:
            if quarters and local_datetime(since).hour:
                out.append((k, fmt.clock_time(since)))
            else:
                out.append((k, fmt.day(day) if steps.length is StepLength.WEEK else fmt.short_day(day)))
    return out
