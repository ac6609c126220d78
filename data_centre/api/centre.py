"""What every call needs: the database, the parts, who asks; and small pieces of HTTP."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
import zstandard
from fastapi import Request, Response

from ioc_domain.wire import PROTOCOL, PROTOCOL_MIN

from ..accounts import Identities, Identity
from ..blobs import BlobStore
from ..commands.receiving import Receiver
from ..database import Database
from ..parts import PartStore
from ..sign_in_limit import SignInLimit
from ..tokens import TokenRefused, Tokens
from .problems import ApiProblem
from .waiting import WaitHub


@dataclass
class Centre:
    """The parts of a running data centre."""

    database: Database
    tokens: Tokens
    parts: PartStore
    identities: Identities
    hub: WaitHub
    limit: SignInLimit
    blobs: BlobStore
    receiver: Receiver
    clock: Callable[[], float] = time.time

    @classmethod
    def of(cls, database: Database, clock: Callable[[], float] = time.time) -> Centre:
        """Everything over a migrated database."""
        blobs = BlobStore(database)
        return cls(
            database=database,
            tokens=Tokens(database, clock),
            parts=PartStore(database, clock),
            identities=Identities(),
            hub=WaitHub(database),
            limit=SignInLimit(clock),
            blobs=blobs,
            receiver=Receiver(database, blobs, clock),
            clock=clock,
        )

    def identify(self, connection: sa.Connection, request: Request) -> Identity:
        """Who asks. Raises the 401 and 426 problems."""
        said = request.headers.get("ioc-protocol", str(PROTOCOL))
        if not said.isdigit() or int(said) < PROTOCOL_MIN:
            raise ApiProblem(
                426,
                "upgrade_required",
                "This program is too old",
                f"The data centre speaks protocol {PROTOCOL_MIN} to {PROTOCOL}.",
                {"Upgrade": f"ioc/{PROTOCOL}"},
            )
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise _sign_in("no_token", "The call carries no access token.")
        try:
            account, session = self.tokens.account_of(connection, token.strip())
        except TokenRefused as error:
            raise _sign_in("token_refused", str(error)) from error
        identity = self.identities.identity(connection, account, session)
        if identity is None:
            raise _sign_in("account_closed", "The account is not active.")
        return identity


def _sign_in(code: str, detail: str) -> ApiProblem:
    return ApiProblem(401, code, "Sign-in needed", detail, {"WWW-Authenticate": "Bearer"})


def centre_of(request: Request) -> Centre:
    """The data centre a request came to (a FastAPI dependency)."""
    centre = request.app.state.centre
    assert isinstance(centre, Centre)
    return centre


def body_of(limit: int) -> Callable[[Request], object]:
    """A dependency that reads the body, at most `limit` bytes (413)."""

    async def read(request: Request) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise ApiProblem(413, "too_large", "Too large", f"At most {limit} bytes are taken.")
            parts.append(part)
        return b"".join(parts)

    return read


def json_answer(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A struct as JSON, never kept by a cache on the way."""
    return Response(
        msgspec.json.encode(value),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def packed(request: Request, body: bytes, media_type: str) -> Response:
    """A body as zstd, gzip or plain, by what the asker accepts."""
    accepted = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    headers = {"Vary": "Accept-Encoding, Authorization", "Cache-Control": "no-store"}
    if "zstd" in accepted:
        headers["Content-Encoding"] = "zstd"
        body = zstandard.ZstdCompressor(level=1).compress(body)
    elif "gzip" in accepted:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1)
    return Response(body, media_type=media_type, headers=headers)
