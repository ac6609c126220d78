"""One schedule: a seed, some consoles, a data centre, and everything that may happen to them; then the faults end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioc_domain.channel import Link
from ioc_domain.commands import Payload
from tests.faults.effects import Marks
from tests.faults.history import History
from tests.faults.simulator.actions import TEMPERS, Actions
from tests.faults.simulator.centre import SimCentre
from tests.faults.simulator.checks import Checks
from tests.faults.simulator.console import SimConsole
from tests.faults.simulator.line import Network
from tests.faults.simulator.scenes import SCENES
from tests.faults.simulator.world import Broken, World

if TYPE_CHECKING:
    from tests.faults.simulator.site import Site

ROUNDS = 40
"""Rounds in which everything must come to rest once the faults are over."""
PULLS = 250
"""Steps after which a pull that goes on is going round in circles."""


@dataclass(frozen=True)
class Passed:
    """What a schedule did."""

    seed: int
    digest: str
    counts: dict[str, int]
    commands: dict[str, int]


class Failed(AssertionError):
    """A schedule found a broken invariant; the text replays it."""

    def __init__(self, seed: int, rule: str, detail: str, trace: list[str]) -> None:
        self.seed, self.rule, self.detail = seed, rule, detail
        replay = f'make test ARGS="tests/faults/test_simulator_1.py -k one_schedule --sim-seed {seed}"'
        super().__init__(f"{rule}: {detail}\n\nreplay: {replay}\n\n" + "\n".join(trace))


class Schedule:
    """One run. `consoles`: (account, whether its cache is empty) instead of drawn ones."""

    def __init__(self, site: Site, seed: int, consoles: list[tuple[str, bool]] | None = None) -> None:
        self.site = site
        self.world = site.world = World(seed)
        random = self.world.random
        self.temper = tuple(TEMPERS)[seed % len(TEMPERS)]
        self.history = History()
        self.payloads: dict[str, Payload] = {}
        self.gone: Marks = Counter()
        self.centre = SimCentre(site.building, self.world)
        self.network = Network(self.world, self.centre.deliver)
        self.checks = Checks(self)
        if consoles is None:
            accounts = ["leader", random.choice(("bao", "second", "leader"))]
            if random.random() < 0.1:
                accounts.append("second")
            consoles = [(account, random.random() < 0.05) for account in accounts]
        self.consoles = [
            SimConsole(self, "ABC"[n], account, fresh=fresh) for n, (account, fresh) in enumerate(consoles)
        ]
        self._names: dict[str, str] = {}

    def short(self, command: str) -> str:
        """A name for a command that a person can follow in a trace."""
        return self._names.setdefault(command, f"c{len(self._names) + 1}")

    def sign_in(self, console: SimConsole) -> None:
        """A person signs in; a process that runs is told, else one is started."""
        pair = self.centre.sign_in(console.account, console.device)
        console.access, console.refresh = pair.access, pair.refresh
        console.lease_key = self.centre.centre.leases.public_key
        if console.engine is None:
            console.doing("starts", console.start)  # type: ignore[arg-type]
        else:
            console.engine.sign_in(pair.access, pair.refresh, console.lease_key)

    # --- the run ---

    def run(self) -> Passed:
        """Everything, from the first sign-in to the judgement. Raises `Failed`."""
        try:
            self._run()
            commands = self.checks.at_the_end()
        except Broken as broken:
            raise Failed(self.world.seed, broken.rule, broken.detail, self.world.trace) from broken
        except Exception as error:
            name = f"{type(error).__name__}: {error}"
            raise Failed(self.world.seed, "crash of the program", name, self.world.trace) from error
        finally:
            self.close()
        return Passed(self.world.seed, self.world.digest, self.world.counts, commands)

    def close(self) -> None:
        """Let go of every file."""
        self.site.at_work = None
        for console in self.consoles:
            console.power_off()
        self.centre.close()

    def _run(self) -> None:
        random = self.world.random
        for console in self.consoles:
            self.sign_in(console)
        actions = Actions(self)
        # Most are short, as a short one that fails is easier to read; what needs time has it in the others.
        steps = random.randint(8, 16) if random.random() < 0.85 else random.randint(25, 45)
        # A scene is several steps in one.
        for _ in range(steps // 2 if self.temper in SCENES else steps):
            actions.one()
            self.world.count("steps")
        self.heal()

    def heal(self) -> None:
        """No fault any more: everything must come to rest, equal and sent (I7)."""
        world = self.world
        world.note("--- the faults are over")
        world.healing = True
        while self.network.deliver_late():
            pass
        self.network.down.clear()
        self.centre.beat()
        for console in self.consoles:
            console.disk.disarm()
            if console.engine is None or console.engine.tokens.signed_out:
                self.sign_in(console)
        listens = world.random.random() < 0.25
        for n in range(ROUNDS):
            # Who has come to rest is let rest: waking it for nothing would only take time.
            awake = [console for console in self.consoles if n == 0 or not self._at_rest(console)]
            rests = [self._round(console, listens) for console in awake]
            content = all(rest is None for rest in rests) and all(self._at_rest(c) for c in self.consoles)
            # A command may also wait for another person's before it, of the same machine and aggregate.
            others = [console.other_person_waits() for console in self.consoles] if content or n % 3 == 2 else []
            if content and not any(others):
                return
            world.now += min(301.0, max([1.0, *(rest for rest in rests if rest is not None)]))
        raise Broken("I7", "; ".join(self._why(console) for console in self.consoles))

    def _round(self, console: SimConsole, listens: bool) -> float | None:
        """Let a console do all it can now; seconds until it wants to do more, None when it is content.

        It hears of news by its long-poll (`listens`), or because somebody presses F5.
        """
        outcome: list[float | None] = [None]

        def work() -> str:
            if console.engine is None:
                console.start()
            if not listens and console.engine is not None:
                console.engine.pull_now()
            said = console.pull(PULLS)
            if console.engine is None or console.rests <= 0:
                raise Broken("I7", f"{console.name}: pulling does not come to rest in {PULLS} steps")
            if listens:
                console.wait()
            if console.waiting():
                console.send()
            console.keep()
            engine = console.engine
            if engine.tokens.signed_out:
                self.sign_in(console)
            content = engine.puller.caught_up and engine.link.state is Link.ONLINE and not console.waiting()
            outcome[0] = None if content else min(console.rests, engine.sender.pause())
            return said

        console.doing("goes on", work)
        return outcome[0]

    def _at_rest(self, console: SimConsole) -> bool:
        """Equal to the data centre, all of it loaded, and nothing waits."""
        (unready,) = console.cache.execute("SELECT count(*) FROM bucket WHERE state <> 'ready'").fetchone()
        if unready or console.position() != (*self.centre.head(), self.centre.set_of(console.account)):
            return False
        self.checks.equal(console)
        return not console.waiting()

    def _why(self, console: SimConsole) -> str:
        if console.engine is None:
            return f"{console.name} does not run"
        unready = console.cache.execute("SELECT name, state FROM bucket WHERE state <> 'ready'").fetchall()
        where = f"at {console.position()}, centre {self.centre.head()} {self.centre.set_of(console.account)}"
        return f"{console.name} {console.engine.link.state} {where}, to load {unready}, waiting {console.waiting()}"
