"""The head of the sync pane in words: how the line stands, long work, and what became of a damaged outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ioc_console.formatting import age, clock_time, near_time, number
from ioc_console.shell.link_words import table_words
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_domain.channel import Link, Progress

if TYPE_CHECKING:
    from local_cache.outbox_recovery import Recovery


@dataclass(frozen=True)
class LinkBlock:
    """The head of the pane. `loud`: the data centre does not answer. `work`: long work, with its share done."""

    title: str
    icon: str
    loud: bool
    facts: str
    sentence: str
    work: str = ""
    share: float = 0.0
    can_sign_in: bool = False
    can_sync: bool = True


def link_block(sync: SyncStatus, url: str, now: int, lease_until: int, has_account: bool) -> LinkBlock:
    """The line in words: since when, to where, last complete pull, what is safe and what to do."""
    link = sync.link
    since, data = near_time(link.since, now), near_time(link.data_until, now) if link.data_until else ""
    until = tr("Data on this machine until {time}.", time=data) if data else tr("No data on this machine yet.")
    kept = tr("What you save is kept on this machine and sent by itself, once, when the centre answers.")
    if lease_until > now:
        until += " " + tr("It may be shown without a connection until {time}.", time=near_time(lease_until, now))
    titles = {
        Link.STARTING: tr("Connecting"),
        Link.ONLINE: tr("Online since {time}", time=since),
        Link.OFFLINE: tr("Offline since {time}", time=since),
        Link.CAPTIVE: tr("A sign-in page of the network answers since {time}", time=since),
        Link.CERTIFICATE: tr("The certificate is not trusted since {time}", time=since),
        Link.SIGNED_OUT: tr("Signed out since {time}", time=since),
        Link.UPGRADE: tr("This program is too old for the data centre"),
        Link.DISK_FULL: tr("The disk is full: new data is not kept"),
    }
    sentences = {
        Link.STARTING: until,
        Link.ONLINE: "",
        Link.OFFLINE: f"{until} {kept}",
        Link.CAPTIVE: tr("Sign in to the network with a browser.") + f" {until} {kept}",
        Link.CERTIFICATE: tr("Nothing is sent over this line. Tell the person who looks after the network.")
        + f" {until} {kept}",
        Link.SIGNED_OUT: tr("Sign in to get new data and to send what waits.") + f" {until} "
        + tr("What you save is kept on this machine."),
        Link.UPGRADE: tr("New data is not fetched; commands are still sent. Install the new version.") + f" {until}",
        Link.DISK_FULL: tr("Free some space on this machine. Commands still save: room is kept for them.")
        + f" {until}",
    }
    facts = [urlsplit(url).netloc or url] if url else []
    pulled = link.data_until
    facts.append(tr("last complete pull {time}", time=near_time(pulled, now)) if pulled else tr("never pulled"))
    if sync.last_pull and link.state is Link.ONLINE:
        facts.append(tr("{n} changes", n=number(sync.last_changes)))
    if link.retry_at > now:
        facts.append(tr("trying again at {time}", time=clock_time(link.retry_at, seconds=True)))
    if sync.read_only:
        return LinkBlock(
            tr("Read only: another console of this machine is open"), "lock", True, " · ".join(facts),
            tr("Everything can be looked at; nothing can be saved here. When the other console is closed, this one "
               "can save a few seconds later.") + f" {until}", can_sync=False)
    work, share = _work(sync.progress)
    can_sign_in = link.state is Link.SIGNED_OUT or not has_account
    return LinkBlock(
        title=titles[link.state],
        icon="plug-zap" if link.state in (Link.ONLINE, Link.STARTING) else
        "log-in" if link.state is Link.SIGNED_OUT else "unplug",
        loud=link.state not in (Link.ONLINE, Link.STARTING),
        facts=" · ".join(facts),
        sentence=sentences[link.state],
        work=work,
        share=share,
        can_sign_in=can_sign_in,
        can_sync=not can_sign_in,
    )


def recovery_notes(recovered: tuple[Recovery, ...], now: int) -> tuple[str, ...]:
    """The last recovery of the outbox: what was carried over, what the centre said of it, where the damaged file is."""
    if not recovered:
        return ()
    r = recovered[-1]
    told = [tr("The outbox was damaged and was recovered at {time}: {n} commands, {m} of them from its second copy.",
               time=near_time(r.at, now), n=number(r.commands + r.from_log), m=number(r.from_log))]
    if not r.complete:
        told.append(tr("Some of it could not be read."))
    if r.reconciled_at:
        told.append(tr("Checked with the centre at {time}: {n} put right, {m} came back from it.",
                       time=near_time(r.reconciled_at, now), n=number(r.put_right), m=number(r.returned)))
    else:
        told.append(tr("It is checked with the centre when the centre answers; no command counts twice."))
    if r.kept:
        told.append(tr("The damaged file is kept as {name}.", name=r.kept))
    return (" ".join(told),)


def _work(progress: Progress | None) -> tuple[str, float]:
    """Long work in words: what, how far, how fast, how long still."""
    if progress is None:
        return "", 0.0
    words = [tr("Fetching {what}: {done} of {total}", what=table_words(progress.table), done=number(progress.done),
                total=number(progress.total))]
    if progress.rows_per_second > 0:
        words.append(tr("{n} rows/s", n=number(progress.rows_per_second, 0)))
        words.append(tr("{n} kB/s", n=number(progress.bytes_per_second / 1000, 0)))
        left = max(0, progress.total - progress.done)
        if left:
            words.append(tr("about {time} left", time=_short(left / progress.rows_per_second)))
    return " · ".join(words), progress.done / progress.total if progress.total else 0.0


def _short(seconds: float) -> str:
    return tr("{n} s", n=number(max(1, round(seconds)), 0)) if seconds < 90 else age(seconds)
