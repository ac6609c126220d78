"""Tables of the data centre.

Synced tables are made from `ioc_domain.entities`: the record's columns and, per row, `bucket` (number of its
bucket, which also gives its scope), `rev` and `h` (signed row hash). Only `feed.FeedWriter` writes them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ioc_domain.entities import ENTITIES, Entity

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""64 bits on both; on SQLite an INTEGER PRIMARY KEY is the row id."""

ROW_COLUMNS = ("bucket", "rev", "h")
"""What a synced row has beside its record."""

_TYPES: dict[type, sa.types.TypeEngine[Any]] = {int: Number, float: sa.Float(53), str: sa.Text()}


def _synced(entity: Entity) -> sa.Table:
    columns: list[sa.Column[object]] = [
        sa.Column(
            name,
            _TYPES[kind],
            primary_key=name in entity.key,
            nullable=nullable and name not in entity.key,
            autoincrement=False,
        )
        for name, kind, nullable in zip(entity.columns, entity.types, entity.nullable, strict=True)
    ]
    columns += [sa.Column(name, Number, nullable=False) for name in ROW_COLUMNS]
    return sa.Table(entity.name, metadata, *columns, sa.Index(f"ix_{entity.name}_bucket", "bucket", *entity.key))


SYNCED: dict[str, sa.Table] = {entity.name: _synced(entity) for entity in ENTITIES}
"""Synced tables by entity name."""


def _table(name: str, *parts: sa.Column[object] | sa.Index | sa.UniqueConstraint) -> sa.Table:
    return sa.Table(name, metadata, *parts)


def _text(name: str, *, key: bool = False, default: str | None = "") -> sa.Column[object]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False, server_default=None if key else default)


def _number(name: str, *, key: bool = False, default: str | None = "0") -> sa.Column[object]:
    return sa.Column(
        name, Number, primary_key=key, nullable=False, autoincrement=False, server_default=None if key else default
    )


def _serial(name: str) -> sa.Column[object]:
    return sa.Column(name, Number, primary_key=True, autoincrement=True)


# --- the feed ------------------------------------------------------------------------------------------------

feed = _table(
    "feed",
    _number("seq", key=True),
    _number("tx_end", default=None),  # last number of its transaction: pages end there
    _text("op", default=None),
    _text("scope", default=None),
    _number("bucket", default=None),
    _text("entity", default=None),
    _text("key", default=None),
    _number("rev", default=None),
    sa.Column("row", sa.LargeBinary, nullable=True),
    _number("at", default=None),
)
feed_head = _table(
    "feed_head",
    _number("one", key=True),  # always 1: the row whose lock orders all writers
    _number("head"),
    _number("floor"),
    _text("epoch"),
)
bucket = _table(
    "bucket",
    _serial("no"),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    _text("scope", default=None),
    _text("entity", default=None),
    _number("count"),
    _number("digest"),  # signed sum of row hashes mod 2^64
    _number("changes"),  # operations ever: tells how far a snapshot has fallen behind
    _number("seq"),  # last feed number that touched it
)
bucket_state = _table(
    "bucket_state",  # a bucket's count and digest after each transaction of the feed, for page trailers
    _number("bucket", key=True),
    _number("seq", key=True),
    _number("count", default=None),
    _number("digest", default=None),
)
tombstone = _table(
    "tombstone",  # rev of deleted rows: a row that comes back goes on counting
    _text("entity", key=True),
    _text("key", key=True),
    _number("rev", default=None),
)
snapshot = _table(
    "snapshot",
    _serial("id"),
    sa.Column("bucket", Number, nullable=False, index=True),
    _text("epoch"),
    _number("at"),
    _number("rows"),
    _number("digest"),
    _number("changes"),
    _number("built_at"),
    _number("current"),
)
snapshot_part = _table(
    "snapshot_part",
    _serial("n"),
    sa.Column("snapshot", Number, nullable=False, index=True),
    _number("bytes"),
    _number("rows"),
    _text("sha256"),
)

# --- people --------------------------------------------------------------------------------------------------

account = _table(
    "account",
    _text("id", key=True),
    _text("name"),
    _text("title"),
    _text("role"),
    _text("password_hash"),
    _text("unit_code"),
    _text("email"),
    _text("phone"),
    _number("active", default="1"),
    _number("created_at"),
)
account_grant = _table(
    "account_grant",
    _text("account", key=True),
    _text("scope", key=True),  # a scope, or `unit:*`, `area:*` for all there are
    _number("version", default="1"),
)
session = _table(
    "session",
    _text("id", key=True),
    sa.Column("account", sa.Text, nullable=False, index=True),
    _text("device"),
    _number("started_at"),
    _number("ended_at"),
)
refresh_token = _table(
    "refresh_token",
    _text("hash", key=True),
    sa.Column("session", sa.Text, nullable=False, index=True),
    _number("expires_at"),
    _text("successor"),  # hash of the one that replaced it
    _number("used_at"),
)
reporter = _table(
    "reporter",  # identity of a complaint's reporter: never synced, never in a record
    _number("complaint", key=True),
    _text("name"),
    _text("phone"),
    _text("email"),
    _text("address"),
    sa.Column("phone_end", sa.Text, nullable=False, server_default="", index=True),  # its last four digits
)

# --- commands, notices, audit --------------------------------------------------------------------------------

command = _table(
    "command",
    _text("id", key=True),
    _text("hash"),
    _text("account"),
    _text("device"),
    _text("aggregate"),
    _number("n"),
    _text("type"),
    _number("received_at"),
    _number("seq"),
    sa.Column("body", sa.LargeBinary, nullable=False),
    _text("outcome"),  # stored answer as JSON, for ever
    sa.Index("ix_command_account_seq", "account", "seq"),
    sa.Index("ix_command_device_aggregate", "device", "aggregate", "n"),
)
notice = _table(
    "notice",
    _serial("id"),
    _text("person"),  # account id, or `unit:CODE` for the unit's desk
    _text("event"),  # what happened, unique per thing and step
    _text("channel"),  # desk | email
    _text("address"),
    _text("subject"),
    _text("body"),
    _text("request_id"),
    _text("verb"),  # move of the request when it is delivered, "" = none
    _number("created_at"),
    _number("attempts"),
    _number("next_at"),
    _number("delivered_at"),
    _text("problem"),
    sa.UniqueConstraint("person", "event", "channel"),
    sa.Index("ix_notice_pending", "delivered_at", "next_at"),
)
audit = _table(
    "audit",
    _number("n", key=True),
    _number("at"),
    _text("account"),
    _text("kind"),
    _text("subject"),
    _text("detail"),
    _text("previous"),
    _text("hash"),
)
audit_head = _table("audit_head", _number("one", key=True), _number("n"), _text("hash"))
counter = _table("counter", _text("name", key=True), _number("value"))

# --- files and the unit desk ---------------------------------------------------------------------------------

blob = _table(
    "blob",
    _text("sha256", key=True),
    _number("bytes"),
    _text("mime"),
    _text("kind"),  # evidence | answer | photo
    _text("account"),
    _number("created_at"),
)
blob_scope = _table("blob_scope", _text("sha256", key=True), _text("scope", key=True))
desk_draft = _table(
    "desk_draft",  # what a unit has written of its answer to a request or a directive
    _text("task", key=True),
    _text("fields", default="{}"),  # JSON: {field of the form: text}
    _text("files", default="[]"),  # JSON: [[name, bytes, sha256, mime]]
    _text("saved_by"),
    _number("saved_at"),
)
sa.Index("ix_directive_complaint", SYNCED["directive"].c.complaint)
sa.Index("ix_directive_unit_code", SYNCED["directive"].c.unit_code)
directive_bulk = _table(
    "directive_bulk",  # directives that were ordered in one gesture: their unit is told once of all
    _text("directive", key=True),
    _text("bulk"),  # <account of the author>/<what its console made up>
    _text("unit_code"),
    sa.Index("ix_directive_bulk_bulk", "bulk", "unit_code"),
)
dispatch_open = _table(
    "dispatch_open",  # which dispatcher has a complaint open, for some minutes: the others are told
    _number("complaint", key=True),
    _text("account"),
    _number("at"),
)
desk_session = _table(
    "desk_session",
    _text("hash", key=True),
    _text("account"),
    _text("csrf"),
    _number("expires_at"),
)
site = _table("site", _text("key", key=True), _text("value"))

# --- complaints beside their records -------------------------------------------------------------------------

sa.Index("ix_complaint_unit", SYNCED["complaint"].c.unit, SYNCED["complaint"].c.closed, SYNCED["complaint"].c.due)
sa.Index("ix_complaint_created", SYNCED["complaint"].c.created, SYNCED["complaint"].c.x)
_WAITS = sa.text("status = 0")  # for a unit: few of many, so that a dispatcher's list costs nothing
sa.Index("ix_complaint_waiting", SYNCED["complaint"].c.created, sqlite_where=_WAITS, postgresql_where=_WAITS)
complaint_intake = _table(
    "complaint_intake",  # complaints this centre took in itself
    _number("complaint", key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),  # of the tracking number its reporter holds
    _number("at"),
    _text("source"),  # citizen | open311:<name of the key> | staff:<account>
    _text("media_url"),  # a link the sender gave; never fetched
    _text("attributes", default="[]"),  # JSON: [[code, value]]
)
complaint_sent = _table(
    "complaint_sent",  # forms that were taken in: sent once more it is the same complaint
    _text("sending", key=True),  # hash of the form's secret and what it says
    _number("complaint"),
    _number("at"),
)
complaint_due = _table(
    "complaint_due",  # due dates that were replaced: none is ever forgotten
    _number("complaint", key=True),
    _number("n", key=True),
    _number("at"),
    _number("due"),  # the date until then, 0 = none
    _number("next"),  # the date since then
    _text("reason"),
)
complaint_outcome = _table(
    "complaint_outcome",  # published when the complaint closed, without identity; rated once by its reporter
    _number("complaint", key=True),
    sa.Column("at", Number, nullable=False, server_default="0", index=True),
    _text("text"),
    _number("stars"),
    _text("comment"),
    _number("rated_at"),
)
complaint_twin = _table(
    "complaint_twin",  # possible duplicates, near in place and time
    _number("complaint", key=True),
    _number("other", key=True),
    _number("metres"),
    _number("seconds"),
)
quarantine = _table(
    "quarantine",  # what could not be taken in, whole, with the reason
    _serial("id"),
    _number("at"),
    _text("source"),
    _text("subject"),  # complaint code or the source's own id
    _text("place"),  # which part: photo, lat, requested_datetime, …
    _text("reason"),
    _text("content"),  # JSON of what was sent
    _text("sha256"),  # the file that was sent, "" = none or not kept
    sa.UniqueConstraint("source", "subject", "place", "sha256"),
)
api_key = _table(
    "api_key",
    _text("hash", key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _number("created_at"),
    _number("ended_at"),
)
pull_source = _table(
    "pull_source",  # how far a connector has come
    _text("name", key=True),
    _text("url"),
    _number("done_until"),  # everything before was fetched
    _number("began_at"),
    _number("ended_at"),
)
