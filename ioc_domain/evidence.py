"""Frozen evidence: exactly what the author saw, as canonical JSON, named by its sha256."""

from __future__ import annotations

import hashlib

import msgspec


class EvidencePoint(msgspec.Struct, frozen=True, array_like=True):
    """One period of the frozen chart."""

    period: str
    value: float | None
    plan: float | None
    same_period: float | None
    status: str


class Evidence(msgspec.Struct, frozen=True):
    """What was on the screen when the author asked."""

    kind: str  # indicator | complaint
    subject: str
    title: str
    unit_of_measure: str
    area_code: str
    area_name: str
    period: str
    frozen_at: int
    cursor: str  # state of the author's cache
    value: float | None
    status: str
    revision: int
    known_at: int
    source: str
    plan: float | None
    same_period: float | None
    forecast: float | None
    forecast_low: float | None
    forecast_high: float | None
    standing: str
    rule: str
    catalogue: str
    previous_value: float | None  # of the revision before, None = none
    points: list[EvidencePoint]
    facts: list[tuple[str, str]] = []  # label, text: for complaints and extras


class EvidenceStored(msgspec.Struct, frozen=True):
    """Answer of `PUT /v1/evidence/{sha256}`: what is kept, under which name."""

    sha256: str
    bytes: int


def freeze(evidence: Evidence) -> tuple[str, bytes]:
    """(sha256, exact bytes)."""
    data = msgspec.json.encode(evidence, order="deterministic")
    return hashlib.sha256(data).hexdigest(), data


def thaw(sha256: str, data: bytes) -> Evidence:
    """Evidence from its bytes; raises ValueError when the bytes are not those that were frozen."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("evidence does not match its hash")
    return msgspec.json.decode(data, type=Evidence)
