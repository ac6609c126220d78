"""The three on-time formulas in words. Whoever prints an on-time rate prints the name of its formula with it.

The one in use is `context.picked.formula_in_use(formula of the site)`.
"""

from __future__ import annotations

from ioc_console.text import mark, tr
from ioc_domain.on_time import OnTimeFormula

NAMES = {
    OnTimeFormula.CT1: mark("CT1: of those closed"),
    OnTimeFormula.CT2: mark("CT2: of those closed or overdue"),
    OnTimeFormula.CT3: mark("CT3: of all that fell due"),
}
MEANINGS = {
    OnTimeFormula.CT1: mark("closed on time ÷ closed"),
    OnTimeFormula.CT2: mark("closed on time ÷ (closed + open overdue)"),
    OnTimeFormula.CT3: mark("closed on time ÷ all whose due time has passed"),
}


def name(formula: OnTimeFormula) -> str:
    """`CT1: trên số đã đóng`."""
    return tr(NAMES[formula])


def meaning(formula: OnTimeFormula) -> str:
    """What is divided by what."""
    return tr(MEANINGS[formula])
