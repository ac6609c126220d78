"""Explanation requests as a kind of task: the evidence that a leader froze, a question, cause, remedy and promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ioc_domain.codes import RequestState
from ioc_domain.commands import IllegalMove
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ExplanationRequestRecord, PromiseRecord, RequestEventRecord

from .. import notices, request_life, wording
from ..accounts import Identity
from ..blobs import BlobStore
from ..feed import FeedWriter
from ..models import SYNCED
from ..rows import find, find_all
from .clocks import Clock
from .drafts import Draft, stored_files
from .figures import Figure, figure_of
from .kinds import DONE_SHOWN, Field, Kind, Line, NoMove, Told, Words, joined
from .request_answers import faults, parse_day, parse_number

ANSWERABLE = (RequestState.RECEIVED, RequestState.DELIVERED, RequestState.OPENED, RequestState.RETURNED)


@dataclass(frozen=True)
class Asked:
    """What the page shows of a request beside its question."""

    figure: Figure | None
    period: str
    indicator: bool


class Requests(Kind[ExplanationRequestRecord]):
    """Yêu cầu giải trình."""

    path = "requests"
    subject = "request_subject.html"
    audited = "answer_explanation"
    words = Words(
        title="Yêu cầu giải trình",
        tab="Giải trình",
        waiting="Cần trả lời",
        nothing="Không có yêu cầu nào đang chờ đơn vị trả lời.",
        unknown="Không có yêu cầu này.",
        gone="Yêu cầu này đã được trả lời, đóng hoặc rút lại.",
        send="Gửi trả lời",
        given="Trả lời của đơn vị",
        asked="hỏi",
        was_withdrawn="Yêu cầu đã rút lại.",
    )

    def load(self, connection: sa.Connection, task_id: str, *, lock: bool = False) -> ExplanationRequestRecord | None:
        """A request."""
        found = find(connection, request_life.REQUEST, task_id, lock=lock)
        return found if isinstance(found, ExplanationRequestRecord) else None

    def owed(self, connection: sa.Connection, unit_code: str) -> int:
        """How many wait for a unit."""
        r = SYNCED["explanation_request"].c
        count = sa.select(sa.func.count()).where(r.unit_code == unit_code, r.state.in_(ANSWERABLE))
        return int(connection.execute(count).scalar_one())

    def found(
        self, connection: sa.Connection, unit_code: str
    ) -> tuple[list[ExplanationRequestRecord], list[ExplanationRequestRecord]]:
        """(to answer, the others)."""
        r = SYNCED["explanation_request"].c
        rows = find_all(connection, request_life.REQUEST, r.unit_code == unit_code)
        found = [x for x in rows if isinstance(x, ExplanationRequestRecord)]
        waiting = sorted((x for x in found if x.state in ANSWERABLE), key=lambda x: (x.deadline, x.number))
        done = sorted((x for x in found if x.state not in ANSWERABLE), key=lambda x: -max(x.answered_at, x.closed_at))
        return waiting, done[:DONE_SHOWN]

    def answerable(self, task: ExplanationRequestRecord) -> bool:
        """Whether the unit owes an answer."""
        return task.state in ANSWERABLE

    def unread(self, task: ExplanationRequestRecord) -> bool:
        """Whether looking at it opens it."""
        return task.state in (RequestState.RECEIVED, RequestState.DELIVERED)

    def open(self, writer: FeedWriter, task_id: str, actor: str) -> None:
        """An officer may be faster than the notice: then it has come to the desk all the same."""
        asked = request_life.load(writer.connection, task_id)
        if asked is not None and asked.state == RequestState.DELIVERED:
            request_life.advance(writer, asked, "open", actor=actor, text="Đơn vị mở yêu cầu", opened_at=writer.now)
        elif asked is not None and asked.state == RequestState.RECEIVED:
            request_life.deliver_and_open(writer, asked, actor)

    def line(self, task: ExplanationRequestRecord, clock: Clock | None) -> Line:
        """The request in the list."""
        period = wording.period(task.period)
        return Line(
            id=task.id,
            head=joined(task.number, "khẩn" if task.urgency and clock else "", "" if clock else period),
            state=self.state(task),
            title=task.title,
            brief=period,
            clock=clock,
            figure="" if task.value is None else wording.number(task.value),
            standing=task.standing,
        )

    def state(self, task: ExplanationRequestRecord) -> str:
        """Its state in words."""
        return wording.STATES.get(task.state, task.state)

    def note(self, connection: sa.Connection, task: ExplanationRequestRecord) -> tuple[str, str]:
        """That it was returned, and why, or withdrawn."""
        if task.state == RequestState.RETURNED:
            steps = self._events(connection, task)
            return f"Trả lại lần {task.returned}.", next((s.text for s in reversed(steps) if s.kind == "returned"), "")
        if task.state == RequestState.WITHDRAWN:
            return self.words.was_withdrawn, task.note
        return "", ""

    def about(self, connection: sa.Connection, blobs: BlobStore, task: ExplanationRequestRecord) -> Asked:
        """The frozen evidence."""
        figure = figure_of(connection, blobs, task)
        return Asked(figure, wording.period(task.period), task.subject_kind == "indicator")

    def history(self, connection: sa.Connection, task: ExplanationRequestRecord) -> list[tuple[str, str, str]]:
        """(when, what, who) of each step, newest first."""
        return [(wording.moment(e.at), e.text, e.actor) for e in reversed(self._events(connection, task))]

    def given(self, task: ExplanationRequestRecord, about: Asked) -> list[tuple[str, str]]:
        """Cause, remedy, promise."""
        parts = [("Nguyên nhân", task.cause)]
        if task.remedy:
            parts.append(("Biện pháp", task.remedy))
        if task.promised_date:
            unit = about.figure.unit if about.figure else ""
            value = "" if task.promised_value is None else f"{wording.number(task.promised_value)} {unit}".strip() + " "
            parts.append(("Cam kết", f"{value}đến {wording.day(task.promised_date)}"))
        return parts

    def fields(self, about: Asked) -> Sequence[Field]:
        """Fields of the form."""
        unit = f" ({about.figure.unit})" if about.figure and about.figure.unit else ""
        return (
            Field("cause", "cause", "Nguyên nhân"),
            Field("remedy", "remedy", "Biện pháp"),
            Field("promised_value", "promised_value", f"Giá trị cam kết{unit}", "number"),
            Field("promised_date", "promised_date", "Đến ngày", "date"),
        )

    def first_draft(self, task: ExplanationRequestRecord) -> Draft:
        """For a returned request the answer that was returned."""
        value = "" if task.promised_value is None else f"{task.promised_value:g}".replace(".", ",")
        values = {
            "cause": task.cause,
            "remedy": task.remedy,
            "promised_value": value,
            "promised_date": task.promised_date,
        }
        return Draft(values, stored_files(task.files))

    def faults(self, task: ExplanationRequestRecord, draft: Draft, now: float) -> dict[str, str]:
        """What its author asked for and is not there."""
        return faults(task, draft, now)

    def answer(
        self, writer: FeedWriter, task: ExplanationRequestRecord, draft: Draft, officer: Identity, told: Told
    ) -> None:
        """Request, event and promise."""
        day = parse_day(draft.text("promised_date"))
        value = parse_number(draft.text("promised_value"))
        try:
            answered = request_life.advance(
                writer,
                task,
                "answer",
                actor=officer.name,
                text=f"Đơn vị trả lời{told.count}, {told.when}",
                answered_at=writer.now,
                cause=draft.text("cause"),
                remedy=draft.text("remedy"),
                promised_value=value,
                promised_date=day.isoformat() if day else "",
                answered_by=told.by,
                files=draft.files_json(),
            )
        except IllegalMove as error:
            raise NoMove from error
        if day is not None:
            writer.put(
                PromiseRecord(
                    id=task.id,
                    request_id=task.id,
                    unit_code=task.unit_code,
                    indicator=task.subject if task.subject_kind == "indicator" else "",
                    title=task.title,
                    made_at=writer.now,
                    value=value,
                    text=draft.text("remedy"),
                    due=day.isoformat(),
                    actual=None,
                    state="pending",
                )
            )
        event = f"answered {answered.id} {answered.returned}"
        notices.tell_author(writer, answered, event, "Đơn vị đã trả lời giải trình")

    @staticmethod
    def _events(connection: sa.Connection, task: ExplanationRequestRecord) -> list[RequestEventRecord]:
        e = SYNCED["request_event"].c
        found = find_all(connection, BY_NAME["request_event"], e.request_id == task.id, order=("n",))
        return [event for event in found if isinstance(event, RequestEventRecord)]
