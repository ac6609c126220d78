"""View models of the map: heat, clusters or points of what is in view, the playback, and what is unusual now."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject

from ioc_console.screens.complaints.filters import to_query
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.view_models import Following
from ioc_console.widgets.map.documents import AREA_MODES, Mode
from ioc_console.widgets.map.raster import Box, Frame, HeatPicture, frame_round, limits_of, picture, round_number
from local_cache.queries.complaint_map import CellFacts, MapView, cell_facts, heat_counts, points_in_view
from local_cache.queries.complaint_replay import ReplaySteps, replay_steps
from local_cache.queries.complaint_unusual import UnusualAreas, unusual_areas
from local_cache.queries.complaints import ComplaintFilter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_POINTS = 2500
"""More complaints than this in view are shown as clusters counted here."""
Window = tuple[int, int]
"""[since, until) in seconds."""


@dataclass(frozen=True)
class MapData:
    """What the map shows in the view asked for. `window`: the part of the period, None = all of it."""

    mode: Mode
    heat: HeatPicture | None
    points: MapView | None
    window: Window | None = None


class _Turn:
    """Tells work of an earlier question that it is no longer wanted. Asked from any thread."""

    def __init__(self) -> None:
        self._number = 0
        self._lock = threading.Lock()

    def next(self) -> Callable[[], bool]:
        """A new question: the function says whether a newer one was asked since."""
        with self._lock:
            self._number += 1
            mine = self._number
        return lambda: mine != self._number


class MapModel(Following):
    """Heat, clusters or points of the part of the world in view; `data` is a `MapData`."""

    watches: ClassVar[frozenset[str]] = frozenset({"complaint"})

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self._view: tuple[Box, int, int] | None = None
        self._window: Window | None = None
        self._turn = _Turn()
        self._scale: tuple[object, tuple[float, ...]] | None = None
        state.mode_changed.connect(self.reload)

    def look_at(self, box: Box, width: int, height: int) -> None:
        """The person moved the map."""
        if (box, width, height) != self._view and box[2] > box[0] and box[3] > box[1]:
            self._view = (box, width, height)
            self.reload()

    def play(self, window: Window | None) -> None:
        """Show only what was received in a part of the period; None = all of it again."""
        if window != self._window:
            self._window = window
            self.reload()

    @property
    def view(self) -> Box | None:
        """The part of the world in view, None before the map has told."""
        return None if self._view is None else self._view[0]

    def query(self) -> Callable[[Session], MapData]:
        """What the mode needs for the view of this moment."""
        state, area, now = self.screen, self.context.picked.area, self.context.now
        filters, mode, view, window = state.filters, state.mode, self._view, self._window
        colours, stale = self.context.theme.tokens.heat(), self._turn.next()

        def work(session: Session) -> MapData:
            if view is None or mode in AREA_MODES:
                return MapData(mode, None, None, window)
            wanted = to_query(filters, state.read_names(session), area, now)
            part = wanted if window is None else within(wanted, window)
            box, width, height = view
            frame = frame_round(box, width, height)
            if mode is Mode.HEAT:
                limits = None if window is None else self._limits(session, wanted, now, frame, window, stale)
                counts = heat_counts(session, part, now, frame.box, frame.columns, frame.rows, stale)
                return MapData(mode, picture(counts, frame, colours, limits), None, window)
            columns = max(1, (frame.box[2] - frame.box[0]) * width // (box[2] - box[0]))
            points = points_in_view(session, part, now, frame.box, columns, MOST_POINTS, stale)
            return MapData(mode, None, points, window)

        return work

    def _limits(self, session: Session, wanted: ComplaintFilter, now: int, frame: Frame, window: Window,
                stale: Callable[[], bool]) -> tuple[float, ...]:
        """Where the bands begin while a period is played: the same for every step, or a quiet hour would look busy.

        They are those of the whole period, by how much of it a window is. Read once per view and window length.
        """
        length = window[1] - window[0]
        key = (frame, wanted, length)
        held = self._scale
        if held is None or held[0] != key:
            counts = heat_counts(session, wanted, now, frame.box, frame.columns, frame.rows, stale)
            whole = limits_of(counts, frame)
            steps = replay_steps(session, wanted, now, cancel=stale)
            span = steps.n * int(steps.length) if steps is not None else length
            share = min(1.0, length / max(1, span))
            plain = tuple(round_number(limit * share) for limit in whole)
            held = self._scale = (key, plain if len(set(plain)) == len(plain) else whole)
        return held[1]

    def ask_cell(self, box: Box, done: Callable[[CellFacts], None]) -> None:
        """What lies in a box; the answer comes in the GUI thread."""
        state, area, now = self.screen, self.context.picked.area, self.context.now
        filters, window = state.filters, self._window

        def work(session: Session) -> CellFacts:
            wanted = to_query(filters, state.read_names(session), area, now)
            return cell_facts(session, wanted if window is None else within(wanted, window), now, box)

        self.context.read(work, owner=self, done=done)

    def ask_steps(self, done: Callable[[ReplaySteps | None], None]) -> None:
        """The period in steps, for the strip under the map."""
        state, area, now = self.screen, self.context.picked.area, self.context.now
        filters = state.filters

        def work(session: Session) -> ReplaySteps | None:
            return replay_steps(session, to_query(filters, state.read_names(session), area, now), now)

        self.context.read(work, owner=self, done=done)


def within(wanted: ComplaintFilter, window: Window) -> ComplaintFilter:
    """The filter narrowed to a window of time."""
    since, until = max(wanted.since, window[0]), min(wanted.until or window[1], window[1])
    # An until of 0 would mean no end: an empty window must stay empty.
    return replace(wanted, since=since, until=max(until, 1))


class UnusualModel(Following):
    """Areas unusual in the last hours; `data` is an `UnusualAreas`, None while another way of the map is shown."""

    watches: ClassVar[frozenset[str]] = frozenset({"complaint"})

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self.hours = 24
        self._turn = _Turn()
        state.mode_changed.connect(self.reload)

    def look_back(self, hours: int) -> None:
        """Another length of the window, at most a week."""
        if hours != self.hours:
            self.hours = hours
            self.reload()

    def query(self) -> Callable[[Session], UnusualAreas | None]:
        """The window ends now, or when the data centre was last heard: what is not here yet must not look quiet."""
        state, area, now, hours = self.screen, self.context.picked.area, self.context.now, self.hours
        filters, wanted_now = state.filters, state.mode is Mode.UNUSUAL
        until = min(now, self.context.sync.data_until or now)
        stale = self._turn.next()

        def work(session: Session) -> UnusualAreas | None:
            if not wanted_now:
                return None
            wanted = to_query(filters, state.read_names(session), area, now)
            return unusual_areas(session, wanted, now, until - hours * 3600, until, cancel=stale)

        return work
