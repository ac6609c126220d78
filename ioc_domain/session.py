"""Sign-in: bodies of `POST /v1/session`, `POST /v1/session/refresh` and their answer.

`POST /v1/session` takes `SignIn`, the refresh call takes `Refresh`, both answer `Session`; `DELETE /v1/session`
with the access token ends it. Other calls carry `Authorization: Bearer <access>`.
"""

from __future__ import annotations

import msgspec


class SignIn(msgspec.Struct, frozen=True):
    """An account's name and password; `device` names the machine in the audit."""

    account: str
    password: str
    device: str = ""


class Refresh(msgspec.Struct, frozen=True):
    """A refresh token: good once, the answer carries the next one."""

    refresh: str


class AccountInfo(msgspec.Struct, frozen=True):
    """Who is signed in. `role` is one of `codes.Role`; `scopes` are the scopes whose rows may leave."""

    id: str
    name: str
    title: str
    role: str
    scopes: list[str]
    unit_code: str = ""


class Session(msgspec.Struct, frozen=True):
    """A session: the access token is good for `expires_in` seconds, the refresh token once."""

    access: str
    refresh: str
    expires_in: int
    account: AccountInfo
    server_time: float
    lease_key: str = ""
    """Public key of the data centre's leases, which the console keeps: 64 hexadecimal digits."""
