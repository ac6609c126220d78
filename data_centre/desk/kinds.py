"""The seam between the desk's pages and what they are about: a task is anything a unit is asked and answers.

One list, one page and one form serve every kind (`task_views`); what differs stands in a `Kind`: how tasks are found
and opened, which fields an answer has, what is wrong with one, and what giving it does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from ioc_domain.records import DirectiveRecord, ExplanationRequestRecord
from ioc_domain.working_time import WorkingCalendar

from ..accounts import Identity
from ..blobs import BlobStore
from ..feed import FeedWriter
from .clocks import Clock, clock_of
from .drafts import Draft

R = TypeVar("R", bound="ExplanationRequestRecord | DirectiveRecord")
DONE_SHOWN = 100


class NoMove(Exception):
    """The task cannot be answered any more."""


@dataclass(frozen=True)
class Words:
    """What a kind of task is called, in Vietnamese."""

    title: str
    tab: str
    waiting: str
    nothing: str
    unknown: str
    gone: str
    send: str
    given: str
    asked: str  # "hỏi", "chỉ đạo": what its author did
    was_withdrawn: str


@dataclass(frozen=True)
class Field:
    """One field of the answer's form. `shape`: long | number | date; `narrow` fields stand beside each other."""

    name: str
    id: str
    label: str
    shape: str = "long"
    rows: int = 4

    @property
    def narrow(self) -> bool:
        """Whether it shares its row."""
        return self.shape != "long"


@dataclass(frozen=True)
class Line:
    """A task in the list. `figure`, `standing`: the number that it is about, "" = none."""

    id: str
    head: str
    state: str
    title: str
    brief: str
    clock: Clock | None
    figure: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Told:
    """Sentences about an answer that was given: how many files, and whether in time."""

    count: str
    when: str
    by: str


class Kind(ABC, Generic[R]):
    """One kind of task. Holds no state."""

    path: str
    """Its place under `/desk`."""
    subject: str
    """Template of what it is about."""
    words: Words
    audited: str
    """Kind of the audit's line when an answer was given."""

    # --- what there is ----------------------------------------------------------------------------------------

    @abstractmethod
    def load(self, connection: sa.Connection, task_id: str, *, lock: bool = False) -> R | None:
        """A task by its id."""

    @abstractmethod
    def owed(self, connection: sa.Connection, unit_code: str) -> int:
        """How many wait for a unit."""

    @abstractmethod
    def found(self, connection: sa.Connection, unit_code: str) -> tuple[list[R], list[R]]:
        """(to answer, by deadline; the others, newest first, at most `DONE_SHOWN`)."""

    @abstractmethod
    def answerable(self, task: R) -> bool:
        """Whether the unit owes an answer."""

    @abstractmethod
    def unread(self, task: R) -> bool:
        """Whether looking at it opens it."""

    @abstractmethod
    def open(self, writer: FeedWriter, task_id: str, actor: str) -> None:
        """An officer of the unit reads it for the first time."""

    # --- what is shown ----------------------------------------------------------------------------------------

    @abstractmethod
    def line(self, task: R, clock: Clock | None) -> Line:
        """The task in the list."""

    @abstractmethod
    def state(self, task: R) -> str:
        """Its state in words."""

    @abstractmethod
    def note(self, connection: sa.Connection, task: R) -> tuple[str, str]:
        """(what happened to it, in whose words): both "" when there is nothing to say."""

    @abstractmethod
    def about(self, connection: sa.Connection, blobs: BlobStore, task: R) -> Any:
        """What the subject's template shows."""

    @abstractmethod
    def history(self, connection: sa.Connection, task: R) -> list[tuple[str, str, str]]:
        """(when, what, who) of each step, newest first."""

    @abstractmethod
    def given(self, task: R, about: Any) -> list[tuple[str, str]]:
        """Label and text of each part of the answer that was given; one part needs no label."""

    def files(self, connection: sa.Connection, task: R) -> dict[str, str]:
        """Files beside those of the answer that its unit may fetch: sha256 → name."""
        return {}

    # --- answering --------------------------------------------------------------------------------------------

    @abstractmethod
    def fields(self, about: Any) -> Sequence[Field]:
        """Fields of the form, in order."""

    @abstractmethod
    def first_draft(self, task: R) -> Draft:
        """What the form starts from where no draft is kept."""

    @abstractmethod
    def faults(self, task: R, draft: Draft, now: float) -> dict[str, str]:
        """What keeps the draft from being sent, per field; `files` for the files."""

    @abstractmethod
    def answer(self, writer: FeedWriter, task: R, draft: Draft, officer: Identity, told: Told) -> None:
        """Give an answer without faults, and tell its author. Raises `NoMove`."""


def lines_of(
    kind: Kind[R], connection: sa.Connection, unit_code: str, calendar: WorkingCalendar, now: float
) -> tuple[list[Line], list[Line]]:
    """(to answer, the others) as they are listed."""
    waiting, done = kind.found(connection, unit_code)
    return (
        [kind.line(x, clock_of(x.deadline, x.deadline_days, calendar, now)) for x in waiting],
        [kind.line(x, None) for x in done],
    )


def joined(*parts: str) -> str:
    """Parts that are there, with a point between them."""
    return " · ".join(part for part in parts if part)
