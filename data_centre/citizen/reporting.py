"""The form of a report: shown, read, sent once however often it comes, and where a phone's place is."""

from __future__ import annotations

import secrets
import unicodedata
from collections import defaultdict
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ioc_domain.codes import Channel
from ioc_domain.working_time import local_date

from ..api.centre import Centre
from ..complaints.intake import Intake
from ..complaints.media import PHOTO_LIMIT, PHOTOS_LIMIT, VIDEO_LIMIT, VIDEOS_LIMIT
from ..complaints.once import secret_of
from ..complaints.submission import LONGEST_TEXT, Fault, Reporter, Submission, SubmissionRefused
from ..open311.services import Service, services
from .answers import KEPT_BY_BROWSER, address_of, for_script, page, told_script
from .forms import PATH, CitizenProblem, Form, StaleForm, keep_token, token_of
from .language import language, said
from .limits import RateLimit

REPORTS = (100, 3600.0)
"""Reports an hour from one address. The networks of phones hide thousands of people behind one."""
UNKNOWN_AREA = "?"
"""What the list of areas says for a reporter who does not know: the dispatcher looks at the address."""
ROUGHEST = 300
"""Metres: a place that a phone knows no better than this is often in another ward."""
PATIENCE = 60
"""Seconds without a byte passing after which the script takes the line for broken."""
_PLACES = {"lat": "place", "area": "place"}
"""Where the page tells a fault of the intake."""
_WORDS = {
    "drop": "Bỏ",
    "added": "Đã thêm {name}.",
    "dropped": "Đã bỏ {name}.",
    "large": "Tệp “{name}” lớn quá ({size}). Hãy chọn tệp khác.",
    "many": "Không thêm “{name}”: đã đủ số ảnh hoặc video.",
    "gone": "Không đọc được “{name}”. Hãy chọn lại.",
    "heic": "“{name}” là ảnh HEIC, máy này không đọc được. Bấm Chụp ảnh, hoặc gửi ảnh JPEG.",
    "other": "“{name}” không phải là ảnh hoặc video.",
    "asking": "Đang lấy vị trí…",
    "have": "Đã lấy vị trí, sai số khoảng {m} m.",
    "rough": "Vị trí chỉ đúng trong khoảng {m} m nên không dùng được. Hãy chọn phường, xã bên dưới.",
    "refused": "Máy không cho phép lấy vị trí. Hãy chọn phường, xã bên dưới.",
    "nowhere": "Không lấy được vị trí. Hãy chọn phường, xã bên dưới.",
    "choose": "Hãy chọn phường, xã bên dưới.",
    "instead": "Dùng phường, xã đã chọn thay cho vị trí của máy.",
    "again": "Lấy lại vị trí",
    "place": "Chọn phường, xã hoặc lấy vị trí của máy.",
    "address": "Ghi số nhà, tên đường hoặc điểm dễ nhận ra.",
    "see": "Chưa gửi được: xem chỗ ghi đỏ.",
    "send": "Gửi phản ánh",
    "sending": "Đang gửi…",
    "resend": "Gửi lại",
    "broken": "Mất kết nối. Mọi thứ đã ghi và đã chọn vẫn còn. Bấm Gửi lại; gửi lại không thành hai phản ánh.",
    "busy": "Chưa gửi được vì hệ thống đang bận. Mọi thứ đã ghi vẫn còn. Bấm Gửi lại sau ít phút.",
}


class Reporting:
    """The form and what comes of it."""

    def __init__(self, centre: Centre, intake: Intake) -> None:
        self._centre, self._intake = centre, intake
        self._reports = RateLimit(centre.clock, *REPORTS)

    def show(self, request: Request) -> Response:
        """The empty form."""
        answer = self._form(request, Form({}, ()), ())
        answer.headers["Cache-Control"] = KEPT_BY_BROWSER
        return answer

    def stale(self, request: Request, error: StaleForm) -> Response:
        """The form again with what was written and a new token: its page was open for too long."""
        fault = Fault("limit", "stale", "Trang đã mở lâu. Nội dung vẫn còn; bấm Gửi phản ánh lần nữa.")
        return self._form(request, error.form, (fault,), error.status)

    def take(self, request: Request, form: Form) -> Response:
        """Take a report in."""
        address = address_of(request)
        if wait := self._reports.seconds_to_wait(address):
            text = said("Đã gửi nhiều phản ánh từ kết nối này. Thử lại sau {n} phút.")
            fault = Fault("limit", "too_many", text.replace("{n}", str(-(-wait // 60))))
            return self._form(request, form, (fault,), 429)
        try:
            taken = self._intake.take(self._submission(form))
        except SubmissionRefused as error:
            return self._form(request, form, error.faults, 422)
        self._reports.count(address)
        to = f"{PATH}/{taken.tracking}{'?tep=1' if taken.set_aside else '?moi=1'}"
        if for_script(request):
            return told_script(201, {"to": to})
        return RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-store"})

    async def place(self, request: Request) -> Response:
        """Where a phone is: `[lat, lon]` → its area, or why it is no place of the city. Nothing of it is kept."""
        size = request.headers.get("content-length", "")
        if not size.isdigit() or int(size) > 200:
            raise CitizenProblem(400, "Yêu cầu không hợp lệ.")
        try:
            lat, lon = msgspec.json.decode(await request.body(), type=tuple[float, float])
        except msgspec.MsgspecError as error:
            raise CitizenProblem(400, "Yêu cầu không hợp lệ.") from error
        with self._centre.database.read() as connection:
            city = self._intake.maps.now(connection)
        if fault := city.fault_of(lat, lon):
            return told_script(200, {"fault": said(fault.text)})
        area = city.area_at(lat, lon)
        return told_script(200, {"area": area.name if area else ""})

    def _submission(self, form: Form) -> Submission:
        with self._centre.database.read() as connection:
            service = services(connection, self._today()).get(form.text("type"))
        if service is None:
            raise SubmissionRefused(Fault("type", "unknown_type", "Chọn việc cần phản ánh."))
        lat, lon, area = form.degrees("lat"), form.degrees("lon"), form.text("area")
        if lat is None or lon is None:
            lat = lon = None
            if not area:
                raise SubmissionRefused(Fault("place", "place_missing", "Chọn phường, xã hoặc lấy vị trí của máy."))
            if area == UNKNOWN_AREA and not form.text("address").strip():
                text = "Ghi số nhà, tên đường hoặc điểm dễ nhận ra."
                raise SubmissionRefused(Fault("address", "address_missing", text))
        return Submission(
            text=form.text("text"),
            channel=Channel.WEB,
            type_code=service.kind.code if service.kind else "",
            field_code=service.field.code,
            lat=lat,
            lon=lon,
            area_code="" if area == UNKNOWN_AREA else area,
            address=form.text("address"),
            reporter=Reporter(form.text("name"), form.text("phone"), form.text("email")),
            files=form.files,
            source="citizen",
            once=secret_of(form.text("once")),
        )

    def _form(self, request: Request, form: Form, found: tuple[Fault, ...], status: int = 200) -> Response:
        faults = {_PLACES.get(f.place, f.place): said(f.text) for f in found}
        token = token_of(request)
        if for_script(request):
            answer = told_script(status, {"faults": faults} if status != 403 else {"csrf": token})
            keep_token(request, answer, token)
            return answer
        with self._centre.database.read() as connection:
            groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
            for service in services(connection, self._today()).values():
                groups[_field_name(service)].append((service.code, _service_name(service)))
            kinds: dict[str, list[Any]] = defaultdict(list)
            for area in sorted(self._intake.maps.now(connection).areas, key=lambda a: in_order(a.short_name)):
                if ":" not in area.code:
                    kinds[area.kind].append(area)
        limits = {"photos": PHOTOS_LIMIT, "photo_mb": PHOTO_LIMIT // 1_000_000}
        limits |= {"videos": VIDEOS_LIMIT, "video_mb": VIDEO_LIMIT // 1_000_000}
        allowed = said("Tối đa {photos} ảnh, mỗi ảnh {photo_mb} MB, và {videos} video {video_mb} MB.")
        answer = page(
            "report.html",
            status,
            csrf=token,
            once=secret_of(form.text("once")) or secrets.token_urlsafe(24),
            form=form,
            groups=groups,
            kinds=kinds,
            faults=defaultdict(str, faults),
            first=next((n for n in ("type", "text", "place", "address", "contact") if n in faults), ""),
            had_files=bool(form.files),
            longest=LONGEST_TEXT,
            limits=allowed.format(**limits),
            script_words=_script_words(),
        )
        keep_token(request, answer, token)
        return answer

    def _today(self) -> str:
        return local_date(self._centre.clock()).isoformat()


def in_order(name: str) -> tuple[str, str]:
    """Key of the Vietnamese order of names: by letters first (Đ after D, not after Z), then by their marks."""
    plain = name.lower().replace("đ", "dž")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)), name


def _script_words() -> dict[str, Any]:
    """What the page's script says, and the limits it goes by."""
    return {
        **{name: said(text) for name, text in _WORDS.items()},
        "comma": "." if language() == "en" else ",",
        "photos": PHOTOS_LIMIT,
        "videos": VIDEOS_LIMIT,
        "photoBytes": PHOTO_LIMIT,
        "videoBytes": VIDEO_LIMIT,
        "roughest": ROUGHEST,
        "patience": PATIENCE * 1000,
    }


def _field_name(service: Service) -> str:
    return service.field.name_en if language() == "en" and service.field.name_en else service.field.name


def _service_name(service: Service) -> str:
    if language() == "en" and service.kind is None:
        return f"{_field_name(service)}: other"
    return said(service.name)
