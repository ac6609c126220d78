"""What people on the consoles ask for: payloads that each leave a mark of their own at the data centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioc_domain.commands import AcknowledgeAlert, Payload, ReturnExplanation, ShelveAlert, WithdrawRequest
from local_cache.outbox import PendingCommand
from tests.data_centre import factories
from tests.faults.simulator import city

if TYPE_CHECKING:
    from tests.faults.simulator.console import SimConsole
    from tests.faults.simulator.schedule import Schedule


class Intents:
    """Draws commands. Reasons and seen counts are used once in a schedule."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._drawn = 0

    def draw(self, console: SimConsole, kind: str = "", alert: str = "") -> tuple[PendingCommand, bytes | None]:
        """A command to save on a console, with its evidence; a drawn one where no kind is given."""
        world = self._schedule.world
        self._drawn += 1
        payload, evidence = self._payload(console, kind, alert)
        command = world.uuid7()
        self._schedule.payloads[command] = payload
        saved_at = int(console.clock.now())
        pending = PendingCommand(payload, console.device, console.account, max(1, saved_at), id=command)
        return pending, evidence

    def _payload(self, console: SimConsole, kind: str, on: str) -> tuple[Payload, bytes | None]:
        random, k = self._schedule.world.random, self._drawn
        kind = kind or random.choices(("acknowledge", "shelve", "issue", "withdraw", "return"), (4, 2, 5, 3, 2))[0]
        if kind == "issue":
            sha256, data = factories.evidence(title=f"bằng chứng {k}")
            unit = random.choice(("U1", "U1", "U2", "U9"))
            payload = factories.issue(unit, sha256, insist=random.random() < 0.7, question=f"Câu hỏi {k}")
            return payload, data
        if kind in ("acknowledge", "shelve"):
            alert = on or random.choice((*city.ALERTS, city.ALERTS[0], "A9"))
            if kind == "acknowledge":
                return AcknowledgeAlert(alert, 1000 + k), None
            until = int(self._schedule.world.now) + random.choice((600, 86_400))
            return ShelveAlert(alert, until, f"gác {k}"), None
        mine = [c for c, p in self._schedule.payloads.items() if p.TYPE == "issue_explanation_request"]
        mine = [c for c in mine if c in console.saved]
        target = random.choice([*mine, *mine, "R1", "R2"])
        if kind == "withdraw":
            return WithdrawRequest(target, f"rút {k}"), None
        return ReturnExplanation(target, f"trả {k}", 3), None
