"""Refresh tokens in the system's keyring: the one module that imports keyring.

Only backends of the allow-list count, because others keep secrets readable in a file without saying so. Where
there is none the answer is `NoKeyring`, the console asks at each start, and nothing is ever written elsewhere.
Calls may block while the person unlocks the keyring: run them on a lane.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

Answer = TypeVar("Answer")

ALLOWED = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
)

SERVICE = "IOC Console"


@dataclass(frozen=True)
class NoKeyring:
    """No place for secrets. `code`: `absent` (none offered), `not_allowed` (the one set up is not safe),
    `locked` (the person did not open it), `failed` (it refused); `detail` names the backend or its error class."""

    code: str
    detail: str


@dataclass(frozen=True)
class Keyring:
    """A keyring of the allow-list. Its verbs answer with `NoKeyring` when it refuses, and never raise for that."""

    backend: Any
    name: str

    def store(self, url: str, account: str, refresh: str) -> NoKeyring | None:
        """Keep the refresh token of an account at a data centre; None = kept."""
        return _asked(lambda: self.backend.set_password(service_of(url), account, refresh))

    def fetch(self, url: str, account: str) -> str | NoKeyring | None:
        """The token kept before; None = there is none."""
        return _asked(lambda: self.backend.get_password(service_of(url), account))

    def delete(self, url: str, account: str) -> NoKeyring | None:
        """Forget the token; forgetting one that is not there is no error."""
        from keyring.errors import PasswordDeleteError

        def forget() -> None:
            # Windows and macOS raise for an unknown name, and say by the same class that they refused.
            try:
                self.backend.delete_password(service_of(url), account)
            except PasswordDeleteError:
                if self.backend.get_password(service_of(url), account) is not None:
                    raise

        return _asked(forget)


def find_keyring() -> Keyring | NoKeyring:
    """The keyring in use, when it is one of the allow-list. A chain of several is searched for the first such.

    What the person set up decides: a backend switched off by the keyring library's own settings stays off.
    """
    import keyring
    from keyring.backends import chainer, fail

    try:
        active = keyring.get_keyring()
        candidates = list(active.backends) if isinstance(active, chainer.ChainerBackend) else [active]
    except Exception as error:  # a backend named in the settings that cannot be loaded raises whatever it likes
        return NoKeyring("failed", type(error).__name__)
    for candidate in candidates:
        if name_of(candidate) in ALLOWED:
            return Keyring(candidate, name_of(candidate))
    refused = [name_of(c) for c in candidates if not isinstance(c, fail.Keyring)]
    return NoKeyring("not_allowed", ", ".join(refused)) if refused else NoKeyring("absent", "")


def name_of(backend: object) -> str:
    """Full name of a backend's class, as the allow-list writes it."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def service_of(url: str) -> str:
    """Name under which tokens of that data centre are kept: its origin, so that a path or a case changes nothing."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return f"{SERVICE} {parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def _asked(question: Callable[[], Answer]) -> Answer | NoKeyring:
    from keyring.errors import KeyringLocked

    try:
        return question()
    except KeyringLocked as error:
        return NoKeyring("locked", type(error).__name__)
    except Exception as error:  # each backend has its own classes: a lost D-Bus is not even a KeyringError
        return NoKeyring("failed", type(error).__name__)
