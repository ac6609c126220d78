"""One table of drafts for every kind of task at the unit desk"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REQUEST_FIELDS = ("cause", "remedy", "promised_value", "promised_date")
KEPT = ("files", "saved_by", "saved_at")


def upgrade() -> None:
    """To this revision."""
    connection = op.get_bind()
    drafts = [
        *_read(connection, "desk_draft", "request_id", REQUEST_FIELDS),
        *_read(connection, "directive_draft", "directive_id", ("answer",)),
    ]
    op.drop_table("directive_draft")
    op.drop_table("desk_draft")
    made = op.create_table(
        "desk_draft",
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), server_default="{}", nullable=False),
        *_kept(),
        sa.PrimaryKeyConstraint("task", name="pk_desk_draft"),
    )
    op.bulk_insert(made, drafts)


def downgrade() -> None:
    """Back to the revision before."""
    connection = op.get_bind()
    table = sa.table("desk_draft", *(sa.column(c) for c in ("task", "fields", *KEPT)))
    rows = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    op.drop_table("desk_draft")
    for name, key, fields in (
        ("desk_draft", "request_id", REQUEST_FIELDS),
        ("directive_draft", "directive_id", ("answer",)),
    ):
        made = op.create_table(
            name,
            sa.Column(key, sa.Text(), nullable=False),
            *(sa.Column(f, sa.Text(), server_default="", nullable=False) for f in fields),
            *_kept(),
            sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
        )
        mine = [(row, json.loads(row["fields"])) for row in rows]
        op.bulk_insert(
            made,
            [
                {key: row["task"], **{f: said.get(f, "") for f in fields}, **{k: row[k] for k in KEPT}}
                for row, said in mine
                if fields[0] in said
            ],
        )


def _kept() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("files", sa.Text(), server_default="[]", nullable=False),
        sa.Column("saved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("saved_at", NUMBER, server_default="0", nullable=False),
    )


def _read(connection: sa.Connection, name: str, key: str, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    table = sa.table(name, *(sa.column(c) for c in (key, *fields, *KEPT)))
    return [
        {
            "task": row[key],
            "fields": json.dumps({f: row[f] for f in fields}, ensure_ascii=False),
            **{k: row[k] for k in KEPT},
        }
        for row in connection.execute(sa.select(table)).mappings()
    ]
