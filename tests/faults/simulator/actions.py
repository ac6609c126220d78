"""What may happen next in a schedule: to a console, on the line, at the data centre, to the clocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from local_cache.outbox import AlreadySent, NotSaved, OutboxError
from tests.faults.simulator.intents import Intents
from tests.faults.simulator.others import Others
from tests.faults.simulator.scenes import SCENES, Scenes

if TYPE_CHECKING:
    from tests.faults.simulator.console import SimConsole
    from tests.faults.simulator.schedule import Schedule

DAY = 86_400.0

TEMPERS: dict[str, dict[str, float]] = {
    "mixed": {},
    "line": {"chance": 0.3, "pages": 0.4, "save": 1.5, "send": 2, "late": 4, "retry": 3, "sync": 3, "write": 3},
    "crashes": {"hurt": 0.6, "power": 2, "destroy": 2},
    "rights": {"rights": 10, "write": 1.5, "hurt": 0.0, "chance": 0.0},
    "restores": {"backup": 14, "save": 1.5, "send": 1.5, "chance": 0.0, "hurt": 0.0},
    "retention": {"retention": 8, "bulk": 5, "snapshots": 5, "write": 1.5, "chance": 0.05, "hurt": 0.05},
    "time": {"clock": 8, "long time": 5, "wait": 4, "time": 2, "save": 1.5, "send": 1.5, "stop": 2},
    "people": {"person": 10, "sessions": 6, "wait": 4, "save": 2, "send": 1.5, "keep": 3},
    "full": {"hurt": 0.5, "save": 1.5, "send": 1.5},
    "work": {"save": 3, "send": 3, "upkeep": 3, "write": 1.5, "take back": 3, "restart": 4},
    # From here on: scenes (see `scenes`) among the rest.
    "behind": {"scenes": 3, "write": 2, "pull": 3, "sync": 0.3, "chance": 0.0, "hurt": 0.0},
    "cut pages": {"scenes": 3, "pages": 0.5, "chance": 0.0, "hurt": 0.0, "write": 2, "sync": 2},
    "other parts": {"scenes": 3, "parts": 0.4, "chance": 0.0, "hurt": 0.05, "bulk": 5, "snapshots": 3, "sync": 2},
    "dies at the answer": {"scenes": 3, "chance": 0.0, "hurt": 0.0},
    "full at the answer": {"scenes": 3, "chance": 0.0, "hurt": 0.0, "stop": 0.2, "power": 0.2},
    "doubt": {"scenes": 3, "chance": 0.05, "hurt": 0.0, "late": 3, "save": 1.5},
    "one aggregate": {"scenes": 3, "chance": 0.1, "hurt": 0.0, "late": 3},
    "set back": {"scenes": 3, "backup": 3, "chance": 0.0, "hurt": 0.0},
    "evidence": {"scenes": 3, "backup": 3, "chance": 0.05, "hurt": 0.0, "save": 1.5, "send": 1.5},
    "comes again": {"scenes": 3, "chance": 0.0, "hurt": 0.0, "write": 2, "sync": 2},
}
"""What happens more often than in a mixed schedule, by name. A seed's last two digits say which it is."""
HARMS = {"crashes": (8, 0, 2), "full": (1, 8, 1)}
"""How often a console's machine stops, is full, is looked at, where that is not as usual."""


Hurt = tuple[str, str, int]
"""(what happens to the machine, at which kind of step, the how manieth of them)."""


class Actions:
    """Draws and does one action at a time."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._world = schedule.world
        self._others = Others(schedule)
        self._intents = Intents(schedule)
        random = self._world.random
        temper = TEMPERS[schedule.temper]
        chances: list[tuple[str, Callable[[], None], float]] = [
            ("save", self._save, 18.0),
            ("sync", self._sync, 22.0),
            ("pull", self._pull_some, 8.0),
            ("send", self._send, 20.0),
            ("wait", self._wait, 3.0),
            ("keep", self._keep, 2.0),
            ("retry", self._retry, 3.0),
            ("take back", self._take_back, 1.5),
            ("time", self._time_passes, 8.0),
            ("long time", self._long_time, 1.0),
            ("clock", self._clock_jumps, 1.5),
            ("stop", self._stop_and_start, 2.0),
            ("power", self._power_off, 2.0),
            ("person", self._other_person, 1.0),
            ("destroy", self._cache_destroyed, 0.5),
            ("line", self._line_down, 2.0),
            ("late", self._late, 3.0),
            ("write", self._others.write, 18.0),
            ("rights", self._others.rights, 2.0),
            ("upkeep", self._others.upkeep, 3.0),
            ("retention", self._others.retention, 1.0),
            ("bulk", self._others.bulk, 0.7),
            ("snapshots", self._others.snapshots, 1.5),
            ("backup", self._others.backup, 0.7),
            ("restart", self._others.restart, 1.0),
            ("sessions", self._others.sessions, 0.5),
        ]
        if schedule.temper in SCENES:
            chances.append(("scenes", Scenes(schedule, self, self._others).play, 20.0))
        self._acts = [act for _, act, _ in chances]
        self._weights = [weight * temper.get(name, 1.0) * random.choice((0.5, 1.0, 2.0)) for name, _, weight in chances]
        self._hurt = random.choice((0.0, 0.1, 0.3)) if "hurt" not in temper else temper["hurt"]
        self._harms = HARMS.get(schedule.temper, (5, 2, 2))
        schedule.network.chance = random.choice((0.0, 0.1, 0.3)) if "chance" not in temper else temper["chance"]
        schedule.network.page_chance = temper.get("pages", schedule.network.chance / 2)
        schedule.network.part_chance = temper.get("parts", 0.0)

    def one(self) -> None:
        """One action."""
        world = self._world
        world.now += world.random.choice((0.1, 0.5, 2.0))
        (act,) = world.random.choices(self._acts, self._weights)
        act()

    def console(self) -> SimConsole:
        """One of the consoles."""
        return self._world.random.choice(self._schedule.consoles)

    # --- consoles ---

    def _do(self, console: SimConsole, what: str, work: Callable[[], str | None], hurt: Hurt | None = None) -> None:
        """Let a console do something, perhaps on a machine that dies, fills up, or is looked at while it does."""
        random = self._world.random
        if console.engine is None:
            console.doing("starts", console.start)  # type: ignore[arg-type]
        if hurt is not None:
            event, place, times = hurt
            console.disk.arm(event, times, at=place, lasting=3)
            console.doing(f"{what} [{event} at {place}]", work)
            if console.disk.disarm():
                self._world.count(f"{event} met")
            return
        if random.random() >= self._hurt:
            console.doing(what, work)
            return
        event = random.choices(("crash", "full", "look"), self._harms)[0]
        steps = random.choice((random.randint(1, 12), random.randint(1, 40), random.randint(1, 150)))
        console.disk.arm(
            event, steps, look=lambda: self._schedule.checks.look(console), lasting=random.choice((1, 1, 5, 25))
        )
        console.doing(f"{what} [{event} at {steps}]", work)
        if console.disk.disarm():
            self._world.count(f"{event} met")

    def _save(self) -> None:
        self.save(self.console())

    def save(self, console: SimConsole, *, kind: str = "", on: str = "") -> str:
        """A person saves a command, of a drawn kind where none is given; returns its id."""
        command, evidence = self._intents.draw(console, kind, on)

        def work() -> str:
            try:
                saved = console.outbox.save(command, evidence)
            except NotSaved:
                return "not saved"
            console.saved[saved.id] = saved
            if console.engine is not None:
                console.engine.send_now()
            return self._schedule.short(saved.id)

        self._do(console, f"saves {command.payload.TYPE}", work)
        self._schedule.checks.saves(console)
        return command.id

    def _sync(self) -> None:
        self.sync(self.console())

    def sync(self, console: SimConsole, hurt: Hurt | None = None) -> None:
        """Somebody presses F5 and lets it finish."""

        def work() -> str:
            if console.engine is not None:
                console.engine.pull_now()
            return console.pull(60)

        self._do(console, "syncs", work, hurt)

    def _pull_some(self) -> None:
        self.pull_some(self.console())

    def pull_some(self, console: SimConsole) -> None:
        """A few steps of pulling."""
        self._do(console, "pulls a little", lambda: console.pull(self._world.random.randint(1, 4)))

    def _send(self) -> None:
        self.send(self.console())

    def send(self, console: SimConsole, hurt: Hurt | None = None) -> None:
        """What is due is sent."""
        self._do(console, "sends", console.send, hurt)

    def _wait(self) -> None:
        console = self.console()
        self._do(console, "waits", console.wait)

    def _keep(self) -> None:
        console = self.console()
        self._do(console, "keeps files", console.keep)

    def _retry(self) -> None:
        console = self.console()
        waiting = sorted(console.saved)
        one = waiting and self._world.random.random() < 0.5
        self.retry(console, self._world.random.choice(waiting) if one else "")

    def retry(self, console: SimConsole, command: str = "") -> None:
        """Somebody presses "retry now", perhaps at one command."""

        def work() -> None:
            if console.engine is not None:
                console.engine.send_now(command)

        self._do(console, f"retries {self._schedule.short(command)}" if command else "retries", work)

    def _take_back(self) -> None:
        console = self.console()
        waiting = sorted(console.saved)
        if waiting:
            self.take_back(console, self._world.random.choice(waiting))

    def take_back(self, console: SimConsole, command: str) -> None:
        """Somebody takes a command back."""

        def work() -> str:
            try:
                console.outbox.withdraw(command, int(console.clock.now()))
            except AlreadySent:
                return "too late"
            except (OutboxError, OSError) as error:
                return type(error).__name__
            return "done"

        self._do(console, f"takes back {self._schedule.short(command)}", lambda: console.outbox_said(work))

    def start(self, console: SimConsole) -> None:
        """The machine comes on again, if it is off."""
        if console.engine is None:
            console.doing("starts", console.start)  # type: ignore[arg-type]

    def _stop_and_start(self) -> None:
        console = self.console()
        console.doing("stops", console.stop)  # type: ignore[arg-type]
        if self._world.random.random() < 0.7:
            console.doing("starts", console.start)  # type: ignore[arg-type]

    def _power_off(self) -> None:
        console = self.console()
        console.power_off()
        self._world.count("crashes")
        self._world.note(f"{console.name} power off")

    def _other_person(self) -> None:
        """Another account signs in on the machine; the outbox of the first stays."""
        console = self.console()
        if console.account not in ("leader", "second"):
            return
        console.change_person("second" if console.account == "leader" else "leader")

    def _cache_destroyed(self) -> None:
        self.begin_anew(self.console())

    def begin_anew(self, console: SimConsole) -> None:
        """The cache of a console is damaged, and must be fetched again."""
        console.power_off()
        data = bytearray(console.cache_file.read_bytes()) if console.cache_file.exists() else bytearray()
        data[:100] = bytes(self._world.random.getrandbits(8) for _ in range(100))
        console.cache_file.write_bytes(bytes(data))
        self._world.note(f"{console.name} cache destroyed")

    # --- time and line ---

    def _time_passes(self) -> None:
        self._world.now += self._world.random.choice((5.0, 60.0, 301.0))
        self._world.note("time passes")

    def _long_time(self) -> None:
        self._world.now += self._world.random.choice((3600.0, DAY, 8 * DAY))
        self._world.note("a long time passes")

    def _clock_jumps(self) -> None:
        """A console's clock is set, now and then the data centre's."""
        if self._world.random.random() < 0.2:
            self._world.centre_skew = self._world.random.choice((0.0, 7200.0, -7200.0))
            self._world.note(f"centre clock off by {self._world.centre_skew:.0f}")
            return
        console = self.console()
        console.clock.skew = self._world.random.choice((0.0, 30.0, -30.0, 3600.0, -3600.0, 400 * DAY, -400 * DAY))
        self._world.note(f"{console.name} clock off by {console.clock.skew:.0f}")

    def _line_down(self) -> None:
        console = self.console()
        self._schedule.network.down ^= {console.name}
        self._world.note(f"{console.name} line {'down' if console.name in self._schedule.network.down else 'up'}")

    def _late(self) -> None:
        if self._schedule.network.deliver_late():
            self._world.note("late delivery")
