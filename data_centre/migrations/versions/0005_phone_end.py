"""The last four digits of a reporter's telephone number, to be looked up by those with the right"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

AT_ONCE = 10_000


def upgrade() -> None:
    """To this revision."""
    op.add_column("reporter", sa.Column("phone_end", sa.Text(), server_default="", nullable=False))
    connection = op.get_bind()
    table = sa.table("reporter", sa.column("complaint"), sa.column("phone"), sa.column("phone_end"))
    change = sa.update(table).where(table.c.complaint == sa.bindparam("key")).values(phone_end=sa.bindparam("end"))
    last = -1
    while True:
        query = sa.select(table.c.complaint, table.c.phone).where(table.c.complaint > last)
        rows = connection.execute(query.order_by(table.c.complaint).limit(AT_ONCE)).all()
        if not rows:
            break
        last = rows[-1].complaint
        ends = [{"key": row.complaint, "end": _end(row.phone)} for row in rows]
        connection.execute(change, [each for each in ends if each["end"]] or ends[:1])
    op.create_index("ix_reporter_phone_end", "reporter", ["phone_end"])


def _end(phone: str) -> str:
    digits = "".join(c for c in phone if c.isascii() and c.isdigit())
    return digits[-4:] if len(digits) >= 4 else ""


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index("ix_reporter_phone_end", "reporter")
    op.drop_column("reporter", "phone_end")
