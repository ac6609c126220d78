"""A data centre process for the laboratory, and what it truly has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from data_centre import models as m
from tests.sync.processes import RealCentre

SCOPES = ("city", "unit:U0001")
"""What the leader of the laboratory sees."""


class LaboratoryCentre(RealCentre):
    """A real data centre that tells what became of a command, and what its server complained of."""

    def head(self) -> int:
        """Last number of the feed."""
        with self.database.read() as connection:
            return int(connection.execute(sa.select(m.feed_head.c.head)).scalar_one())

    def stored(self, command_id: str) -> bool:
        """Whether the command was taken in."""
        with self.database.read() as connection:
            query = sa.select(m.command.c.id).where(m.command.c.id == command_id)
            return connection.execute(query).first() is not None

    def effects_of(self, command_id: str) -> int:
        """How often the command was carried out: every effect writes one row of the audit, in its transaction."""
        with self.database.read() as connection:
            query = sa.select(sa.func.count()).where(m.audit.c.detail.contains(f'"command":"{command_id}"'))
            return int(connection.execute(query).scalar_one())

    def complaints(self) -> list[str]:
        """Lines the server wrote to its error output."""
        return (self.home / "server.log").read_text(encoding="utf-8").splitlines()


@contextmanager
def laboratory_centre(home: Path, *, complaints: int = 30) -> Iterator[LaboratoryCentre]:
    """A served data centre with a leader (`lanhdao`); its log lies beside its database."""
    centre = LaboratoryCentre(home)
    centre.fill(complaints)
    centre.account("lanhdao")
    with (home / "server.log").open("wb") as log:
        centre.log = log
        centre.start()
        try:
            yield centre
        finally:
            centre.close()
