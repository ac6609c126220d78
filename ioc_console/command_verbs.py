"""What a person may do about a command that is already in the outbox. Every verb goes through the outbox.

A verb that answers a decision saves a new command in place of the one that came back, in one transaction: the old
one is never changed, because the data centre may know it by its id.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject

from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.text import mark, tr
from ioc_domain.commands import IssueDirective, IssueExplanationRequest, Payload, ReopenComplaint, ShelveAlert

if TYPE_CHECKING:
    from local_cache.outbox import Outbox
    from local_cache.queries.own_commands import OwnCommand

LONGEST_SHELF = 7 * 86_400
"""How long the data centre lets an alert be shelved."""
LONGEST_REASON = 500


class Verb(StrEnum):
    """Something a person may do about one command."""

    INSIST = "insist"  # ask all the same
    REDATE = "redate"  # save a copy whose time lies ahead
    REOPEN = "reopen"  # reopen the complaint it is about
    ASK_AGAIN = "ask_again"  # the same once more
    DISMISS = "dismiss"  # drop what came back
    TAKE_BACK = "take_back"  # it never left this machine
    RETRY = "retry"  # try now, not at the agreed time
    OPEN = "open"  # show the request it made, or the one that was there before
    COPY_TEXT = "copy_text"  # what was written, to be used elsewhere
    SIGN_IN = "sign_in"


Work = Callable[["Outbox", str, int], object]


def on_outbox(
    context: Context, owner: QObject, work: Callable[[Outbox, int], object], done_words: str
) -> None:
    """Run `work(outbox, now)` on the write lane, then tell everyone and the sync process."""
    path, now = context.paths.outbox, context.now

    def run() -> None:
        from local_cache.outbox import Outbox

        with Outbox(path) as outbox:
            work(outbox, now)

    def done(_none: None) -> None:
        context.outbox_touched(owner)
        context.notices.post(done_words)

    context.lanes.run(Lane.WRITE, run, owner=owner, done=done)


def act(context: Context, owner: QObject, verb: Verb, command_id: str, *, kind: str = "") -> bool:
    """Do a verb that changes the outbox; False for one that is not of the outbox (open, copy, sign in, retry).

    `kind`: type of the command, where the words about it should be its own.
    """
    found = _WORK.get(verb)
    if found is None:
        return False
    work, words = found
    if kind == IssueDirective.TYPE:
        words = _DIRECTIVE_WORDS.get(verb, words)
    on_outbox(context, owner, lambda outbox, now: work(outbox, command_id, now), tr(words))
    return True


def request_of(own: OwnCommand) -> str:
    """Id of the request that `Verb.OPEN` shows."""
    return own.facts.get("request_id") or own.subject_id


def redated_until(saved_at: int, until: int, now: int) -> int:
    """The time a re-dated copy names: as far ahead of now as it was when it was saved; within the limit."""
    return now + min(LONGEST_SHELF - 60, max(900, until - saved_at))


def insist(outbox: Outbox, command_id: str, now: int) -> None:
    """Ask, or order, all the same: the same words and evidence, saying that the author insists."""
    command = outbox.command(command_id)
    payload = command.payload
    if isinstance(payload, IssueExplanationRequest):
        _replace(outbox, command_id, msgspec.structs.replace(payload, insist=True), now)
    elif isinstance(payload, IssueDirective):
        moved = command.outcome is not None and command.outcome.code == "complaint_rerouted"
        changed = {"keep_unit": True} if moved else {"again": True}
        _replace(outbox, command_id, msgspec.structs.replace(payload, **changed), now)


def ask_again(outbox: Outbox, command_id: str, now: int) -> None:
    """The same once more, because what stood in its way is gone."""
    _replace(outbox, command_id, outbox.command(command_id).payload, now)


def redate(outbox: Outbox, command_id: str, now: int) -> None:
    """A copy whose time lies ahead."""
    old = outbox.command(command_id)
    payload = old.payload
    if isinstance(payload, ShelveAlert):
        until = redated_until(old.saved_at, payload.until, now)
        _replace(outbox, command_id, msgspec.structs.replace(payload, until=until), now)
    elif isinstance(payload, IssueDirective):
        # Its days count from receipt; only the day that its author saw is left out.
        _replace(outbox, command_id, msgspec.structs.replace(payload, due_seen=0), now)


def reopen(outbox: Outbox, command_id: str, now: int) -> None:
    """Reopen the complaint that a request or directive is about; that itself stays until it is sent again."""
    from local_cache.outbox import PendingCommand

    old = outbox.command(command_id)
    payload = old.payload
    reopening: ReopenComplaint | None = None
    if isinstance(payload, IssueExplanationRequest) and payload.subject_kind == "complaint":
        reopening = ReopenComplaint(complaint_id=int(payload.subject), reason=payload.question[:LONGEST_REASON])
    elif isinstance(payload, IssueDirective):
        reopening = ReopenComplaint(complaint_id=payload.complaint_id, reason=payload.text[:LONGEST_REASON])
    if reopening is not None:
        outbox.save(PendingCommand(payload=reopening, device=old.device, account=old.account, saved_at=now))


def drop(outbox: Outbox, command_id: str, now: int) -> None:
    """Take back what never left this machine, or dismiss what came back."""
    outbox.withdraw(command_id, now)


def _replace(outbox: Outbox, command_id: str, payload: Payload, now: int) -> None:
    from local_cache.outbox import PendingCommand

    old = outbox.command(command_id)
    if isinstance(payload, IssueDirective):
        payload = msgspec.structs.replace(payload, bulk="")  # by itself: of the others its unit was told before
    again = PendingCommand(payload=payload, device=old.device, account=old.account, saved_at=now)
    outbox.replace(command_id, again, outbox.evidence_bytes(old.evidence) if old.evidence else None)


_WORK: dict[Verb, tuple[Work, str]] = {
    Verb.INSIST: (insist, mark("Saved on this machine. It is asked all the same.")),
    Verb.REDATE: (redate, mark("Saved on this machine with the new time.")),
    Verb.REOPEN: (reopen, mark("Saved on this machine: the complaint is to be reopened. Then ask again.")),
    Verb.ASK_AGAIN: (ask_again, mark("Saved on this machine. It is asked again.")),
    Verb.DISMISS: (drop, mark("Dismissed. The centre did nothing and will do nothing.")),
    Verb.TAKE_BACK: (drop, mark("Taken back. The centre will not get it.")),
}
_DIRECTIVE_WORDS: dict[Verb, str] = {
    Verb.INSIST: mark("Saved on this machine. It is ordered all the same."),
    Verb.REDATE: mark("Saved on this machine. Its days count from receipt."),
    Verb.REOPEN: mark("Saved on this machine: the complaint is to be reopened. Then order again."),
    Verb.ASK_AGAIN: mark("Saved on this machine. It is ordered again."),
}
