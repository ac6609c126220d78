"""API keys of those who may send service requests. A key is shown once; the database knows only its hash."""

from __future__ import annotations

import hashlib
import secrets

import sqlalchemy as sa

from .. import models as m


class KeyProblem(ValueError):
    """The key cannot be made or ended; one sentence for a person."""


def make(connection: sa.Connection, name: str, now: int) -> str:
    """A new key. Raises `KeyProblem` when the name is taken."""
    k = m.api_key.c
    if connection.execute(sa.select(k.name).where(k.name == name)).first() is not None:
        raise KeyProblem(f"there is a key named {name}")
    key = secrets.token_urlsafe(24)
    connection.execute(sa.insert(m.api_key).values(hash=_hash(key), name=name, created_at=now))
    return key


def end(connection: sa.Connection, name: str, now: int) -> None:
    """A key is good for nothing any more. Raises `KeyProblem` when there is none."""
    k = m.api_key
    done = connection.execute(sa.update(k).where(k.c.name == name, k.c.ended_at == 0).values(ended_at=now))
    if not done.rowcount:
        raise KeyProblem(f"there is no key named {name}")


def listed(connection: sa.Connection) -> list[tuple[str, int, int]]:
    """(name, made, ended or 0) of all keys."""
    k = m.api_key.c
    rows = connection.execute(sa.select(k.name, k.created_at, k.ended_at).order_by(k.name))
    return [(row[0], row[1], row[2]) for row in rows]


def owner(connection: sa.Connection, key: str) -> str:
    """Name of a key that is good, "" for any other."""
    k = m.api_key.c
    found = connection.execute(sa.select(k.name).where(k.hash == _hash(key), k.ended_at == 0)).scalar()
    return str(found or "")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
