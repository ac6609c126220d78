"""The language a citizen reads the pages in: Vietnamese, or English for whoever asks for it.

Texts stand in Vietnamese where they are used; `said(text)` gives them in the language of the request that is being
answered. What has no English stays Vietnamese: it is what the centre or a unit wrote.
"""

from __future__ import annotations

from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .english import ENGLISH, WEEKDAYS

COOKIE = "ioc_lang"
LANGUAGES = ("vi", "en")
KNOWN = ("moi", "tep", "ma")
"""Parameters of the pages that go along to the other language."""
_LANGUAGE: ContextVar[str] = ContextVar("language", default="vi")
_OTHER: ContextVar[str] = ContextVar("other", default="?lang=en")


def language() -> str:
    """`vi` or `en`."""
    return _LANGUAGE.get()


def other_page() -> str:
    """Where this page is in the other language."""
    return _OTHER.get()


def said(text: str) -> str:
    """A text of the pages in the language of the request."""
    return ENGLISH.get(text, text) if language() == "en" else text


def dated(text: str) -> str:
    """A moment as `wording` writes it, with the weekday in the language of the request."""
    if language() == "en":
        for vietnamese, english in WEEKDAYS.items():
            text = text.replace(vietnamese, english)
    return text


class Languages:
    """Middleware: the language of a request by `?lang=`, which is then kept in a cookie, else by that cookie.

    The language of the browser is not asked: many a phone here speaks English and its owner does not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        asked = dict(query).get("lang", "")
        spoken = asked if asked in LANGUAGES else _kept(scope)
        # What else a query says is not repeated in the page: it is packed together with the tokens of its forms.
        rest = [(name, value[:60]) for name, value in query if name in KNOWN]
        # The page that answers a sent form has no address to come back to.
        page = "" if scope["method"] == "GET" else "/phan-anh/"
        other = urlencode([*rest, ("lang", "vi" if spoken == "en" else "en")])
        tokens = (_LANGUAGE.set(spoken), _OTHER.set(f"{page}?{other}"))

        async def answer(message: Message) -> None:
            if asked in LANGUAGES and message["type"] == "http.response.start":
                cookie = f"{COOKIE}={asked}; Path=/phan-anh; Max-Age=31536000; SameSite=Lax; HttpOnly"
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                message["headers"] = [*message["headers"], (b"set-cookie", (cookie + secure).encode())]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            _LANGUAGE.reset(tokens[0])
            _OTHER.reset(tokens[1])


def _kept(scope: Scope) -> str:
    sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    try:
        kept = SimpleCookie(sent).get(COOKIE)
    except CookieError:
        return "vi"
    return kept.value if kept is not None and kept.value in LANGUAGES else "vi"
