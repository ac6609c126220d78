"""A command explained: what happened, what is safe, what to do, and the verbs for it.

One explanation per state and per row of the contract's "meanwhile" table. `now` in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ioc_console.command_verbs import Verb, redated_until
from ioc_console.command_words import reason
from ioc_console.directive_outcomes import MEANWHILE as OF_DIRECTIVES
from ioc_console.directive_outcomes import TYPES as DIRECTIVE_TYPES
from ioc_console.directive_outcomes import received as directive_received
from ioc_console.explained import Explained, Offer
from ioc_console.formatting import MISSING, near_time
from ioc_console.text import tr
from ioc_domain.codes import CommandState
from ioc_domain.commands import IssueExplanationRequest, ShelveAlert, WithdrawRequest

__all__ = ["Explained", "Offer", "explain_command"]

if TYPE_CHECKING:
    from local_cache.queries.own_commands import OwnCommand


def explain_command(own: OwnCommand, now: int, *, online: bool = True) -> Explained:
    """Explain a command where it stands. `online`: whether the data centre answers now."""
    state = CommandState(own.state)
    if state is CommandState.RECEIVED:
        return directive_received(own, now) if own.type in DIRECTIVE_TYPES else _received(own, now)
    if own.came_back:
        known = _MEANWHILE | OF_DIRECTIVES if own.type in DIRECTIVE_TYPES else _MEANWHILE
        found = known.get(own.code)
        return found(own, now) if found is not None else _refused(own, now)
    return _waiting(own, state, now, online=online)


# --- on its way ---------------------------------------------------------------------------------------------


def _waiting(own: OwnCommand, state: CommandState, now: int, *, online: bool) -> Explained:
    kept = tr("It is kept on this machine, also when the power goes.")
    retry = Offer(Verb.RETRY, tr("Try again now"))
    if state is CommandState.WITHDRAWN:
        return Explained(tr("Taken back"), tr("You took it back or put another in its place."),
                         tr("The centre has done nothing of it."), "", _text(own))
    if state is CommandState.UNCONFIRMED:
        return Explained(
            tr("Not confirmed yet, being checked"),
            tr("It left this machine at {time}; the centre's answer has not been seen yet.",
               time=near_time(own.last_attempt_at or own.first_sent_at, now)),
            tr("{kept} Sent again it still counts once: the centre knows it by its number.", kept=kept),
            _next_attempt(own, now, online=online), (retry,))
    if state is CommandState.SENDING:
        return Explained(tr("Being sent"), tr("It is on its way to the centre since {time}.",
                                              time=near_time(own.last_attempt_at, now)), kept, tr("Nothing to do."))
    if state is CommandState.SIGN_IN:
        return Explained(tr("Waits for your sign-in"), tr("The centre wants a new sign-in before it takes commands."),
                         kept, tr("Sign in: it is then sent by itself."),
                         (Offer(Verb.SIGN_IN, tr("Sign in")), *_take_back(own)))
    if own.attempts:
        return Explained(tr("Saved here, not sent yet"), tr("{n} attempts; the centre could not be reached.",
                                                            n=own.attempts),
                         kept, _next_attempt(own, now, online=online), (retry, *_take_back(own)))
    return Explained(tr("Saved here, not sent yet"), tr("Saved at {time}.", time=near_time(own.saved_at, now)), kept,
                     _next_attempt(own, now, online=online), (*((retry,) if online else ()), *_take_back(own)))


def _next_attempt(own: OwnCommand, now: int, *, online: bool) -> str:
    if own.next_attempt_at > now:
        return tr("Nothing to do: it is tried again at {time}.", time=near_time(own.next_attempt_at, now))
    if online:
        return tr("Nothing to do: it is sent by itself within five minutes.")
    return tr("Nothing to do: it is sent by itself, once, when the centre answers.")


def _take_back(own: OwnCommand) -> tuple[Offer, ...]:
    """Only what never left this machine can be taken back without asking the centre."""
    return () if own.attempts else (Offer(Verb.TAKE_BACK, tr("Take back")),)


def _text(own: OwnCommand) -> tuple[Offer, ...]:
    return (Offer(Verb.COPY_TEXT, tr("Take the text out")),) if own.text else ()


# --- the centre has it --------------------------------------------------------------------------------------


def _received(own: OwnCommand, now: int) -> Explained:
    number = own.number or MISSING
    title, advice = tr("The centre has it"), tr("Nothing to do.")
    at = near_time(own.received_at, now) if own.received_at else MISSING
    happened = [tr("The centre received it at {time}.", time=at)]
    safe = tr("It took effect exactly once.")
    offers: tuple[Offer, ...] = ()
    if own.type == IssueExplanationRequest.TYPE:
        offers = (Offer(Verb.OPEN, tr("Open {number}", number=number)),) if own.request_state else ()
        safe = tr("Request {number} was made exactly once.", number=number)
        if own.successor_name:
            title = tr("Received, and passed on to the successor unit")
            happened.append(tr("{old} is no longer a unit of its own; the centre passed the request on to {new}.",
                               old=own.unit_name, new=own.successor_name))
            safe = tr("Request {number} was made exactly once and shows both units.", number=number)
        if "new" in own.facts:
            title = title if own.successor_name else tr("Received; the number was revised meanwhile")
            change = {"old": own.facts.get("old") or MISSING, "new": own.facts["new"] or MISSING}
            # The author may have insisted though the number had come back within its threshold.
            happened.append(
                tr("The number was revised {old} → {new} before that.", **change)
                if own.facts.get("beyond") == "0" else
                tr("The number was revised {old} → {new} before that and still passes the threshold.", **change))
            safe += " " + tr("Both numbers stand in it.")
            advice = tr("Nothing to do. If the new number answers your question, withdraw the request.")
    elif own.type == WithdrawRequest.TYPE:
        offers = (Offer(Verb.OPEN, tr("Open {number}", number=number)),) if own.request_state else ()
        if own.facts.get("delivered") == "1":
            title = tr("Withdrawn, and the unit sees that")
            happened.append(tr("{unit} had the request already.", unit=own.unit_name or MISSING))
            safe = tr("It stays there, marked as withdrawn with your reason; the unit was told.")
        else:
            title = tr("Withdrawn before the unit had it")
            safe = tr("The unit was not asked.")
    return Explained(title, " ".join(happened), safe, advice, offers)


# --- it came back -------------------------------------------------------------------------------------------


def _unit_not_asked() -> str:
    return tr("The unit has not been asked. Your question and its evidence are kept on this machine.")


def _no_longer_beyond(own: OwnCommand, now: int) -> Explained:
    return Explained(
        tr("Your decision: the number no longer passes the threshold"),
        tr("The number was revised {old} → {new} before the centre received your request: it is within the threshold.",
           old=_figure(own.facts.get("old", "")), new=_figure(own.facts.get("new", ""))),
        _unit_not_asked(),
        tr("Ask all the same, or ask no more."),
        (Offer(Verb.INSIST, tr("Ask all the same")), Offer(Verb.DISMISS, tr("Ask no more")), *_text(own)))


def _already_asked(own: OwnCommand, now: int) -> Explained:
    number = own.number or MISSING
    return Explained(
        tr("Your decision: this was asked already"),
        tr("{unit} was asked the same in {number}, which is still open.", unit=own.unit_name or MISSING, number=number),
        tr("No second request was made. Your question and its evidence are kept on this machine."),
        tr("Read {number}, or ask all the same.", number=number),
        (Offer(Verb.OPEN, tr("Open {number}", number=number)), Offer(Verb.INSIST, tr("Ask all the same")),
         Offer(Verb.DISMISS, tr("Ask no more")), *_text(own)))


def _unit_abolished(own: OwnCommand, now: int) -> Explained:
    return Explained(
        tr("Your decision: the unit no longer exists"),
        tr("{unit} was dissolved and has no successor.", unit=own.unit_name or MISSING),
        _unit_not_asked(),
        tr("Take the text out and ask another unit, or ask no more."),
        (*_text(own), Offer(Verb.DISMISS, tr("Ask no more"))))


def _deadline_passed(own: OwnCommand, now: int) -> Explained:
    if own.type != ShelveAlert.TYPE or not own.until:
        return _refused(own, now)
    ahead = near_time(redated_until(own.saved_at, own.until, now), now)
    return Explained(
        tr("Refused: its time had passed"),
        tr("It said until {until}; the centre received it at {time}.", until=near_time(own.until, now),
           time=near_time(own.received_at, now)),
        tr("The alert was not shelved: it stands in the queue, so nothing is overlooked."),
        tr("Save a copy until {time}, or dismiss it.", time=ahead),
        (Offer(Verb.REDATE, tr("Save a copy until {time}", time=ahead)), Offer(Verb.DISMISS, tr("Dismiss")),
         *_text(own)))


def _complaint_closed(own: OwnCommand, now: int) -> Explained:
    dismiss = (Offer(Verb.DISMISS, tr("Ask no more")), *_text(own))
    offers: tuple[Offer, ...] = ()
    at = own.facts.get("at", "")
    happened = tr("Complaint {code} was closed at {time}, before the centre received your request.",
                  code=own.facts.get("complaint") or MISSING,
                  time=near_time(int(at), now) if at.isdecimal() else MISSING)
    if own.complaint == "open":
        advice, offers = tr("The complaint is open again: ask again."), (Offer(Verb.ASK_AGAIN, tr("Ask again")),)
    elif own.reopening:
        advice = tr("The complaint is to be reopened. When the centre has done it you can ask again here.")
    else:
        advice = tr("Reopen the complaint; then ask again here.")
        offers = (Offer(Verb.REOPEN, tr("Reopen the complaint")),)
    return Explained(tr("Refused: the complaint was closed meanwhile"), happened, _unit_not_asked(), advice,
                     (*offers, *dismiss))


def _right_lost(own: OwnCommand, now: int) -> Explained:
    advice = (tr("Take the text out to hand it to somebody who may, then dismiss it.") if own.text
              else tr("Ask somebody who may, then dismiss it."))
    return Explained(
        tr("Refused: you no longer have the right"),
        tr("When the centre received it at {time}, your account no longer had the right to do this.",
           time=near_time(own.received_at, now)),
        tr("The centre changed nothing. What you wrote is kept on this machine."),
        advice, (*_text(own), Offer(Verb.DISMISS, tr("Dismiss"))))


def _complaint_open(own: OwnCommand, now: int) -> Explained:
    return Explained(tr("Refused: the complaint is open already"),
                     tr("Somebody reopened it before, or it was never closed."),
                     tr("The centre changed nothing."), tr("Nothing to do: dismiss it."),
                     (Offer(Verb.DISMISS, tr("Dismiss")),))


def _refused(own: OwnCommand, now: int) -> Explained:
    decide = own.state == CommandState.NEEDS_DECISION
    return Explained(
        tr("Needs your decision") if decide else tr("Refused by the centre"),
        reason(own.code, own.detail) or tr("The centre gave no reason."),
        tr("The centre changed nothing. What you wrote is kept on this machine."),
        tr("Take the text out if you need it, then dismiss it.") if own.text else tr("Dismiss it."),
        (*_text(own), Offer(Verb.DISMISS, tr("Dismiss"))))


def _figure(raw: str) -> str:
    """A number as the data centre wrote it in `repr`, in the form of the language."""
    from ioc_console.formatting import number

    try:
        return number(float(raw))
    except ValueError:
        return raw or MISSING


_MEANWHILE: dict[str, Callable[[OwnCommand, int], Explained]] = {
    "no_longer_beyond": _no_longer_beyond,
    "already_asked": _already_asked,
    "unit_abolished": _unit_abolished,
    "deadline_passed": _deadline_passed,
    "complaint_closed": _complaint_closed,
    "right_lost": _right_lost,
    "not_allowed": _right_lost,
    "complaint_open": _complaint_open,
}
