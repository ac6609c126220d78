"""A service request as it is posted: form fields, from the body or the address, into a submission."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ioc_domain.codes import Channel

from ..complaints.media import PHOTOS_LIMIT, VIDEO_LIMIT, VIDEOS_LIMIT
from ..complaints.submission import Reporter, SentFile, Submission
from .answers import Failed
from .services import Service

FORM_LIMIT = 1_000_000
FILES_LIMIT = 100_000_000
FIELDS_LIMIT = 200
LONGEST_DESCRIPTION = 4_000
_ATTRIBUTE = re.compile(r"attribute\[([^\]]{1,64})\](?:\[\])?")


@dataclass(frozen=True)
class Posted:
    """Fields in the order they were sent, those of the body after those of the address, and files."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[SentFile, ...] = ()

    def text(self, name: str) -> str:
        """The last value of a field, "" when it was not sent or is empty."""
        return next((value.strip() for key, value in reversed(self.fields) if key == name), "")

    def degrees(self, name: str) -> float | None:
        """A number of degrees, None when it was not sent. Raises `Failed`."""
        text = self.text(name)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise Failed(400, f"{name} is not a number of degrees")
        return value

    def attributes(self) -> dict[str, list[str]]:
        """Answers by the code of their question; those without a code stand under ""."""
        found: dict[str, list[str]] = {}
        for key, value in self.fields:
            if match := _ATTRIBUTE.fullmatch(key):
                found.setdefault(match.group(1), []).append(value)
            elif key in ("attribute", "attribute[]") and value.strip():
                found.setdefault("", []).append(value)
        return found


async def read_form(request: Request) -> Posted:
    """The fields of a request. Raises `Failed` before more is read than is allowed."""
    asked = tuple(request.query_params.multi_items())
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    length = int(request.headers.get("content-length") or 0)
    if kind == "multipart/form-data":
        if length > FILES_LIMIT:
            raise Failed(400, f"the request is larger than {FILES_LIMIT // 1_000_000} MB")
        return await _multipart(request, asked)
    if length > FORM_LIMIT:
        raise Failed(400, f"the request is larger than {FORM_LIMIT // 1_000_000} MB")
    body = await request.body()
    if not body:
        return Posted(asked)
    if kind != "application/x-www-form-urlencoded":
        raise Failed(400, "the body must be application/x-www-form-urlencoded")
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_LIMIT)
    except (UnicodeDecodeError, ValueError):
        raise Failed(400, "the body is not a form in UTF-8, or has too many fields") from None
    return Posted((*asked, *fields))


async def _multipart(request: Request, asked: tuple[tuple[str, str], ...]) -> Posted:
    fields: list[tuple[str, str]] = []
    files: list[SentFile] = []
    most = PHOTOS_LIMIT + VIDEOS_LIMIT + 4
    try:
        async with request.form(max_files=most, max_fields=FIELDS_LIMIT, max_part_size=FORM_LIMIT) as sent:
            for name, value in sent.multi_items():
                if not isinstance(value, UploadFile):
                    fields.append((name, value))
                elif value.filename:
                    size = value.size or 0
                    files.append(SentFile(value.filename, size, await value.read() if size <= VIDEO_LIMIT else b""))
    except HTTPException as error:
        raise Failed(400, f"the form cannot be read: {error.detail}") from error
    return Posted((*asked, *fields), tuple(files))


def submission_of(posted: Posted, service: Service, source: str) -> Submission:
    """The submission. Raises `Failed` for what the standard itself forbids; intake judges the rest."""
    lat, lon = posted.degrees("lat"), posted.degrees("long")
    address, address_id = posted.text("address_string"), posted.text("address_id")
    if (lat is None) != (lon is None):
        raise Failed(400, "lat and long must both be sent")
    if lat is None and not address and not address_id:
        raise Failed(400, "a location was not provided: lat and long, address_string, or address_id")
    if address_id:
        address = f"{address} (mã địa chỉ {address_id})" if address else f"Mã địa chỉ {address_id}"
    said = posted.text("description")
    if len(said) > LONGEST_DESCRIPTION:
        raise Failed(400, f"description is longer than {LONGEST_DESCRIPTION} characters")
    answers = posted.attributes()
    lines = [f"{a.description}: {words}" for a in service.attributes() if (words := a.read(answers.get(a.code, [])))]
    name = " ".join(part for part in (posted.text("first_name"), posted.text("last_name")) if part)
    return Submission(
        text="\n".join([said or service.name, *lines]),
        channel=Channel.APP,
        type_code=service.kind.code if service.kind else "",
        field_code=service.field.code,
        lat=lat,
        lon=lon,
        address=address,
        reporter=Reporter(name=name, phone=posted.text("phone"), email=posted.text("email")),
        files=posted.files,
        source=source,
        media_url=posted.text("media_url"),
        attributes=tuple((code, text) for code, texts in answers.items() for text in texts),
    )
