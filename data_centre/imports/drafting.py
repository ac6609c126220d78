"""`import profile FILE OUT.toml`: a first profile for a file nobody wrote one for, to be read before it is used.

The whole file is looked through. What its columns seem to be is told with what was found in them; what cannot be told
from the file (the time zone, whether 03/04 is March or April) is asked for and never assumed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from .draft_text import TIMES, VERDICTS, Draft, said_of, text_of
from .guessing import EMPTY_WORDS, DateForms, bare, candidates
from .lists import MOST_FIELDS
from .points import MOST_POINTS, Pair, extent_of, read_point
from .problems import FileRefused
from .profiles import composed
from .tables import Row, Table, open_table

STAYING = ("created", "type", "address", "area", "lat", "lon", "point", "channel")
"""What a complaint keeps for its life: what an id is made of where the file has none."""
FEW_TWINS = 0.98
MOST_TWINS = 0.5
"""Share of different values below which a column is no id, and columns together make none."""
LOOKED_AT = 20_000
"""Rows by whose values columns are chosen; the words and dates of those chosen are read to the end of the file."""
MOST_WORDS = 200
PLAIN = ("title", "body", "address", "channel", "verdict", "created_time", "closed_time")
Report = Callable[[int, int], None]


def draft_profile(
    path: Path, name: str, zone: str, order: str, now: int, report: Report, encoding: str = ""
) -> tuple[str, list[str]]:
    """(the profile as TOML, what a person should know). Raises `FileRefused` where it would be a guess."""
    table = open_table(path, encoding)
    head = _head(table)
    if not head:
        raise FileRefused(f"{path} has no row with as many cells as its header")
    draft = Draft(table.header)
    _choose(draft, head, now)
    for row in table.rows():
        draft.rows += 1
        if not row.problem:
            _note(draft, row.cells, now)
        if draft.rows % LOOKED_AT == 0:
            report(row.line, table.lines)
    _decide_dates(draft, order, zone)
    draft.extent = extent_of(draft.pairs)
    return text_of(draft, name, zone, encoding), said_of(draft)


def _head(table: Table) -> list[list[str]]:
    found: list[list[str]] = []
    rows: Iterable[Row] = table.rows()
    for row in rows:
        if not row.problem:
            found.append(row.cells)
        if len(found) >= LOOKED_AT:
            break
    return found


# --- choosing columns ------------------------------------------------------------------------------------------


def _choose(draft: Draft, head: list[list[str]], now: int) -> None:
    header, chosen = draft.header, draft.columns
    there = ", ".join(header)[:300]
    # The likeliest name counts before a running number that is new in each export; a few twins are told as rejected.
    shares = {n: len(_values(head, n)) / len(head) for n in candidates(header, "id")}
    good = (n for n, share in shares.items() if share >= FEW_TWINS)
    different = next(good, max(shares, key=lambda n: shares[n], default=None))
    if different is not None and shares[different] < MOST_TWINS:
        different = None
    if different is not None:
        draft.twins = len(head) - len(_values(head, different))
    if different is not None:
        chosen["id"] = different
    for role in TIMES:
        place = next((n for n in candidates(header, role) if n not in chosen.values() and _are_dates(head, n, now)), -1)
        if place >= 0:
            chosen[role] = place
    if "created" not in chosen:
        raise FileRefused(f"no column looks like the time of opening; the file has: {there}")
    for role in ("status", "type", "unit", "area"):
        _choose_list(draft, head, role, MOST_WORDS if role == "status" else len(head))
    _choose_list(draft, head, "field", MOST_FIELDS)
    if "field" not in chosen and "unit" in chosen and len(_values(head, chosen["unit"])) <= MOST_FIELDS:
        chosen["field"] = chosen["unit"]
    _choose_place(draft, head)
    for role in PLAIN:
        free = [n for n in candidates(header, role) if n not in chosen.values() and _values(head, n)]
        if free and (role != "verdict" or set(_values(head, free[0])) <= set(VERDICTS)):
            chosen[role] = free[0]
    if "id" not in chosen:
        draft.made_of = [chosen[role] for role in STAYING if role in chosen]
        if len({tuple(c[n] for n in draft.made_of) for c in head}) < MOST_TWINS * len(head):
            raise FileRefused(
                f"nothing tells the rows apart: no column has an id of its own for each; there are: {there}"
            )


def _choose_list(draft: Draft, head: list[list[str]], role: str, most: int) -> None:
    taken = {place for r, place in draft.columns.items() if role != "field" or r not in ("unit",)}
    for n in candidates(draft.header, role):
        if n not in taken and 0 < len(_values(head, n)) <= most:
            draft.columns[role] = n
            return


def _choose_place(draft: Draft, head: list[list[str]]) -> None:
    lat = next((n for n in candidates(draft.header, "lat") if _are_numbers(head, n)), None)
    lon = next((n for n in candidates(draft.header, "lon") if _are_numbers(head, n)), None)
    if lat is not None and lon is not None:
        draft.columns |= {"lat": lat, "lon": lon}
        return
    for n in candidates(draft.header, "point"):
        texts = [c[n].strip() for c in head if c[n].strip()]
        pairs = [p for p in map(read_point, texts) if p is not None]
        if len(pairs) * 2 > len(texts):
            draft.columns["point"] = n
            name = bare(draft.header[n])
            # What the header says first comes first; else a first number that can be no latitude says it.
            draft.longitude_first = name.startswith(("lon", "lng")) or (
                not name.startswith("lat") and sum(abs(p[0]) > 90 for p in pairs) * 2 > len(pairs)
            )
            return


def _values(head: list[list[str]], n: int) -> Counter[str]:
    return Counter(t for c in head if (t := c[n].strip()) and t.casefold() not in EMPTY_WORDS)


def _are_dates(head: list[list[str]], n: int, now: int) -> bool:
    texts = [t for c in head[:2000] if (t := c[n].strip()) and t.casefold() not in EMPTY_WORDS]
    forms = DateForms()
    return bool(texts) and sum(forms.add(t, now) for t in texts) >= 0.9 * len(texts)


def _are_numbers(head: list[list[str]], n: int) -> bool:
    texts = [t for c in head[:2000] if (t := c[n].strip()) and t.casefold() not in EMPTY_WORDS]
    good = sum(re.fullmatch(r"[-+]?\d+([.,]\d+)?([eE][-+]?\d+)?", t) is not None for t in texts)
    return bool(texts) and good >= 0.9 * len(texts)


# --- reading to the end ----------------------------------------------------------------------------------------


def _note(draft: Draft, cells: list[str], now: int) -> None:
    for role in TIMES:
        if text := draft.text(cells, role):
            draft.dates.add(text, now)
            if role == "due" and not re.search(r"[1-9]", text[10:].replace("12:00:00 AM", "")):
                continue
            draft.due_clocks += role == "due"
    word = composed(cells[draft.columns["status"]].strip()) if "status" in draft.columns else None
    if word is not None and (len(draft.status) < MOST_WORDS or word in draft.status):
        draft.status[word] += 1
        draft.closed_of[word] += bool(draft.text(cells, "closed"))
    for role, words in (("channel", draft.channels), ("verdict", draft.verdicts)):
        if (text := draft.text(cells, role)) and len(words) < MOST_WORDS:
            words[text] += 1
    if len(draft.pairs) < MOST_POINTS:
        pair = _pair(draft, cells)
        if pair is not None and pair[0] != int(pair[0]):
            draft.pairs.append(pair)


def _pair(draft: Draft, cells: list[str]) -> Pair | None:
    if "point" in draft.columns:
        return read_point(draft.text(cells, "point"), draft.longitude_first)
    try:
        return (float(draft.text(cells, "lat").replace(",", ".")), float(draft.text(cells, "lon").replace(",", ".")))
    except ValueError:
        return None


def _decide_dates(draft: Draft, order: str, zone: str) -> None:
    dates = draft.dates
    names = ", ".join(draft.header[draft.columns[r]] for r in TIMES if r in draft.columns)
    if dates.shapes:
        if dates.order == "both" and not order:
            raise FileRefused(f"some dates of {names} have the day first and others the month: name one with --order")
        draft.order = order or dates.order
        if not draft.order:
            example = next(iter(dates.shapes.values()))
            raise FileRefused(
                f"nothing in {names} tells whether {example} has the day or the month first:"
                " say it with --order day or --order month"
            )
    if dates.naive and not zone:
        raise FileRefused(f"the times of {names} name no time zone: give it with --zone, e.g. --zone America/New_York")
