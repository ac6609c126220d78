"""What happens at the data centre meanwhile: other people's writes, rights, retention, restores, its own crashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from data_centre import accounts, directive_life, request_life, retention
from data_centre import models as m
from data_centre.bulk import bulk_load
from data_centre.rows import find, find_all
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AlertRecord, ComplaintRecord
from ioc_domain.scopes import CITY, unit_scope
from tests.data_centre import factories
from tests.faults.effects import marks_of_alert
from tests.faults.simulator import city
from tests.faults.simulator.world import CentreCrash

if TYPE_CHECKING:
    from tests.faults.simulator.schedule import Schedule

MONTH = 31 * 86_400


class Others:
    """Actions at the data centre."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._world = schedule.world
        self._centre = schedule.centre
        self._made = 100
        self._revision = 1

    def write(self) -> None:
        """Somebody changes rows; now and then the data centre dies of it."""
        random = self._world.random
        act = random.choice(
            (self._complaints, self._complaints, self._observation, self._promise, self._alert, self._delete,
             self._requests, self._answer, self._directive, self._reset)
        )  # fmt: skip
        self._world.note(f"centre {act.__name__[1:]}")
        if random.random() < 0.1:
            try:
                with self._centre.dying_at(random.randint(1, 25)):
                    act()
            except CentreCrash:
                self._centre.restart()
                self._world.count("centre crashes")
                self._world.note("  the centre died of it")
            return
        act()

    def _complaint(self, number: int) -> tuple[ComplaintRecord, str | None]:
        random = self._world.random
        made = city.complaint(number, random.choice(city.YEARS), random.randrange(7), f"Tựa {random.randrange(100)}")
        return made, random.choice((None, None, None, unit_scope("U1"), unit_scope("U2")))

    def _complaints(self) -> None:
        """New ones, changed ones, ones that move to another year or scope; some in one transaction."""
        random = self._world.random
        numbers = random.sample(range(1, 14), random.choice((1, 1, 2, 5)))
        self._centre.write(*(self._complaint(n) for n in numbers))

    def _observation(self) -> None:
        self._revision += 1
        self._centre.write((factories.observation(self._revision, 80.0 + self._revision), None))

    def _promise(self) -> None:
        random = self._world.random
        self._centre.write((city.promise(random.randint(1, 3), random.choice(city.UNITS)), None))

    def _alert(self) -> None:
        """An alert goes on counting, or comes anew where it was deleted."""
        name = self._world.random.choice(city.ALERTS)
        with self._centre.writing() as writer:
            known = find(writer.connection, BY_NAME["alert"], name)
            if isinstance(known, AlertRecord):
                writer.put(msgspec.structs.replace(known, count=known.count + 1))
            else:
                writer.put(factories.alert(name))

    def _delete(self) -> None:
        random = self._world.random
        table = random.choice(("complaint", "complaint", "promise", "alert"))
        key = {"complaint": str(random.randint(1, 13)), "promise": f"P{random.randint(1, 3)}", "alert": "A3"}[table]
        with self._centre.writing() as writer:
            if table == "alert":
                known = find(writer.connection, BY_NAME["alert"], key)
                if isinstance(known, AlertRecord):
                    self._schedule.gone.update(marks_of_alert(key, known.history))
            writer.delete(table, key)

    def _requests(self) -> None:
        """Requests made by other means, in scopes that may not be everybody's."""
        self._made += 1
        self._centre.write((city.request(f"R{self._made}", self._world.random.choice(city.UNITS)), None))

    def _answer(self) -> None:
        """A unit opens or answers a request."""
        random = self._world.random
        with self._centre.writing() as writer:
            requests = find_all(writer.connection, BY_NAME["explanation_request"], order=("id",))
            request = random.choice(requests)
            verb = next((v for v in ("deliver", "open", "answer") if request_life.allows(request, v)), "")  # type: ignore[arg-type]
            if verb in ("open", "answer"):
                request_life.advance(writer, request, verb, actor="bao", text="")  # type: ignore[arg-type]

    def _directive(self) -> None:
        """A unit opens a directive, or answers it."""
        with self._centre.writing() as writer:
            directives = find_all(writer.connection, BY_NAME["directive"], order=("id",))
            if not directives:
                return
            directive = self._world.random.choice(directives)
            if directive_life.allows(directive, "answer"):  # type: ignore[arg-type]
                directive_life.advance(
                    writer, directive, "answer", actor="bao", text="Đã dọn", timeline="Đã báo cáo",  # type: ignore[arg-type]
                    answer="Đã dọn", answered_at=writer.now, answered_by="bao",
                )  # fmt: skip
            else:
                directive_life.open_at_desk(writer, directive.id, "bao")  # type: ignore[attr-defined]

    def _reset(self) -> None:
        """A whole bucket is calculated anew."""
        random = self._world.random
        bucket = f"{CITY}/complaint/2025"
        with self._centre.writing() as writer:
            b, c = m.bucket.c, m.SYNCED["complaint"].c
            here = sa.select(c.id).join(m.bucket, c.bucket == b.no).where(b.id == bucket)
            numbers = [row[0] for row in writer.connection.execute(here.order_by(c.id))]
            kept = [n for n in numbers if random.random() < 0.7]
            self._made += 1
            rows = [city.complaint(n, city.YEARS[0], random.randrange(7), "Tính lại") for n in [*kept, self._made]]
            writer.reset("complaint", bucket, rows)

    def bulk(self) -> None:
        """A first filling of more rows: no feed, everybody compares digests."""
        first = self._made + 1
        self._made += 3
        rows = [city.complaint(n, city.YEARS[n % 3]) for n in range(first, self._made + 1)]
        self._world.note("centre bulk load")
        bulk_load(self._centre.database, rows)

    def rights(self) -> None:
        """A scope is taken away, or given, perhaps both between two pulls."""
        random = self._world.random
        account = random.choice(("leader", "leader", "second", "bao"))
        scope = random.choice((unit_scope("U1"), unit_scope("U2"), unit_scope("U2"), unit_scope("U9"), CITY))
        how = random.choice(("grant", "revoke", "both"))
        if scope == CITY and how == "revoke" and random.random() < 0.9:
            how = "both"
        if scope not in self._centre.scopes(account):
            how = "grant"
        self._world.note(f"centre rights: {how} {account} {scope}")
        with self._centre.database.write() as connection:
            if how in ("revoke", "both"):
                accounts.revoke(connection, account, scope)
            if how in ("grant", "both"):
                accounts.grant(connection, account, scope)

    def upkeep(self) -> None:
        """Notices are delivered, shelved alerts come back."""
        self._world.note("centre beats")
        self._centre.beat()

    def retention(self) -> None:
        """The feed is cut as after a month; with or without the month."""
        self._world.note("centre prunes")
        retention.prune(self._centre.database, int(self._world.now) + self._world.random.choice((0, MONTH)))

    def snapshots(self) -> None:
        """Snapshots are built, or their files are lost."""
        if self._world.random.random() < 0.7:
            self._world.note("centre builds")
            self._centre.build_snapshots()
        else:
            self._world.note("centre loses its parts")
            self._centre.lose_parts()

    def backup(self) -> None:
        """A backup is made, or the last one is put back."""
        if self._world.random.random() < 0.5 or not self._centre.has_backup:
            self.back_up()
        else:
            self.put_back()

    def back_up(self) -> None:
        """A backup is made."""
        self._world.note("centre backup")
        self._centre.back_up()
        self._mark = self._schedule.history.mark()
        self._gone = self._schedule.gone.copy()

    def put_back(self) -> None:
        """The last backup is put back."""
        self._world.note("centre restore")
        self._world.count("restores")
        self._centre.restore()
        self._schedule.gone = self._gone
        self._schedule.history.restored(self._mark, self._world.now)

    def restart(self) -> None:
        """The data centre dies and comes back, at rest or at some statement of the next call."""
        random = self._world.random
        self._world.note("centre restarts")
        if random.random() < 0.5:
            self._centre.restart()
        else:
            self._centre.die_at(random.randint(1, 30))

    def sessions(self) -> None:
        """Every session is ended: people must sign in again."""
        self._world.note("centre ends sessions")
        self._centre.expire_tokens()
