"""First schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("password_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_code", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("active", NUMBER, server_default="1", nullable=False),
        sa.Column("created_at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
    )
    op.create_table(
        "account_grant",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("account", "scope", name="pk_account_grant"),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", NUMBER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("since", NUMBER, nullable=False),
        sa.Column("last_at", NUMBER, nullable=False),
        sa.Column("count", NUMBER, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("acknowledged_at", NUMBER, nullable=False),
        sa.Column("shelved_until", NUMBER, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("spark", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
    )
    op.create_index("ix_alert_bucket", "alert", ["bucket", "id"], unique=False)
    op.create_table(
        "area",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("population", NUMBER, nullable=True),
        sa.Column("area_km2", sa.Float(precision=53), nullable=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_area"),
    )
    op.create_index("ix_area_bucket", "area", ["bucket", "code"], unique=False)
    op.create_table(
        "area_boundary",
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("area_code", name="pk_area_boundary"),
    )
    op.create_index("ix_area_boundary_bucket", "area_boundary", ["bucket", "area_code"], unique=False)
    op.create_table(
        "area_link",
        sa.Column("old_code", sa.Text(), nullable=False),
        sa.Column("new_code", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(precision=53), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("old_code", "new_code", name="pk_area_link"),
    )
    op.create_index("ix_area_link_bucket", "area_link", ["bucket", "old_code", "new_code"], unique=False)
    op.create_table(
        "assessment",
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("target_period", sa.Text(), nullable=False),
        sa.Column("forecast", sa.Float(precision=53), nullable=True),
        sa.Column("forecast_low", sa.Float(precision=53), nullable=True),
        sa.Column("forecast_high", sa.Float(precision=53), nullable=True),
        sa.Column("confidence", sa.Float(precision=53), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("error", sa.Float(precision=53), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("known_at", NUMBER, nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("indicator", "area", "period", name="pk_assessment"),
    )
    op.create_index("ix_assessment_bucket", "assessment", ["bucket", "indicator", "area", "period"], unique=False)
    op.create_table(
        "audit",
        sa.Column("n", NUMBER, nullable=False),
        sa.Column("at", NUMBER, server_default="0", nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("previous", sa.Text(), server_default="", nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_audit"),
    )
    op.create_table(
        "audit_head",
        sa.Column("one", NUMBER, nullable=False),
        sa.Column("n", NUMBER, server_default="0", nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_audit_head"),
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", NUMBER, server_default="0", nullable=False),
        sa.Column("mime", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_blob"),
    )
    op.create_table(
        "blob_scope",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "scope", name="pk_blob_scope"),
    )
    op.create_table(
        "bucket",
        sa.Column("no", NUMBER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("count", NUMBER, server_default="0", nullable=False),
        sa.Column("digest", NUMBER, server_default="0", nullable=False),
        sa.Column("changes", NUMBER, server_default="0", nullable=False),
        sa.Column("seq", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_bucket"),
        sa.UniqueConstraint("id", name="uq_bucket_id"),
    )
    op.create_table(
        "bucket_state",
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("count", NUMBER, nullable=False),
        sa.Column("digest", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "seq", name="pk_bucket_state"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("date", name="pk_calendar_day"),
    )
    op.create_index("ix_calendar_day_bucket", "calendar_day", ["bucket", "date"], unique=False)
    op.create_table(
        "command",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("device", sa.Text(), server_default="", nullable=False),
        sa.Column("aggregate", sa.Text(), server_default="", nullable=False),
        sa.Column("n", NUMBER, server_default="0", nullable=False),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("received_at", NUMBER, server_default="0", nullable=False),
        sa.Column("seq", NUMBER, server_default="0", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_command"),
    )
    op.create_index("ix_command_account_seq", "command", ["account", "seq"], unique=False)
    op.create_index("ix_command_device_aggregate", "command", ["device", "aggregate", "n"], unique=False)
    op.create_table(
        "complaint",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("created", NUMBER, nullable=False),
        sa.Column("field", NUMBER, nullable=False),
        sa.Column("type", NUMBER, nullable=False),
        sa.Column("unit", NUMBER, nullable=False),
        sa.Column("area", NUMBER, nullable=False),
        sa.Column("status", NUMBER, nullable=False),
        sa.Column("channel", NUMBER, nullable=False),
        sa.Column("flags", NUMBER, nullable=False),
        sa.Column("x", NUMBER, nullable=False),
        sa.Column("y", NUMBER, nullable=False),
        sa.Column("due", NUMBER, nullable=False),
        sa.Column("closed", NUMBER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("timeline", sa.Text(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
    )
    op.create_index("ix_complaint_bucket", "complaint", ["bucket", "id"], unique=False)
    op.create_table(
        "complaint_field",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_complaint_field"),
    )
    op.create_index("ix_complaint_field_bucket", "complaint_field", ["bucket", "code"], unique=False)
    op.create_table(
        "complaint_type",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("field_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_kind", sa.Text(), nullable=False),
        sa.Column("route_minutes", NUMBER, nullable=False),
        sa.Column("answer_working_days", NUMBER, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_complaint_type"),
    )
    op.create_index("ix_complaint_type_bucket", "complaint_type", ["bucket", "code"], unique=False)
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counter"),
    )
    op.create_table(
        "desk_draft",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), server_default="", nullable=False),
        sa.Column("remedy", sa.Text(), server_default="", nullable=False),
        sa.Column("promised_value", sa.Text(), server_default="", nullable=False),
        sa.Column("promised_date", sa.Text(), server_default="", nullable=False),
        sa.Column("files", sa.Text(), server_default="[]", nullable=False),
        sa.Column("saved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("saved_at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_desk_draft"),
    )
    op.create_table(
        "desk_session",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("csrf", sa.Text(), server_default="", nullable=False),
        sa.Column("expires_at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_desk_session"),
    )
    op.create_table(
        "explanation_request",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("routed_from", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("urgency", NUMBER, nullable=False),
        sa.Column("requires", sa.Text(), nullable=False),
        sa.Column("deadline_days", NUMBER, nullable=False),
        sa.Column("deadline", NUMBER, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=True),
        sa.Column("plan", sa.Float(precision=53), nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("saved_at", NUMBER, nullable=False),
        sa.Column("received_at", NUMBER, nullable=False),
        sa.Column("delivered_at", NUMBER, nullable=False),
        sa.Column("opened_at", NUMBER, nullable=False),
        sa.Column("answered_at", NUMBER, nullable=False),
        sa.Column("closed_at", NUMBER, nullable=False),
        sa.Column("reminders", NUMBER, nullable=False),
        sa.Column("returned", NUMBER, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("promised_value", sa.Float(precision=53), nullable=True),
        sa.Column("promised_date", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_explanation_request"),
    )
    op.create_index("ix_explanation_request_bucket", "explanation_request", ["bucket", "id"], unique=False)
    op.create_table(
        "feed",
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("tx_end", NUMBER, nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("row", sa.LargeBinary(), nullable=True),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_feed"),
    )
    op.create_table(
        "feed_head",
        sa.Column("one", NUMBER, nullable=False),
        sa.Column("head", NUMBER, server_default="0", nullable=False),
        sa.Column("floor", NUMBER, server_default="0", nullable=False),
        sa.Column("epoch", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_feed_head"),
    )
    op.create_table(
        "indicator",
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("group_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("unit_of_measure", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("accumulation", sa.Text(), nullable=False),
        sa.Column("owner_unit", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("due_day", NUMBER, nullable=False),
        sa.Column("priority", NUMBER, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("catalogue", "code", name="pk_indicator"),
    )
    op.create_index("ix_indicator_bucket", "indicator", ["bucket", "catalogue", "code"], unique=False)
    op.create_table(
        "indicator_group",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("order", NUMBER, nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_indicator_group"),
    )
    op.create_index("ix_indicator_group_bucket", "indicator_group", ["bucket", "code"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("person", sa.Text(), server_default="", nullable=False),
        sa.Column("event", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("request_id", sa.Text(), server_default="", nullable=False),
        sa.Column("verb", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", NUMBER, server_default="0", nullable=False),
        sa.Column("attempts", NUMBER, server_default="0", nullable=False),
        sa.Column("next_at", NUMBER, server_default="0", nullable=False),
        sa.Column("delivered_at", NUMBER, server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("person", "event", "channel", name="uq_notice_person"),
    )
    op.create_index("ix_notice_pending", "notice", ["delivered_at", "next_at"], unique=False)
    op.create_table(
        "observation",
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("known_at", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("indicator", "area", "period", "revision", name="pk_observation"),
    )
    op.create_index(
        "ix_observation_bucket", "observation", ["bucket", "indicator", "area", "period", "revision"], unique=False
    )
    op.create_table(
        "plan",
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=False),
        sa.Column("known_at", NUMBER, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("indicator", "area", "period", name="pk_plan"),
    )
    op.create_index("ix_plan_bucket", "plan", ["bucket", "indicator", "area", "period"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_at", NUMBER, nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("actual", sa.Float(precision=53), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
    )
    op.create_index("ix_promise_bucket", "promise", ["bucket", "id"], unique=False)
    op.create_table(
        "refresh_token",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("expires_at", NUMBER, server_default="0", nullable=False),
        sa.Column("successor", sa.Text(), server_default="", nullable=False),
        sa.Column("used_at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_refresh_token"),
    )
    op.create_index("ix_refresh_token_session", "refresh_token", ["session"], unique=False)
    op.create_table(
        "reporter",
        sa.Column("complaint", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("complaint", name="pk_reporter"),
    )
    op.create_table(
        "request_event",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("n", NUMBER, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("request_id", "n", name="pk_request_event"),
    )
    op.create_index("ix_request_event_bucket", "request_event", ["bucket", "request_id", "n"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", NUMBER, server_default="0", nullable=False),
        sa.Column("ended_at", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
    )
    op.create_index("ix_session_account", "session", ["account"], unique=False)
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )
    op.create_index("ix_setting_bucket", "setting", ["bucket", "key"], unique=False)
    op.create_table(
        "site",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_site"),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("epoch", sa.Text(), server_default="", nullable=False),
        sa.Column("at", NUMBER, server_default="0", nullable=False),
        sa.Column("rows", NUMBER, server_default="0", nullable=False),
        sa.Column("digest", NUMBER, server_default="0", nullable=False),
        sa.Column("changes", NUMBER, server_default="0", nullable=False),
        sa.Column("built_at", NUMBER, server_default="0", nullable=False),
        sa.Column("current", NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snapshot"),
    )
    op.create_index("ix_snapshot_bucket", "snapshot", ["bucket"], unique=False)
    op.create_table(
        "snapshot_part",
        sa.Column("n", NUMBER, autoincrement=True, nullable=False),
        sa.Column("snapshot", NUMBER, nullable=False),
        sa.Column("bytes", NUMBER, server_default="0", nullable=False),
        sa.Column("rows", NUMBER, server_default="0", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_snapshot_part"),
    )
    op.create_index("ix_snapshot_part_snapshot", "snapshot_part", ["snapshot"], unique=False)
    op.create_table(
        "source",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("cadence_seconds", NUMBER, nullable=False),
        sa.Column("cadence_text", sa.Text(), nullable=False),
        sa.Column("last_at", NUMBER, nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("order", NUMBER, nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_source"),
    )
    op.create_index("ix_source_bucket", "source", ["bucket", "code"], unique=False)
    op.create_table(
        "tombstone",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("entity", "key", name="pk_tombstone"),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=False),
        sa.Column("successor", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("h", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_unit"),
    )
    op.create_index("ix_unit_bucket", "unit", ["bucket", "code"], unique=False)


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_unit_bucket", table_name="unit")
    op.drop_table("unit")
    op.drop_table("tombstone")
    op.drop_index("ix_source_bucket", table_name="source")
    op.drop_table("source")
    op.drop_index("ix_snapshot_part_snapshot", table_name="snapshot_part")
    op.drop_table("snapshot_part")
    op.drop_index("ix_snapshot_bucket", table_name="snapshot")
    op.drop_table("snapshot")
    op.drop_table("site")
    op.drop_index("ix_setting_bucket", table_name="setting")
    op.drop_table("setting")
    op.drop_index("ix_session_account", table_name="session")
    op.drop_table("session")
    op.drop_index("ix_request_event_bucket", table_name="request_event")
    op.drop_table("request_event")
    op.drop_table("reporter")
    op.drop_index("ix_refresh_token_session", table_name="refresh_token")
    op.drop_table("refresh_token")
    op.drop_index("ix_promise_bucket", table_name="promise")
    op.drop_table("promise")
    op.drop_index("ix_plan_bucket", table_name="plan")
    op.drop_table("plan")
    op.drop_index("ix_observation_bucket", table_name="observation")
    op.drop_table("observation")
    op.drop_index("ix_notice_pending", table_name="notice")
    op.drop_table("notice")
    op.drop_index("ix_indicator_group_bucket", table_name="indicator_group")
    op.drop_table("indicator_group")
    op.drop_index("ix_indicator_bucket", table_name="indicator")
    op.drop_table("indicator")
    op.drop_table("feed_head")
    op.drop_table("feed")
    op.drop_index("ix_explanation_request_bucket", table_name="explanation_request")
    op.drop_table("explanation_request")
    op.drop_table("desk_session")
    op.drop_table("desk_draft")
    op.drop_table("counter")
    op.drop_index("ix_complaint_type_bucket", table_name="complaint_type")
    op.drop_table("complaint_type")
    op.drop_index("ix_complaint_field_bucket", table_name="complaint_field")
    op.drop_table("complaint_field")
    op.drop_index("ix_complaint_bucket", table_name="complaint")
    op.drop_table("complaint")
    op.drop_index("ix_command_device_aggregate", table_name="command")
    op.drop_index("ix_command_account_seq", table_name="command")
    op.drop_table("command")
    op.drop_index("ix_calendar_day_bucket", table_name="calendar_day")
    op.drop_table("calendar_day")
    op.drop_table("bucket_state")
    op.drop_table("bucket")
    op.drop_table("blob_scope")
    op.drop_table("blob")
    op.drop_table("audit_head")
    op.drop_table("audit")
    op.drop_index("ix_assessment_bucket", table_name="assessment")
    op.drop_table("assessment")
    op.drop_index("ix_area_link_bucket", table_name="area_link")
    op.drop_table("area_link")
    op.drop_index("ix_area_boundary_bucket", table_name="area_boundary")
    op.drop_table("area_boundary")
    op.drop_index("ix_area_bucket", table_name="area")
    op.drop_table("area")
    op.drop_index("ix_alert_bucket", table_name="alert")
    op.drop_table("alert")
    op.drop_table("account_grant")
    op.drop_table("account")
