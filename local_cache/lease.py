"""The lease: until when a console may show what it holds, and the time by which that is judged.

The data centre signs it (Ed25519, a compact JWS); the console pins the public key it got at sign-in and checks the
signature without a line. Time is the data centre's: what it said last, and what this machine's clock has moved on
since. So a clock that is wrong by years changes nothing, one set back stands still and prolongs nothing, and one set
forward hides the data until the data centre says its time again; nothing is deleted.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from ioc_domain.wire import Manifest

    from .sync_state import SyncState

ALGORITHMS = frozenset({"Ed25519", "EdDSA"})
"""The same signature under its new and its old name."""


class LeaseClaims(msgspec.Struct, frozen=True):
    """What a lease says. `iat` and `exp` are seconds of the data centre's clock."""

    use: str
    set: str
    sub: str
    iat: int
    exp: int


class _Header(msgspec.Struct, frozen=True):
    alg: str


class LeaseCode(StrEnum):
    """Why data is shown or not."""

    OPEN = "open"
    EMPTY = "empty"  # nothing was ever fetched: nothing to hide
    ENDED = "ended"
    NOT_OURS = "not_ours"  # no lease, of another account, or not signed by the data centre we know


@dataclass(frozen=True)
class LeaseStanding:
    """Whether what is on this machine may be shown. `until` is a time of the data centre, 0 = none."""

    code: LeaseCode
    until: int = 0

    @property
    def shows(self) -> bool:
        """True when data may be shown."""
        return self.code in (LeaseCode.OPEN, LeaseCode.EMPTY)


@dataclass(frozen=True)
class TimeSeen:
    """A time of the data centre that has surely passed, and what this machine's clock said then.

    `told`: the last time the data centre itself said; a later one replaces everything seen since an earlier one.
    """

    told: int = 0
    centre: int = 0
    machine: int = 0

    def at(self, machine: float) -> int:
        """Time at the data centre, as far as this machine knows; never before what was seen."""
        return self.centre + max(0, int(machine) - self.machine)

    def seen(self, machine: float, steady_since: float = 0.0) -> TimeSeen:
        """What is seen now. `steady_since`: seconds of a clock that never steps, since this was seen."""
        passed = max(self.at(machine), self.centre + int(steady_since))
        return TimeSeen(self.told, passed, int(machine))


def latest(*known: TimeSeen, machine: float) -> TimeSeen:
    """The one to go by: of the newest word of the data centre, the latest time seen."""
    return max(known, key=lambda seen: (seen.told, seen.at(machine)))


def read_lease(token: str, key: str) -> LeaseClaims | None:
    """What a lease says; None when that key did not sign it or it is no lease. Imports `cryptography`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signed, _, signature = token.rpartition(".")
    head, _, body = signed.partition(".")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(_bytes(signature), signed.encode())
        if msgspec.json.decode(_bytes(head), type=_Header).alg not in ALGORITHMS:
            return None
        claims = msgspec.json.decode(_bytes(body), type=LeaseClaims)
    except (InvalidSignature, ValueError, msgspec.MsgspecError):
        return None
    return claims if claims.use == "lease" else None


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64url") from error


def taken_over(state: SyncState, manifest: Manifest) -> dict[str, int | str] | None:
    """What of the sync state a manifest's lease changes; None when it is not signed by the data centre we know.

    The key of the first manifest is pinned where sign-in gave none. A lease that ends before the one held changes
    nothing, unless that one is another account's.
    """
    key = state.lease_key or manifest.lease_key
    claims = read_lease(manifest.lease, key)
    if claims is None or (state.account and claims.sub != state.account):
        return None
    held = read_lease(state.lease, key)
    if held is not None and held.sub == claims.sub and held.exp > claims.exp:
        return {"lease_key": key}
    return {"lease_key": key, "lease": manifest.lease, "lease_until": claims.exp}


def standing(state: SyncState, now: float) -> LeaseStanding:
    """Whether the data of a cache may be shown. `now`: time at the data centre, see `TimeSeen.at`."""
    if not state.epoch and not state.last_pull:
        return LeaseStanding(LeaseCode.EMPTY)
    claims = read_lease(state.lease, state.lease_key)
    if claims is None or claims.sub != state.account:
        return LeaseStanding(LeaseCode.NOT_OURS)
    return LeaseStanding(LeaseCode.OPEN if now < claims.exp else LeaseCode.ENDED, claims.exp)
