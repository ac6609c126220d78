"""Work nobody asks for: notices out, shelved alerts back, old feed rows away or compacted. One thread of the server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import sqlalchemy as sa

from .commands.alerts import bring_back
from .compaction import compact
from .database import Database
from .delivery import Mailer, deliver_due
from .retention import prune

LOG = logging.getLogger("data_centre.upkeep")
BEAT_SECONDS = 0.5
PRUNE_SECONDS = 3600.0


class Upkeep:
    """Runs from `start` to `stop`."""

    def __init__(self, database: Database, clock: Callable[[], float], mailer: Mailer | None) -> None:
        self._database = database
        self._clock = clock
        self._mailer = mailer
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
        self._pruned_at = 0.0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step under way."""
        self._stop.set()
        self._thread.join(timeout=10)

    def beat(self) -> None:
        """One round of everything that is due."""
        now = self._clock()
        deliver_due(self._database, self._mailer, self._clock)
        bring_back(self._database, int(now))
        if now - self._pruned_at >= PRUNE_SECONDS:
            self._pruned_at = now
            prune(self._database, int(now))
            compact(self._database, int(now))

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.beat()
            except sa.exc.SQLAlchemyError as error:
                # A busy database or one being restarted: the next round does the work.
                LOG.warning("upkeep waits: %s", type(error).__name__)
            except Exception:
                # One bad row must not end the delivery of all the others for good.
                LOG.exception("upkeep failed")
                self._stop.wait(30)
            self._stop.wait(BEAT_SECONDS)
