"""Reporters of the sample's newest complaints: names that say they are made up, and numbers nobody can have."""

from __future__ import annotations

import sqlalchemy as sa

from .. import models as m
from ..complaints.reporters import last_digits
from .clock import rng

NEWEST = 2_000
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ")
MIDDLE = ("Văn", "Thị", "Minh", "Ngọc", "Thanh", "Quốc")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Hà", "Khánh", "Lan", "Phúc", "Sơn", "Thảo", "Trang", "Tuấn")


def remember(connection: sa.Connection, seed: int, total: int) -> int:
    """Reporters of the newest of `total` complaints; one in four did not say who they are. Returns how many."""
    first = max(1, total - NEWEST + 1)
    drawn = rng(seed, "reporters").integers(0, 1 << 30, (total - first + 1, 2)).tolist()
    rows = [
        {"complaint": number, "name": _name(a), "phone": _phone(b), "phone_end": last_digits(_phone(b))}
        for number, (a, b) in enumerate(drawn, first) if a % 4
    ]
    if rows:
        connection.execute(sa.insert(m.reporter), rows)
    return len(rows)


def _name(a: int) -> str:
    a //= 4
    family, a = FAMILY[a % len(FAMILY)], a // len(FAMILY)
    middle, a = MIDDLE[a % len(MIDDLE)], a // len(MIDDLE)
    return f"{family} {middle} {GIVEN[a % len(GIVEN)]} (mẫu)"


def _phone(b: int) -> str:
    return f"0000 {b // 1_000 % 1_000:03d} {b % 1_000:03d}"
