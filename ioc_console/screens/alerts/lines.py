"""What the alert queue shows, as frozen data, and how the JSON inside an alert is read: it comes from outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ioc_console import formatting
from ioc_domain.foreign_text import in_sight

T = TypeVar("T")

PRIORITIES = {1: "Urgent", 2: "High", 3: "Normal"}
SHELVE_LIMIT_HOURS = {1: 1, 2: 12, 3: 72}
"""How long an alert of a priority may be put aside."""


@dataclass(frozen=True)
class AlertLine:
    """One row of the queue. `level` 1 is a member of a flood."""

    id: str
    level: int
    priority: int
    priority_word: str
    held: bool
    """Somebody has it: its badge is an outline."""
    pending: bool
    """An act on it waits in the outbox of this machine."""
    title: str
    place: str
    since: str
    age: str
    spark: tuple[float, ...]
    spark_top: float
    count: str
    owner: str
    owner_note: str
    open_members: bool | None
    """Whether its members are shown; None when it has none."""

    def __post_init__(self) -> None:
        show_hidden(self, "title", "place", "count", "owner", "owner_note")


@dataclass(frozen=True)
class ShelvedLine:
    """One row of what is put aside."""

    id: str
    title: str
    until: str
    reason: str
    left: str

    def __post_init__(self) -> None:
        show_hidden(self, "title", "reason")


@dataclass(frozen=True)
class Series:
    """One chart of the reasons: values over time with an optional threshold."""

    title: str
    points: tuple[tuple[int, float], ...]
    threshold: float | None
    threshold_word: str
    usual: tuple[float, float] | None
    forecast: tuple[tuple[int, float], ...]

    def __post_init__(self) -> None:
        show_hidden(self, "title", "threshold_word")


@dataclass(frozen=True)
class AlertDetail:
    """One alert group, open in the pane."""

    id: str
    priority: int
    priority_word: str
    held: bool
    headline: str
    title: str
    place: str
    rule: str
    figures: tuple[tuple[str, str, bool], ...]
    series: tuple[Series, ...]
    areas: tuple[tuple[str, float], ...]
    history: tuple[tuple[str, str, str], ...]
    indicator: str
    area_code: str
    shelve_choices: tuple[tuple[str, int, bool], ...]
    """(words, until, allowed)."""
    shelve_limit: tuple[str, str]
    """How long at most, and the same in short."""
    can_acknowledge: bool

    def __post_init__(self) -> None:
        object.__setattr__(self, "areas", tuple((in_sight(name), value) for name, value in self.areas))


@dataclass(frozen=True)
class AlertHealthWords:
    """The strip at the foot."""

    shares: tuple[int, int, int]
    shares_text: str
    stale: str
    acknowledge: str
    acknowledged: str
    flood: str
    flood_note: str


def show_hidden(made: object, *names: str) -> None:
    """Mark what hides in texts from outside, or turns others round: they are painted, and no label does it for them."""
    for name in names:
        object.__setattr__(made, name, in_sight(getattr(made, name)))


def json_of(text: str, otherwise: Any) -> Any:
    """JSON inside a record: data from outside, so anything unreadable is as good as none."""
    try:
        found = json.loads(text) if text else otherwise
    except ValueError:
        return otherwise
    return found if isinstance(found, type(otherwise)) else otherwise


def each(found: Any, at_most: int, read: Callable[[Any], T]) -> tuple[T, ...]:
    """The items of a list that can be read as meant; the others are left out: they are data from outside."""
    made: list[T] = []
    for item in found if isinstance(found, list) else []:
        try:
            made.append(read(item))
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            continue
    return tuple(made[:at_most])


def figure_text(value: object) -> str:
    """A figure of the reasons: numbers in the form of the language, text as it is."""
    return formatting.number(float(value)) if isinstance(value, int | float) else str(value)


def series_of(raw: dict[str, Any]) -> Series:
    """One chart from its raw form (see `ALERT_WHY`). Raises KeyError, TypeError or ValueError when it is none."""
    usual = raw.get("usual")
    return Series(
        title=str(raw.get("title", "")),
        points=tuple((int(t), float(v)) for t, v in raw.get("points", [])),
        threshold=None if raw.get("threshold") is None else float(raw["threshold"]),
        threshold_word=str(raw.get("threshold_word", "")),
        usual=None if not usual else (float(usual[0]), float(usual[1])),
        forecast=tuple((int(t), float(v)) for t, v in raw.get("forecast", [])),
    )
