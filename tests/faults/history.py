"""The history of commands, and the judge of it: what was promised to a person against what happened at the centre.

    history = History()
    history.saved("A", command.id, command.aggregate, command.n, at=3.0)
    history.invoked("A", command.id, at=4.0)
    history.unknown("A", command.id, at=34.0)         # no answer was seen
    history.invoked("A", command.id, at=40.0)
    history.ok("A", command.id, at=40.2)               # "received by the centre" was said
    wrong = violations(history, effects)               # [] = all promises were kept

`effects` are what is found at the data centre (`tests.faults.effects` reads them from its rows and its audit, not from
the table by which it recognises commands): one entry per effect, in the order in which they came to be. The judge
shares no code with either side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    """What happened to a command, as its console knows it."""

    SAVED = "saved"  # "saved on this machine" was said
    INVOKED = "invoked"  # an attempt went out
    UNKNOWN = "unknown"  # it ended without an answer: perhaps received
    NOT_SENT = "not_sent"  # it surely never left
    OK = "ok"  # "received by the centre" was said
    REFUSED = "refused"  # the centre said no, or "decide"
    TAKEN_BACK = "taken_back"  # the person took it back before it ever left
    RESTORED = "restored"  # the centre was set back to how it was at the event `since`


ANSWERS = (Step.OK, Step.REFUSED)


@dataclass(frozen=True)
class Event:
    """One line of the history. `at`: seconds of one clock for all consoles."""

    step: Step
    console: str
    command: str
    at: float
    aggregate: str = ""
    n: int = 0
    since: int = -1


@dataclass
class History:
    """Events in the order in which they happened."""

    events: list[Event] = field(default_factory=list)

    def saved(self, console: str, command: str, aggregate: str, n: int, at: float) -> None:
        """The person was told that it is saved. `n` counts within (console, aggregate)."""
        self.events.append(Event(Step.SAVED, console, command, at, aggregate, n))

    def invoked(self, console: str, command: str, at: float) -> None:
        """An attempt to send it begins."""
        self.events.append(Event(Step.INVOKED, console, command, at))

    def unknown(self, console: str, command: str, at: float) -> None:
        """The attempt ended without an answer."""
        self.events.append(Event(Step.UNKNOWN, console, command, at))

    def not_sent(self, console: str, command: str, at: float) -> None:
        """The attempt ended before anything left."""
        self.events.append(Event(Step.NOT_SENT, console, command, at))

    def ok(self, console: str, command: str, at: float) -> None:
        """It was received, and the person was told so."""
        self.events.append(Event(Step.OK, console, command, at))

    def refused(self, console: str, command: str, at: float) -> None:
        """It was refused, or a decision is asked for: no effect."""
        self.events.append(Event(Step.REFUSED, console, command, at))

    def taken_back(self, console: str, command: str, at: float) -> None:
        """The person took it back before it left the machine."""
        self.events.append(Event(Step.TAKEN_BACK, console, command, at))

    def mark(self) -> int:
        """A place in the history, for `restored`: a backup of the centre was made here."""
        return len(self.events)

    def restored(self, since: int, at: float) -> None:
        """The backup made at the place `since` was put back: what the centre did after it is undone."""
        self.events.append(Event(Step.RESTORED, "", "", at, since=since))

    def counts(self) -> dict[str, int]:
        """How many commands were acknowledged, were refused, were unknown at some time."""
        at_some_time: dict[Step, set[str]] = defaultdict(set)
        for event in self.events:
            at_some_time[event.step].add(event.command)
        return {
            "acknowledged": len(at_some_time[Step.OK]),
            "refused": len(at_some_time[Step.REFUSED]),
            "unknown_at_some_time": len(at_some_time[Step.UNKNOWN]),
        }


@dataclass
class _Life:
    """What is known of one command after reading its events."""

    console: str
    aggregate: str = ""
    n: int = 0
    invoked: bool = False
    open: bool = False
    doubtful: bool = False
    answer: Step | None = None
    answered_at: int = -1
    last: Step = Step.SAVED


def violations(history: History, effects: Sequence[str], *, healed: bool = True) -> list[str]:
    """Every broken promise, as a sentence. `effects`: command ids, one per effect, in the order they came to be.

    `healed`: all faults are over and everything had time, so that nothing may be unanswered any longer.
    """
    wrong: list[str] = []
    lives, undone = _read(history.events, wrong)
    found = Counter(effects)
    for command, life in lives.items():
        count = found.pop(command, 0)
        wrong += _effects_of(command, life, count, life.answered_at in undone)
        if healed and life.answer is None and life.last is not Step.TAKEN_BACK:
            wrong.append(f"{command}: unanswered after healing, last {life.last}")
    wrong += [f"{command}: {count} effects of a command nobody saved" for command, count in found.items()]
    wrong += _order(lives, effects)
    return wrong


def _read(events: Iterable[Event], wrong: list[str]) -> tuple[dict[str, _Life], set[int]]:
    """(what became of each command, places of answers that a restore made void)."""
    lives: dict[str, _Life] = {}
    undone: set[int] = set()
    busy: dict[tuple[str, str], str] = {}
    before = float("-inf")
    for place, event in enumerate(events):
        if event.at < before:
            wrong.append(f"{event.command}: {event.step} at {event.at}, after an event at {before}")
        before = event.at
        if event.step is Step.RESTORED:
            undone.update(range(event.since, place))
            continue
        if event.step is Step.SAVED:
            if event.command in lives:
                wrong.append(f"{event.command}: saved twice")
            lives[event.command] = _Life(event.console, event.aggregate, event.n)
            continue
        life = lives.get(event.command)
        if life is None:
            wrong.append(f"{event.command}: {event.step} before it was saved")
            continue
        _step(event, place, life, lives, busy, undone, wrong)
        life.last = event.step
    return lives, undone


def _step(
    event: Event,
    place: int,
    life: _Life,
    lives: dict[str, _Life],
    busy: dict[tuple[str, str], str],
    undone: set[int],
    wrong: list[str],
) -> None:
    """Take one event of a command in."""
    queue = (life.console, life.aggregate)
    if event.step is Step.INVOKED:
        other = busy.get(queue)
        if other not in (None, event.command) and lives[str(other)].answer is None:
            wrong.append(f"{event.command}: sent while {other} of the same aggregate is unanswered")
        earlier = [c for c, x in lives.items() if (x.console, x.aggregate) == queue and x.n < life.n]
        for one in earlier:
            if lives[one].answer is None and lives[one].last is not Step.TAKEN_BACK:
                wrong.append(f"{event.command}: sent before {one}, which comes before it")
        if life.last is Step.TAKEN_BACK:
            wrong.append(f"{event.command}: sent after it was taken back")
        life.invoked = life.open = True
        busy[queue] = event.command
        return
    if event.step is Step.TAKEN_BACK:
        if life.open or (life.doubtful and life.answer is None):
            wrong.append(f"{event.command}: taken back while the centre may have it")
        return
    if event.step is Step.UNKNOWN:
        life.doubtful = True
        return
    if event.step is Step.NOT_SENT:
        life.open = False
        return
    if event.step in ANSWERS:
        if not life.invoked:
            wrong.append(f"{event.command}: answered and never sent")
        if life.answer not in (None, event.step) and life.answered_at not in undone:
            wrong.append(f"{event.command}: {life.answer}, then {event.step}")
        life.answer, life.answered_at, life.open = event.step, place, False


def _effects_of(command: str, life: _Life, count: int, void: bool) -> list[str]:
    """What is wrong with the number of effects of a command. `void`: its answer came from a state undone since."""
    if count > 1:
        return [f"{command}: {count} effects"]
    if count and life.last is Step.TAKEN_BACK:
        return [f"{command}: taken back, and has an effect"]
    if count and not life.invoked:
        return [f"{command}: never sent, and has an effect"]
    if void:
        return []
    if life.answer is Step.OK and count != 1:
        return [f"{command}: acknowledged, and has no effect"]
    if life.answer is Step.REFUSED and count:
        return [f"{command}: refused, and has an effect"]
    return []


def _order(lives: dict[str, _Life], effects: Sequence[str]) -> list[str]:
    """Effects of one aggregate from one console come in the order of its commands, none of them left out."""
    wrong = []
    done = [lives[command] for command in effects if command in lives]
    for command, life in lives.items():
        if life.answer is not Step.OK or command in effects:
            continue
        later = [x for x in done if (x.console, x.aggregate) == (life.console, life.aggregate) and x.n > life.n]
        if later:
            wrong.append(f"{command}: left out, and the one that comes after it took effect")
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for command in effects:
        life = lives.get(command)
        if life is None:
            continue
        queue = (life.console, life.aggregate)
        n, other = last.get(queue, (0, ""))
        if life.n < n:
            wrong.append(f"{command}: took effect after {other}, which comes after it")
        last[queue] = max((life.n, command), (n, other))
    return wrong


def of_outbox(console: str, commands: Iterable[Any], steps_of: Any, history: History) -> None:
    """Add what an outbox remembers: `commands` as `Outbox.commands()`, `steps_of` as `Outbox.history`.

    For consoles that ran as processes of their own. Times of an outbox are of its machine's clock; the steps are put
    in the order of (time, place in the outbox), which is their order on one machine.
    """
    lines: list[tuple[float, int, Event]] = []
    for command in commands:
        for step in steps_of(command.id):
            known = _OUTBOX_STEPS.get(str(step.state))
            if step.state == "saved" and any(e.command == command.id for _, _, e in lines):
                known = Step.NOT_SENT
            if known is not None:
                event = Event(known, console, command.id, float(step.at), command.aggregate, command.n)
                lines.append((step.at, len(lines), event))
    history.events += [event for _, _, event in sorted(lines, key=lambda line: line[:2])]


_OUTBOX_STEPS = {
    "saved": Step.SAVED,
    "sending": Step.INVOKED,
    "unconfirmed": Step.UNKNOWN,
    "received": Step.OK,
    "refused": Step.REFUSED,
    "needs_decision": Step.REFUSED,
}
