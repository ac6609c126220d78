"""The citizens' pages as an application of its own under `/phan-anh`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from ioc_domain.codes import ComplaintStatus
from ioc_domain.complaint_life import IllegalMove

from ..api.centre import Centre
from ..complaints import life
from ..complaints.intake import Intake, tracked
from ..complaints.media import smaller
from ..complaints.rights import Mover
from ..complaints.submission import Fault, SubmissionRefused
from ..feed import writing
from .answers import HEADERS, HERE, Unchanging, address_of, for_script, page, problem, told_script
from .following import complaint_of, files_of, followed, last_answer, published, refused_files
from .forms import PATH, CitizenProblem, Form, StaleForm, keep_token, read_form, token_of
from .language import Languages, said
from .limits import RateLimit
from .reporting import Reporting

LOG = logging.getLogger("data_centre.citizen")
LOOKS = (200, 600.0)
"""Wrong tracking numbers in ten minutes from one address. The networks of phones hide thousands of people behind one,
and a number has 30 to the power of 8 keys: it is not found by trying."""
FILE_KEPT = "private, max-age=86400, immutable"
SMALL_SIDE = 800
"""Pixels of a photo as the page shows it; touched, it comes whole."""


def create_citizen_pages(centre: Centre, intake: Intake) -> Starlette:
    """The application over a running centre; mount it at `/phan-anh`."""
    return _Pages(centre, intake).application()


class _Pages:
    def __init__(self, centre: Centre, intake: Intake) -> None:
        self._centre, self._intake = centre, intake
        self._reporting = Reporting(centre, intake)
        self._looks = RateLimit(centre.clock, *LOOKS)

    def application(self) -> Starlette:
        """Routes and handlers."""
        handlers: dict[Any, Any] = {
            CitizenProblem: lambda _r, e: problem(e.status, e.text),
            HTTPException: _http,
            # The line broke while the form came in: an everyday thing, and nobody is there to be told.
            ClientDisconnect: lambda _r, _e: Response(status_code=400),
            sa.exc.OperationalError: _busy,
            sa.exc.DataError: lambda _r, _e: problem(400, "Nội dung gửi lên không lưu được."),
            Exception: _crash,
        }
        return Starlette(
            routes=[
                Route("/", self._reporting.show, methods=["GET"]),
                Route("/", self._posting(self._reporting.take, self._reporting.stale), methods=["POST"]),
                Route("/vi-tri", self._reporting.place, methods=["POST"]),
                Route("/theo-doi", self.look_up, methods=["GET"]),
                Route("/ket-qua", self.outcomes, methods=["GET"]),
                Mount("/static", Unchanging(directory=HERE / "static")),
                Route("/{tracking}", self.follow, methods=["GET"]),
                Route("/{tracking}/tep/{n:int}", self.file, methods=["GET"]),
                Route("/{tracking}/danh-gia", self._posting(self._rate, self._stale), methods=["POST"]),
                Route("/{tracking}/xac-nhan", self._posting(self._confirm, self._stale), methods=["POST"]),
            ],
            exception_handlers=handlers,
            middleware=[Middleware(Languages), Middleware(GZipMiddleware, minimum_size=1000)],
        )

    # --- following --------------------------------------------------------------------------------------------

    def look_up(self, request: Request) -> Response:
        """Ask for a tracking number, and go to its page."""
        typed = "".join(request.query_params.get("ma", "").split()).upper()[:40]
        if not typed:
            return page("look_up.html", said="", fault="")
        if wait := self._looks.seconds_to_wait(address_of(request)):
            return page("look_up.html", 429, said=typed, fault=_wait(wait))
        with self._centre.database.read() as connection:
            number = tracked(connection, typed)
        if not number:
            self._looks.count(address_of(request))
            fault = said("Không có mã này. Mã gồm số phản ánh và 8 chữ số, chữ cái, ví dụ PA-26-000123-K7QF2M9D.")
            return page("look_up.html", 404, said=typed, fault=fault)
        return RedirectResponse(f"{PATH}/{typed}", status_code=303, headers=HEADERS)

    def follow(self, request: Request) -> Response:
        """One complaint."""
        return self._show(request, request.path_params["tracking"])

    def file(self, request: Request) -> Response:
        """A photo or video of one's own complaint."""
        with self._centre.database.read() as connection:
            number = self._number(connection, request)
            complaint = complaint_of(connection, number)
            files = files_of(complaint) if complaint else []
            n = request.path_params["n"]
            blob = self._centre.blobs.find(connection, files[n][0]) if n < len(files) else None
        if blob is None:
            raise CitizenProblem(404, "Không có tệp này.")
        headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": FILE_KEPT}
        if "nho" in request.query_params and blob.mime == "image/jpeg":
            return Response(smaller(blob.path, SMALL_SIDE), media_type=blob.mime, headers=headers)
        return FileResponse(blob.path, media_type=blob.mime, headers=headers)

    def outcomes(self, _request: Request) -> Response:
        """What came of complaints, for everybody."""
        with self._centre.database.read() as connection:
            found = published(connection)
        return page("outcomes.html", found=found)

    def _stale(self, request: Request, error: StaleForm) -> Response:
        """The page again with what was written: it was open for too long."""
        text = said("Trang đã mở lâu. Nội dung vẫn còn; bấm gửi lần nữa.")
        return self._show(request, request.path_params["tracking"], error.status, text, error.form)

    def _rate(self, request: Request, form: Form) -> Response:
        stars = form.text("stars")
        return self._change(
            request,
            form,
            lambda writer, number: life.rate(
                writer, number, int(stars) if stars in ("1", "2", "3", "4", "5") else 0, form.text("comment")
            ),
        )

    def _confirm(self, request: Request, form: Form) -> Response:
        done = form.text("done") == "yes"
        text = form.text("comment").strip()

        def change(writer: Any, number: int) -> None:
            complaint = life.load(writer.connection, number)
            if complaint.status == (ComplaintStatus.CLOSED if done else ComplaintStatus.REOPENED) and not text:
                return  # a second tap on the same button
            if complaint.status != ComplaintStatus.AWAITING_CITIZEN:
                raise SubmissionRefused(Fault("done", "answered", "Phản ánh này không còn chờ xác nhận."))
            if done:
                # What is published is what the unit did; the reporter's word stands under it.
                word = f"Người dân xác nhận: {text}" if text else "Người dân xác nhận đã xử lý xong."
                outcome = "\n".join(part for part in (last_answer(complaint), word) if part)
                wanted = life.Move("close", outcome, confirmed=True)
            else:
                wanted = life.Move("reopen", text or "Người dân báo chưa xử lý xong.")
            life.move(writer, self._intake.blobs, number, wanted, Mover("citizen"))

        return self._change(request, form, change)

    def _change(self, request: Request, form: Form, change: Callable[[Any, int], object]) -> Response:
        tracking = request.path_params["tracking"]
        with self._centre.database.read() as connection:
            number = self._number(connection, request)
        try:
            with writing(self._centre.database, self._centre.clock) as writer:
                change(writer, number)
        except (SubmissionRefused, IllegalMove) as error:
            faults = error.faults if isinstance(error, SubmissionRefused) else ()
            text = " ".join(said(f.text) for f in faults) or said("Không thực hiện được.")
            return self._show(request, tracking, 422, text, form)
        return RedirectResponse(f"{PATH}/{tracking}#ket-qua", status_code=303, headers=HEADERS)

    def _show(
        self, request: Request, tracking: str, status: int = 200, fault: str = "", form: Form | None = None
    ) -> Response:
        with self._centre.database.read() as connection:
            complaint = complaint_of(connection, self._number(connection, request))
            if complaint is None:
                raise CitizenProblem(404, "Phản ánh này không còn.")
            shown = followed(connection, complaint, self._centre.clock())
            refused = refused_files(connection, complaint.code) if "tep" in request.query_params else []
        token = token_of(request)
        answer = page(
            "follow.html",
            status,
            csrf=token,
            tracking=tracking,
            c=shown,
            fault=fault,
            form=form or Form({}, ()),
            fresh="moi" in request.query_params or "tep" in request.query_params,
            refused=refused,
            answer=last_answer(complaint),
        )
        keep_token(request, answer, token)
        return answer

    def _number(self, connection: sa.Connection, request: Request) -> int:
        """The complaint of the address. Raises `CitizenProblem`; guessing is slowed down."""
        address = address_of(request)
        if wait := self._looks.seconds_to_wait(address):
            raise CitizenProblem(429, _wait(wait))
        number = tracked(connection, request.path_params["tracking"])
        if not number:
            self._looks.count(address)
            raise CitizenProblem(404, "Không có phản ánh nào với mã này. Kiểm tra lại mã đã lưu.")
        return number

    # --- what they share --------------------------------------------------------------------------------------

    @staticmethod
    def _posting(
        handle: Callable[[Request, Form], Response], stale: Callable[[Request, StaleForm], Response] | None = None
    ) -> Callable[[Request], Any]:
        """An endpoint that reads the form first. `stale` answers one whose page was open for too long."""

        async def post(request: Request) -> Response:
            try:
                form = await read_form(request)
            except StaleForm as error:
                if stale is None:
                    raise
                return await run_in_threadpool(stale, request, error)
            except CitizenProblem as error:
                if for_script(request):
                    return told_script(error.status, {"text": said(error.text)})
                raise
            return await run_in_threadpool(handle, request, form)

        return post


def _wait(seconds: int) -> str:
    return said("Nhập sai nhiều lần. Thử lại sau {n} phút.").replace("{n}", str(-(-seconds // 60)))


def _http(_request: Request, error: HTTPException) -> Response:
    texts = {404: "Không có trang này.", 405: "Trang này không nhận yêu cầu như vậy."}
    return problem(error.status_code, texts.get(error.status_code, "Yêu cầu không hợp lệ."))


def _busy(request: Request, error: Exception) -> Response:
    LOG.warning("database busy at %s: %s", request.scope.get("root_path", ""), type(error).__name__)
    return problem(503, "Hệ thống đang bận. Bấm Quay lại rồi gửi lần nữa sau ít phút.")


def _crash(request: Request, error: Exception) -> Response:
    # The address holds a tracking number: it is not logged.
    LOG.error("unexpected %s at %s", type(error).__name__, request.scope.get("root_path", ""))
    return problem(500, "Hệ thống gặp lỗi. Bấm Quay lại rồi gửi lần nữa sau ít phút.")
