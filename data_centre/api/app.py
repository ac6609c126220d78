"""The application: routes, handlers, life."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..citizen.pages import create_citizen_pages
from ..complaints.intake import Intake
from ..database import Database
from ..delivery import Mailer
from ..desk import views as desk
from ..open311.service import create_open311
from ..upkeep import Upkeep
from . import commands, description, health, problems, reporters, session, sync, waiting_room
from .centre import Centre
from .waiting_room import WaitingRoom


def create_app(database: Database, clock: Callable[[], float] = time.time) -> FastAPI:
    """The data centre over a migrated database."""
    centre = Centre.of(database, clock)
    mailer = Mailer.from_environment()

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        upkeep = Upkeep(database, clock, mailer)
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
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.centre = centre
    problems.install(app)

    app.add_middleware(WaitingRoom, centre=centre)
    app.add_middleware(Harden)
    for module in (health, session, sync, commands, reporters):
        app.include_router(module.router)
    desk.install(app)
    intake = Intake(database, clock)
    for path, below in (
        ("/open311", create_open311(centre, intake)),
        ("/phan-anh", create_citizen_pages(centre, intake)),
    ):
        mount = Mount(path, below)
        # A line end in an address must lead there too, to an error of its own kind.
        mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
        app.router.routes.append(mount)
    description.install(app, {waiting_room.PATH: waiting_room.DESCRIPTION})
    return app


class Harden:
    """Every answer says that its type is what it says. Plain ASGI: it costs nothing on a call."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add the header to the answer's start."""

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (b"x-content-type-options", b"nosniff")]
            await send(message)

        await self._app(scope, receive, say)
