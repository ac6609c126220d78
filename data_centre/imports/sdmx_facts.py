"""What a message of SDMX-ML itself says of its columns, read from its tags before the values are.

A generic message names dimensions (keys) and attributes apart. A structure-specific one does not: what stands on an
observation inside a series is no dimension; of what stands on a series, or on flat observations, only names and values
can tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from .problems import FileRefused

LARGEST_FILE = 500_000_000
TIME, VALUE = "TIME_PERIOD", "OBS_VALUE"
AREAS = ("REF_AREA", "GEO", "LOCATION", "COUNTRY", "AREA", "REGION")
DATASETS = ("DATA_DOMAIN", "DATASET", "DATAFLOW", "DOMAIN")
MAIN = ("INDICATOR", "SERIES", "SUBJECT", "CONCEPT", "ITEM", "MEASURE", "NA_ITEM")
# fmt: off
ATTRIBUTES = frozenset({
    "UNIT_MULT", "BASE_PER", "DECIMALS", "TIME_FORMAT", "COLLECTION", "COMPILATION", "COVERAGE", "COMMENT", "TITLE",
    "TITLE_COMPL", "SOURCE", "SOURCE_AGENCY", "CONF_STATUS", "PRE_BREAK_VALUE", "EMBARGO_TIME", "BREAKS", "NOTE",
    "COMMENT_OBS", "COMMENT_TS", "COMMENT_DSET", "LAST_UPDATE", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "ACTION",
    "DSI_ACTION", "METHODOLOGY", "AVAILABILITY", "NAME", "POWERCODE", "REFERENCEPERIOD",
})
# fmt: on
_ATTRIBUTE = re.compile(r"OBS_.*|(?:.*_)?(?:FLAGS?|NOTES?|REMARKS?|COMMENTS?|FOOTNOTES?|TITLE|DESC(?:RIPTION)?|LABEL)")
_CODE = re.compile(r"[A-Za-z0-9_@$.+\-]{0,60}")
"""What a code of a list can be; most texts of an attribute have spaces and signs in them."""
_OLD = "/schemas/v2_0/"


@dataclass
class Facts:
    """Names found in one dataset. `keys`: said to be dimensions; `attributes`: said, or certain, to be none."""

    keys: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)

    def known_attributes(self) -> set[str]:
        """Names that are no dimension whatever they are called."""
        return self.attributes - self.keys


def read_facts(path: Path) -> list[Facts]:
    """Facts of each dataset. Raises `FileRefused` for what is no XML, too large, or tries to expand entities."""
    if path.stat().st_size > LARGEST_FILE:
        raise FileRefused(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB")
    found: list[Facts] = []
    depth, errors = 0, []
    try:
        for event, element in ElementTree.iterparse(path, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                if not depth and _OLD in element.tag:
                    raise FileRefused(f"{path} is SDMX-ML 2.0: ask its source for SDMX-ML 2.1, or for SDMX-CSV")
                depth += 1
                continue
            depth -= 1
            _note(element, found)
            if element.tag.endswith("}ErrorMessage"):
                errors += [t.strip() for t in element.itertext() if t.strip()]
            # A tag's children are wanted once more where it ends; what is above a series is not.
            if depth > 0 and _local(element.tag) not in _KEPT:
                element.clear()
    except DefusedXmlException as error:
        raise FileRefused(f"{path} declares entities, which a statistics file never does: not taken") from error
    except ElementTree.ParseError as error:
        raise FileRefused(f"{path} is not well-formed XML: {error}") from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise FileRefused(f"{path} is not text in the encoding it names: {error}") from error
    if errors:
        raise FileRefused(f"{path} is an error that a server gave in place of data: {'; '.join(errors)[:200]}")
    return found


_KEPT = frozenset({"Value", "Obs", "SeriesKey", "ObsKey", "GroupKey", "Attributes", "Text"})


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _note(element: Any, found: list[Facts]) -> None:
    """What an element that has ended says. Datasets end after what is in them: the last one is still open."""
    name = _local(element.tag)
    if name == "DataSet":
        if not found:
            found.append(Facts())
        found[-1].attributes |= {_local(n) for n in element.attrib}
        found.append(Facts())
        return
    if name not in ("Series", "Obs", "SeriesKey", "ObsKey", "Attributes"):
        return
    if not found:
        found.append(Facts())
    facts = found[-1]
    if name in ("SeriesKey", "ObsKey"):
        facts.keys |= {v.get("id", "") for v in element}
    elif name == "Attributes":
        facts.attributes |= {v.get("id", "") for v in element}
    elif name == "Series":
        for child in element:
            if _local(child.tag) == "Obs":
                facts.attributes |= set(child.attrib) - {TIME, VALUE}


def dimensions(frame: Any, facts: Facts, area: str, given: tuple[str, ...]) -> list[str]:
    """Columns that make a series, without time and area. `given` by a person counts before anything else.

    Where names leave two values for one cell, columns that look like attributes are taken too until there is one:
    UNIT_MULT or CURRENCY are dimensions in some offices.
    """
    names = [str(c) for c in frame.columns]
    rest = [c for c in names if c.upper() not in (TIME, VALUE) and c != area]
    if given:
        missing = [d for d in given if d not in names]
        if missing:
            raise FileRefused(f"there is no column {', '.join(missing)}; there are: {', '.join(names)[:300]}")
        return [c for c in rest if c in given]
    if facts.keys:
        return [c for c in rest if c in facts.keys]
    possible = [c for c in rest if c not in facts.known_attributes()]
    chosen = [c for c in possible if not _is_attribute(c, frame[c])]
    time = next(c for c in names if c.upper() == TIME)
    key = [time, *([area] if area else [])]
    for extra in sorted((c for c in possible if c not in chosen), key=_less_likely):
        if not frame.duplicated([*key, *chosen]).any():
            break
        if frame[extra].nunique() > 1:
            chosen.append(extra)
    return [c for c in possible if c in chosen]


def _is_attribute(name: str, values: Any) -> bool:
    upper = name.upper()
    if upper in ATTRIBUTES or _ATTRIBUTE.fullmatch(upper):
        return True
    if upper in MAIN or upper in DATASETS or upper == "FREQ":
        return False
    words = [str(v).strip() for v in values.dropna().unique()]
    return sum(_CODE.fullmatch(w) is None for w in words) * 2 > len(words)


def _less_likely(name: str) -> tuple[bool, str]:
    return bool(_ATTRIBUTE.fullmatch(name.upper())), name
