"""A look at the cache file before anything reads it: is there data, until when, or is the file damaged?"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from ioc_console.notices import explain
from ioc_console.text import tr

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CacheFound:
    """`data_until` 0 = nothing was ever fetched. `sentence`: what the person must hear, "" = nothing."""

    data_until: int = 0
    clock_offset: int = 0
    sentence: str = ""


def look_at_cache(path: Path) -> CacheFound:
    """Set a file that is no cache aside (nothing is deleted, the outbox is not touched) and say so."""
    from local_cache.store import CorruptStore, StoreError, open_reader, set_aside

    store = open_reader(path)
    try:
        if not store.ready:
            return CacheFound()
        state = store.state()
        return CacheFound(state.last_pull, state.clock_offset)
    except CorruptStore:
        store.close()
        kept = set_aside(path)
        log.warning("the cache was damaged and set aside as %s", kept.name)
        return CacheFound(sentence=tr(
            "The data file was damaged. It was set aside and the data is fetched again; commands waiting to be sent "
            "are safe."
        ))
    except StoreError as error:
        return CacheFound(sentence=explain(error).sentence())
    finally:
        store.close()
