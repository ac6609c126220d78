"""The planted bugs, by name. Each must be caught by some schedule; `make planted-bugs` finds which."""

from __future__ import annotations

from tests.faults.simulator.planted import Bug

_PAGES = "local_cache.pages"
_BUCKETS = "local_cache.buckets"
_PARTS = "local_cache.parts"
_SENDING = "ioc_console.sync.sending"
_PULLING = "ioc_console.sync.pulling"
_OUTBOX = "local_cache.outbox_sending"
_CENTRE = "data_centre"

_ANY_DIGEST = (
    f"{_PAGES}:_compare", "if bucket.count != promised.count or digest_hex(bucket.digest) != promised.digest:",
    "if False:",
)
_ANY_REVISION = (f"{_PAGES}:_apply_table", "if row.rev >= rev:", "if False:")
# Several guards stand before some harm: where one alone cannot be missed, all of them are taken away.

CONSOLE = (
    Bug(
        "cursor before apply", "the cursor is stored and committed before the rows of the page are",
        f"{_PAGES}:apply_page", "    with transaction(connection):\n        have = all_buckets(connection)",
        "    write_state(connection, cursor=max(state.cursor, header.to), pull_from=header.to)\n"
        "    with transaction(connection):\n        have = all_buckets(connection)", "crashes",
    ),
    Bug(
        "page digest skipped", "a page whose digests do not fit is kept",
        f"{_PAGES}:_compare", "if bucket.count != promised.count or digest_hex(bucket.digest) != promised.digest:",
        "if False:", "line",
    ),
    Bug(
        "delete ignored", "a deletion in a page does nothing",
        f"{_PAGES}:_apply_table", "row.bucket, row.record = 0, None", "continue", "mixed",
    ),
    Bug(
        "revision not compared", "an operation older than the row is applied over it",
        *_ANY_REVISION, "behind",
        also=(_ANY_DIGEST, (f"{_PAGES}:_takes", "or op.seq <= bucket.at ", "")),
    ),
    Bug(
        "truncated page accepted", "a page without its trailer counts as whole",
        "ioc_domain.wire:decode_page", 'raise TruncatedPage("no trailer") from error',
        "operations = _OPERATION.decode_lines(data[first:])\n"
        "        return header, operations, PageTrailer(True, len(operations), header.to, {})", "cut pages",
    ),
    Bug(
        "page of another position accepted", "a page is applied wherever it begins",
        f"{_PAGES}:apply_page",
        "if header.epoch != state.epoch or header.after != state.pull_from or header.to < header.after:", "if False:",
        "line", also=(_ANY_DIGEST, _ANY_REVISION, (f"{_PAGES}:_takes", "or op.seq <= bucket.at ", "")),
    ),
    Bug(
        "segments not updated", "changed rows keep their old values in the column segments",
        f"{_PAGES}:_write_segments", "writer.write(slots, as_columns(entity, after, entity.columns), before)", "pass",
        "mixed",
    ),
    Bug(
        "dead slot not marked", "the slot of a deleted row stays alive",
        f"{_PAGES}:_write_segments", "writer.kill(dead)", "pass", "mixed",
    ),
    Bug(
        "reset ignored", "a whole-bucket recalculation is passed over",
        f"{_PAGES}:_takes", "play.reset.append(op.bucket)", "pass", "mixed", also=(_ANY_DIGEST,),
    ),
    Bug(
        "epoch change ignored", "after a restore the cache only takes the new position over",
        f"{_BUCKETS}:adopt", "judge = reposition or", "judge = False and", "restores",
    ),
    Bug(
        "lost scope not dropped", "buckets the account may no longer have stay",
        f"{_BUCKETS}:adopt", "lost = [b for b in have.values() if b.name not in named]", "lost = []", "rights",
    ),
    Bug(
        "lost scope left in the log", "the log is not folded back after rows were deleted for good",
        f"{_BUCKETS}:_forget_on_disk", 'connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()', "pass",
        "rights",
    ),
    Bug(
        "gained scope not fetched", "buckets of a new scope are not wanted",
        f"{_BUCKETS}:adopt", "new = [b for b in named.values() if b.id not in have]", "new = []", "behind",
    ),
    Bug(
        "lease goes back", "the lease of a manifest is taken over even when it ends earlier",
        "local_cache.lease:taken_over", "held.exp > claims.exp:", "False:", "time",
    ),
    Bug(
        "sync time goes back", "the time until which the data is complete follows the machine's clock back",
        f"{_PAGES}:apply_page", "last_pull=max(state.last_pull, now)", "last_pull=now", "time",
    ),
    Bug(
        "set_changed ignored", "changed rights are met by asking again, not by the manifest",
        f"{_PULLING}:Puller._page_refused", 'if problem.code == "set_changed":\n        self._need_manifest = True',
        'if problem.code == "set_changed":\n        self._need_manifest = False', "rights",
    ),
    Bug(
        "snapshot position ignored", "a bucket from an older snapshot is not brought up to date",
        f"{_BUCKETS}:finish_snapshot", "if snapshot.at < state.pull_from:", "if False:", "retention",
    ),
    Bug(
        "pull_from lost", "the position from which a snapshot must catch up is not stored",
        f"{_BUCKETS}:finish_snapshot", "write_state(connection, pull_from=snapshot.at)", "pass", "retention",
    ),
    Bug(
        "parts counted before they are in", "the number of parts done is one too high",
        f"{_PARTS}:apply_part", "(LOADING, index + 1, bucket.id)", "(LOADING, index + 2, bucket.id)", "retention",
    ),
    Bug(
        "part twice", "the rows a bucket had before its snapshot are not dropped",
        f"{_PARTS}:apply_part", "if index == 0 and bucket.count:", "if False:", "retention",
    ),
    Bug(
        "part sha256 not checked", "the bytes of a part are not compared with what was promised",
        f"{_PARTS}:unpack", "if hashing.hexdigest() != promised.sha256:", "if False:", "other parts",
    ),
    Bug(
        "moved row kept twice", "a part does not make way for rows that moved here from another bucket",
        f"{_PARTS}:_make_way", "store_sums(connection, other, count - len(lost), digest - sum(lost))", "pass",
        "retention",
    ),
    Bug(
        "settle before the pull passes", "a received command counts as seen although the cache is behind it",
        f"{_OUTBOX}:Sending.settle", ".seq <= applied_to:", ".seq <= applied_to + 50:", "behind",
    ),
    Bug(
        "settled commands of a crash forgotten", "what the last process left half done is not made up for",
        "ioc_console.sync.engine:SyncEngine.begin", "self._settle(tuple(row[0] for row in left)", "self._settle(()",
        "dies at the answer",
    ),
    Bug(
        "recover_unfinished skipped", "a command that was being sent in a crash stays so",
        "ioc_console.sync.sending:Sender.begin", "self._outbox.recover_unfinished(self._now())", "pass",
        "dies at the answer",
    ),
    Bug(
        "stranded command forgotten", "an answer that a full disk refused leaves its command as being sent",
        f"{_SENDING}:Sender.due", "self._take_up_untold()", "pass", "full at the answer",
    ),
    Bug(
        "unconfirmed called refused", "a command without an answer is called refused",
        f"{_SENDING}:Sender._failed", "    else:\n        self._unconfirmed(command, problem)",
        "    else:\n        self._outbox.mark_refused(command.id, self._now(), code='', detail='')", "line",
    ),
    Bug(
        "retry under a new id", "a command without an answer is sent again under another id",
        f"{_SENDING}:Sender._put", 'f"/v1/commands/{command.id}", body=command.body)\n    except',
        'f"/v1/commands/{(new := command.id[:-4] + format(command.attempts % 65536, \'04x\'))}",'
        " body=command.body.replace(command.id.encode(), new.encode()))\n    except", "line",
    ),
    Bug(
        "order of an aggregate ignored", "a command is sent although the one before it has no answer",
        f"{_OUTBOX}:Sending.next_to_send", '" AND p.n < c.n', '" AND p.n < 0', "one aggregate",
    ),
    Bug(
        "refused blocks its aggregate", "what comes after a refused command is never sent",
        f"{_OUTBOX}:Sending.next_to_send", "AND p.state IN (?, ?, ?, ?))", "AND p.state IN (?, ?, ?, ?, 'refused'))",
        "work",
    ),
    Bug(
        "evidence not sent", "a command goes out without its evidence and is called received",
        f"{_SENDING}:Sender._evidence_is_there", "self._send_evidence(command)", "pass", "evidence",
        also=((f"{_SENDING}:Sender._put_with_evidence", "self._send_evidence(command)", "pass"),),
    ),
    Bug(
        "wait for ever after a sign-in", "what waited for a sign-in is not sent after it",
        f"{_SENDING}:Sender.begin", "self._outbox.signed_in(self._now(), self._account)", "pass", "people",
    ),
    Bug(
        "received before a restore", "what a restore may have undone is believed to be received for ever",
        "ioc_console.sync.engine:SyncEngine._all_read",
        "self._ports.outbox.ask_again(lost, int(self._ports.clock.now()))", "pass", "set back",
    ),
    Bug(
        "taken back too late", "a command that was already sent can be taken back",
        "local_cache.outbox_rows:take_back", "(CommandState.SAVED, CommandState.SIGN_IN) and attempts == 0",
        "(CommandState.SAVED, CommandState.SIGN_IN, CommandState.UNCONFIRMED)", "doubt",
    ),
    Bug(
        "predecessor without its evidence", "what a restored data centre asks for again comes without its evidence",
        f"{_SENDING}:Sender._put", "self._put_with_evidence(before, depth + 1)", "self._put(before, depth + 1)",
        "set back",
    ),
)
"""In the console: cache, outbox, sync."""

CENTRE = (
    Bug(
        "id forgotten", "the data centre forgets a command's id a moment after it answered",
        "data_centre.commands.receiving:Receiver._stored", "    c = m.command.c\n",
        "    c = m.command.c\n"
        "    connection.execute(sa.delete(m.command).where(c.id == command_id, c.received_at < self._clock() - 1))\n",
        "line",
    ),
    Bug(
        "prev_id ignored", "a command is taken in although the one before it is unknown",
        "data_centre.commands.receiving:Receiver._predecessor", "if not envelope.prev_id:", "if True:", "set back",
    ),
    Bug(
        "refused does not advance", "after a refused command nothing more of its aggregate is taken in",
        "data_centre.commands.receiving:Receiver._predecessor", "c.aggregate == envelope.aggregate",
        "c.aggregate == envelope.aggregate, c.seq > 0", "work",
    ),
    Bug(
        "outcome not stored", "the effect is committed without the answer",
        "data_centre.commands.receiving:Receiver._first_time",
        "outcome=msgspec.json.encode(outcome).decode()", "outcome=''", "work",
    ),
    Bug(
        "audit of refusals left out", "a refusal leaves no row in the audit",
        "data_centre.commands.receiving:Receiver._first_time",
        "    audit.write(", "    outcome.result == ACCEPTED and audit.write(", "work",
    ),
    Bug(
        "audit chain not linked", "each row of the audit is hashed without the one before",
        "data_centre.audit:write", "chain_hash(previous, n,", 'chain_hash("", n,', "work",
    ),
    Bug(
        "evidence not checked", "a request is accepted without its evidence",
        "data_centre.commands.frozen:frozen_evidence", "    if data is None or",
        "    if data is None:\n        return None\n    if",
        "evidence",
    ),
    Bug(
        "notice sent twice", "a unit is told twice of one request",
        "data_centre.notices:to_unit",
        '    _write(writer, f"unit:{unit_code}", event, DESK, "", subject, body, thing, verb)',
        '    for event in (event, event + " "):\n'
        '        _write(writer, f"unit:{unit_code}", event, DESK, "", subject, body, thing, verb)', "work",
    ),
    Bug(
        "directive called back without a reason", "a directive is withdrawn, and why is not kept",
        "data_centre.commands.directives:withdraw", "note=reason", 'note=""', "one aggregate",
    ),
    Bug(
        "scope move without a deletion", "a row that moves to another scope does not leave the old one",
        "data_centre.feed:FeedWriter._plan",
        "plan.changes.append(Change(DELETE, old.bucket, entity.name, key, rev, None, -1, -old.h))", "pass",
        "comes again",
    ),
    Bug(
        "deletion not in the feed", "a deleted row is gone without a word",
        "data_centre.feed:FeedWriter._plan",
        "plan.changes.append(Change(DELETE, old.bucket, entity.name, key, old.rev + 1, None, -1, -old.h))", "pass",
        "comes again",
    ),
    Bug(
        "revision begins again", "a row that comes back after a deletion counts from one",
        "data_centre.feed:FeedWriter._plan", "rev = graves.get(key, 0) + 1", "rev = 1", "comes again",
    ),
    Bug(
        "page cut inside a transaction", "a page ends at its limit, in the middle of a transaction",
        "data_centre.changes:_end", "if (last := connection.execute(whole).first()) is not None:",
        "last = connection.execute(whole).first()\n    return int(cut.seq) - 1, True\n    if last is not None:",
        "mixed",
    ),
    Bug(
        "rows of other scopes in a page", "a page holds what the account may not have",
        "data_centre.changes:_Touched.since", "if scope in scopes:", "if True:", "rights",
    ),
    Bug(
        "floor not checked", "a cursor below the floor is continued as if nothing were missing",
        "data_centre.changes:check_cursor", "if seq < head.floor:", "if False:", "retention",
    ),
    Bug(
        "epoch not checked", "a cursor of another life of the feed is continued",
        "data_centre.changes:check_cursor", "if epoch != head.epoch or seq > head.head:", "if seq > head.head:",
        "set back",
    ),
    Bug(
        "restore without a new epoch", "a restored feed goes on under its old name",
        "data_centre.buckets:begin_epoch", "values(epoch=epoch, floor=h.c.head)", "values(floor=0)", "set back",
    ),
    Bug(
        "floor above a snapshot", "a snapshot is handed out whose changes since are no longer kept",
        "data_centre.parts:PartStore._find", "if row is None or row.at < head.floor:", "if row is None:", "retention",
        also=(
            (
                "data_centre.retention:prune",
                "connection.execute(sa.update(s).where(s.c.at < floor).values(current=0))", "pass",
            ),
        ),
    ),
    Bug(
        "set not checked", "whoever asks with an old set of rights is answered",
        "data_centre.changes:check_cursor", "if wanted_set != set_id:", "if False:", "rights",
    ),
)
"""In the data centre."""

BUGS = (*CONSOLE, *CENTRE)
