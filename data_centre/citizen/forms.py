"""Reading the citizens' forms, with limits that hold before anything is kept."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..complaints.media import PHOTOS_LIMIT, VIDEO_LIMIT, VIDEOS_LIMIT
from ..complaints.submission import SentFile

BODY_LIMIT = 130_000_000
FIELD_BYTES = 200_000
FIELDS_LIMIT = 30
COOKIE = "ioc_citizen"
PATH = "/phan-anh"


class CitizenProblem(Exception):
    """A page that says what is wrong, in Vietnamese."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


@dataclass(frozen=True)
class Form:
    """Fields and files that were sent."""

    fields: dict[str, str]
    files: tuple[SentFile, ...]

    def text(self, name: str) -> str:
        """A field, "" when it was not sent."""
        return self.fields.get(name, "")

    def degrees(self, name: str) -> float | None:
        """A number of degrees, None when there is none that can be read."""
        try:
            return float(self.text(name))
        except ValueError:
            return None


class StaleForm(CitizenProblem):
    """A form without the token that its browser holds: of another site, or of a page that was open for too long."""

    def __init__(self, form: Form) -> None:
        super().__init__(403, "Biểu mẫu đã hết hiệu lực. Mở lại trang rồi gửi lần nữa.")
        self.form = form


async def read_form(request: Request) -> Form:
    """The form of a request that came from our own page. Raises `CitizenProblem`."""
    said = request.headers.get("content-length", "")
    if not said.isdigit():
        raise CitizenProblem(411, "Trình duyệt không cho biết kích thước biểu mẫu.")
    if int(said) > BODY_LIMIT:
        raise CitizenProblem(
            413, "Các tệp gửi kèm lớn quá. Bấm Quay lại trên trình duyệt: nội dung đã ghi vẫn còn; bớt tệp rồi gửi lại."
        )
    fields: dict[str, str] = {}
    files: list[SentFile] = []
    most = PHOTOS_LIMIT + VIDEOS_LIMIT + 4
    try:
        async with request.form(max_files=most, max_fields=FIELDS_LIMIT, max_part_size=FIELD_BYTES) as sent:
            for name, value in sent.multi_items():
                if not isinstance(value, UploadFile):
                    fields[name] = value
                elif value.filename:
                    size = value.size or 0
                    files.append(SentFile(value.filename, size, await value.read() if size <= VIDEO_LIMIT else b""))
    except HTTPException as error:
        raise CitizenProblem(400, "Biểu mẫu không đọc được, quá dài hoặc có quá nhiều tệp.") from error
    form = Form(fields, tuple(files))
    expected, given = request.cookies.get(COOKIE, ""), form.text("csrf")
    if len(expected) < 24 or not hmac.compare_digest(expected.encode(), given.encode()):
        raise StaleForm(form)
    return form


def token_of(request: Request) -> str:
    """Token of the forms: the browser's own, or a new one."""
    given = request.cookies.get(COOKIE, "")
    return given if len(given) >= 24 and given.isascii() else secrets.token_urlsafe(24)


def keep_token(request: Request, response: Response, token: str) -> None:
    """Let the browser keep it; over TLS it never travels without."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=12 * 3600,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
