"""The lease: signed by the one data centre we know, judged by its time, never prolonged by this machine's clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_centre.database import Database
from data_centre.leases import Leases, hours, set_hours
from data_centre.schema import migrate
from local_cache.lease import LeaseCode, TimeSeen, latest, read_lease, standing
from local_cache.outbox import Outbox
from local_cache.sync_state import SyncState
from tests.local_cache.leases import Signer

T = 1_790_000_000
HOUR = 3600
YEAR = 365 * 86_400


def state(signer: Signer, until: int, account: str = "a1", holder: str = "a1") -> SyncState:
    return SyncState(
        epoch="e", last_pull=T, lease=signer.lease(until, account), lease_key=signer.key, lease_until=until,
        account=holder,
    )  # fmt: skip


def test_a_lease_of_the_real_data_centre_is_read_by_its_public_key(tmp_path: Path) -> None:
    """Signed there, checked here; the key stays the same after a restart; the policy sets how long."""
    database = Database.open(f"sqlite:///{tmp_path / 'd.db'}", tmp_path)
    migrate(database)
    leases = Leases(database, lambda: T + 0.5)
    with database.read() as connection:
        token, until = leases.issue(connection, "set-1", "a1")
    claims = read_lease(token, leases.public_key)
    assert claims is not None
    assert (claims.set, claims.sub, claims.iat, claims.exp, until) == ("set-1", "a1", T, T + 72 * HOUR, T + 72 * HOUR)
    set_hours(database, 168)
    again = Leases(database, lambda: T)
    assert again.public_key == leases.public_key
    with database.read() as connection:
        assert hours(connection) == 168
        assert again.issue(connection, "set-1", "a1")[1] == T + 7 * 24 * HOUR
    for wrong in (0, 169, -1):
        with pytest.raises(ValueError, match="168"):
            set_hours(database, wrong)
    database.close()


def test_nobody_else_makes_a_lease() -> None:
    """Another key, one changed byte, another use, no signature, noise: none of it is a lease."""
    signer = Signer()
    token = signer.lease(T)
    assert read_lease(token, signer.key) is not None
    head, body, signature = token.split(".")
    other = signer.lease(T + YEAR).split(".")[1]
    for wrong in ("", ".", "..", "a.b.c", f"{head}.{other}.{signature}", f"{head}.{body}.", f"{head}.{body}",
                  token[:-2] + ("AA" if not token.endswith("AA") else "BB"), signer.lease(T, use="access"),
                  signer.lease(T, alg="none"), "é" + token):  # fmt: skip
        assert read_lease(wrong, signer.key) is None, wrong
    for key in ("", "zz", signer.key[:-2], Signer(2).key):
        assert read_lease(token, key) is None, key


def test_it_ends_and_says_so() -> None:
    """Open until its second, then ended; of another account or unsigned: not ours; an empty cache hides nothing."""
    signer = Signer()
    held = state(signer, T + HOUR)
    assert standing(held, T + HOUR - 1).code is LeaseCode.OPEN
    ended = standing(held, T + HOUR)
    assert (ended.code, ended.until, ended.shows) == (LeaseCode.ENDED, T + HOUR, False)
    assert standing(state(signer, T + HOUR, account="other"), T).code is LeaseCode.NOT_OURS
    written = SyncState(epoch="e", last_pull=T, lease="", lease_until=T + YEAR, account="a1", lease_key=signer.key)
    assert standing(written, T).code is LeaseCode.NOT_OURS, "a date written into the cache is no lease"
    assert standing(SyncState(), T).code is LeaseCode.EMPTY


@pytest.mark.parametrize("wrong_by", [0, 10 * YEAR, -10 * YEAR])
def test_a_clock_that_is_wrong_by_years_changes_nothing(wrong_by: int) -> None:
    """Only what the clock moves on counts."""
    seen = TimeSeen(told=T, centre=T, machine=T + wrong_by)
    assert seen.at(T + wrong_by + 5 * HOUR) == T + 5 * HOUR


def test_a_clock_set_back_prolongs_nothing() -> None:
    """Back by a day each day: the hours that pass in between still count, and none is given back."""
    seen = TimeSeen(told=T, centre=T, machine=T)
    machine = T
    for _ in range(4):
        for _ in range(20):
            machine += HOUR
            seen = seen.seen(machine)
        machine -= 24 * HOUR
        assert seen.at(machine) == seen.centre
        seen = seen.seen(machine)
    assert seen.centre == T + 80 * HOUR


def test_a_step_back_while_the_program_runs_is_bridged_by_the_steady_clock() -> None:
    """The clock that never steps says how long it was."""
    seen = TimeSeen(told=T, centre=T, machine=T)
    assert seen.seen(T - 10 * YEAR, steady_since=2 * HOUR) == TimeSeen(T, T + 2 * HOUR, T - 10 * YEAR)


def test_a_clock_set_forward_ends_nothing_for_good() -> None:
    """Hidden while only the wrong clock speaks, open again with the data centre's next word."""
    wrong = TimeSeen(told=T, centre=T, machine=T).seen(T + 10 * YEAR)
    held = state(Signer(), T + 72 * HOUR)
    assert standing(held, wrong.at(T + HOUR)).code is LeaseCode.ENDED
    told = TimeSeen(told=T + 2 * HOUR, centre=T + 2 * HOUR, machine=T + 2 * HOUR)
    now = latest(wrong, told, machine=T + 2 * HOUR).at(T + 2 * HOUR)
    assert now == T + 2 * HOUR and standing(held, now).code is LeaseCode.OPEN


def test_the_outbox_keeps_the_latest_time(tmp_path: Path) -> None:
    """A cache that was put back from a copy does not bring its time back: the outbox knows it was later."""
    outbox = Outbox(tmp_path / "outbox.db")
    assert outbox.time_seen() == TimeSeen()
    early, late = TimeSeen(T, T, T), TimeSeen(T, T + 50 * HOUR, T + 50 * HOUR)
    outbox.see_time(late)
    outbox.see_time(early)
    assert outbox.time_seen() == late
    assert latest(early, outbox.time_seen(), machine=T).at(T) == T + 50 * HOUR
    rebased = TimeSeen(T, T + 50 * HOUR, T + HOUR)
    outbox.see_time(rebased)
    assert outbox.time_seen() == rebased, "a clock set back goes on from there"
