"""Waiting for news: the long-poll that only ever says "pull now"."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import msgspec

from ioc_console.sync.line import LineProblem
from ioc_console.sync.pacing import LONGEST, Backoff
from ioc_console.sync.pulling import Puller
from ioc_console.sync.tokens import SignedLine
from ioc_domain.wire import WaitAnswer

TIMEOUT = 55.0
GRACE = 15.0
"""Seconds after which a call that should long have come back counts as a dead line."""

_ANSWER = msgspec.json.Decoder(WaitAnswer)


class Waiter:
    """Parks one call at the data centre while the cache is current. It never judges the line itself: whatever goes
    wrong, it asks for a pull, and the pull finds out. `pull` asks for one after so many seconds, `confirm` says that
    nothing is new."""

    def __init__(
        self,
        line: SignedLine,
        puller: Puller,
        random: Random,
        pull: Callable[[float], None],
        confirm: Callable[[], None],
    ) -> None:
        self._line = line
        self._puller = puller
        self._random = random
        self._pull = pull
        self._confirm = confirm
        self._backoff = Backoff(random)
        self._news_at = ""

    def step(self) -> float:
        """One call. Returns how many seconds to rest; it is to be called again when the cache is current."""
        if not self._puller.caught_up:
            return LONGEST
        set_, cursor = self._puller.current_at
        if self._news_at == cursor:
            # Told of news, pulled, and stood still: asking again at once would go round in circles.
            self._news_at = ""
            return self._backoff.failed()
        try:
            answer = self._line.call(
                "GET",
                "/v1/wait",
                query={"set": set_, "after": cursor, "timeout": f"{TIMEOUT:g}"},
                read_timeout=TIMEOUT + GRACE,
            )
            if answer.status == 204:
                self._backoff.succeeded()
                self._confirm()
                return 0.0
            news = _ANSWER.decode(answer.body)
        except (LineProblem, msgspec.MsgspecError, UnicodeError):
            self._pull(0.0)
            return self._backoff.failed()
        self._news_at = cursor
        # Thousands of consoles hear of the same change: each pulls at a moment of its own.
        self._pull(self._random.uniform(0.0, max(0, news.pull_within_ms)) / 1000.0)
        return LONGEST
