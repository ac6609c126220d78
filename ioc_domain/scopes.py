"""Scopes: the unit of permission. A row has one scope; an account has a set of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

CITY = "city"
"""Rows everybody with an account may see: reference data, city indicators."""


def area_scope(code: str) -> str:
    """Scope of rows of one area."""
    return f"area:{code}"


def unit_scope(code: str) -> str:
    """Scope of rows of one unit."""
    return f"unit:{code}"


def set_id(grants: Iterable[tuple[str, int]]) -> str:
    """Hash of the sorted (scope, grant version): accounts with equal rights share it."""
    text = "\n".join(f"{scope}\x1f{version}" for scope, version in sorted(grants))
    return hashlib.sha256(text.encode()).hexdigest()[:24]
