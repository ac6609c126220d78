"""Messages between the console process and its sync process: JSON lines, one object each.

The sync process writes events to its standard output, the console writes orders to its standard input.
End of input ends the sync process.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from ioc_domain.identity import ComplaintsOfPhone, ReporterIdentity


class Link(StrEnum):
    """How the line to the data centre stands."""

    STARTING = "starting"
    ONLINE = "online"
    OFFLINE = "offline"  # no answer, whatever the reason
    CAPTIVE = "captive"  # something else answers: a portal or a proxy page
    CERTIFICATE = "certificate"  # the certificate is not trusted
    SIGNED_OUT = "signed_out"  # the centre wants a new sign-in
    UPGRADE = "upgrade"  # this program is too old to pull; the outbox is still sent
    DISK_FULL = "disk_full"  # the cache cannot grow


class LinkChanged(msgspec.Struct, tag_field="event", tag="link", frozen=True):
    """State of the line. `since`: since when it is so; `data_until`: time of the last completed pull (0 = never)."""

    state: Link
    since: int
    data_until: int
    detail: str = ""
    retry_at: int = 0
    clock_offset: int = 0
    """Seconds the data centre's clock is ahead of this machine's. All times here are the data centre's."""


class RowsChanged(msgspec.Struct, tag_field="event", tag="changed", frozen=True):
    """Tables whose rows changed, and the cursor they are at. Sent when a pull is complete."""

    tables: list[str]
    cursor: str
    changes: int


class Progress(msgspec.Struct, tag_field="event", tag="progress", frozen=True):
    """Bootstrap: `done` of `total` rows of the stage's entity; `finished` when all is covered."""

    table: str
    done: int
    total: int
    bytes_done: int
    bytes_total: int
    finished: bool
    rows_per_second: float = 0.0  # over the last ten seconds, of all tables; 0 = not known yet
    bytes_per_second: float = 0.0


class OutboxChanged(msgspec.Struct, tag_field="event", tag="outbox", frozen=True):
    """Something in the outbox moved."""

    waiting: int
    needs_decision: int
    refused: int


class OutboxMended(msgspec.Struct, tag_field="event", tag="mended", frozen=True):
    """The outbox was damaged or lost and has been recovered (`local_cache.outbox_recovery.Recovery`).

    `commands` that are there again, `put_right` by what the data centre knew, `returned` from it; `complete`: nothing
    was unreadable; `asked`: the data centre has been asked. Told when it is found, and again when that is done.
    """

    kept: str
    commands: int
    put_right: int
    returned: int
    complete: bool
    asked: bool


class Failure(msgspec.Struct, tag_field="event", tag="failure", frozen=True):
    """The sync process met something it could not handle; `code` is stable, `detail` for the log."""

    code: str
    detail: str


class TokenRenewed(msgspec.Struct, tag_field="event", tag="token", frozen=True):
    """The refresh token was rotated: the console stores it in the keyring."""

    refresh: str


class FilesKept(msgspec.Struct, tag_field="event", tag="files", frozen=True):
    """Files (evidence, photos, an answer's files) that are on this machine now, and those that cannot be had."""

    kept: list[str]
    missing: list[str]
    too_large: list[str] = []
    """Larger than any file the data centre takes: given up."""
    no_room: list[str] = []
    """Not fetched, so that the disk keeps room for the work itself."""


class LookResult(StrEnum):
    """What came of a question about a reporter."""

    TOLD = "told"
    OFFLINE = "offline"  # the data centre did not answer: such questions need the network
    NOT_ALLOWED = "not_allowed"  # this account lacks the right
    NOT_THERE = "not_there"
    TOO_OFTEN = "too_often"
    REFUSED = "refused"  # it answered something else


class ReporterSeen(msgspec.Struct, tag_field="event", tag="reporter", frozen=True):
    """Answer to `SeeReporter` of that number. Shown for a while and kept nowhere; `wait`: seconds, when too often."""

    ask: int
    result: LookResult
    identity: ReporterIdentity | None = None
    wait: int = 0


class PhoneFound(msgspec.Struct, tag_field="event", tag="phone", frozen=True):
    """Answer to `FindByPhone` of that number."""

    ask: int
    result: LookResult
    found: ComplaintsOfPhone | None = None
    wait: int = 0


Event = (
    LinkChanged | RowsChanged | Progress | OutboxChanged | OutboxMended | Failure | TokenRenewed | FilesKept
    | ReporterSeen | PhoneFound
)


class Start(msgspec.Struct, tag_field="do", tag="start", frozen=True):
    """First order: where the data centre is and who is signed in. Secrets travel on this pipe only."""

    url: str
    account: str
    refresh: str
    access: str = ""
    ca_file: str = ""
    device: str = ""
    """Name of this console, to ask what the data centre knows of its commands."""
    lease_key: str = ""
    """Given with a new sign-in: the key to pin for leases."""


class PullNow(msgspec.Struct, tag_field="do", tag="pull_now", frozen=True):
    """F5."""


class SendNow(msgspec.Struct, tag_field="do", tag="send_now", frozen=True):
    """A command was saved, or a person pressed "retry now"; at one command when it is named."""

    command: str = ""


class KeepFiles(msgspec.Struct, tag_field="do", tag="keep_files", frozen=True):
    """A person wants to see these files (sha256): fetch those that are not on this machine yet."""

    names: list[str]


class SeeReporter(msgspec.Struct, tag_field="do", tag="see_reporter", frozen=True):
    """A person must know who reported a complaint, and says why. `ask` numbers the question."""

    ask: int
    complaint: int
    reason: str


class FindByPhone(msgspec.Struct, tag_field="do", tag="find_by_phone", frozen=True):
    """A person looks for complaints by the last four digits of a telephone number."""

    ask: int
    last4: str


class Stop(msgspec.Struct, tag_field="do", tag="stop", frozen=True):
    """Finish the transaction under way and exit."""


Order = Start | PullNow | SendNow | KeepFiles | SeeReporter | FindByPhone | Stop

EVENTS: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
ORDERS: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)


def encode_line(message: msgspec.Struct) -> bytes:
    """One line with its newline."""
    return msgspec.json.encode(message) + b"\n"
