"""What all pages of the desk share: templates, headers, the policy, sending a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request
from starlette.responses import FileResponse, HTMLResponse

from .. import wording
from ..blobs import Blob

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
SHOWN = ("image/png", "image/jpeg", "image/webp")
"""Files a browser may show by itself; others are only saved."""
FRONT = "/desk/requests"
DISPATCH = "/desk/dispatch"
"""The list of those who give complaints to units, and where they begin."""

templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters.update(number=wording.number, moment=wording.moment, day=wording.day, size=wording.size)


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A rendered template with the desk's headers."""
    return HTMLResponse(templates.get_template(name).render(**values), status_code=status, headers=HEADERS)


def send_file(blob: Blob, name: str) -> FileResponse:
    """A stored file under a name, in a sandbox of its own."""
    headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
    kind = "inline" if blob.mime in SHOWN else "attachment"
    return FileResponse(blob.path, media_type=blob.mime, headers=headers, filename=name, content_disposition_type=kind)


def looks_ahead(request: Request) -> bool:
    """Whether a browser only fetches what somebody may open: nobody has read it."""
    return "prefetch" in request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")


def own_path(path: str) -> str:
    """A path of the desk to go on to; anything else leads to the list."""
    known = path.startswith((FRONT, "/desk/directives", "/desk/complaints", DISPATCH))
    safe = known and "\\" not in path and "//" not in path and path.isprintable()
    return path if safe else FRONT
