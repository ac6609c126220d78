"""Files named by their sha256: frozen evidence, answer files, photos. Bytes lie in `<home>/blobs`, rights in the
database.

    BlobStore(database).put(connection, data, kind="photo", mime="image/png", now=now, scope="city") -> sha256
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from . import models as m
from .accounts import Identity
from .database import Database

EVIDENCE_LIMIT = 2_000_000


def own_scope(account: str) -> str:
    """The scope of files that one account brought; nobody is ever granted it."""
    return f"account:{account}"


@dataclass(frozen=True)
class Blob:
    """A stored file."""

    sha256: str
    size: int
    mime: str
    kind: str
    path: Path


class BlobStore:
    """Stored files of one data centre."""

    def __init__(self, database: Database) -> None:
        self._folder = database.home / "blobs"

    def put(
        self,
        connection: sa.Connection,
        data: bytes,
        *,
        kind: str,
        mime: str,
        now: int,
        account: str = "",
        scope: str = "",
    ) -> str:
        """Store bytes (once) and let a scope see them; returns their sha256.

        The file is on disk before the row is committed: a crash between leaves a file nobody names, never a name
        without its file.
        """
        sha256 = self.write(data)
        text = (
            "INSERT INTO blob (sha256, bytes, mime, kind, account, created_at) "
            "VALUES (:sha256, :bytes, :mime, :kind, :account, :now) ON CONFLICT (sha256) DO NOTHING"
        )
        row = {"sha256": sha256, "bytes": len(data), "mime": mime, "kind": kind, "account": account, "now": now}
        connection.execute(sa.text(text), row)
        if scope:
            self.allow(connection, sha256, scope)
        return sha256

    def write(self, data: bytes) -> str:
        """The file alone, without a name in the database; returns its sha256.

        Large files are written so before the transaction that names them: nobody waits for the disk meanwhile.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._path(sha256)
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, work = tempfile.mkstemp(dir=target.parent, prefix=".part-")
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(work).replace(target)
        return sha256

    def allow(self, connection: sa.Connection, sha256: str, scope: str) -> None:
        """Let everybody with a scope see a file."""
        text = "INSERT INTO blob_scope (sha256, scope) VALUES (:sha256, :scope) ON CONFLICT DO NOTHING"
        connection.execute(sa.text(text), {"sha256": sha256, "scope": scope})

    def find(self, connection: sa.Connection, sha256: str) -> Blob | None:
        """A file by its name, whoever asks: check `visible` before giving it away."""
        b = m.blob.c
        row = connection.execute(sa.select(b.sha256, b.bytes, b.mime, b.kind).where(b.sha256 == sha256)).first()
        path = self._path(sha256) if row else None
        if row is None or path is None or not path.is_file():
            return None
        return Blob(row.sha256, row.bytes, row.mime, row.kind, path)

    def visible(self, connection: sa.Connection, sha256: str, identity: Identity) -> bool:
        """Whether the account may have the file: its own (also when another stored the same bytes before), or one of a
        scope it has."""
        owner = connection.execute(sa.select(m.blob.c.account).where(m.blob.c.sha256 == sha256)).scalar()
        if owner and owner == identity.id:
            return True
        s = m.blob_scope.c
        scopes = {row[0] for row in connection.execute(sa.select(s.scope).where(s.sha256 == sha256))}
        return bool(scopes & identity.scopes) or own_scope(identity.id) in scopes

    def read(self, connection: sa.Connection, sha256: str) -> bytes | None:
        """Bytes of a file, or None when there is none or they are not what their name says."""
        blob = self.find(connection, sha256)
        if blob is None:
            return None
        data = blob.path.read_bytes()
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256
