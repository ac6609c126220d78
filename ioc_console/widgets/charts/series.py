"""What the charts are given: numbers to draw and the words to say about them, made by the view models.

A chart never formats a number of the data and never asks anybody: a point carries its own texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """What a point says when it is reached by mouse or keyboard."""

    headline: str
    lines: tuple[tuple[str, str], ...]
    footer: str = ""

    def text(self) -> str:
        """All of it in lines, for tool tips and screen readers."""
        body = [f"{label} {value}" for label, value in self.lines]
        return "\n".join([self.headline, *body, *([self.footer] if self.footer else [])])


@dataclass(frozen=True)
class PeriodPoint:
    """One column of a period chart. A number that is not known is None and leaves a gap."""

    period: str
    label: str
    """Short name under the column, e.g. `T10`."""
    year: int
    value: float | None
    plan: float | None
    same_period: float | None
    told: Told
    forecast: float | None = None
    forecast_low: float | None = None
    forecast_high: float | None = None
    deviation: float | None = None
    deviation_text: str = ""
    value_text: str = ""
    """Written over the column; "" where the column is not labelled."""


@dataclass(frozen=True)
class PeriodSeries:
    """A period chart. `chosen` is the column of the picked period, -1 = none."""

    name: str
    points: tuple[PeriodPoint, ...]
    chosen: int = -1
    standing: str = ""
    """Colours the deviation of the chosen column."""
    breaks: tuple[tuple[float, str], ...] = ()
    """Dashed rules: place between columns (3.5 = between the fourth and fifth) and what happened there."""
    side_notes: tuple[tuple[str, str], ...] = ()
    """Direct labels right of the columns: (words, figure)."""
    side_footer: str = ""
    deviation_title: tuple[str, ...] = ()
    """Lines naming the lower tier; () = no lower tier."""
    empty: str = ""
    """What to say when there is no point."""
    table: tuple[tuple[str, ...], ...] = field(default=())
    """Header and rows as text, for copying."""


@dataclass(frozen=True)
class Column:
    """One column of a small column chart: the value in front, what it is compared with behind."""

    value: float | None
    told: str
    behind: float | None = None
    tone: str = "chart_same_period"
    """Theme token of the front column."""
    label: str = ""
    """Under the axis; "" = none."""


@dataclass(frozen=True)
class Columns:
    """A small column chart, bars from zero."""

    name: str
    columns: tuple[Column, ...]
    figure: str = ""
    """What "copy figure" copies."""
    ends: tuple[int, str] | None = None
    """No data from this column on, and how that is said: drawn as a dashed rule."""


@dataclass(frozen=True)
class BulletFigures:
    """A bullet: actual against the plan of the year, with forecast and its interval and the plan of the period."""

    actual: float | None
    plan_year: float | None = None
    plan_period: float | None = None
    forecast: float | None = None
    forecast_low: float | None = None
    forecast_high: float | None = None
    stale: bool = False


@dataclass(frozen=True)
class RankedBar:
    """One row of a ranked list: bar from zero, the plan as an outline."""

    name: str
    value: float
    text: str
    plan: float | None = None
    standing: str = ""
    total: bool = False
    """The whole the rows belong to: written strong, under the others."""
    told: str = ""
    key: str = ""


@dataclass(frozen=True)
class AreaShade:
    """How an area is drawn: `share` 0 to 1 picks its band; `place` numbers it, 0 = no number; `told` on hover."""

    id: int
    share: float
    place: int
    told: str
