"""Benchmark P6 sees a held-up window, and what it makes of lateness."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject

from benchmarks.p6_ticks import FRAME, Ticks, TickWatch
from ioc_console.app import make_application


def test_the_last_hundredth_and_the_missed_frames() -> None:
    """Of 200 ticks the 199th in order is the 99th percentile; a tick is late beyond one frame."""
    ticks = Ticks(tuple(k / 1000 for k in range(200)))
    assert ticks.p99 == 0.198
    assert ticks.share_late == pytest.approx((199 - FRAME * 1000) / 200)


def test_a_window_that_is_held_up_is_late(until: Callable[..., None]) -> None:
    """Work of 120 ms in the GUI thread shows as a tick that is late by as much."""
    make_application()
    owner = QObject()
    watch = TickWatch(owner)
    until(lambda: len(watch._late) >= 3)
    held = time.perf_counter() + 0.12
    while time.perf_counter() < held:
        pass
    seen = len(watch._late)
    until(lambda: len(watch._late) >= seen + 3)
    assert max(watch.end().late[seen:]) > 0.1 - FRAME
