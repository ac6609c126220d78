"""Drafts of every kind of task in one table: what was written before the migration is there after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from data_centre import models as m
from data_centre.database import Database
from data_centre.desk.drafts import Draft, StoredFile, load_draft, save_draft
from data_centre.schema import alembic_config, migrate

ASKED = Draft(
    {"cause": "Thiếu người", "remedy": "Bổ sung", "promised_value": "92,0", "promised_date": "2030-12-31"},
    [StoredFile("Báo cáo.pdf", 12, "0" * 64, "application/pdf")],
    7,
)
ORDERED = Draft({"answer": "Đã dọn “sạch”"}, [], 9)


def test_drafts_kept_before_are_there_after_the_migration(database: Database) -> None:
    """Of a request and of a directive, with their files; and the other way."""
    with database.write() as connection:
        save_draft(connection, "r1", ASKED, "bao")
        save_draft(connection, "d1", ORDERED, "bao")
    config = alembic_config()
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        old = sa.MetaData()
        old.reflect(connection, only=["desk_draft", "directive_draft"])
        asked = connection.execute(sa.select(old.tables["desk_draft"])).mappings().all()
        ordered = connection.execute(sa.select(old.tables["directive_draft"])).mappings().all()
    assert [(r["request_id"], r["remedy"], r["saved_by"]) for r in asked] == [("r1", "Bổ sung", "bao")]
    assert [(r["directive_id"], r["answer"], r["saved_at"]) for r in ordered] == [("d1", "Đã dọn “sạch”", 9)]
    migrate(database)
    with database.read() as connection:
        assert (load_draft(connection, "r1"), load_draft(connection, "d1")) == (ASKED, ORDERED)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, m.metadata) == []
