"""The application: routes, handlers, life."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response

from ..database import Database
from ..desk import views as desk
from ..notices import Mailer
from ..upkeep import Upkeep
from . import commands, health, problems, session, sync
from .centre import Centre


def create_app(database: Database, clock: Callable[[], float] = time.time) -> FastAPI:
    """The data centre over a migrated database."""
    centre = Centre.of(database, clock)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        upkeep = Upkeep(database, clock, Mailer.from_environment())
        await centre.hub.start()
        upkeep.start()
        yield
        upkeep.stop()
        await centre.hub.stop()

    app = FastAPI(
        title="IOC data centre",
        version="1",
        summary="Sync contract, commands and files of the operations-centre console",
        lifespan=life,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.state.centre = centre
    problems.install(app)

    @app.middleware("http")
    async def harden(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await go_on(request)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        return answer

    for module in (health, session, sync, commands):
        app.include_router(module.router)
    desk.install(app)
    return app
