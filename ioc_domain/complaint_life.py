"""The life of a complaint: which moves lead from where to where. Pure rules; the data centre makes the moves."""

from __future__ import annotations

from .codes import ComplaintStatus as S

MOVES: dict[str, dict[S, S]] = {
    "route": {S.AWAITING_ROUTE: S.IN_PROGRESS},
    "reroute": {S.IN_PROGRESS: S.IN_PROGRESS, S.EXTENDED: S.EXTENDED, S.REOPENED: S.REOPENED},
    "send_back": {
        S.IN_PROGRESS: S.AWAITING_ROUTE,
        S.EXTENDED: S.AWAITING_ROUTE,
        S.REOPENED: S.AWAITING_ROUTE,
    },
    "accept": {S.IN_PROGRESS: S.IN_PROGRESS, S.REOPENED: S.REOPENED},
    "progress": {S.IN_PROGRESS: S.IN_PROGRESS, S.EXTENDED: S.EXTENDED, S.REOPENED: S.REOPENED},
    "extend": {S.IN_PROGRESS: S.EXTENDED, S.EXTENDED: S.EXTENDED, S.REOPENED: S.EXTENDED},
    "answer": {
        S.IN_PROGRESS: S.AWAITING_CITIZEN,
        S.EXTENDED: S.AWAITING_CITIZEN,
        S.REOPENED: S.AWAITING_CITIZEN,
    },
    "close": {
        S.IN_PROGRESS: S.CLOSED,
        S.EXTENDED: S.CLOSED,
        S.AWAITING_CITIZEN: S.CLOSED,
        S.REOPENED: S.CLOSED,
    },
    "reopen": {S.AWAITING_CITIZEN: S.REOPENED, S.CLOSED: S.REOPENED},
    "reject": {S.AWAITING_ROUTE: S.REJECTED, S.IN_PROGRESS: S.REJECTED},
}
"""Move → (status before → status after). What is not here is illegal."""


LONGEST_TO_ROUTE = 65_535
"""What `ComplaintRecord.routed_after` can say, in seconds: eighteen hours and more are told as that."""


def seconds_to_route(received: int, routed: int) -> int:
    """How long a complaint waited for its first unit: at least 1, for 0 says that it has none or that nobody knows."""
    return min(max(1, routed - received), LONGEST_TO_ROUTE)


ANSWERS = frozenset({"answer", "close", "reject"})
"""Moves that tell the reporter what came of it: an answer, or an outcome. To take it up, to report progress, to promise
a day is none, and neither is what a unit reports to those who directed it."""


def first_answer(answered: int, verb: str, now: int) -> int:
    """`ComplaintRecord.answered` after a move, which was `answered` before: the first answer stays the first, whatever
    is reopened or handed over afterwards; 0 = none yet."""
    return answered or (now if verb in ANSWERS else 0)


def outcome_answers(closed: int, outcome: str) -> int:
    """First answer of a complaint that comes from elsewhere, where only its closing is known (0 = open): an outcome in
    words is an answer given then; a closing that says nothing is none that anybody knows of."""
    return closed if closed and outcome.strip() else 0


UNIT_MOVES = frozenset({"accept", "progress", "extend", "answer", "close", "reroute", "send_back", "reopen"})
"""Moves that the unit a complaint lies with may make itself; of these it reopens only what its reporter rated badly."""
DISPATCH_MOVES = frozenset({"route", "reroute", "reject"})
"""Moves that a dispatcher may make of a complaint that no unit works on: none is told, or none took over from it."""
BAD_STARS = 2
"""At most so many stars of five are a bad rating."""


class IllegalMove(ValueError):
    """The complaint cannot make that move from where it is."""


def moved(status: S, verb: str) -> S:
    """Status after a move. Raises `IllegalMove`, also for a move nobody knows."""
    after = MOVES.get(verb, {}).get(status)
    if after is None:
        raise IllegalMove(f"a complaint that is {status.name} cannot {verb}")
    return after


def moves_from(status: S) -> tuple[str, ...]:
    """Moves a complaint may make now."""
    return tuple(verb for verb, steps in MOVES.items() if status in steps)
