"""What "copy details" copies: how sync stands, for a technician. No text a person wrote, no name, no secret.

Plain ASCII field names and UTC times, so that it can be read by anybody and searched. Of an address only scheme,
host and port; of a history only codes.
"""

from __future__ import annotations

import platform
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ioc_console.context import SignedIn
from ioc_console.sync_status import SyncStatus

if TYPE_CHECKING:
    from local_cache.queries.sync_picture import SyncPicture

_CODE = re.compile(r"[a-z0-9_]{1,40}|the program stopped while sending|seen in the feed|replaced by [0-9a-f-]{36}")


def report(picture: SyncPicture | None, sync: SyncStatus, who: SignedIn | None, now: int) -> str:
    """The text, several lines."""
    link = sync.link
    read_only = ", read only" if sync.read_only else ""
    lines = [
        f"ioc-console {_version()} on {platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"at {_time(now)}",
        f"centre {_origin(who.url) if who else '-'}, role {who.role if who else '-'}",
        f"link {link.state.value} since {_time(link.since)}, data until {_time(link.data_until)}, "
        f"retry at {_time(link.retry_at)}, detail {_code(link.detail)}{read_only}",
        f"outbox waiting {sync.outbox.waiting}, needs decision {sync.outbox.needs_decision}, "
        f"refused {sync.outbox.refused}",
    ]
    if sync.progress is not None:
        p = sync.progress
        lines.append(f"fetching {p.table}: {p.done} of {p.total} rows, {p.bytes_done} of {p.bytes_total} bytes, "
                     f"{p.rows_per_second:.0f} rows/s")
    if picture is None:
        return "\n".join([*lines, "the files of this machine could not be read"]) + "\n"
    lines.append(f"cursor {picture.cursor}, last pull {_time(picture.last_pull)}, verified {_time(picture.verified_at)}"
                 f", lease until {_time(picture.lease_until)}")
    lines += [f"recovered outbox at {_time(r.at)}: {r.commands} commands, {r.from_log} from the second copy, complete "
              f"{r.complete}, reconciled {_time(r.reconciled_at)}, put right {r.put_right}, returned {r.returned}, "
              f"kept {r.kept or '-'}" for r in picture.recovered]
    lines += ["", "covered:"]
    lines += [f"  {c.kind}: {c.rows} of {c.total} rows, {c.parts_ready} of {c.parts} buckets, years "
              f"{','.join(c.years) or '-'}, missing {','.join(c.missing_years) or '-'}" for c in picture.coverage]
    lines += ["", "sources:"]
    lines += [f"  {s.code}: last {_time(s.last_at)}, due {_time(s.due_at)}" for s in picture.sources]
    lines += ["", f"commands: {len(picture.commands)}"]
    for c in picture.commands:
        lines.append(f"  {c.id} {c.type} {c.state}, saved {_time(c.saved_at)}, attempts {c.attempts}, last "
                     f"{_time(c.last_attempt_at)}, next {_time(c.next_attempt_at)}, received {_time(c.received_at)}, "
                     f"code {_code(c.code)}")
        lines += [f"    {_time(step.at)} {step.state.value} {_code(step.note)}" for step in c.history]
    return "\n".join(lines) + "\n"


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds else "-"


def _code(text: str) -> str:
    """A code as it is; anything else may hold what a person wrote, and is only said to be there."""
    return text if _CODE.fullmatch(text) else "(text)" if text else "-"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or '-'}{port}"


def _version() -> str:
    try:
        return version("ioc-console")
    except PackageNotFoundError:  # run from a source tree that was not installed
        return "(source)"
