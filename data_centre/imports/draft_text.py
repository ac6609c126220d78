"""A drafted profile as TOML, and in sentences for the person who has to read it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .guessing import CHANNEL_WORDS, EMPTY_WORDS, STATUS_WORDS, DateForms, bare, meaning_of
from .points import ENOUGH_POINTS, Pair
from .profiles import Extent, composed

RUNNING_NUMBERS = frozenset({"objectid", "fid", "rowid"})
TIMES = ("created", "due", "closed", "changed")
VERDICTS = {
    "ontime": "on_time", "ON TIME": "on_time", "ONTIME": "on_time", "On Time": "on_time", "on time": "on_time",
    "OVERDUE": "overdue", "Overdue": "overdue", "overdue": "overdue", "LATE": "overdue", "Late": "overdue",
}  # fmt: skip


@dataclass
class Draft:
    """What was found. `columns`: role → column number."""

    header: list[str]
    columns: dict[str, int] = field(default_factory=dict)
    made_of: list[int] = field(default_factory=list)
    """Columns that make an id, where none is one."""
    twins: int = 0
    """Rows of those looked at whose id is empty or came before."""
    dates: DateForms = field(default_factory=DateForms)
    order: str = ""
    status: Counter[str] = field(default_factory=Counter)
    closed_of: Counter[str] = field(default_factory=Counter)
    """Rows with a closing time per word of the status."""
    channels: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    empty: set[str] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)
    longitude_first: bool = False
    extent: Extent | None = None
    rows: int = 0
    due_clocks: int = 0
    """Due dates that have a time of day."""

    def text(self, cells: list[str], role: str) -> str:
        """Text of a role, "" for a word that means none."""
        place = self.columns.get(role)
        text = "" if place is None else composed(cells[place].strip())
        if text.casefold() in EMPTY_WORDS:
            self.empty.add(text)
            return ""
        return text


def text_of(draft: Draft, name: str, zone: str, encoding: str) -> str:
    """The profile as TOML."""
    lines = [
        "# Drafted from a file: read it before it is used. What each key means: resources/profiles/README.md",
        f"name = {_quoted(name)}  # part of every id made from the file: settle it now, never change it",
        f"title = {_quoted(name)}",
        f"zone = {_quoted(zone or 'UTC')}" + ("" if draft.dates.naive else "  # every time names its own"),
        f"dates = [{', '.join(map(_quoted, draft.dates.forms(draft.order)))}]",
    ]
    if draft.empty:
        lines.append(f"empty = [{', '.join(map(_quoted, sorted(draft.empty)))}]")
    if encoding:
        lines.append(f"encoding = {_quoted(encoding)}")
    if _due_is_day(draft):
        lines.append("due_is_a_day = true  # no due date has a time of day: in time until the end of that day")
    if draft.made_of:
        made_of = ", ".join(_quoted(draft.header[n]) for n in draft.made_of)
        lines += ["", "[id]  # no column gives each row an id: these together do", f"made_of = [{made_of}]"]
    lines += ["", "[columns]", *_column_lines(draft)]
    if draft.status:
        lines += ["", "[status]", *(_status_line(draft, word) for word in _in_order(draft.status))]
        twice = [w for w in _in_order(draft.status) if "dup" in w.casefold()]
        if twice:
            lines += ["", "[duplicate]", f"status = [{', '.join(map(_quoted, twice))}]"]
    if draft.channels:
        lines += ["", "[channel]"]
        for word in _in_order(draft.channels):
            lines.append(f"{_quoted(word)} = {_quoted(meaning_of(word, CHANNEL_WORDS) or 'other')}")
        lines.append('"*" = "other"')
    if draft.verdicts:
        lines += ["", "[verdict]", *(f"{_quoted(w)} = {_quoted(VERDICTS[w])}" for w in draft.verdicts if w in VERDICTS)]
    if draft.longitude_first:
        lines += ["", "[point]", "longitude_first = true"]
    if draft.extent is not None:
        e = draft.extent
        lines += ["", "[extent]  # by the points of the file; one that lies outside is no place"]
        lines += [f"south = {e.south}", f"west = {e.west}", f"north = {e.north}", f"east = {e.east}"]
    return "\n".join(lines) + "\n"


def _due_is_day(draft: Draft) -> bool:
    return "due" in draft.columns and not draft.due_clocks


def _column_lines(draft: Draft) -> list[str]:
    lines = []
    for role, n in draft.columns.items():
        if role == "changed":
            continue
        lines.append(f"{role} = {_quoted(draft.header[n])}")
    if "changed" in draft.columns and "status" in draft.columns:
        stands_in = "closed" not in draft.columns
        mark = "" if stands_in else "# "
        lines.append(
            f"{mark}changed = {_quoted(draft.header[draft.columns['changed']])}"
            "  # would stand in for the closing time of closed rows that have none"
        )
    return lines


def _status_line(draft: Draft, word: str) -> str:
    """A word of the status: what it means by itself, else by whether its rows have a closing time."""
    count, closed = draft.status[word], draft.closed_of[word]
    meaning, why = meaning_of(word, STATUS_WORDS), ""
    if not meaning and "closed" in draft.columns:
        share = closed / count
        meaning = "closed" if share >= 0.9 else "in_progress" if share <= 0.1 else ""
        why = ", by its closing times" if meaning else ""
    if not meaning:
        return f"# {_quoted(word)} = ?  # {count:,} rows: decide what it means, until then they are rejected"
    note = f"{count:,} rows{why}"
    if "closed" in draft.columns:
        odd = count - closed if meaning in ("closed", "rejected") else closed
        if odd:
            note += (
                f"; {odd:,} {'without' if meaning in ('closed', 'rejected') else 'with'} a closing time are rejected"
            )
    return f"{_quoted(word)} = {_quoted(meaning)}  # {note}"


def said_of(draft: Draft) -> list[str]:
    """Lines for the person who drafts."""
    roles = ", ".join(f"{role} = {draft.header[n]}" for role, n in draft.columns.items() if role != "changed")
    said = [f"{draft.rows:,} rows looked through; columns: {roles}"]
    if draft.twins:
        said.append(
            f"{draft.twins:,} of the first rows have no {draft.header[draft.columns['id']]} or one that came before:"
            " they will be rejected"
        )
    if "id" in draft.columns and bare(draft.header[draft.columns["id"]]) in RUNNING_NUMBERS:
        said.append(
            f"{draft.header[draft.columns['id']]} may be numbered anew with each export: then a newer file must not be"
            " imported over this one"
        )
    if draft.made_of:
        said.append(
            "no column gives each row an id: one is made of "
            + ", ".join(draft.header[n] for n in draft.made_of)
            + "; where a newer file says one of these otherwise, the complaint counts as another"
        )
    if "due" not in draft.columns:
        said.append("no column of due dates was found: no complaint of this file can be late")
    if "closed" not in draft.columns and "changed" not in draft.columns and "status" in draft.columns:
        said.append("no column of closing times was found: rows with a closed status will be rejected")
    if draft.pairs and draft.extent is None and len(draft.pairs) >= ENOUGH_POINTS:
        said.append("the points lie all over a country: give [extent] where the city lies")
    if not {"lat", "point"} & set(draft.columns):
        said.append("no column of degrees was found: no complaint will be on the map (x and y: see [point] projection)")
    if draft.dates.unknown:
        some = ", ".join(list(draft.dates.unknown)[:3])
        said.append(f"some dates cannot be read and their rows will be rejected: {some}")
    return said


def _in_order(words: Counter[str]) -> list[str]:
    return [w for w, _ in words.most_common()]


def _quoted(text: str) -> str:
    escaped = "".join(
        {"\\": "\\\\", '"': '\\"'}.get(c, c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 65536 else "")
        for c in text
    )
    return f'"{escaped}"'
