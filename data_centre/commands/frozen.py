"""Frozen evidence that a command names: it must be here, the author's own, whole, and about the same subject."""

from __future__ import annotations

import msgspec

from ioc_domain.evidence import Evidence, thaw

from .context import Context, NotYet, Refused


def frozen_evidence(context: Context, sha256: str, subject: str) -> Evidence:
    """The evidence. Raises `NotYet` until it has been sent, `Refused` where it is no evidence of that subject."""
    data = context.blobs.read(context.connection, sha256)
    # What another account brought is not there for this one: naming it must not open it to the asked unit.
    if data is None or not context.blobs.visible(context.connection, sha256, context.identity):
        raise NotYet("evidence_missing", "Send the evidence first: PUT /v1/evidence/{sha256}.")
    try:
        frozen = thaw(sha256, data)
    except (ValueError, msgspec.MsgspecError) as error:
        raise Refused("evidence_unreadable", "Bằng chứng đóng băng không đọc được.") from error
    if frozen.subject != subject:
        raise Refused("evidence_differs", "Bằng chứng đóng băng không thuộc nội dung được hỏi.")
    return frozen
