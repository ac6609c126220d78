"""Accounts: local, with argon2 passwords, a role, and grants of scopes."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ioc_domain.codes import Role
from ioc_domain.identity import DISPATCH_RIGHT
from ioc_domain.scopes import CITY, set_id
from ioc_domain.session import AccountInfo

from . import models as m

MINIMUM_PASSWORD = 8
ALL_UNITS = "unit:*"
ALL_AREAS = "area:*"
RIGHT = "right:"
"""A grant that begins so is no scope: it lets its holder do something (`ioc_domain.identity`)."""
RIGHTS = "rights"
"""Name of the counter that tells every server that rights have changed."""
LOOK_UP = 500
_HASHER = PasswordHasher()

DEFAULT_GRANTS: dict[Role, tuple[str, ...]] = {
    Role.LEADER: (CITY, ALL_UNITS, ALL_AREAS),
    Role.DUTY_OFFICER: (CITY, ALL_UNITS, ALL_AREAS),
    Role.UNIT_OFFICER: (CITY,),
    Role.DISPATCHER: (CITY, DISPATCH_RIGHT),
    Role.DATA_SUPPLIER: (CITY,),
    Role.ADMINISTRATOR: (CITY,),
}
"""Grants of a new account; a unit officer also gets the unit's own scope."""


class AccountProblem(ValueError):
    """An account cannot be made or changed; one sentence for a person."""


@dataclass(frozen=True)
class Identity:
    """Who asks, and what may leave for them."""

    id: str
    name: str
    title: str
    role: Role
    unit_code: str
    scopes: frozenset[str]
    set_id: str
    session: str = ""
    rights: frozenset[str] = frozenset()

    def acts_for_unit(self) -> bool:
        """Whether it belongs to a unit and may act for it."""
        return self.role is Role.UNIT_OFFICER and bool(self.unit_code)

    def may_dispatch(self) -> bool:
        """Whether it may give complaints to units."""
        return DISPATCH_RIGHT in self.rights

    def info(self) -> AccountInfo:
        """As the console is told."""
        return AccountInfo(self.id, self.name, self.title, self.role, sorted(self.scopes), self.unit_code)


def create_account(
    connection: sa.Connection,
    *,
    account_id: str,
    name: str,
    role: Role,
    password: str,
    now: int,
    title: str = "",
    unit_code: str = "",
    email: str = "",
    phone: str = "",
    scopes: tuple[str, ...] | None = None,
) -> None:
    """A new account; `scopes` None = the role's default grants. Raises `AccountProblem`."""
    if not account_id or "|" in account_id or account_id != account_id.strip():
        raise AccountProblem("an account needs a name without spaces around it")
    if role is Role.UNIT_OFFICER and not unit_code:
        raise AccountProblem("a unit officer needs a unit: --unit CODE")
    if connection.execute(sa.select(m.account.c.id).where(m.account.c.id == account_id)).first():
        raise AccountProblem(f"the account {account_id} exists already")
    connection.execute(
        sa.insert(m.account).values(
            id=account_id,
            name=name,
            title=title,
            role=role.value,
            password_hash=hash_password(password),
            unit_code=unit_code,
            email=email,
            phone=phone,
            created_at=now,
        )
    )
    granted = DEFAULT_GRANTS[role] if scopes is None else scopes
    if scopes is None and unit_code:
        granted = (*granted, f"unit:{unit_code}")
    rows = [{"account": account_id, "scope": scope} for scope in dict.fromkeys(granted)]
    connection.execute(sa.insert(m.account_grant), rows)


def hash_password(password: str) -> str:
    """argon2 hash; raises `AccountProblem` for one that is too short."""
    if len(password) < MINIMUM_PASSWORD:
        raise AccountProblem(f"a password needs at least {MINIMUM_PASSWORD} characters")
    return _HASHER.hash(password)


def set_password(connection: sa.Connection, account_id: str, password: str) -> None:
    """Change a password and end the account's sessions. Raises `AccountProblem`."""
    changed = connection.execute(
        sa.update(m.account).where(m.account.c.id == account_id).values(password_hash=hash_password(password))
    )
    if changed.rowcount == 0:
        raise AccountProblem(f"there is no account {account_id}")
    _end_sessions(connection, account_id)


def close_account(connection: sa.Connection, account_id: str) -> None:
    """Nobody signs in with it any more, and who is signed in is refused from now on. Raises `AccountProblem`."""
    _set_active(connection, account_id, 0)
    _end_sessions(connection, account_id)


def open_account(connection: sa.Connection, account_id: str) -> None:
    """Let a closed account sign in again. Raises `AccountProblem`."""
    _set_active(connection, account_id, 1)


def grant(connection: sa.Connection, account_id: str, scope: str) -> None:
    """Give a scope; given again after a revocation it counts as new. Raises `AccountProblem`."""
    if connection.execute(sa.select(m.account.c.id).where(m.account.c.id == account_id)).first() is None:
        raise AccountProblem(f"there is no account {account_id}")
    g = m.account_grant
    connection.execute(sa.delete(g).where(g.c.account == account_id, g.c.scope == scope))
    version = next_count(connection, "grant_version", start=1)
    connection.execute(sa.insert(g).values(account=account_id, scope=scope, version=version))
    rights_changed(connection)


def revoke(connection: sa.Connection, account_id: str, scope: str) -> None:
    """Take a scope away. Raises `AccountProblem` when the account does not have it."""
    g = m.account_grant
    gone = connection.execute(sa.delete(g).where(g.c.account == account_id, g.c.scope == scope))
    if gone.rowcount == 0:
        raise AccountProblem(f"the account {account_id} does not have {scope}")
    rights_changed(connection)


def rights_changed(connection: sa.Connection) -> None:
    """Somebody may do less or more than before: every server looks again at those who wait. Call it in the
    transaction that ends a session, closes an account or changes a grant."""
    next_count(connection, RIGHTS)


def rights_count(connection: sa.Connection) -> int:
    """How often rights have changed."""
    return int(connection.execute(sa.select(m.counter.c.value).where(m.counter.c.name == RIGHTS)).scalar() or 0)


def _set_active(connection: sa.Connection, account_id: str, active: int) -> None:
    changed = connection.execute(sa.update(m.account).where(m.account.c.id == account_id).values(active=active))
    if changed.rowcount == 0:
        raise AccountProblem(f"there is no account {account_id}")
    rights_changed(connection)


def _end_sessions(connection: sa.Connection, account_id: str) -> None:
    s = m.session
    connection.execute(sa.update(s).where(s.c.account == account_id, s.c.ended_at == 0).values(ended_at=1))
    connection.execute(sa.delete(m.desk_session).where(m.desk_session.c.account == account_id))
    rights_changed(connection)


def next_count(connection: sa.Connection, name: str, start: int = 0) -> int:
    """Next value of a named counter; the first is `start` + 1."""
    text = "INSERT INTO counter (name, value) VALUES (:name, :start) ON CONFLICT (name) DO NOTHING"
    connection.execute(sa.text(text), {"name": name, "start": start})
    c = m.counter
    change = sa.update(c).where(c.c.name == name).values(value=c.c.value + 1).returning(c.c.value)
    return int(connection.execute(change).scalar_one())


def password_fits(connection: sa.Connection, account_id: str, password: str) -> bool:
    """Whether an active account has that password; takes the same time when there is no such account."""
    a = m.account.c
    asked = account_id.replace("\x00", "\ufffd")  # a name no account has, on PostgreSQL too
    row = connection.execute(sa.select(a.password_hash).where(a.id == asked, a.active == 1)).first()
    nobody = _of_nobody()  # whether it is needed or not: also the first call must not tell
    try:
        fits = _HASHER.verify(row[0] if row else nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return fits and row is not None


@cache
def _of_nobody() -> str:
    """Checked when the account does not exist, so that the time taken does not tell which accounts do. Made by the
    first sign-in: most starts of the program see none."""
    return _HASHER.hash("no such account")


# Made once, as each call asks them.
_ACTIVE = sa.select(m.account.c.id, m.account.c.name, m.account.c.title, m.account.c.role, m.account.c.unit_code).where(
    m.account.c.id == sa.bindparam("account"), m.account.c.active == 1
)
_GRANTS = sa.select(m.account_grant.c.scope, m.account_grant.c.version).where(
    m.account_grant.c.account == sa.bindparam("account")
)


class Identities:
    """Looks up who an account is, with `unit:*` and `area:*` written out.

    Written-out scopes are kept per set of grants until the units or areas change: there are thousands of them.
    """

    KEPT = 500

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._written_out: dict[tuple[object, ...], tuple[frozenset[str], str]] = {}

    def identity(self, connection: sa.Connection, account_id: str, session: str = "") -> Identity | None:
        """The active account of that id, or None."""
        row = connection.execute(_ACTIVE, {"account": account_id}).first()
        if row is None:
            return None
        found = connection.execute(_GRANTS, {"account": account_id})
        given = [(scope, version) for scope, version in found]
        granted = [(scope, version) for scope, version in given if not scope.startswith(RIGHT)]
        seen = [state for _, state in _seen(connection, [scope for scope, _ in granted])]
        scopes, set_id_ = self._write_out(connection, sorted(granted), seen)
        return Identity(
            id=row.id,
            name=row.name,
            title=row.title,
            role=Role(row.role),
            unit_code=row.unit_code,
            scopes=scopes,
            set_id=set_id_,
            session=session,
            rights=frozenset(name for name, _ in given if name.startswith(RIGHT)),
        )

    def unchanged(self, connection: sa.Connection, asked: dict[str, tuple[str, str]]) -> set[str]:
        """Of sessions, given with their account and set, those that are still so. A few queries, however many."""
        s, a, g = m.session.c, m.account.c, m.account_grant.c
        alive: set[str] = set()
        names = sorted(asked)
        for start in range(0, len(names), LOOK_UP):
            query = sa.select(s.id).join_from(m.session, m.account, s.account == a.id)
            part = s.id.in_(names[start : start + LOOK_UP])
            alive.update(row[0] for row in connection.execute(query.where(part, s.ended_at == 0, a.active == 1)))
        grants: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for account, scope, version in connection.execute(
            sa.select(g.account, g.scope, g.version).where(~g.scope.startswith(RIGHT, autoescape=True))
        ):
            grants[account].append((scope, version))
        seen = _seen(connection, [ALL_AREAS, ALL_UNITS])
        sets: dict[str, str] = {}
        for account in {asked[name][0] for name in alive}:
            granted = sorted(grants[account])
            relevant = [state for scope, state in seen if any(scope == given for given, _ in granted)]
            sets[account] = self._write_out(connection, granted, relevant)[1]
        return {name for name in alive if sets[asked[name][0]] == asked[name][1]}

    def _write_out(
        self, connection: sa.Connection, granted: list[tuple[str, int]], seen: list[_State]
    ) -> tuple[frozenset[str], str]:
        """(scopes, set) of grants."""
        key = (*granted, *seen)
        with self._lock:
            if (known := self._written_out.get(key)) is not None:
                return known
        grants: set[tuple[str, int]] = set()
        for scope, version in granted:
            if scope in (ALL_UNITS, ALL_AREAS):
                kind = scope[:-2]
                codes = connection.execute(sa.select(m.SYNCED[kind].c.code)).scalars()
                grants.update((f"{kind}:{code}", version) for code in codes)
            else:
                grants.add((scope, version))
        made = frozenset(scope for scope, _ in grants), set_id(grants)
        with self._lock:
            if len(self._written_out) >= self.KEPT:
                self._written_out.clear()
            self._written_out[key] = made
        return made


_State = tuple[str, int, int]


def _seen(connection: sa.Connection, granted: list[str]) -> list[tuple[str, _State]]:
    """(`unit:*` or `area:*`, id, digest and count of the table it is written out from) of those among the grants."""
    wanted = {f"{CITY}/{scope[:-2]}/-": scope for scope in granted if scope in (ALL_UNITS, ALL_AREAS)}
    if not wanted:
        return []
    b = m.bucket.c
    states = connection.execute(sa.select(b.id, b.digest, b.count).where(b.id.in_(sorted(wanted))).order_by(b.id))
    return [(wanted[row[0]], (row[0], row[1], row[2])) for row in states]
