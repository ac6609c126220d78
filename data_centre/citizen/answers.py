"""How the citizens' pages answer: their headers, their templates, and the script's way of reading the same."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

from .. import wording
from .language import dated, language, other_page, said

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    # The address of a page holds the tracking number: it is told to nobody.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}
KEPT_BY_BROWSER = "private, no-cache"
"""Of the empty form: a browser that keeps it gives back what was written when one goes back to it."""


def version_of(folder: Path) -> str:
    """What the files of a folder say, in eight letters."""
    said_there = b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())
    return hashlib.sha256(said_there).hexdigest()[:8]


templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters.update(moment=wording.moment)
templates.globals.update(_=said, dated=dated, v=version_of(HERE / "static"))


class Unchanging(StaticFiles):
    """Scripts and styles, whose address changes when they do: a phone fetches them once."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file that may be kept."""
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A rendered template with the pages' headers, in the language of the request."""
    here = name.removesuffix(".html")
    text = templates.get_template(name).render(lang=language(), other_page=other_page(), here=here, **values)
    return HTMLResponse(text, status_code=status, headers={**HEADERS, "Content-Language": language()})


def problem(status: int, text: str) -> Response:
    """A page that says what is wrong."""
    return page("problem.html", status, text=said(text))


def for_script(request: Request) -> bool:
    """Whether the page's script asks, which reads JSON and keeps the form as it stands."""
    return request.headers.get("accept", "").startswith("application/json")


def told_script(status: int, content: dict[str, Any]) -> Response:
    """An answer to the page's script."""
    return JSONResponse(content, status, headers=HEADERS)


def address_of(request: Request) -> str:
    """The network address a request comes from."""
    return request.client.host if request.client else ""
