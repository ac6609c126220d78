"""What a handler is given and what it may say."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from ioc_domain.codes import Role
from ioc_domain.commands import CommandEnvelope

from ..accounts import Identity
from ..blobs import BlobStore
from ..feed import FeedWriter


class Refused(Exception):
    """The command has no effect, for ever. `code` is stable, `detail` a Vietnamese sentence for a person."""

    result = "refused"

    def __init__(self, code: str, detail: str, **data: str) -> None:
        super().__init__(code)
        self.code, self.detail, self.data = code, detail, data


class NeedsDecision(Refused):
    """Things changed meanwhile: the author must say again what is wanted."""

    result = "needs_decision"


class NotYet(Exception):
    """The command cannot be judged yet and is not stored: send it again after what `detail` names."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass
class Context:
    """The transaction a handler works in."""

    writer: FeedWriter
    identity: Identity
    envelope: CommandEnvelope
    blobs: BlobStore
    data: dict[str, str] = field(default_factory=dict)
    """Goes into the outcome."""

    @property
    def connection(self) -> sa.Connection:
        """Connection of the transaction."""
        return self.writer.connection

    @property
    def now(self) -> int:
        """Time of receipt."""
        return self.writer.now

    def need_role(self, *roles: Role) -> None:
        """Raises `Refused` when the account's role is none of these (any more)."""
        if self.identity.role not in roles:
            raise Refused("right_lost", "Tài khoản không còn quyền thực hiện việc này.")

    def need_scope(self, scope: str) -> None:
        """Raises `Refused` when the account does not have that scope (any more)."""
        if scope not in self.identity.scopes:
            raise Refused("right_lost", "Tài khoản không có quyền trên phạm vi này.")
