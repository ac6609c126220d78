"""What people on the consoles ask for: payloads that each leave a mark of their own at the data centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioc_domain.commands import (
    AcknowledgeAlert,
    IssueDirective,
    IssueExplanationRequest,
    Payload,
    ReturnExplanation,
    ShelveAlert,
    WithdrawDirective,
    WithdrawRequest,
)
from local_cache.outbox import PendingCommand
from tests.data_centre import factories
from tests.faults.simulator import city

if TYPE_CHECKING:
    from tests.faults.simulator.console import SimConsole
    from tests.faults.simulator.schedule import Schedule


KINDS = {"acknowledge": 4, "shelve": 2, "issue": 5, "withdraw": 3, "return": 2, "order": 4, "call_back": 2}
"""What people ask for, and how often."""
Drawn = tuple[Payload, bytes | None]


class Intents:
    """Draws commands. Reasons and seen counts are used once in a schedule."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._random = schedule.world.random
        self._drawn = 0

    def draw(self, console: SimConsole, kind: str = "", on: str = "") -> tuple[PendingCommand, bytes | None]:
        """A command to save on a console, with its evidence; a drawn one where no kind is given. `on`: the alert, the
        request or the directive that it is about."""
        world = self._schedule.world
        self._drawn += 1
        kind = kind or world.random.choices(tuple(KINDS), tuple(KINDS.values()))[0]
        payload, evidence = getattr(self, f"_{kind}")(console, on)
        command = world.uuid7()
        self._schedule.payloads[command] = payload
        saved_at = int(console.clock.now())
        pending = PendingCommand(payload, console.device, console.account, max(1, saved_at), id=command)
        return pending, evidence

    def _issue(self, _console: SimConsole, _on: str) -> Drawn:
        random, k = self._random, self._drawn
        sha256, data = factories.evidence(title=f"bằng chứng {k}")
        unit = random.choice(("U1", "U1", "U2", "U9"))
        return factories.issue(unit, sha256, insist=random.random() < 0.7, question=f"Câu hỏi {k}"), data

    def _acknowledge(self, _console: SimConsole, on: str) -> Drawn:
        return AcknowledgeAlert(on or self._alert(), 1000 + self._drawn), None

    def _shelve(self, _console: SimConsole, on: str) -> Drawn:
        until = int(self._schedule.world.now) + self._random.choice((600, 86_400))
        return ShelveAlert(on or self._alert(), until, f"gác {self._drawn}"), None

    def _withdraw(self, console: SimConsole, on: str) -> Drawn:
        target = on or self._mine(console, IssueExplanationRequest, "R1", "R2")
        return WithdrawRequest(target, f"rút {self._drawn}"), None

    def _return(self, console: SimConsole, _on: str) -> Drawn:
        target = self._mine(console, IssueExplanationRequest, "R1", "R2")
        return ReturnExplanation(target, f"trả {self._drawn}", 3), None

    def _order(self, _console: SimConsole, _on: str) -> Drawn:
        """A directive, perhaps with evidence. What it says is its unit's alone, so it goes to no other."""
        random = self._random
        unit, number = random.choice(("U1", "U1", "U2", "U9")), random.randint(1, 7)
        sha256, data = factories.evidence(str(number), title=f"bằng chứng {self._drawn}")
        if random.random() < 0.5:
            sha256, data = "", None
        text = f"{city.secret(unit)} {self._drawn}"
        again = random.random() < 0.7
        return factories.order(number, unit, text=text, evidence=sha256, again=again, keep_unit=True), data

    def _call_back(self, console: SimConsole, on: str) -> Drawn:
        """A directive is taken back, whether it has left this console or not."""
        target = on or self._mine(console, IssueDirective, "D1")
        return WithdrawDirective(target, f"thôi {self._drawn}"), None

    def _alert(self) -> str:
        return self._random.choice((*city.ALERTS, city.ALERTS[0], "A9"))

    def _mine(self, console: SimConsole, kind: type[Payload], *others: str) -> str:
        """Something that was asked or ordered on this console, or something else."""
        mine = [c for c, p in self._schedule.payloads.items() if isinstance(p, kind) and c in console.saved]
        return self._random.choice([*mine, *mine, *others])
