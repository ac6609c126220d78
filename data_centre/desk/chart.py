"""The frozen chart as SVG, drawn here: the desk's pages run no script for it."""

from __future__ import annotations

from dataclasses import dataclass

from ioc_domain.evidence import EvidencePoint

from .. import wording

WIDTH, HEIGHT = 360.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 58.0, 14.0, 24.0


@dataclass(frozen=True)
class Mark:
    """A text or a dot at a place."""

    x: float
    y: float
    text: str = ""


@dataclass(frozen=True)
class Chart:
    """What the template draws, in units of a 360 × 150 box. `lines` have a gap where a value is missing."""

    lines: list[str]
    same_period: list[str]
    plan: str
    plan_label: Mark | None
    dots: list[Mark]
    last: Mark | None
    periods: list[Mark]
    width: float = WIDTH
    height: float = HEIGHT


def draw(points: list[EvidencePoint], wanted: int = 14) -> Chart | None:
    """The last points as a chart, or None when fewer than two values are known."""
    shown = points[-wanted:]
    values = [v for p in shown for v in (p.value, p.plan, p.same_period) if v is not None]
    if sum(p.value is not None for p in shown) < 2:
        return None
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
    low, high = low - room, high + room
    step = (WIDTH - LEFT - RIGHT) / max(1, len(shown) - 1)

    def x(k: int) -> float:
        return round(LEFT + k * step, 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    def strokes(series: list[float | None]) -> list[str]:
        runs: list[list[str]] = [[]]
        for k, value in enumerate(series):
            if value is None:
                runs.append([])
            else:
                runs[-1].append(f"{x(k)},{y(value)}")
        return [" ".join(run) for run in runs if len(run) > 1]

    actual = [p.value for p in shown]
    known = [k for k, value in enumerate(actual) if value is not None]
    end = known[-1]
    last_value = actual[end]
    assert last_value is not None
    plans = [(k, p.plan) for k, p in enumerate(shown) if p.plan is not None]
    plan_label = None
    if plans:
        plan_label = Mark(WIDTH - RIGHT + 12, y(plans[-1][1]) + 4, wording.number(plans[-1][1], 1))
    label_y = y(last_value) + 4
    if plan_label and abs(plan_label.y - label_y) < 13:  # the two figures must not lie on each other
        label_y = plan_label.y + (13 if label_y >= plan_label.y else -13)
    every = 2 if len(shown) > 8 else 1
    return Chart(
        lines=strokes(actual),
        same_period=strokes([p.same_period for p in shown]),
        plan=" ".join(f"{x(k)},{y(value)}" for k, value in plans),
        plan_label=plan_label,
        dots=[Mark(x(k), y(v)) for k, v in enumerate(actual) if v is not None],
        last=Mark(x(end) + 8, label_y, wording.number(last_value, 1)),
        periods=[
            Mark(x(k), HEIGHT - 6, _short(p.period)) for k, p in enumerate(shown) if (len(shown) - 1 - k) % every == 0
        ],
    )


def _short(period: str) -> str:
    """`10` of 2026-10, `III` of 2026-Q3, the year of a year."""
    _, _, part = period.partition("-")
    if part.startswith("Q"):
        return {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}.get(part, part)
    return str(int(part)) if part.isdigit() else period
