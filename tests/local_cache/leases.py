"""Leases as a data centre signs them, for tests without one."""

from __future__ import annotations

import base64

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Signer:
    """A key pair of its own."""

    def __init__(self, seed: int = 1) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.key = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def lease(self, until: int, account: str = "a1", *, use: str = "lease", alg: str = "Ed25519") -> str:
        """A signed lease of an account that ends then."""
        claims = {"use": use, "set": "s1", "sub": account, "iat": until - 72 * 3600, "exp": until}
        signed = f"{_text({'alg': alg})}.{_text(claims)}"
        return f"{signed}.{_encoded(self._private.sign(signed.encode()))}"


def _text(value: object) -> str:
    return _encoded(msgspec.json.encode(value))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
