"""What every command carries: the base of all payloads."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """What a command asks for."""

    TYPE: ClassVar[str] = ""
    SCHEMA: ClassVar[int] = 1

    def aggregate(self, command_id: str) -> str:
        """The thing whose order matters: commands of one aggregate are sent one after the other."""
        raise NotImplementedError  # pragma: no cover - every payload answers
