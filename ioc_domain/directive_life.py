"""The life of a directive: which moves lead from where to where. Pure rules; the data centre makes the moves."""

from __future__ import annotations

from .codes import DirectiveState as S

MOVES: dict[S, dict[str, S]] = {
    S.RECEIVED: {"deliver": S.DELIVERED, "withdraw": S.WITHDRAWN},
    S.DELIVERED: {"open": S.OPENED, "withdraw": S.WITHDRAWN},
    S.OPENED: {"answer": S.ANSWERED, "withdraw": S.WITHDRAWN},
    S.ANSWERED: {"accept": S.ACCEPTED, "return": S.RETURNED, "withdraw": S.WITHDRAWN},
    S.RETURNED: {"answer": S.ANSWERED, "withdraw": S.WITHDRAWN},
    S.ACCEPTED: {},
    S.WITHDRAWN: {},
}
ENDED = frozenset({S.ACCEPTED.value, S.WITHDRAWN.value})
"""States after which nobody owes anything."""
OWED = frozenset({S.RECEIVED.value, S.DELIVERED.value, S.OPENED.value, S.RETURNED.value})
"""States in which the unit owes an answer."""


class IllegalDirectiveMove(ValueError):
    """A move that a directive cannot make from where it is."""


def moved(state: S, verb: str) -> S:
    """State after `verb` (deliver, open, answer, accept, return, withdraw); raises `IllegalDirectiveMove`."""
    try:
        return MOVES[state][verb]
    except KeyError:
        raise IllegalDirectiveMove(f"{verb} from {state}") from None
