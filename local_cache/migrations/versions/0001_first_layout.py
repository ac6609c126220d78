"""The first layout.

Revision: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Frozen: later changes of the records are steps of their own.
STATEMENTS = (
    ("CREATE TABLE sync_state(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"),
    ("CREATE TABLE settled(id TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID"),
    (
        "CREATE TABLE bucket(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, entity TEXT NOT NULL, "
        "count INTEGER NOT NULL, digest INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, "
        "want_at INTEGER NOT NULL, want_rows INTEGER NOT NULL, want_digest TEXT NOT NULL, parts_done "
        "INTEGER NOT NULL, compare_from INTEGER NOT NULL)"
    ),
    (
        'CREATE TABLE segment(id INTEGER PRIMARY KEY, entity TEXT NOT NULL, "column" TEXT NOT NULL, no '
        "INTEGER NOT NULL, n INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, version INTEGER "
        'NOT NULL, data BLOB NOT NULL, UNIQUE(entity, "column", no))'
    ),
    (
        "CREATE TABLE search_slice(id INTEGER PRIMARY KEY, entity TEXT NOT NULL, no INTEGER NOT NULL, "
        "state TEXT NOT NULL, n INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, keys BLOB "
        "NOT NULL, UNIQUE(entity, no))"
    ),
    (
        'CREATE TABLE "setting"("key" TEXT NOT NULL, "value" TEXT NOT NULL, bucket INTEGER NOT NULL, rev '
        'INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("key")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "area"("code" TEXT NOT NULL, "id" INTEGER NOT NULL, "level" TEXT NOT NULL, "kind" '
        'TEXT NOT NULL, "name" TEXT NOT NULL, "short_name" TEXT NOT NULL, "parent" TEXT NOT NULL, '
        '"valid_from" TEXT NOT NULL, "valid_to" TEXT NOT NULL, "lat" REAL, "lon" REAL, "population" '
        'INTEGER, "area_km2" REAL, "mark" TEXT NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, '
        'h INTEGER NOT NULL, PRIMARY KEY("code")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "area_link"("old_code" TEXT NOT NULL, "new_code" TEXT NOT NULL, "weight" REAL NOT '
        'NULL, "basis" TEXT NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, '
        'PRIMARY KEY("old_code", "new_code")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "area_boundary"("area_code" TEXT NOT NULL, "geometry" TEXT NOT NULL, "source" TEXT '
        "NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY "
        'KEY("area_code")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "unit"("code" TEXT NOT NULL, "id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "name" '
        'TEXT NOT NULL, "short_name" TEXT NOT NULL, "parent" TEXT NOT NULL, "valid_from" TEXT NOT NULL, '
        '"valid_to" TEXT NOT NULL, "successor" TEXT NOT NULL, "area_code" TEXT NOT NULL, "mark" TEXT NOT '
        'NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("code")) '
        "WITHOUT ROWID"
    ),
    (
        'CREATE TABLE "complaint_field"("code" TEXT NOT NULL, "id" INTEGER NOT NULL, "name" TEXT NOT '
        'NULL, "name_en" TEXT NOT NULL, "valid_from" TEXT NOT NULL, "valid_to" TEXT NOT NULL, "mark" '
        "TEXT NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY "
        'KEY("code")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "complaint_type"("code" TEXT NOT NULL, "id" INTEGER NOT NULL, "field_code" TEXT '
        'NOT NULL, "name" TEXT NOT NULL, "unit_kind" TEXT NOT NULL, "route_minutes" INTEGER NOT NULL, '
        '"answer_working_days" INTEGER NOT NULL, "mark" TEXT NOT NULL, bucket INTEGER NOT NULL, rev '
        'INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("code")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "calendar_day"("date" TEXT NOT NULL, "kind" TEXT NOT NULL, "name" TEXT NOT NULL, '
        '"mark" TEXT NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, '
        'PRIMARY KEY("date")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "indicator_group"("code" TEXT NOT NULL, "name" TEXT NOT NULL, "name_en" TEXT NOT '
        'NULL, "order" INTEGER NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT '
        'NULL, PRIMARY KEY("code")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "indicator"("catalogue" TEXT NOT NULL, "code" TEXT NOT NULL, "level" TEXT NOT '
        'NULL, "group_code" TEXT NOT NULL, "name" TEXT NOT NULL, "name_en" TEXT NOT NULL, "short_name" '
        'TEXT NOT NULL, "unit_of_measure" TEXT NOT NULL, "period" TEXT NOT NULL, "direction" TEXT NOT '
        'NULL, "accumulation" TEXT NOT NULL, "owner_unit" TEXT NOT NULL, "supplier" TEXT NOT NULL, '
        '"due_day" INTEGER NOT NULL, "priority" INTEGER NOT NULL, "definition" TEXT NOT NULL, "mark" '
        "TEXT NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY "
        'KEY("catalogue", "code")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "source"("code" TEXT NOT NULL, "name" TEXT NOT NULL, "cadence" TEXT NOT NULL, '
        '"cadence_seconds" INTEGER NOT NULL, "cadence_text" TEXT NOT NULL, "last_at" INTEGER NOT NULL, '
        '"due_at" INTEGER NOT NULL, "unit_code" TEXT NOT NULL, "order" INTEGER NOT NULL, bucket INTEGER '
        'NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("code")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "plan"("indicator" TEXT NOT NULL, "area" TEXT NOT NULL, "period" TEXT NOT NULL, '
        '"value" REAL NOT NULL, "known_at" INTEGER NOT NULL, "mark" TEXT NOT NULL, bucket INTEGER NOT '
        'NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("indicator", "area", "period")) '
        "WITHOUT ROWID"
    ),
    (
        'CREATE TABLE "assessment"("indicator" TEXT NOT NULL, "area" TEXT NOT NULL, "period" TEXT NOT '
        'NULL, "standing" TEXT NOT NULL, "previous" TEXT NOT NULL, "since" TEXT NOT NULL, "cause" TEXT '
        'NOT NULL, "target_period" TEXT NOT NULL, "forecast" REAL, "forecast_low" REAL, "forecast_high" '
        'REAL, "confidence" REAL NOT NULL, "method" TEXT NOT NULL, "error" REAL, "rule" TEXT NOT NULL, '
        '"known_at" INTEGER NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, '
        'PRIMARY KEY("indicator", "area", "period")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "observation"("indicator" TEXT NOT NULL, "area" TEXT NOT NULL, "period" TEXT NOT '
        'NULL, "revision" INTEGER NOT NULL, "value" REAL, "status" TEXT NOT NULL, "known_at" INTEGER NOT '
        'NULL, "source" TEXT NOT NULL, "reason" TEXT NOT NULL, "mark" TEXT NOT NULL, bucket INTEGER NOT '
        'NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("indicator", "area", "period", '
        '"revision")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "alert"("id" TEXT NOT NULL, "rule" TEXT NOT NULL, "kind" TEXT NOT NULL, "priority" '
        'INTEGER NOT NULL, "title" TEXT NOT NULL, "place" TEXT NOT NULL, "area_code" TEXT NOT NULL, '
        '"unit_code" TEXT NOT NULL, "indicator" TEXT NOT NULL, "since" INTEGER NOT NULL, "last_at" '
        'INTEGER NOT NULL, "count" INTEGER NOT NULL, "state" TEXT NOT NULL, "owner" TEXT NOT NULL, '
        '"owner_name" TEXT NOT NULL, "acknowledged_at" INTEGER NOT NULL, "shelved_until" INTEGER NOT '
        'NULL, "reason" TEXT NOT NULL, "why" TEXT NOT NULL, "spark" TEXT NOT NULL, "members" TEXT NOT '
        'NULL, "history" TEXT NOT NULL, bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT '
        'NULL, PRIMARY KEY("id")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "explanation_request"("id" TEXT NOT NULL, "number" TEXT NOT NULL, "state" TEXT NOT '
        'NULL, "author" TEXT NOT NULL, "author_name" TEXT NOT NULL, "unit_code" TEXT NOT NULL, '
        '"routed_from" TEXT NOT NULL, "subject_kind" TEXT NOT NULL, "subject" TEXT NOT NULL, "title" '
        'TEXT NOT NULL, "area_code" TEXT NOT NULL, "period" TEXT NOT NULL, "question" TEXT NOT NULL, '
        '"urgency" INTEGER NOT NULL, "requires" TEXT NOT NULL, "deadline_days" INTEGER NOT NULL, '
        '"deadline" INTEGER NOT NULL, "evidence" TEXT NOT NULL, "value" REAL, "plan" REAL, "standing" '
        'TEXT NOT NULL, "saved_at" INTEGER NOT NULL, "received_at" INTEGER NOT NULL, "delivered_at" '
        'INTEGER NOT NULL, "opened_at" INTEGER NOT NULL, "answered_at" INTEGER NOT NULL, "closed_at" '
        'INTEGER NOT NULL, "reminders" INTEGER NOT NULL, "returned" INTEGER NOT NULL, "cause" TEXT NOT '
        'NULL, "remedy" TEXT NOT NULL, "promised_value" REAL, "promised_date" TEXT NOT NULL, '
        '"answered_by" TEXT NOT NULL, "files" TEXT NOT NULL, "note" TEXT NOT NULL, bucket INTEGER NOT '
        'NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("id")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "request_event"("request_id" TEXT NOT NULL, "n" INTEGER NOT NULL, "at" INTEGER NOT '
        'NULL, "kind" TEXT NOT NULL, "actor" TEXT NOT NULL, "text" TEXT NOT NULL, "data" TEXT NOT NULL, '
        'bucket INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("request_id", '
        '"n")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "promise"("id" TEXT NOT NULL, "request_id" TEXT NOT NULL, "unit_code" TEXT NOT '
        'NULL, "indicator" TEXT NOT NULL, "title" TEXT NOT NULL, "made_at" INTEGER NOT NULL, "value" '
        'REAL, "text" TEXT NOT NULL, "due" TEXT NOT NULL, "actual" REAL, "state" TEXT NOT NULL, bucket '
        'INTEGER NOT NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, PRIMARY KEY("id")) WITHOUT ROWID'
    ),
    (
        'CREATE TABLE "complaint"("id" INTEGER PRIMARY KEY, "created" INTEGER NOT NULL, "field" INTEGER '
        'NOT NULL, "type" INTEGER NOT NULL, "unit" INTEGER NOT NULL, "area" INTEGER NOT NULL, "status" '
        'INTEGER NOT NULL, "channel" INTEGER NOT NULL, "flags" INTEGER NOT NULL, "x" INTEGER NOT NULL, '
        '"y" INTEGER NOT NULL, "due" INTEGER NOT NULL, "closed" INTEGER NOT NULL, bucket INTEGER NOT '
        "NULL, rev INTEGER NOT NULL, h INTEGER NOT NULL, slot INTEGER NOT NULL)"
    ),
    (
        'CREATE TABLE "complaint_text"("id" INTEGER PRIMARY KEY, "code" TEXT NOT NULL, "title" TEXT NOT '
        'NULL, "body" TEXT NOT NULL, "address" TEXT NOT NULL, "timeline" TEXT NOT NULL, "photos" TEXT '
        "NOT NULL)"
    ),
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
