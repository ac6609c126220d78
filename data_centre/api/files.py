"""Files as answers: a refused range is problem JSON, as every other refusal is."""

from __future__ import annotations

from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from ioc_domain.wire import Problem

from .problems import answer


class SentFile(FileResponse):
    """A file, whole or in ranges."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file; 416 or 400 with a code when what is asked of it does not exist or cannot be read."""
        refused = False

        async def say(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] >= 400:
                refused = True
                headers = {k.decode(): v.decode() for k, v in message["headers"] if k == b"content-range"}
                problem = Problem(code="bad_range", title="No such range", status=message["status"])
                await answer(problem, headers)(scope, receive, send)
            elif not refused:
                await send(message)

        await super().__call__(scope, receive, say)
