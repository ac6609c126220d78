"""What sync needs to bring the data centre's words into the mirror, in one place.

    writer = store.open_writer(path)
    adopted = adopt(writer.connection, manifest)
    for bucket in wanted(writer.connection):
        snapshot = ...                                     # GET /v1/buckets/{bucket.name}/snapshot
        for index in range(begin_snapshot(writer.connection, snapshot), len(snapshot.parts)):
            file = unpack(downloaded, target, snapshot.parts[index])
            apply_part(writer.connection, snapshot, index, file)
            writer.checkpoint_aside(executor)
    while True:
        header, operations, trailer = decode_page(...)     # GET /v1/changes?after=<state().pull_from>
        done = apply_page(writer.connection, header, operations, trailer, now=now)
        outbox.settle(done.settled, done.applied_to, now); forget_settled(writer.connection, done.settled)
        writer.checkpoint()
    while search_keeping.index_some(writer.connection): ...        # when idle

On `DigestMismatch`: `want_again(connection, error.bucket)`, fetch that bucket's snapshot, apply the page again.
Wrap the calls in `writer.errors()` to get `CorruptStore` and `StoreFull` instead of sqlite3's own errors.
"""

from __future__ import annotations

from .buckets import (
    Adopted,
    Bucket,
    DigestMismatch,
    adopt,
    begin_snapshot,
    drop,
    want_again,
    wanted,
)
from .pages import PageApplied, WrongPage, apply_page, forget_settled
from .parts import DamagedPart, PartApplied, apply_part, unpack

__all__ = [
    "Adopted",
    "Bucket",
    "DamagedPart",
    "DigestMismatch",
    "PageApplied",
    "PartApplied",
    "WrongPage",
    "adopt",
    "apply_page",
    "apply_part",
    "begin_snapshot",
    "drop",
    "forget_settled",
    "unpack",
    "want_again",
    "wanted",
]
