"""Photos and videos of a complaint in words: what there is, when it was taken, from whom, and whether it is here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import words
from ioc_console.text import mark, tr

MOST = 60
"""More files than this no complaint has; the rest of a longer list is left out."""
_BY_UNIT = frozenset({"progress", "extended", "answered", "closed"})
"""Steps of the timeline with which a unit sends files along."""


@dataclass(frozen=True)
class Medium:
    """A photo or a video: its file on this machine, or None where it was not fetched; when it was taken in."""

    sha256: str
    file: Path | None
    when: str
    mime: str = "image/jpeg"
    by_unit: bool = False
    """Sent by the unit with its result, not by the citizen."""

    @property
    def video(self) -> bool:
        """Whether it moves."""
        return self.mime.startswith("video/")


class Fetch(StrEnum):
    """Where the file of a medium is."""

    HERE = "here"
    FETCHING = "fetching"
    AT_CENTRE = "at_centre"
    OFFLINE = "offline"
    WAITING = "waiting"
    MISSING = "missing"
    TOO_LARGE = "too_large"
    NO_ROOM = "no_room"
    TOO_MANY_POINTS = "too_many_points"
    DAMAGED = "damaged"
    WRONG_TYPE = "wrong_type"
    UNPLAYABLE = "unplayable"


SHORT = {
    Fetch.FETCHING: mark("fetching"),
    Fetch.AT_CENTRE: mark("at the data centre"),
    Fetch.OFFLINE: mark("at the data centre, no network"),
    Fetch.WAITING: mark("comes when there is a network again"),
    Fetch.MISSING: mark("not given by the data centre"),
    Fetch.TOO_LARGE: mark("too large for this machine"),
    Fetch.NO_ROOM: mark("not fetched: the disk is nearly full"),
    Fetch.TOO_MANY_POINTS: mark("too many points to be shown"),
    Fetch.DAMAGED: mark("damaged"),
    Fetch.WRONG_TYPE: mark("not opened: not of its type"),
    Fetch.UNPLAYABLE: mark("not playable here"),
}
LONG = {
    Fetch.FETCHING: mark("The file is being fetched from the data centre. It opens here by itself when it has come."),
    Fetch.AT_CENTRE: mark("The file is at the data centre. Large files are fetched only when somebody wants to see "
                          "them."),
    Fetch.OFFLINE: mark("The file is at the data centre, and there is no network now. It can be fetched as soon as "
                        "there is one; until then ask the handling unit by telephone."),
    Fetch.WAITING: mark("There is no network now. The file is fetched by itself when there is one again; until then "
                        "ask the handling unit by telephone."),
    Fetch.MISSING: mark("The data centre does not give this file: it is no longer kept there, or it is not for this "
                        "account. Try again, or ask the handling unit for it."),
    Fetch.TOO_LARGE: mark("The file is larger than 64 MB and was not fetched. Watch it on the unit desk in a browser, "
                          "or ask the handling unit for it."),
    Fetch.NO_ROOM: mark("The file was not fetched: less than 500 MB are free on this machine's disk, which the work "
                        "itself needs. Free some room, then fetch it again."),
    Fetch.TOO_MANY_POINTS: mark("The picture has more points than are opened here, and was left closed. Its file is "
                                "here: save it, or ask the handling unit for a smaller copy."),
    Fetch.DAMAGED: mark("The file cannot be shown: it is damaged on this machine. Fetch it again; if that does not "
                        "help, ask the handling unit for another copy."),
    Fetch.WRONG_TYPE: mark("The file is not what it says it is, and was not opened. Ask the handling unit for another "
                           "copy."),
    Fetch.UNPLAYABLE: mark("This video cannot be played on this machine. Its file is here: save it and watch it with "
                           "another program."),
}
AGAIN = {
    Fetch.AT_CENTRE: mark("Fetch"),
    Fetch.OFFLINE: mark("Fetch when there is a network"),
    Fetch.MISSING: mark("Fetch again"),
    Fetch.NO_ROOM: mark("Fetch again"),
    Fetch.DAMAGED: mark("Fetch again"),
}
"""What a person can do about it from here."""


def media_of(photos: str, timeline: str, evidence: Path, now: int) -> tuple[Medium, ...]:
    """The files that a record names, as it names them; what cannot be read is left out.

    `evidence`: folder in which files lie by their hash.
    """
    by_unit = {row[0] for row in rows_of(timeline, 4) if row[1] in _BY_UNIT}
    found = []
    for sha256, when, mime in rows_of(photos, 3)[:MOST]:
        name, kind = str(sha256), str(mime)
        good = len(name) == 64 and all(c in "0123456789abcdef" for c in name)
        if good and kind.partition("/")[0] in ("image", "video"):
            file = evidence / name
            found.append(Medium(name, file if file.is_file() else None, words.when(int(when), now), kind,
                                when in by_unit))
    return tuple(found)


def rows_of(text: str, length: int) -> list[list[Any]]:
    """Rows of a JSON list of lists of one length, the first of them a time or text; anything else is dropped."""
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    plain = (str, int, float)
    good = [r for r in rows if isinstance(r, list) and len(r) == length and all(isinstance(v, plain) for v in r)]
    times = 0 if length == 4 else 1
    return [r for r in good if isinstance(r[times], int)]


def counted(media: Sequence[Medium]) -> str:
    """`2 ảnh · 1 video`."""
    videos = sum(m.video for m in media)
    return counts(len(media) - videos, videos)


def counts(photos: int, videos: int) -> str:
    """`2 ảnh · 1 video`; what there is none of is not said."""
    parts = [tr("{n} photos", n=photos)] if photos else []
    return " · ".join([*parts, *([tr("{n} videos", n=videos)] if videos else [])])


def from_whom(medium: Medium) -> str:
    """Who sent it."""
    return tr("result, from the unit") if medium.by_unit else tr("from the citizen")


def named(medium: Medium) -> str:
    """Kind, time and sender, for ears and for the head of the viewer."""
    kind = tr("Video") if medium.video else tr("Photo")
    return f"{kind} · {medium.when} · {from_whom(medium)}"


def short(state: Fetch) -> str:
    """Where the file is, in a few words; "" where it is here."""
    return tr(SHORT[state]) if state in SHORT else ""


def long(state: Fetch) -> str:
    """What happened, what is safe, what to do; "" where the file is here."""
    return tr(LONG[state]) if state in LONG else ""


def clock(milliseconds: int) -> str:
    """`0:07`."""
    seconds = max(0, milliseconds) // 1000
    return f"{seconds // 60}:{seconds % 60:02d}"


def size(data: int) -> str:
    """`12,4 MB`."""
    return f"{fmt.number(data / 1e6, 1)} MB"
