"""Complaint columns segment by segment, for counts over all of them in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc_domain.entities import BY_NAME
from local_cache import layout, mirror

Columns = dict[str, NDArray[Any]]
_COMPLAINT = BY_NAME["complaint"]
_DTYPES = {c.name: np.dtype(c.dtype) for c in _COMPLAINT.segments}


def complaint_columns(session: Session, names: Sequence[str]) -> Iterator[Columns]:
    """Arrays of equal length, one per name, of the living rows of each segment (131,072 rows at most).

    Raises KeyError for a name that is no segment column.
    """
    wanted = dict.fromkeys([*names, layout.LIVENESS])
    table = mirror.segment
    numbers = session.execute(
        select(table.c.no).where(table.c.entity == _COMPLAINT.name, table.c.column == layout.LIVENESS)
        .order_by(table.c.no)
    ).scalars().all()
    for number in numbers:
        found = session.execute(
            select(table.c.column, table.c.n, table.c.data).where(
                table.c.entity == _COMPLAINT.name, table.c.no == number, table.c.column.in_(list(wanted))
            )
        )
        columns = {name: np.frombuffer(data, dtype=_DTYPES[name])[:n] for name, n, data in found}
        alive = columns[layout.LIVENESS] != layout.DEAD
        if not alive.all():
            columns = {name: values[alive] for name, values in columns.items()}
        yield {name: columns[name] for name in names}
