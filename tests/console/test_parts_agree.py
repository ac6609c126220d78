"""All parts of the screen agree: under random filters set on the real view, the sentence, tiles, bars, days, units,
tabs, list, heat, areas and points add up to the same number, and it is the one counted here in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from ioc_console import formatting as fmt
from ioc_console.context import Context
from ioc_console.screens.complaints import board_words
from ioc_console.screens.complaints.filters import AreaBasis, Filters, Span, period
from ioc_console.widgets.map.documents import Mode
from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.places import to_xy
from ioc_domain.records import AreaLinkRecord, AreaRecord, ComplaintRecord, UnitRecord
from local_cache.queries.complaint_list import Tab
from local_cache.queries.complaint_map import CellFacts
from local_cache.search_keeping import index_some, slots_appended
from local_cache.store import open_writer
from tests.console.filled_cache import fill
from tests.console.small_city import at
from tests.console.test_complaints_screen import DAY, NOW, board, complaint, open_view, reference

__all__ = ["open_view"]
pytestmark = pytest.mark.webengine
ROUNDS = 60
WHOLE = (0, 0, 2**30, 2**30)
WORDS = ("rác", "ngập", "đèn", "tiếng", "hẻm")
FOLDED = {"rac": "rác", "NGẬP": "ngập", "đèn": "đèn", "tieng": "tiếng"}
OLD = {21: 2, 22: 2, 23: 5}
"""Areas of before the reform, and the one of today that holds most of each."""
UNDER = {1: {1, 4, 5}, 2: {2}, 3: {3}, 4: {4, 5}, 5: {5}}
LATE = {"late": lambda c: not c.closed and c.due < NOW, "in_time": lambda c: not c.closed and c.due >= NOW,
        "closed_late": lambda c: 0 < c.due < c.closed, "on_time": lambda c: 0 < c.closed <= c.due}


def records() -> Iterator[ComplaintRecord]:
    """Complaints of two years, those of before the reform under the areas of then."""
    dice = random.Random(11)
    for number in range(1, 1201):
        created = NOW - dice.randrange(50 * DAY if dice.random() < 0.6 else 700 * DAY)
        closed = 0 if dice.random() < 0.3 else min(NOW - 1, created + dice.randrange(1, 9 * DAY))
        x, y = to_xy(10.72 + dice.random() * 0.12, 106.62 + dice.random() * 0.12)
        flags = int(ComplaintFlag.LOCATED) if dice.random() < 0.9 else 0
        flags |= int(ComplaintFlag.DUPLICATE) if dice.random() < 0.1 else 0
        yield complaint(
            number, created=created, due=created + dice.randrange(1, 60 * DAY), closed=closed,
            status=int(ComplaintStatus.CLOSED) if closed else int(dice.choice(sorted(OPEN_STATUSES))),
            field=dice.randrange(1, 19), unit=dice.randrange(0, 6), channel=dice.randrange(5), flags=flags,
            area=dice.choice(tuple(OLD)) if created < at("2025-07-01 00:00") else dice.randrange(2, 11),
            x=x if flags & ComplaintFlag.LOCATED else 0, y=y if flags & ComplaintFlag.LOCATED else 0,
            title=" ".join(dice.sample(WORDS, 2)), body="", address="",
        )


RECORDS = tuple(records())


@pytest.fixture
def view(make_context: Callable[..., Context], open_view: Any) -> Any:
    """The screen over them."""
    context = make_context(clock=lambda: float(NOW))
    more = [
        *(UnitRecord(f"U{k}", k, "office", f"Phòng {k}", "", parent, "", "") for k, parent in ((4, "U1"), (5, "U4"))),
        *(AreaRecord(f"{k}-cu", k, "commune", "phường", f"Phường Cũ {k}", "", "", "2000-01-01", "2025-06-30")
          for k in OLD),
        *(AreaLinkRecord(f"{old}-cu", f"26{new:03d}", 0.7, "area") for old, new in OLD.items()),
        *(AreaLinkRecord(f"{old}-cu", "26009", 0.3, "area") for old in OLD),
    ]
    fill(context.paths.cache, [*reference(), *more, *RECORDS], last_pull=NOW - 60)
    with open_writer(context.paths.cache) as writer:
        slots_appended(writer.connection, BY_NAME["complaint"], 0)
        while index_some(writer.connection):
            pass
    return open_view(context)


def random_case(seed: int) -> tuple[Filters, str]:
    """A filter, and the area held for all screens."""
    dice = random.Random(seed)

    def some(values: Any, most: int) -> tuple[Any, ...]:
        return tuple(dice.sample(list(values), dice.randrange(1, most + 1))) if dice.random() < 0.3 else ()

    areas = tuple(dice.sample([2, 3, 4, 5, 9, 21, 22, 23], dice.choice((2, 3)))) if dice.random() < 0.25 else ()
    x, y = to_xy(10.78, 106.68)
    made = Filters(
        span=dice.choice([s for s in Span if s is not Span.TODAY] + [Span.ALL] * 4),
        fields=some(range(1, 19), 9), units=some(range(6), 2), units_alone=dice.random() < 0.4,
        statuses=some(range(7), 4), channels=some(range(5), 3), on_time=some(LATE, 2), areas=areas,
        area_basis=dice.choice(list(AreaBasis)), text=dice.choice(("", "", "", *FOLDED)),
        box=(x - 40_000, y - 50_000, x + 60_000, y + 40_000) if dice.random() < 0.25 else None,
        without_duplicates=dice.random() < 0.2, without_place=dice.random() < 0.2,
    )
    if made.span is Span.DAY:
        made = replace(made, day="2026-11-19")
    elif made.span is Span.DATES:
        made = replace(made, day="2025-05-01", last_day="2026-10-31")
    area = dice.choice(("26002", "26005", "21-cu")) if not areas and dice.random() < 0.3 else ""
    return made, area


def counted(filters: Filters, area: str) -> list[ComplaintRecord]:
    """What the filter lets through, by a reading of its own."""
    ids = set(filters.areas) if not area else {int(area.removesuffix("-cu")) % 26000}
    if filters.area_basis is AreaBasis.TODAY:
        ids |= {old for old, new in OLD.items() if new in ids}
    units = set(filters.units) if filters.units_alone else set().union(*(UNDER.get(u, {u}) for u in filters.units))
    since, until = period(filters, NOW)
    box = filters.box
    tests: list[Callable[[ComplaintRecord], bool]] = [
        lambda c: since <= c.created and (not until or c.created < until),
        lambda c: not filters.fields or c.field in filters.fields,
        lambda c: not ids or c.area in ids,
        lambda c: not units or c.unit in units,
        lambda c: not filters.statuses or c.status in filters.statuses,
        lambda c: not filters.channels or c.channel in filters.channels,
        lambda c: not filters.on_time or any(LATE[key](c) for key in filters.on_time),
        lambda c: not filters.text or FOLDED[filters.text] in c.title.split(),
        lambda c: not filters.without_duplicates or not c.flags & ComplaintFlag.DUPLICATE,
        lambda c: not filters.without_place or not c.flags & ComplaintFlag.LOCATED,
        lambda c: box is None or (bool(c.flags & ComplaintFlag.LOCATED)
                                  and box[0] <= c.x < box[2] and box[1] <= c.y < box[3]),
    ]
    return [c for c in RECORDS if all(test(c) for test in tests)]


def facts_everywhere(view: Any) -> CellFacts:
    answers: list[CellFacts] = []
    view.map_model.ask_cell(WHOLE, answers.append)
    return answers[0]


def test_all_parts_show_the_same_number(view: Any) -> None:
    """Sixty filters; at least a third let something through but not everything, so that agreeing means something."""
    screen, telling = view, 0
    screen.state.show_tab(Tab.ALL)
    for seed in range(ROUNDS):
        filters, area = random_case(seed)
        screen.context.picked.pick_area(area)
        screen.state.set_filters(filters)
        QApplication.processEvents()
        wanted = counted(filters, area)
        total = len(wanted)
        telling += 0 < total < len(RECORDS)
        located = sum(bool(c.flags & ComplaintFlag.LOCATED) for c in wanted)
        late = sum(LATE["late"](c) for c in wanted)
        data = board(screen)
        figures = data.board
        said = {
            "sentence": screen.filter_row.count.text(),
            "received": board_words.tiles(data, OnTimeFormula.CT2)[0].figure,
        }
        assert said == dict.fromkeys(said, fmt.number(total, 0)), (seed, filters, area)
        parts = {
            "board": figures.total,
            "fields": sum(r.value for r in screen.rail.fields.rows),
            "statuses": sum(r.value for r in screen.rail.statuses.rows),
            "days": sum(c.received for c in board_words.day_columns(data)),
            "units": sum(g.total for g in figures.by_unit),
            "areas": sum(g.total for g in figures.by_area),
            "channels": sum(n for _, n in figures.by_channel),
            "list": len(screen.list_panel.rows),
            "tab": screen.list_model.data.ids.tabs[Tab.ALL],
        }
        assert parts == dict.fromkeys(parts, total), (seed, filters, area)
        screen.state.set_mode(Mode.POINTS)
        screen.map_model.look_at(WHOLE, 900, 700)
        everywhere = facts_everywhere(screen)
        places = {
            "board": figures.located,
            "points": screen.map_model.data.points.total,
            "cell": everywhere.total,
            "areas": sum(g.located for g in figures.by_area),
        }
        assert places == dict.fromkeys(places, located), (seed, filters, area)
        overdue = {
            "board": figures.open_late,
            "tab": screen.list_model.data.ids.tabs[Tab.LATE],
            "units": sum(g.open_late for g in figures.by_unit),
            "areas": sum(g.open_late for g in figures.by_area),
        }
        assert overdue == dict.fromkeys(overdue, late), (seed, filters, area)
        if filters.area_basis is AreaBasis.TODAY:
            by_area = {g.id: g.total for g in figures.by_area if g.total}
            assert not set(by_area) & set(OLD), "by today's areas nothing stands under an area that is no more"
            assert by_area == {
                k: n for k in range(2, 11) if (n := sum(OLD.get(c.area, c.area) == k for c in wanted))
            }
    assert telling > ROUNDS // 3
