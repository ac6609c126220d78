"""After the outbox was recovered: ask the data centre what it knows of this console's commands, before sending any."""

from __future__ import annotations

import msgspec

from ioc_console.sync.line import Clock, Kind, LineProblem
from ioc_console.sync.tokens import SignedLine
from ioc_domain.channel import OutboxMended
from ioc_domain.commands import KnownCommand
from local_cache.outbox import Outbox
from local_cache.outbox_recovery import Recovery

_KNOWN = msgspec.json.Decoder(list[KnownCommand])


class Reconciler:
    """`step` is one call; stopped anywhere, all of it is asked again at the next start."""

    def __init__(self, line: SignedLine, outbox: Outbox, account: str, device: str, clock: Clock) -> None:
        self._line, self._outbox, self._account, self._clock = line, outbox, account, clock
        self._device = device
        self._left: list[tuple[str, str]] | None = None  # (device, id after which to ask)

    def step(self) -> Recovery | None:
        """Ask once; the finished report when that was the last question. Raises LineProblem.

        A data centre that does not know the question is taken for an answer: every command is asked for by its id
        anyway when it is sent.
        """
        if self._left is None:
            devices = dict.fromkeys([*([self._device] if self._device else []), *self._outbox.devices(self._account)])
            self._left = [(device, "") for device in devices]
        if self._left:
            device, after = self._left.pop()
            try:
                answer = self._line.call("GET", "/v1/commands", query={"device": device, "after": after})
                known = _KNOWN.decode(answer.body)
            except (msgspec.MsgspecError, UnicodeError) as error:
                self._left.append((device, after))
                raise LineProblem(Kind.NOT_OURS, True, 200, detail=f"commands: {type(error).__name__}") from error
            except LineProblem as problem:
                if problem.kind not in (Kind.PROBLEM, Kind.UPGRADE):
                    self._left.append((device, after))
                    raise
                known = []
            if known:
                self._outbox.take_known(known, self._account, int(self._clock.now()))
                self._left.append((device, max(one.id for one in known)))
        if self._left:
            return None
        self._left = None
        return self._outbox.mark_reconciled(int(self._clock.now()))


def mended(report: Recovery) -> OutboxMended:
    """A report as the console is told it."""
    return OutboxMended(
        kept=report.kept, commands=report.commands + report.from_log, put_right=report.put_right,
        returned=report.returned, complete=report.complete, asked=bool(report.reconciled_at),
    )  # fmt: skip
