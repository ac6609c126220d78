"""The citizens' pages as an application of its own under `/phan-anh`."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ioc_domain.codes import Channel, ComplaintStatus
from ioc_domain.complaint_life import IllegalMove
from ioc_domain.working_time import local_date

from .. import wording
from ..api.centre import Centre
from ..complaints import life
from ..complaints.intake import Intake, tracked
from ..complaints.media import PHOTO_LIMIT, PHOTOS_LIMIT, VIDEO_LIMIT, VIDEOS_LIMIT
from ..complaints.rights import Mover
from ..complaints.submission import LONGEST_TEXT, Fault, Reporter, Submission, SubmissionRefused
from ..feed import writing
from ..open311.services import Service, services
from .following import complaint_of, files_of, followed, last_answer, published
from .forms import PATH, CitizenProblem, Form, keep_token, read_form, token_of
from .limits import RateLimit

LOG = logging.getLogger("data_centre.citizen")
HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    # The address of a page holds the tracking number: it is told to nobody.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}
REPORTS = (20, 3600.0)
LOOKS = (30, 600.0)
"""Reports an hour, and wrong tracking numbers in ten minutes, from one address."""

templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters.update(moment=wording.moment)


def create_citizen_pages(centre: Centre, intake: Intake) -> Starlette:
    """The application over a running centre; mount it at `/phan-anh`."""
    return _Pages(centre, intake).application()


class _Pages:
    def __init__(self, centre: Centre, intake: Intake) -> None:
        self._centre, self._intake = centre, intake
        self._reports = RateLimit(centre.clock, *REPORTS)
        self._looks = RateLimit(centre.clock, *LOOKS)

    def application(self) -> Starlette:
        """Routes and handlers."""
        handlers: dict[Any, Any] = {
            CitizenProblem: lambda _r, e: page("problem.html", e.status, text=e.text),
            HTTPException: _http,
            sa.exc.OperationalError: _busy,
            sa.exc.DataError: lambda _r, _e: page("problem.html", 400, text="Nội dung gửi lên không lưu được."),
            Exception: _crash,
        }
        return Starlette(
            routes=[
                Route("/", self.report_page, methods=["GET"]),
                Route("/", self._posting(self._report), methods=["POST"]),
                Route("/theo-doi", self.look_up, methods=["GET"]),
                Route("/ket-qua", self.outcomes, methods=["GET"]),
                Mount("/static", StaticFiles(directory=HERE / "static")),
                Route("/{tracking}", self.follow, methods=["GET"]),
                Route("/{tracking}/tep/{n:int}", self.file, methods=["GET"]),
                Route("/{tracking}/danh-gia", self._posting(self._rate), methods=["POST"]),
                Route("/{tracking}/xac-nhan", self._posting(self._confirm), methods=["POST"]),
            ],
            exception_handlers=handlers,
        )

    # --- reporting --------------------------------------------------------------------------------------------

    def report_page(self, request: Request) -> Response:
        """The empty form."""
        return self._form(request, Form({}, ()), ())

    def _report(self, request: Request, form: Form) -> Response:
        address = _address(request)
        if wait := self._reports.seconds_to_wait(address):
            minutes = f"{-(-wait // 60)} phút"
            fault = Fault("limit", "too_many", f"Đã gửi nhiều phản ánh từ kết nối này. Thử lại sau {minutes}.")
            return self._form(request, form, (fault,), 429)
        try:
            taken = self._intake.take(self._submission(form))
        except SubmissionRefused as error:
            return self._form(request, form, error.faults, 422)
        self._reports.count(address)
        notes = "?tep=1" if taken.set_aside else "?moi=1"
        return RedirectResponse(f"{PATH}/{taken.tracking}{notes}", status_code=303, headers=HEADERS)

    def _submission(self, form: Form) -> Submission:
        with self._centre.database.read() as connection:
            service = services(connection, self._today()).get(form.text("type"))
        if service is None:
            raise SubmissionRefused(Fault("type", "unknown_type", "Chọn việc cần phản ánh."))
        lat, lon = form.degrees("lat"), form.degrees("lon")
        if (lat is None or lon is None) and not form.text("area"):
            raise SubmissionRefused(Fault("place", "place_missing", "Chọn phường, xã hoặc lấy vị trí của máy."))
        return Submission(
            text=form.text("text"),
            channel=Channel.WEB,
            type_code=service.kind.code if service.kind else "",
            field_code=service.field.code,
            lat=lat if lon is not None else None,
            lon=lon if lat is not None else None,
            area_code=form.text("area"),
            address=form.text("address"),
            reporter=Reporter(form.text("name"), form.text("phone"), form.text("email")),
            files=form.files,
            source="citizen",
        )

    def _form(self, request: Request, form: Form, found: tuple[Fault, ...], status: int = 200) -> Response:
        with self._centre.database.read() as connection:
            groups: dict[str, list[Service]] = defaultdict(list)
            for service in services(connection, self._today()).values():
                groups[service.field.name].append(service)
            kinds: dict[str, list[Any]] = defaultdict(list)
            for area in sorted(self._intake.maps.now(connection).areas, key=lambda a: a.short_name):
                if ":" not in area.code:
                    kinds[area.kind].append(area)
        token = token_of(request)
        faults = {_PLACES.get(f.place, f.place): f.text for f in found}
        answer = page(
            "report.html",
            status,
            csrf=token,
            form=form,
            groups=groups,
            kinds=kinds,
            faults=defaultdict(str, faults),
            first=next((n for n in ("type", "text", "place", "contact") if n in faults), ""),
            had_files=bool(form.files),
            longest=LONGEST_TEXT,
            photos=PHOTOS_LIMIT,
            videos=VIDEOS_LIMIT,
            photo_mb=PHOTO_LIMIT // 1_000_000,
            video_mb=VIDEO_LIMIT // 1_000_000,
        )
        keep_token(request, answer, token)
        return answer

    # --- following --------------------------------------------------------------------------------------------

    def look_up(self, request: Request) -> Response:
        """Ask for a tracking number, and go to its page."""
        said = "".join(request.query_params.get("ma", "").split()).upper()[:40]
        if not said:
            return page("look_up.html", said="", fault="")
        if wait := self._looks.seconds_to_wait(_address(request)):
            return page("look_up.html", 429, said=said, fault=f"Nhập sai nhiều lần. Thử lại sau {-(-wait // 60)} phút.")
        with self._centre.database.read() as connection:
            number = tracked(connection, said)
        if not number:
            self._looks.count(_address(request))
            fault = "Không có mã này. Mã gồm số phản ánh và 8 chữ số, chữ cái, ví dụ PA-26-000123-K7QF2M9D."
            return page("look_up.html", 404, said=said, fault=fault)
        return RedirectResponse(f"{PATH}/{said}", status_code=303, headers=HEADERS)

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
        headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
        return FileResponse(blob.path, media_type=blob.mime, headers=headers)

    def outcomes(self, _request: Request) -> Response:
        """What came of complaints, for everybody."""
        with self._centre.database.read() as connection:
            found = published(connection)
        return page("outcomes.html", found=found)

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
            if complaint.status != ComplaintStatus.AWAITING_CITIZEN:
                raise SubmissionRefused(Fault("done", "answered", "Phản ánh này không còn chờ xác nhận."))
            if done:
                # What is published is what the unit did; the reporter's word stands under it.
                said = f"Người dân xác nhận: {text}" if text else "Người dân xác nhận đã xử lý xong."
                outcome = "\n".join(part for part in (last_answer(complaint), said) if part)
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
            text = " ".join(f.text for f in faults) or "Không thực hiện được."
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
            set_aside="tep" in request.query_params,
        )
        keep_token(request, answer, token)
        return answer

    def _number(self, connection: sa.Connection, request: Request) -> int:
        """The complaint of the address. Raises `CitizenProblem`; guessing is slowed down."""
        address = _address(request)
        if wait := self._looks.seconds_to_wait(address):
            raise CitizenProblem(429, f"Nhập sai nhiều lần. Thử lại sau {-(-wait // 60)} phút.")
        number = tracked(connection, request.path_params["tracking"])
        if not number:
            self._looks.count(address)
            raise CitizenProblem(404, "Không có phản ánh nào với mã này. Kiểm tra lại mã đã lưu.")
        return number

    # --- what they share --------------------------------------------------------------------------------------

    @staticmethod
    def _posting(handle: Callable[[Request, Form], Response]) -> Callable[[Request], Any]:
        """An endpoint that reads the form first."""

        async def post(request: Request) -> Response:
            form = await read_form(request)
            return await run_in_threadpool(handle, request, form)

        return post

    def _today(self) -> str:
        return local_date(self._centre.clock()).isoformat()


_PLACES = {"lat": "place", "area": "place", "address": "place"}
"""Where the page tells a fault of the intake."""


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A rendered template with the pages' headers."""
    return HTMLResponse(templates.get_template(name).render(**values), status_code=status, headers=HEADERS)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _http(_request: Request, error: HTTPException) -> Response:
    texts = {404: "Không có trang này.", 405: "Trang này không nhận yêu cầu như vậy."}
    return page("problem.html", error.status_code, text=texts.get(error.status_code, "Yêu cầu không hợp lệ."))


def _busy(request: Request, error: Exception) -> Response:
    LOG.warning("database busy at %s: %s", request.scope.get("root_path", ""), type(error).__name__)
    return page("problem.html", 503, text="Hệ thống đang bận. Bấm Quay lại rồi gửi lần nữa sau ít phút.")


def _crash(request: Request, error: Exception) -> Response:
    # The address holds a tracking number: it is not logged.
    LOG.error("unexpected %s at %s", type(error).__name__, request.scope.get("root_path", ""))
    return page("problem.html", 500, text="Hệ thống gặp lỗi. Bấm Quay lại rồi gửi lần nữa sau ít phút.")
