"""The state of the line in words: "Trực tuyến · dữ liệu đến 14:05", "Ngoại tuyến từ 09:12 · 3 lệnh chờ gửi"."""

from __future__ import annotations

from dataclasses import dataclass

from ioc_console.formatting import clock_time, near_time, number
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_domain.channel import Link, OutboxMended


@dataclass(frozen=True)
class Standing:
    """Words of the bottom strip. `inverted`: the one loud chip of the page, for "no line"."""

    words: str
    icon: str
    inverted: bool
    outbox: str = ""
    detail: str = ""


def link_standing(sync: SyncStatus, now: int) -> Standing:
    """Word what sync says; `now` in seconds (0 = unknown, then times are shown without a date)."""
    link, waiting = sync.link, sync.outbox.waiting
    data = near_time(link.data_until, now or link.data_until) if link.data_until else ""
    since = near_time(link.since, now or link.since)
    outbox = tr("{n} commands waiting to be sent", n=number(waiting)) if waiting else tr("Outbox empty")
    came_back = sync.outbox.needs_decision + sync.outbox.refused
    if came_back:
        outbox += " · " + tr("{n} need your decision", n=number(came_back))
    if sync.read_only:
        words = tr("Read only · data until {time}", time=data) if data else tr("Read only · no data yet")
        return Standing(words, "lock", True, outbox, tr("Another console of this machine has the data"))
    if link.state is Link.ONLINE:
        words = tr("Online · data until {time}", time=data) if data else tr("Online · no data yet")
        return Standing(words, "plug-zap", False, outbox, _detail(sync))
    if link.state is Link.STARTING:
        words = tr("Connecting · data until {time}", time=data) if data else tr("Connecting")
        return Standing(words, "plug-zap", False, outbox, _detail(sync))
    state = {
        Link.OFFLINE: tr("Offline since {time}", time=since),
        Link.CAPTIVE: tr("Offline since {time}: a sign-in page of the network answers", time=since),
        Link.CERTIFICATE: tr("Offline since {time}: the certificate is not trusted", time=since),
        Link.SIGNED_OUT: tr("Signed out since {time}", time=since),
        Link.UPGRADE: tr("This program is too old for the data centre"),
        Link.DISK_FULL: tr("The disk is full: new data is not kept"),
    }[link.state]
    if waiting:
        state += " · " + tr("{n} commands waiting to be sent", n=number(waiting))
    detail = tr("Data on this machine until {time}", time=data) if data else tr("No data on this machine yet")
    if link.retry_at:
        detail += " · " + tr("trying again at {time}", time=clock_time(link.retry_at))
    icon = "log-in" if link.state is Link.SIGNED_OUT else "unplug"
    return Standing(state, icon, True, "", detail)


def _detail(sync: SyncStatus) -> str:
    progress = sync.progress
    if progress is not None:
        return tr("Fetching {what}: {done} of {total}", what=table_words(progress.table), done=number(progress.done),
                  total=number(progress.total))
    if sync.last_pull:
        return tr("Synced at {time} · {n} changes", time=clock_time(sync.last_pull, seconds=True),
                  n=number(sync.last_changes))
    return ""


def table_words(table: str) -> str:
    """A synced table as a person calls it."""
    words = {
        "complaint": tr("complaints"),
        "observation": tr("observations"),
        "assessment": tr("standings"),
        "plan": tr("plans"),
        "alert": tr("alerts"),
        "explanation_request": tr("explanation requests"),
    }
    return words.get(table, tr("reference data"))


def mended_words(event: OutboxMended) -> str:
    """What became of a damaged outbox."""
    words = tr("The file of your commands was damaged and has been recovered: {n} commands.", n=number(event.commands))
    if not event.complete:
        words += " " + tr("A part of the damaged file could not be read; it is kept.")
    if not event.asked:
        return words + " " + tr("The data centre is asked what it has of them; nothing is sent twice.")
    words += " " + tr("The data centre was asked: {n} states put right.", n=number(event.put_right))
    if event.returned:
        words += " " + tr("{n} commands came back from it.", n=number(event.returned))
    return words


def failure_words(code: str) -> str:
    """What a person must hear of a failure of the sync process; "" where the log is enough."""
    words = {
        "cache_rebuilt": tr(
            "The data file was damaged. It was set aside and the data is fetched again; commands waiting to be sent "
            "are safe."
        ),
        "cache_newer": tr("The data on this machine was written by a newer version of this program.")
        + " " + tr("Install the newer version."),
        "cache_busy": tr("Another program is writing the data of this machine. It is tried again by itself."),
        "outbox_not_written": tr("How a command stands could not be noted on this machine. The command is kept and "
                                 "checked again."),
        "lease_not_accepted": tr(
            "The data centre did not prove that it is the one this console knows. Data is shown until the time agreed "
            "before; sign in again to go on after that."
        ),
        "sync_stopped": tr("Fetching data broke off. It starts again by itself; what you saved is safe."),
    }
    return words.get(code, "")
