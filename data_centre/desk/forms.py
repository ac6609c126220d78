"""Reading the desk's forms, with limits that hold before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from .sessions import DeskProblem
from .uploads import BODY_LIMIT, FILE_LIMIT, FILES_LIMIT

FIELDS_LIMIT = 80
FIELD_BYTES = 120_000


@dataclass(frozen=True)
class Form:
    """Fields and files that were sent."""

    fields: dict[str, str]
    files: list[tuple[str, bytes]]

    def text(self, name: str) -> str:
        """A field, "" when it was not sent."""
        return self.fields.get(name, "")


async def form_of(request: Request) -> Form:
    """The form of a request (a FastAPI dependency). Raises `DeskProblem` when it is too large."""
    said = request.headers.get("content-length", "")
    # The length is checked before reading: uvicorn holds the sender to what it said.
    if not said.isdigit():
        raise DeskProblem(411, "Trình duyệt không cho biết kích thước biểu mẫu.")
    if int(said) > BODY_LIMIT:
        raise DeskProblem(413, f"Các tệp gửi một lần lớn hơn {BODY_LIMIT // 1_000_000} MB.")
    fields: dict[str, str] = {}
    files: list[tuple[str, bytes]] = []
    try:
        async with request.form(max_files=FILES_LIMIT + 1, max_fields=FIELDS_LIMIT, max_part_size=FIELD_BYTES) as sent:
            for name, value in sent.multi_items():
                if not isinstance(value, UploadFile):
                    fields[name] = value
                elif value.filename:
                    files.append((value.filename, await value.read(FILE_LIMIT + 1)))
    except HTTPException as error:
        raise DeskProblem(400, "Biểu mẫu không đọc được hoặc có quá nhiều tệp.") from error
    return Form(fields, files)
