"""A machine whose clock lost its battery starts in 1970: screens of figures open all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ioc_console.context import Context
from ioc_console.screens.complaints.filters import Filters, Span
from ioc_console.view_model import Ready
from ioc_console.widgets.map.documents import Mode
from ioc_domain.records import ComplaintRecord
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import board, complaints, open_view, reference

__all__ = ["open_view"]
pytestmark = pytest.mark.webengine
MOMENTS = (0, 3600, 17 * 3600, 5 * 86_400, 400 * 86_400)


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("records", ((), tuple(complaints())), ids=("empty", "filled"))
def test_the_figures_of_every_period_are_there(
    make_context: Callable[..., Context], open_view: Any, now: int, records: tuple[ComplaintRecord, ...]
) -> None:
    """Every period, also one that lies before 1970: days that are no days of the cache hold nothing."""
    context = make_context(clock=lambda: float(now))
    fill(context.paths.cache, [*reference(), *records], last_pull=1)
    view = open_view(context)
    view.map_model.look_at((0, 0, 1 << 30, 1 << 30), 800, 600)
    spans = [Filters(span=span) for span in Span if span not in (Span.DAY, Span.DATES)]
    for filters in (*spans, Filters(span=Span.DAY, day="1990-01-01")):
        view.state.set_filters(filters)
        models = (view.board, view.list_model, view.map_model)
        assert all(isinstance(model.state, Ready) for model in models), (filters, [m.state for m in models])
        figures = board(view).board
        assert figures.total == (len(records) if filters.span is Span.ALL else 0)
        assert sum(d.received for d in figures.by_day) == figures.total
    view.state.set_mode(Mode.UNUSUAL)
    assert isinstance(view.map_panel.unusual_model.state, Ready)
