"""Scenes: a few steps in the order in which a promise is hardest to keep, played among everything else.

What meets in one schedule of a thousand by chance is brought together here: two commands of one alert and no answer to
the first, a cache that is behind a snapshot, a crash just where an answer was written down. The chance of a temper
(`actions.TEMPERS`) is left to the rest of the schedule; a scene only says what comes after what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_centre import accounts
from ioc_domain.scopes import CITY, unit_scope
from tests.faults.simulator import city

if TYPE_CHECKING:
    from tests.faults.simulator.actions import Actions
    from tests.faults.simulator.console import SimConsole
    from tests.faults.simulator.others import Others
    from tests.faults.simulator.schedule import Schedule

COMMANDS = "/v1/commands/"
LOST = ("answer_lost", "reset", "gave_up", "html_502")
"""The data centre did its part, and nobody on the console hears of it."""

SCENES: dict[str, tuple[str, ...]] = {
    "behind": ("seen_too_early", "newer_snapshot", "scope_back", "unseen_before_a_backup"),
    "cut pages": ("many_changes",),
    "other parts": ("everything_again",),
    "dies at the answer": ("dies_while_sending", "dies_when_seen"),
    "full at the answer": ("no_room_for_an_answer",),
    "doubt": ("taken_back_in_doubt",),
    "one aggregate": ("second_of_two", "second_of_two", "ordered_and_called_back"),
    "set back": (
        "unseen_before_a_backup",
        "back_to_where_it_stands",
        "first_of_two_forgotten",
        "evidence_forgotten",
        "seen_and_forgotten",
    ),
    "evidence": ("evidence_forgotten", "evidence_asked_for"),
    "comes again": ("deleted_and_back", "moves_away", "newer_snapshot"),
}
"""Which scenes are played in schedules of a temper."""


class Scenes:
    """The scenes of one schedule."""

    def __init__(self, schedule: Schedule, actions: Actions, others: Others) -> None:
        self._schedule = schedule
        self._world = schedule.world
        self._centre = schedule.centre
        self._actions = actions
        self._others = others

    def play(self) -> None:
        """One scene of the schedule's temper."""
        name = self._world.random.choice(SCENES[self._schedule.temper])
        self._world.note(f"scene: {name.replace('_', ' ')}")
        getattr(self, f"_{name}")()

    # --- pieces ---

    def _fresh(self, console: SimConsole) -> None:
        """A console that has everything there is, and no clock set so that its commands wait."""
        self._schedule.network.down.discard(console.name)
        self._actions.sync(console)
        self._actions.sync(console)

    def _acknowledge(self, console: SimConsole, alert: str) -> str:
        return self._actions.save(console, kind="acknowledge", on=alert)

    def _send(self, console: SimConsole) -> None:
        self._actions.retry(console)
        self._actions.send(console)

    def _lose(self, path: str, *faults: str) -> None:
        """The next request to such a path goes wrong."""
        self._schedule.network.next_goes_wrong(path, self._world.random.choice(faults))

    def _changes(self, least: int, most: int) -> None:
        """One row changes again and again, each time in a transaction of its own."""
        random = self._world.random
        number = random.choice(tuple(city.COMPLAINTS))
        for n in range(random.randint(least, most)):
            title = f"Lần {n} {random.randrange(100)}"
            self._centre.write((city.complaint(number, city.YEARS[number % 2], 1 + n % 3, title), None))
        self._world.note(f"centre changes complaint {number} again and again")

    # --- a cache that is behind ---

    def _many_changes(self) -> None:
        console = self._actions.console()
        self._changes(1, 6)
        self._others.write()
        self._actions.sync(console)

    def _everything_again(self) -> None:
        """Snapshots over a line on which somebody changes what passes."""
        console = self._actions.console()
        self._others.bulk()
        self._actions.begin_anew(console)
        self._actions.sync(console)
        self._actions.retry(console)
        self._actions.sync(console)

    def _seen_too_early(self) -> None:
        """A command is answered while the cache has yet to read pages before its effect."""
        console = self._actions.console()
        self._fresh(console)
        self._changes(6, 14)
        self._acknowledge(console, self._world.random.choice(city.ALERTS))
        self._send(console)
        self._actions.pull_some(console)

    def _newer_snapshot(self) -> None:
        """A snapshot brings rows that the pages still to come change again, from old states of theirs."""
        random = self._world.random
        console = self._actions.console()
        scope = self._taken(console)
        for n in range(random.randint(4, 12)):
            number = random.choice((1, 2, 2))
            self._centre.write((city.complaint(number, city.YEARS[0], 1 + n % 3, f"Trước {n}"), scope))
        self._given(console, scope)
        for _ in range(random.randint(1, 4)):
            self._actions.pull_some(console)
        self._actions.sync(console)

    def _scope_back(self) -> None:
        """A scope comes with the rows it has long had: nothing else tells of them."""
        console = self._actions.console()
        scope = self._taken(console)
        self._given(console, scope)
        self._actions.sync(console)

    def _taken(self, console: SimConsole) -> str:
        """A scope that this console has no longer, and knows it."""
        scope = unit_scope(self._world.random.choice(("U1", "U2")))
        with self._centre.database.write() as connection:
            if scope in self._centre.scopes(console.account):
                accounts.revoke(connection, console.account, scope)
        self._world.note(f"centre takes {scope} from {console.account}")
        self._fresh(console)
        return scope

    def _given(self, console: SimConsole, scope: str) -> None:
        with self._centre.database.write() as connection:
            accounts.grant(connection, console.account, scope)
        self._world.note(f"centre gives {scope} to {console.account}")

    # --- a data centre that is set back ---

    def _unseen_before_a_backup(self) -> None:
        """What was written before the backup, and is not yet on the console, is written after the restore too."""
        random = self._world.random
        console = self._actions.console()
        self._fresh(console)
        for _ in range(random.randint(1, 4)):
            self._others.write()
        self._others.back_up()
        if random.random() < 0.3:
            self._others.write()
        self._others.put_back()
        if random.random() < 0.5:
            self._others.write()
        self._actions.sync(console)

    def _back_to_where_it_stands(self) -> None:
        """The console stands exactly where the restored feed begins."""
        console = self._actions.console()
        self._fresh(console)
        self._others.back_up()
        if self._world.random.random() < 0.5:
            self._others.write()
        self._others.put_back()
        self._actions.sync(console)

    def _first_of_two_forgotten(self) -> None:
        """Of two commands of one alert the restored data centre has lost the first."""
        console = self._actions.console()
        alert = self._world.random.choice(city.ALERTS)
        self._fresh(console)
        self._others.back_up()
        self._acknowledge(console, alert)
        self._send(console)
        self._others.put_back()
        self._acknowledge(console, alert)
        if self._world.random.random() < 0.5:
            self._actions.sync(console)
        self._send(console)

    def _seen_and_forgotten(self) -> None:
        """A request was received, seen back and done with; a restored data centre knows neither it nor its evidence,
        and must have both before what its author says next."""
        console = self._actions.console()
        self._fresh(console)
        self._others.back_up()
        asked = self._actions.save(console, kind="issue")
        self._send(console)
        self._actions.sync(console)
        self._others.put_back()
        self._actions.save(console, kind="withdraw", on=asked)
        self._send(console)

    # --- evidence ---

    def _evidence_forgotten(self) -> None:
        """The evidence arrived, its request did not; then the data centre is set back to before both."""
        console = self._actions.console()
        self._fresh(console)
        self._others.back_up()
        self._actions.save(console, kind="issue")
        self._lose(COMMANDS, "refused", "unreachable", "name")
        self._send(console)
        self._others.put_back()
        self._actions.sync(console)
        self._send(console)

    def _evidence_asked_for(self) -> None:
        """A request goes out for the first time, perhaps with a line that loses its evidence."""
        console = self._actions.console()
        self._actions.save(console, kind="issue")
        if self._world.random.random() < 0.5:
            self._lose("/v1/evidence/", "refused", *LOST)
        self._send(console)
        self._send(console)

    # --- commands ---

    def _dies_while_sending(self) -> None:
        """The machine stops with a command under way: before it leaves, or when its answer comes."""
        console = self._actions.console()
        self._fresh(console)
        self._acknowledge(console, self._world.random.choice((*city.ALERTS, "A9")))
        self._actions.retry(console)
        self._actions.send(console, hurt=("crash", self._world.random.choice(("SEND PUT", "RECEIVE PUT")), 1))

    def _dies_when_seen(self) -> None:
        """No answer came, the pages show the effect, and the machine stops before the outbox knows."""
        console = self._actions.console()
        self._fresh(console)
        self._acknowledge(console, self._world.random.choice(city.ALERTS))
        self._lose(COMMANDS, *LOST)
        self._send(console)
        self._actions.sync(console, hurt=("crash", "OPEN outbox.db", self._world.random.randint(1, 2)))
        self._actions.start(console)

    def _no_room_for_an_answer(self) -> None:
        """The disk is full in the moment of an answer, also of one that refuses and leaves no mark in the feed."""
        random = self._world.random
        console = self._actions.console()
        self._fresh(console)
        self._acknowledge(console, random.choice(("A9", "A9", *city.ALERTS)))
        self._actions.retry(console)
        self._actions.send(console, hurt=("full", "RECEIVE PUT", 1))

    def _taken_back_in_doubt(self) -> None:
        """A person takes back what was sent and has no answer."""
        console = self._actions.console()
        command = self._acknowledge(console, self._world.random.choice((*city.ALERTS, "A9")))
        self._lose(COMMANDS, *LOST)
        self._send(console)
        self._actions.take_back(console, command)

    def _second_of_two(self) -> None:
        """Two commands of one alert, and the first comes to nothing."""
        console = self._actions.console()
        self._fresh(console)
        alert = self._world.random.choice(city.ALERTS)
        self._acknowledge(console, alert)
        self._acknowledge(console, alert)
        self._lose(COMMANDS, "lost", "busy", *LOST)
        self._send(console)

    def _ordered_and_called_back(self) -> None:
        """A directive goes astray, its author takes it back, and perhaps presses "retry now" at that only."""
        console = self._actions.console()
        self._fresh(console)
        order = self._actions.save(console, kind="order")
        self._lose(COMMANDS, "lost", "busy", *LOST)
        self._send(console)
        back = self._actions.save(console, kind="call_back", on=order)
        if self._world.random.random() < 0.5:
            self._lose(COMMANDS, "lost", "busy", *LOST)
        self._actions.retry(console, back if self._world.random.random() < 0.5 else "")
        self._actions.send(console)

    # --- rows ---

    def _deleted_and_back(self) -> None:
        """A row that was changed some times is deleted and comes again; the console may see it between, or not."""
        random = self._world.random
        console = self._actions.console()
        self._changes(2, 3)
        number = random.choice(tuple(city.COMPLAINTS))
        self._centre.write((city.complaint(number, city.YEARS[number % 2], 2, "Trước khi mất"), None))
        self._actions.sync(console)
        with self._centre.writing() as writer:
            writer.delete("complaint", str(number))
        self._world.note(f"centre deletes complaint {number}")
        if random.random() < 0.5:
            self._actions.sync(console)
        if random.random() < 0.7:
            self._centre.write((city.complaint(number, city.YEARS[number % 2], 1, "Trở lại"), None))
            self._world.note(f"centre has complaint {number} again")
        self._actions.sync(console)

    def _moves_away(self) -> None:
        """A row goes to a scope that not everybody has, and perhaps comes back."""
        random = self._world.random
        console = self._actions.console()
        number = random.choice(tuple(city.COMPLAINTS))
        year = city.YEARS[number % 2]
        self._centre.write((city.complaint(number, year, 1, "Ở đây"), CITY))
        self._actions.sync(console)
        self._centre.write((city.complaint(number, year, 1, "Ở kia"), unit_scope(random.choice(("U2", "U9", "U1")))))
        self._world.note(f"centre moves complaint {number}")
        self._actions.sync(console)

