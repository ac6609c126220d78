"""Leases: how long a console without a line may show what it has fetched.

Signed with Ed25519 by a key of this data centre's own, so that a console can check one with the public key alone. The
key lies in the database beside the tokens' key; a backup that is put back brings it along.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jwt
from joserfc.jwk import OKPKey

from . import models as m
from .database import Database

ALGORITHM = "Ed25519"
HOURS = 72
HOURS_MAX = 7 * 24
"""The longest a policy may allow."""

_KEY = "lease_key"
_HOURS = "lease_hours"


class Leases:
    """Makes leases for one data centre."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._clock = clock
        private = Ed25519PrivateKey.from_private_bytes(_private_key(database))
        self._key = OKPKey.import_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.public_key = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        """What consoles check a lease with: 64 hexadecimal digits."""

    def issue(self, connection: sa.Connection, set_id: str, account: str) -> tuple[str, float]:
        """(signed lease, until when) of an account's right to these scopes, beginning now."""
        now = self._clock()
        until = int(now) + hours(connection) * 3600
        claims = {"use": "lease", "set": set_id, "sub": account, "iat": int(now), "exp": until}
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, algorithms=[ALGORITHM]), float(until)


def hours(connection: sa.Connection) -> int:
    """How many hours a lease lasts here: the policy that was set, else 72."""
    value = connection.execute(sa.select(m.site.c.value).where(m.site.c.key == _HOURS)).scalar()
    return int(value) if value is not None else HOURS


def set_hours(database: Database, wanted: int) -> None:
    """Set the policy; it holds for leases issued from now on. Raises ValueError outside 1 to 168."""
    if not 1 <= wanted <= HOURS_MAX:
        raise ValueError(f"a lease lasts 1 to {HOURS_MAX} hours")
    with database.write() as connection:
        text = "INSERT INTO site (key, value) VALUES (:k, :v) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        connection.execute(sa.text(text), {"k": _HOURS, "v": str(wanted)})


def _private_key(database: Database) -> bytes:
    with database.write() as connection:
        text = "INSERT INTO site (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING"
        connection.execute(sa.text(text), {"key": _KEY, "value": secrets.token_hex(32)})
        value = connection.execute(sa.select(m.site.c.value).where(m.site.c.key == _KEY)).scalar_one()
    return bytes.fromhex(value)
