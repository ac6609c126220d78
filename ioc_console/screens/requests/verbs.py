"""Verbs on commands that are already in the outbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject

from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.sync_status import OUTBOX
from ioc_domain.commands import IssueExplanationRequest

if TYPE_CHECKING:
    from local_cache.outbox import Outbox


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
        context.sync.rows_changed.emit(frozenset({OUTBOX}))
        context.sync.send_now()
        context.notices.post(done_words)

    context.lanes.run(Lane.WRITE, run, owner=owner, done=done)


def insist_on(outbox: Outbox, command_id: str, now: int) -> None:
    """Ask all the same: another command with the same question and evidence, in place of the one that came back."""
    from local_cache.outbox import PendingCommand

    old = outbox.command(command_id)
    payload = old.payload
    if isinstance(payload, IssueExplanationRequest):
        again = PendingCommand(payload=msgspec.structs.replace(payload, insist=True), device=old.device,
                               account=old.account, saved_at=now)
        outbox.replace(command_id, again, outbox.evidence_bytes(old.evidence))
