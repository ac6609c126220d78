"""Time and chance of one schedule: everything that happens is drawn from one seed and dated by one clock."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from random import Random

START = 1_790_000_000.0
"""The true time at which every schedule begins: September 2026."""


class Crash(BaseException):
    """The process is gone at this step. Nothing of it may run any more, so it is no Exception."""


class CentreCrash(BaseException):
    """The data centre's process is gone at this step."""


class Broken(AssertionError):
    """An invariant does not hold. `rule` names it (I1 … I9)."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule
        self.detail = detail


@dataclass
class World:
    """True time, chance, the trace, and whether faults may still happen."""

    seed: int
    now: float = START
    centre_skew: float = 0.0
    healing: bool = False
    trace: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def note(self, line: str) -> None:
        """One line of the trace: what was done and what came of it, nothing that differs from run to run."""
        self.trace.append(line)

    def count(self, what: str, n: int = 1) -> None:
        """One more of something, for the report."""
        self.counts[what] = self.counts.get(what, 0) + n

    def clock(self) -> float:
        """The data centre's clock."""
        return self.now + self.centre_skew

    def uuid7(self) -> str:
        """An id as the outbox makes them, of this seed."""
        value = (int(self.now * 1000) << 80) | self.random.getrandbits(80)
        value = (value & ~(0xF << 76)) | (7 << 76)
        value = (value & ~(0x3 << 62)) | (2 << 62)
        return str(uuid.UUID(int=value))

    @property
    def digest(self) -> str:
        """Hash of the trace: equal seeds, equal hashes."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()


class ConsoleClock:
    """A console's clock: off by `skew`, which may jump; `steady` goes on as time does."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.skew = 0.0

    def now(self) -> float:
        """Seconds since 1970, as this machine believes."""
        return self._world.now + self.skew

    def steady(self) -> float:
        """Seconds that never step back."""
        return self._world.now - START + 1000.0
