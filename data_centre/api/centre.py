"""What every call needs: the database, the parts, who asks; and small pieces of HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from fastapi import Request, Response

from ..accounts import Identities, Identity, rights_count
from ..blobs import BlobStore
from ..brake import Brake
from ..buckets import Head, read_head
from ..commands.receiving import Receiver
from ..database import Database
from ..leases import Leases
from ..parts import PartStore
from ..sign_in_limit import SignInLimit
from ..tokens import TokenRefused, Tokens
from .page_cache import PageCache
from .problems import ApiProblem
from .protocol import spoken
from .waiting import Admission, WaitHub

REVALIDATED = "no-cache, must-revalidate"
"""`must-revalidate` allows a shared cache to keep an answer to a request with Authorization, `no-cache` has it ask
here before each use."""


@dataclass
class Centre:
    """The parts of a running data centre."""

    database: Database
    tokens: Tokens
    leases: Leases
    parts: PartStore
    identities: Identities
    hub: WaitHub
    limit: SignInLimit
    blobs: BlobStore
    receiver: Receiver
    pages: PageCache
    looks: Brake
    """Identities of reporters that one account may see in a while."""
    phone_looks: Brake
    """Four digits are ten thousand questions: nobody asks them all."""
    clock: Callable[[], float] = time.time

    @classmethod
    def of(cls, database: Database, clock: Callable[[], float] = time.time) -> Centre:
        """Everything over a migrated database."""
        blobs = BlobStore(database)
        identities = Identities()
        return cls(
            database=database,
            tokens=Tokens(database, clock),
            leases=Leases(database, clock),
            parts=PartStore(database, clock),
            identities=identities,
            hub=WaitHub(database, identities),
            limit=SignInLimit(clock),
            blobs=blobs,
            receiver=Receiver(database, blobs, clock),
            pages=PageCache(),
            looks=Brake(60, 3600.0, clock),
            phone_looks=Brake(30, 600.0, clock),
            clock=clock,
        )

    def identify(self, connection: sa.Connection, request: Request) -> Identity:
        """Who asks. Raises the 401 and 426 problems."""
        spoken(request)
        return self.identity_of(connection, bearer(request))

    def identity_of(self, connection: sa.Connection, token: str) -> Identity:
        """Whose access token it is. Raises the 401 problems."""
        try:
            account, session = self.tokens.account_of(connection, token)
        except TokenRefused as error:
            raise _sign_in("token_refused", str(error)) from error
        identity = self.identities.identity(connection, account, session)
        if identity is None:
            raise _sign_in("account_closed", "The account is not active.")
        return identity

    def admit(self, token: str) -> tuple[Admission, Head]:
        """Who may wait with that token, and where the feed stands. Raises the 401 problems."""
        with self.database.read() as connection:
            rights = rights_count(connection)
            identity = self.identity_of(connection, token)
            head = read_head(connection)
        until = self.tokens.expires(token)
        return Admission(identity.id, identity.session, identity.set_id, until, rights), head


def bearer(request: Request) -> str:
    """The access token of a call. Raises the 401 problem."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise _sign_in("no_token", "The call carries no access token.")
    return token.strip()


def _sign_in(code: str, detail: str) -> ApiProblem:
    return ApiProblem(401, code, "Sign-in needed", detail, {"WWW-Authenticate": "Bearer"})


async def centre_of(request: Request) -> Centre:
    """The data centre a request came to (a FastAPI dependency; async, or each call would cross to a thread for it)."""
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


def kept_answer(
    request: Request, etag: str, body: Callable[[], bytes], media_type: str, headers: dict[str, str] | None = None
) -> Response:
    """Bytes that a cache on the way may keep, but never give out without asking here: each request is authorised, and
    who may have the same bytes is answered 304."""
    all_headers = {"ETag": etag, "Cache-Control": REVALIDATED, **(headers or {})}
    if has_tag(request, etag):
        return Response(status_code=304, headers=all_headers)
    return Response(body(), media_type=media_type, headers=all_headers)


def has_tag(request: Request, etag: str) -> bool:
    """Whether the asker has the bytes of that tag already."""
    return etag in {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
