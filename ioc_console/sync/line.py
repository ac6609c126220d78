"""What can go wrong between here and the data centre, as one typed problem with a stable code.

Nothing of this is data: a page of a portal, a half body or a wrong encoding is the same as no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from ioc_domain.channel import Link
from ioc_domain.wire import Problem


class Kind(StrEnum):
    """Stable codes of what went wrong on the line."""

    BAD_ADDRESS = "bad_address"  # not an http(s) address at all
    NAME = "name_not_found"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    BROKEN = "broken"  # the connection ended in the middle, or the network is down
    CERTIFICATE = "certificate"
    CAPTIVE = "captive"  # HTML or a redirect: somebody else answers
    NOT_OURS = "not_ours"  # not JSON, wrong encoding, wrong shape, truncated
    SIGNED_OUT = "signed_out"  # 401
    BUSY = "busy"  # 429, 503: come back later
    SERVER = "server"  # other 5xx, 408, 425
    PROBLEM = "problem"  # a 4xx with a code: it means something
    UPGRADE = "upgrade_required"  # 426


LINKS: dict[Kind, Link] = {
    Kind.CERTIFICATE: Link.CERTIFICATE,
    Kind.CAPTIVE: Link.CAPTIVE,
    Kind.SIGNED_OUT: Link.SIGNED_OUT,
    Kind.UPGRADE: Link.UPGRADE,
}
"""How the line stands after such a problem; all others are plain `offline`."""


@dataclass(eq=False)
class LineProblem(Exception):
    """No usable answer. `sent`: the request may have reached the data centre (for a command: unconfirmed)."""

    kind: Kind
    sent: bool = False
    status: int = 0
    retry_after: float = 0.0
    problem: Problem | None = None
    detail: str = ""

    @property
    def code(self) -> str:
        """Code of the data centre's problem, otherwise of the line's."""
        return self.problem.code if self.problem is not None else self.kind.value

    @property
    def link(self) -> Link:
        """How the line stands with this problem."""
        return LINKS.get(self.kind, Link.OFFLINE)

    def __str__(self) -> str:
        return f"{self.code} ({self.status or '-'}) {self.detail}"


@dataclass(frozen=True)
class Answer:
    """A good answer (2xx). Header names in lower case; body already decoded."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Http(Protocol):
    """The line to one data centre, as the engine sees it. Every failure is a `LineProblem`."""

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        access: str = "",
        read_timeout: float = 30.0,
    ) -> Answer:
        """One call to an answer in memory."""
        ...

    def download(
        self, path: str, target: Path, *, access: str, on_bytes: Callable[[int], None] | None = None
    ) -> None:
        """Append the rest of a file to `target`, from its present length on (`Range` with `If-Range`).

        The server's validator (ETag) is kept in `<target>.etag` from the first byte on, so that another process
        can go on; a server that sends the whole instead starts the file anew. On a problem the bytes that came
        are kept.
        """
        ...


class Clock(Protocol):
    """Time: `now` in seconds since 1970, `steady` never steps back."""

    def now(self) -> float: ...

    def steady(self) -> float: ...
