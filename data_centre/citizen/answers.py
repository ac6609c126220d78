"""How the citizens' pages answer: their headers, their templates, and the script's way of reading the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

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

templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters.update(moment=wording.moment)
templates.globals.update(_=said, dated=dated)


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
