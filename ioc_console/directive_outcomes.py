"""Commands about directives explained: what the centre made of them, and every row of their "meanwhile" table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ioc_console.command_verbs import Verb
from ioc_console.explained import Explained, Offer
from ioc_console.formatting import MISSING, clock_time, day, near_time, weekday
from ioc_console.text import language, tr
from ioc_domain.commands import AcceptDirective, IssueDirective, ReturnDirective, WithdrawDirective

if TYPE_CHECKING:
    from local_cache.queries.own_commands import OwnCommand

TYPES = frozenset(c.TYPE for c in (IssueDirective, AcceptDirective, ReturnDirective, WithdrawDirective))


def deadline_words(moment: int) -> str:
    """`17:00 thứ Hai, 23-11-2026`."""
    name = weekday(moment)
    if language() == "vi":  # within a sentence
        name = name[:1].lower() + name[1:]
    return f"{clock_time(moment)} {name}, {day(moment)}"


def received(own: OwnCommand, now: int) -> Explained:
    """The centre has it."""
    at = near_time(own.received_at, now) if own.received_at else MISSING
    happened = [tr("The centre received it at {time}.", time=at)]
    title, safe, advice = tr("The centre has it"), tr("It took effect exactly once."), tr("Nothing to do.")
    number = own.number or MISSING
    opens = (Offer(Verb.OPEN, tr("Open the complaint")),) if own.complaint_id else ()
    if own.type == IssueDirective.TYPE:
        safe = tr("Directive {number} was issued exactly once.", number=number)
        due = _moment(own, "deadline")
        if due:
            safe += " " + tr("The unit is to report by {due}.", due=deadline_words(due))
        if own.successor_name:
            units = {"old": own.unit_name or MISSING, "new": own.successor_name}
            if own.facts.get("rerouted"):
                title = tr("Received, and passed on to the unit that handles it now")
                happened.append(tr("The complaint had gone from {old} to {new}; the directive followed it.", **units))
            else:
                title = tr("Received, and passed on to the successor unit")
                happened.append(tr("{old} is no longer a unit of its own; the directive went to {new}.", **units))
            advice = tr("Nothing to do. If you meant the other unit, withdraw the directive.")
        if "status_new" in own.facts:
            happened.append(tr("The complaint had moved on meanwhile; the directive notes how it stood."))
        if own.facts.get("left_out"):
            happened.append(tr("{n} attached photos were not at the centre and did not go along.",
                               n=own.facts["left_out"]))
    elif own.type == ReturnDirective.TYPE:
        title, due = tr("Returned to the unit for more"), _moment(own, "deadline")
        safe = tr("Directive {number} is with the unit again; what it reported stays on the timeline.", number=number)
        if due:
            safe += " " + tr("The unit is to report by {due}.", due=deadline_words(due))
    elif own.type == WithdrawDirective.TYPE:
        if own.facts.get("delivered") == "1":
            title = tr("Withdrawn, and the unit sees that")
            safe = tr("It stays there, marked as withdrawn with your reason; the unit was told.")
        else:
            title = tr("Withdrawn before the unit had it")
            safe = tr("The unit was told nothing.")
    return Explained(title, " ".join(happened), safe, advice, opens)


def _moment(own: OwnCommand, name: str) -> int:
    said = own.facts.get(name, "")
    return int(said) if said.isdecimal() else 0


def _kept() -> str:
    return tr("The unit has not been ordered. What you wrote is kept on this machine.")


def _ends(own: OwnCommand) -> tuple[Offer, ...]:
    text = (Offer(Verb.COPY_TEXT, tr("Take the text out")),) if own.text else ()
    return (Offer(Verb.DISMISS, tr("Order no more")), *text)


def _complaint_closed(own: OwnCommand, now: int) -> Explained:
    at = _moment(own, "at")
    offers: tuple[Offer, ...] = ()
    if own.complaint == "open":
        advice, offers = tr("The complaint is open again: order again."), (Offer(Verb.ASK_AGAIN, tr("Order again")),)
    elif own.reopening:
        advice = tr("The complaint is to be reopened. When the centre has done it you can order again here.")
    else:
        advice = tr("Reopen the complaint and then order again here, or order no more.")
        offers = (Offer(Verb.REOPEN, tr("Reopen the complaint")),)
    return Explained(
        tr("Your decision: the complaint was closed meanwhile"),
        tr("Complaint {code} was closed at {time}, before the centre received your directive.",
           code=own.facts.get("complaint") or MISSING, time=near_time(at, now) if at else MISSING),
        _kept(), advice, (*offers, *_ends(own)))


def _already_ordered(own: OwnCommand, now: int) -> Explained:
    number = own.number or MISSING
    opens = (Offer(Verb.OPEN, tr("Open the complaint")),) if own.complaint_id else ()
    return Explained(
        tr("Your decision: this unit has an order already"),
        tr("{unit} has directive {number} on this complaint, which still stands.",
           unit=own.unit_name or MISSING, number=number),
        tr("No second directive was issued. What you wrote is kept on this machine."),
        tr("Read {number}, or order all the same.", number=number),
        (*opens, Offer(Verb.INSIST, tr("Order all the same")), *_ends(own)))


def _complaint_rerouted(own: OwnCommand, now: int) -> Explained:
    return Explained(
        tr("Your decision: the complaint went to another unit"),
        tr("The complaint had gone from {old} to {new}, which is outside what your account may order.",
           old=own.unit_name or MISSING, new=own.facts.get("unit_name") or MISSING),
        _kept(),
        tr("Order {unit} all the same, or take the text out and hand it to somebody who may order the other unit.",
           unit=own.unit_name or MISSING),
        (Offer(Verb.INSIST, tr("Order all the same")), *_ends(own)))


def _deadline_passed(own: OwnCommand, now: int) -> Explained:
    seen = own.until or _moment(own, "due")
    return Explained(
        tr("Your decision: the deadline you saw had passed"),
        tr("When you wrote it, it was due {due}; the centre received it at {time}.",
           due=deadline_words(seen) if seen else MISSING, time=near_time(own.received_at, now)),
        _kept(),
        tr("Order with {n} working days from receipt, or order no more. Look whether the words name the old day.",
           n=own.deadline_days),
        (Offer(Verb.REDATE, tr("Order with {n} working days from receipt", n=own.deadline_days)), *_ends(own)))


def _unit_abolished(own: OwnCommand, now: int) -> Explained:
    return Explained(
        tr("Your decision: the unit no longer exists"),
        tr("{unit} was dissolved and has no successor.", unit=own.unit_name or MISSING),
        _kept(),
        tr("Take the text out and order another unit, or order no more."),
        tuple(reversed(_ends(own))))


MEANWHILE: dict[str, Callable[[OwnCommand, int], Explained]] = {
    "complaint_closed": _complaint_closed,
    "already_ordered": _already_ordered,
    "complaint_rerouted": _complaint_rerouted,
    "deadline_passed": _deadline_passed,
    "unit_abolished": _unit_abolished,
}
