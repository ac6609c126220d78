"""How many service requests may be posted: so many a minute with one key, so many in a while from one address without.

`IOC_OPEN311_POSTS` and `IOC_OPEN311_STRANGERS` say how many. Kept in memory: each server counts its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from ..brake import Brake
from ..citizen.limits import RateLimit
from ..database import DatabaseProblem
from .answers import Failed

KEY_SECONDS = 60.0
STRANGER_SECONDS = 600.0
POSTS = "IOC_OPEN311_POSTS"
STRANGERS = "IOC_OPEN311_STRANGERS"
DEFAULTS = {POSTS: 60, STRANGERS: 30}


class PostLimits:
    """Both limits."""

    def __init__(self, clock: Callable[[], float], environment: Mapping[str, str] = os.environ) -> None:
        """Raises `DatabaseProblem` for a limit that is no number: the program does not start half-configured."""
        self._keys = Brake(_most(environment, POSTS), KEY_SECONDS, clock)
        self._strangers = RateLimit(clock, _most(environment, STRANGERS), STRANGER_SECONDS)

    def check_key(self, owner: str) -> None:
        """Count a post with a good key. Raises `Failed` when there were too many."""
        _refuse(self._keys.seconds_to_wait(owner), "too many requests with this api_key")

    def check_stranger(self, address: str) -> None:
        """Count a post without a good key: keys are not to be found by trying. Raises `Failed`."""
        _refuse(self._strangers.seconds_to_wait(address), "too many requests without a valid api_key")
        self._strangers.count(address)


def _refuse(seconds: int, why: str) -> None:
    if seconds:
        raise Failed(429, f"{why}; try again in {seconds} seconds", retry_after=seconds)


def _most(environment: Mapping[str, str], name: str) -> int:
    said = environment.get(name, "") or str(DEFAULTS[name])
    if not said.isdecimal() or int(said) < 1:
        raise DatabaseProblem(f"{name} is not a number of requests: {said}")
    return int(said)
