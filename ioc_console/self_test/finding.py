"""What one check found, and how a check is run without ever ending the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Verdict(StrEnum):
    """`note`: nothing is wrong with the program, but a person should know."""

    OK = "ok"
    FAILED = "failed"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """Outcome of one check, in words that an installer can pass on."""

    name: str
    verdict: Verdict
    detail: str


Check = Callable[[Path], tuple[Verdict, str]]
"""Gets an empty folder of its own; answers with a verdict and what it saw. Raising counts as failed."""


def run_check(name: str, check: Check, folder: Path) -> Finding:
    """Run one check. Whatever it raises becomes its finding: class and message, no traceback."""
    try:
        folder.mkdir(parents=True)
        verdict, detail = check(folder)
    except Exception as error:  # the point of the self-test: name every fault, and go on to the next check
        return Finding(name, Verdict.FAILED, f"{type(error).__name__}: {error}")
    return Finding(name, verdict, detail)


def passed(condition: bool, detail: str) -> tuple[Verdict, str]:
    """`ok` when the condition holds, else `failed`, with the same detail."""
    return (Verdict.OK if condition else Verdict.FAILED), detail
