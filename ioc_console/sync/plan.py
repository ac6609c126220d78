"""In which order buckets are loaded: reference, 13 months of indicators, what people work on, recent complaints;
then, in the background, everything older, newest first. Pure."""

from __future__ import annotations

import time
from collections.abc import Iterable

from ioc_domain.entities import BY_NAME

RECENT_COMPLAINTS = 90 * 86_400
"""Seconds of complaints a person waits for; older ones come in the background."""
YEARLY = "-"


def split_bucket(bucket: str) -> tuple[str, str, str]:
    """(scope, table, year or `-`) of a bucket id. Raises ValueError for another form."""
    scope, table, year = bucket.rsplit("/", 2)
    return scope, table, year


def known(bucket: str) -> bool:
    """Whether this program keeps the table of that bucket; a newer data centre may have more."""
    try:
        return split_bucket(bucket)[1] in BY_NAME
    except ValueError:
        return False


def in_loading_order(buckets: Iterable[str], now: float) -> list[str]:
    """Bucket ids as they are to be loaded. `now`: time at the data centre, in seconds."""
    return sorted(filter(known, buckets), key=lambda b: _rank(b, now))


def is_background(bucket: str, now: float) -> bool:
    """True for what a person does not wait for at the first start."""
    return _rank(bucket, now)[0] > 3


def _rank(bucket: str, now: float) -> tuple[int, int, str]:
    _, table, year = split_bucket(bucket)
    stage = BY_NAME[table].stage
    if year == YEARLY or not year.isdigit():
        return stage, 0, bucket
    # Thirteen months back always lie within this year and the one before.
    first = time.gmtime(now - RECENT_COMPLAINTS).tm_year if stage == 3 else time.gmtime(now).tm_year - 1
    if int(year) >= first:
        return stage, -int(year), bucket
    return stage + 4, -int(year), bucket
