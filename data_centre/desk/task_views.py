"""The desk's pages of tasks, the same for every kind: the list, one task, its draft, its answer, its files."""

from __future__ import annotations

from collections import defaultdict
from typing import Generic

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from ioc_domain.scopes import unit_scope
from ioc_domain.working_time import local_date

from .. import audit, request_life, wording
from ..accounts import Identity
from ..api.centre import Centre, centre_of
from ..feed import FeedWriter
from .clocks import clock_of, unit_name
from .drafts import Draft, clean_text, drop_draft, load_draft, save_draft, stored_files
from .forms import Form, form_of
from .kinds import Kind, NoMove, R, Told, lines_of
from .places import KINDS, places_of
from .sessions import DeskProblem, Officer, check_csrf, officer_of
from .site import HEADERS, looks_ahead, page, send_file
from .taking import take_files

SHORT_FIELD = 40


class TaskPages(Generic[R]):
    """The pages of one kind."""

    def __init__(self, kind: Kind[R]) -> None:
        self._kind = kind

    def router(self) -> APIRouter:
        """Its routes under `/desk`."""
        router = APIRouter(prefix=f"/desk/{self._kind.path}", include_in_schema=False)
        router.add_api_route("", self.listed, methods=["GET"])
        router.add_api_route("/{task_id}", self.one, methods=["GET"])
        router.add_api_route("/{task_id}/draft", self.keep, methods=["POST"])
        router.add_api_route("/{task_id}/answer", self.answer, methods=["POST"])
        router.add_api_route("/{task_id}/files/{sha256}", self.file, methods=["GET"])
        return router

    def listed(self, request: Request, centre: Centre = Depends(centre_of)) -> Response:
        """All to the officer's unit."""
        with centre.database.read() as connection:
            officer = officer_of(centre, connection, request)
            unit_code, calendar = officer.identity.unit_code, request_life.calendar(connection)
            waiting, done = lines_of(self._kind, connection, unit_code, calendar, centre.clock())
            return page(
                "tasks.html",
                officer=officer,
                unit=unit_name(connection, unit_code),
                kind=self._kind,
                places=places_of(connection, unit_code, dispatches=officer.identity.may_dispatch()),
                waiting=waiting,
                done=done,
            )

    def one(self, request: Request, task_id: str, centre: Centre = Depends(centre_of)) -> Response:
        """One task. Seeing it for the first time opens it."""
        with centre.database.read() as connection:
            officer = officer_of(centre, connection, request)
            task = self._own(connection, officer, task_id)
        if self._kind.unread(task) and not looks_ahead(request):
            with centre.database.write() as connection:
                writer = FeedWriter(connection, int(centre.clock()))
                self._kind.open(writer, task_id, officer.identity.name)
                writer.flush()
        return self._show(centre, officer, task_id)

    def keep(
        self, request: Request, task_id: str, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
    ) -> Response:
        """Keep what is written; files come along. The page's own script asks for JSON."""
        officer, draft, fault = self._take(centre, request, task_id, form)
        if request.headers.get("accept") == "application/json":
            saved = {"saved_at": wording.moment(draft.saved_at)[:5]}
            return Response(msgspec.json.encode(saved), media_type="application/json", headers=HEADERS)
        if fault:
            return self._show(centre, officer, task_id, 422, {"files": fault})
        return self._to(task_id)

    def answer(
        self, request: Request, task_id: str, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
    ) -> Response:
        """Send the answer; with faults the page comes again and nothing written is lost."""
        officer, draft, fault = self._take(centre, request, task_id, form)
        with centre.database.read() as connection:
            found = self._kind.faults(self._own(connection, officer, task_id), draft, centre.clock())
        if fault:
            found["files"] = fault
        if found:
            return self._show(centre, officer, task_id, 422, found)
        with centre.database.write() as connection:
            self._give(connection, task_id, draft, officer.identity, int(centre.clock()))
        return self._to(task_id)

    def file(self, request: Request, task_id: str, sha256: str, centre: Centre = Depends(centre_of)) -> Response:
        """A file of the task, its answer or its draft."""
        with centre.database.read() as connection:
            officer = officer_of(centre, connection, request)
            task = self._own(connection, officer, task_id)
            files = (*stored_files(task.files), *self._draft(connection, task).files)
            names = {**self._kind.files(connection, task), **{f.sha256: f.name for f in files}}
            blob = centre.blobs.find(connection, sha256) if sha256 in names else None
        if blob is None:
            raise DeskProblem(404, "Không có tệp này.")
        return send_file(blob, names[sha256])

    def _take(self, centre: Centre, request: Request, task_id: str, form: Form) -> tuple[Officer, Draft, str]:
        """(officer, kept draft, what is wrong with the files): whatever was sent is kept first."""
        now = int(centre.clock())
        with centre.database.write() as connection:
            officer = officer_of(centre, connection, request)
            check_csrf(officer.csrf, form.text("csrf"))
            task = self._own(connection, officer, task_id)
            if not self._kind.answerable(task):
                raise DeskProblem(409, self._kind.words.gone)
            fields = self._kind.fields(self._kind.about(connection, centre.blobs, task))
            before = self._draft(connection, task).files
            files, fault = take_files(centre, connection, officer, form, before, now)
            values = {f.name: clean_text(form.text(f.name))[: SHORT_FIELD if f.narrow else None] for f in fields}
            draft = Draft(values, files, now)
            save_draft(connection, task_id, draft, officer.identity.id)
        return officer, draft, fault

    def _give(self, connection: sa.Connection, task_id: str, draft: Draft, officer: Identity, now: int) -> None:
        """Send an answer without faults: task, its steps, audit and the author's notice in one transaction."""
        writer = FeedWriter(connection, now)
        task = self._kind.load(connection, task_id, lock=True)
        if task is None or task.unit_code != officer.unit_code:
            raise DeskProblem(404, self._kind.words.unknown)
        told = Told(
            count=f", {len(draft.files)} tệp" if draft.files else "",
            when="đúng hạn" if now <= task.deadline else "trễ hạn",
            by=f"{officer.name}, {officer.title}" if officer.title else officer.name,
        )
        try:
            self._kind.answer(writer, task, draft, officer, told)
        except NoMove as error:
            raise DeskProblem(409, self._kind.words.gone) from error
        # Whoever may see the task may see what came with its answer.
        text = "INSERT INTO blob_scope (sha256, scope) VALUES (:sha256, :scope) ON CONFLICT DO NOTHING"
        for file in draft.files:
            connection.execute(sa.text(text), {"sha256": file.sha256, "scope": unit_scope(task.unit_code)})
        drop_draft(connection, task.id)
        thing = self._kind.path.removesuffix("s")
        detail = {thing: task.id, "files": [file.sha256 for file in draft.files]}
        audit.write(connection, now, officer.id, self._kind.audited, f"{thing}/{task.id}", detail)
        writer.flush()

    def _show(
        self, centre: Centre, officer: Officer, task_id: str, status: int = 200, found: dict[str, str] | None = None
    ) -> Response:
        kind, now = self._kind, centre.clock()
        with centre.database.read() as connection:
            task = self._own(connection, officer, task_id)
            about, open_ = kind.about(connection, centre.blobs, task), kind.answerable(task)
            calendar, fields = request_life.calendar(connection), kind.fields(about)
            return page(
                "task.html",
                status,
                officer=officer,
                unit=unit_name(connection, officer.identity.unit_code),
                kind=kind,
                task=task,
                at=f"/desk/{kind.path}/{task.id}",
                about=about,
                state=kind.state(task),
                clock=clock_of(task.deadline, task.deadline_days, calendar, now) if open_ else None,
                routed_from=unit_name(connection, task.routed_from) if task.routed_from else "",
                note=kind.note(connection, task),
                fields=fields,
                draft=self._draft(connection, task),
                answerable=open_,
                given=kind.given(task, about),
                answer_files=stored_files(task.files),
                history=kind.history(connection, task),
                faults=defaultdict(str, found or {}),
                first_fault=next((f.name for f in fields if f.name in (found or {})), ""),
                today=local_date(now).isoformat(),
            )

    def _draft(self, connection: sa.Connection, task: R) -> Draft:
        return load_draft(connection, task.id) or self._kind.first_draft(task)

    def _own(self, connection: sa.Connection, officer: Officer, task_id: str) -> R:
        task = self._kind.load(connection, task_id)
        # Another unit's and none at all look the same.
        if task is None or task.unit_code != officer.identity.unit_code:
            raise DeskProblem(404, self._kind.words.unknown)
        return task

    def _to(self, task_id: str) -> Response:
        return RedirectResponse(f"/desk/{self._kind.path}/{task_id}", status_code=303, headers=HEADERS)


ROUTERS = tuple(TaskPages(kind).router() for kind in KINDS)
