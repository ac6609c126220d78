"""Sessions: a short-lived access token and a refresh token that is good once.

The refresh token may be shown a second time only while its successor was never used: then the answer that carried
the successor was lost on the way. Shown after that, somebody else has it, and the session ends.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from . import models as m
from .accounts import rights_changed
from .database import Database

ACCESS_SECONDS = 15 * 60
REFRESH_SECONDS = 30 * 86400

# Made once, as each call asks it.
_ENDED_AT = sa.select(m.session.c.ended_at).where(m.session.c.id == sa.bindparam("session"))


class TokenRefused(Exception):
    """The token is wrong, too old, or its session has ended."""


@dataclass(frozen=True)
class Pair:
    """Tokens of a session."""

    access: str
    refresh: str
    account: str
    session: str


class Tokens:
    """Makes and checks tokens; the signing key lies in the database, so that all workers share it."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._key = OctKey.import_key(_signing_key(database))

    def begin(self, connection: sa.Connection, account: str, device: str) -> Pair:
        """A new session of an account whose password was right."""
        session = secrets.token_hex(12)
        now = int(self._clock())
        connection.execute(
            sa.insert(m.session).values(id=session, account=account, device=device[:200], started_at=now)
        )
        return Pair(self._access(account, session), self._new_refresh(connection, session), account, session)

    def refresh(self, connection: sa.Connection, token: str) -> Pair | None:
        """The next pair, or None: the session is over (the caller commits that, then refuses)."""
        t, s = m.refresh_token.c, m.session.c
        query = (
            sa.select(t.session, t.expires_at, t.successor, s.account, s.ended_at)
            .join_from(m.refresh_token, m.session, t.session == s.id)
            .where(t.hash == _hash(token))
            .with_for_update()
        )
        row = connection.execute(query).first()
        if row is None or row.ended_at or row.expires_at < self._clock():
            return None
        if row.successor:
            used = connection.execute(sa.select(t.used_at).where(t.hash == row.successor)).scalar()
            if used != 0:
                self.end(connection, row.session)
                return None
            connection.execute(sa.delete(m.refresh_token).where(t.hash == row.successor))
        fresh = self._new_refresh(connection, row.session)
        connection.execute(
            sa.update(m.refresh_token)
            .where(t.hash == _hash(token))
            .values(successor=_hash(fresh), used_at=int(self._clock()))
        )
        return Pair(self._access(row.account, row.session), fresh, row.account, row.session)

    def end(self, connection: sa.Connection, session: str) -> None:
        """End a session; its tokens are good for nothing from then on."""
        connection.execute(sa.update(m.session).where(m.session.c.id == session).values(ended_at=int(self._clock())))
        rights_changed(connection)

    def account_of(self, connection: sa.Connection, access: str) -> tuple[str, str]:
        """(account, session) of an access token. Raises `TokenRefused`."""
        claims = self._decode(access, "access")
        session = str(claims.get("sid", ""))
        row = connection.execute(_ENDED_AT, {"session": session}).first()
        if row is None or row.ended_at:
            raise TokenRefused("the session has ended")
        return str(claims["sub"]), session

    def expires(self, access: str) -> float:
        """When an access token ends. Raises `TokenRefused`."""
        return float(str(self._decode(access, "access")["exp"]))

    def _access(self, account: str, session: str) -> str:
        claims = {"use": "access", "sub": account, "sid": session, "exp": int(self._clock()) + ACCESS_SECONDS}
        return jwt.encode({"alg": "HS256"}, claims, self._key)

    def _new_refresh(self, connection: sa.Connection, session: str) -> str:
        token = secrets.token_urlsafe(32)
        expires = int(self._clock()) + REFRESH_SECONDS
        connection.execute(sa.insert(m.refresh_token).values(hash=_hash(token), session=session, expires_at=expires))
        return token

    def _decode(self, token: str, use: str) -> dict[str, object]:
        try:
            claims = dict(jwt.decode(token, self._key, algorithms=["HS256"]).claims)
        except (JoseError, ValueError) as error:
            raise TokenRefused("not a token of this data centre") from error
        expires = claims.get("exp")
        if claims.get("use") != use or not isinstance(expires, int) or expires < self._clock():
            raise TokenRefused("the token is too old")
        return claims


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _signing_key(database: Database) -> bytes:
    with database.write() as connection:
        text = "INSERT INTO site (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING"
        connection.execute(sa.text(text), {"key": "signing_key", "value": secrets.token_hex(32)})
        value = connection.execute(sa.select(m.site.c.value).where(m.site.c.key == "signing_key")).scalar_one()
    return bytes.fromhex(value)
