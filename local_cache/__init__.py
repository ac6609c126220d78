"""The offline store: the mirror of what the data centre said, the outbox of what people asked, and the queries.

Modules, in the order one reads them:

    layout     names and SQL text of `cache.db`, made from `ioc_domain.entities` (no SQLAlchemy)
    mirror     the same tables for SQLAlchemy queries
    store      opening `cache.db`: one writer, many readers
    buckets    what is covered, digests, snapshots under way
    applying   parts and pages into the mirror, one transaction each
    verifying  recomputing what the cache holds; repair; compaction
    segments   NumPy columns over the segments, read once and refreshed by what changed
    complaint_selection, aggregates   figures, heat grids and lists over millions of complaints
    search     full-text search; `search_keeping` builds its index, `search_excerpt` shows where the words are
    outbox     `outbox.db`: what a person wrote and where it stands
    projection pending commands laid over mirror rows
    queries/   pure functions `(session, parameters) -> frozen dataclass`, one module per screen

No Qt and no HTTP here. Only the sync process writes `cache.db`.
"""
