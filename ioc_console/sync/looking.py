"""Questions about reporters: asked of the data centre while a person waits, answered once, kept nowhere.

Nothing of an answer is written to the cache, to a file or to the log; it goes to the console by the channel and is
forgotten here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from ioc_console.sync.line import Kind, LineProblem
from ioc_console.sync.tokens import SignedLine
from ioc_domain.channel import Event, FindByPhone, LookResult, PhoneFound, ReporterSeen, SeeReporter
from ioc_domain.identity import ComplaintsOfPhone, PhoneEnd, ReasonGiven, ReporterIdentity

TIMEOUT = 15.0
STATUSES = {403: LookResult.NOT_ALLOWED, 404: LookResult.NOT_THERE, 429: LookResult.TOO_OFTEN}

T = TypeVar("T")


class Looker:
    """Asks; any thread. Every question is answered by one event, whatever happens."""

    def __init__(self, line: SignedLine, emit: Callable[[Event], None]) -> None:
        self._line, self._emit = line, emit

    def look(self, order: SeeReporter | FindByPhone) -> None:
        """Ask, and tell."""
        try:
            if isinstance(order, SeeReporter):
                path, body = f"/v1/complaints/{order.complaint}/reporter", ReasonGiven(reason=order.reason)
                self._emit(ReporterSeen(order.ask, LookResult.TOLD, self._call(path, body, ReporterIdentity)))
            else:
                asked = PhoneEnd(last4=order.last4)
                found = self._call("/v1/complaints/by-phone", asked, ComplaintsOfPhone)
                self._emit(PhoneFound(order.ask, LookResult.TOLD, found))
        except LineProblem as problem:
            self._emit(unanswered(order, _result(problem), int(problem.retry_after)))

    def _call(self, path: str, body: msgspec.Struct, kind: type[T]) -> T:
        answer = self._line.call("POST", path, body=msgspec.json.encode(body), read_timeout=TIMEOUT)
        try:
            return msgspec.json.decode(answer.body, type=kind)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise LineProblem(Kind.NOT_OURS, True, answer.status, detail=type(error).__name__) from error


def unanswered(
    order: SeeReporter | FindByPhone, result: LookResult = LookResult.OFFLINE, wait: int = 0
) -> ReporterSeen | PhoneFound:
    """The event of a question that was not answered."""
    if isinstance(order, SeeReporter):
        return ReporterSeen(order.ask, result, wait=wait)
    return PhoneFound(order.ask, result, wait=wait)


def _result(problem: LineProblem) -> LookResult:
    if problem.status in STATUSES and problem.problem is not None:
        return STATUSES[problem.status]
    return LookResult.REFUSED if problem.kind is Kind.PROBLEM else LookResult.OFFLINE
