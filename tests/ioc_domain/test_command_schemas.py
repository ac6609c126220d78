"""Schemas of commands: which are taken in on which day, and how an older payload is read."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from ioc_domain.command_schemas import CommandSchemas, SchemaLife, SchemaTooOld, SchemaUnknown
from ioc_domain.commands import PAYLOADS

LIVES = (
    SchemaLife("note", 1, "2024-01-10", replaced="2024-02-29"),
    SchemaLife("note", 2, "2024-02-29", replaced="2025-06-01"),
    SchemaLife("note", 3, "2025-06-01"),
)


def at(day: str) -> float:
    """Noon UTC of a day."""
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC).timestamp()


def test_every_command_has_its_newest_schema_in_the_table() -> None:
    """A command without its line would be refused as unknown."""
    now = at("2026-11-28")
    assert {kind: newest for kind, (_, newest) in CommandSchemas().ranges(now).items()} == {
        kind: payload.SCHEMA for kind, payload in PAYLOADS.items()
    }


@pytest.mark.parametrize(
    ("schema", "last", "first_refused"), [(1, "2026-02-28", "2026-03-01"), (2, "2027-05-31", "2027-06-01")]
)
def test_a_replaced_schema_is_taken_in_for_24_months(schema: int, last: str, first_refused: str) -> None:
    """To the day, also from a 29th of February; the newest has no end."""
    schemas = CommandSchemas(LIVES, {})
    schemas.check("note", schema, at(last))
    with pytest.raises(SchemaTooOld):
        schemas.check("note", schema, at(first_refused))
    schemas.check("note", 3, at("2099-01-01"))
    assert schemas.ranges(at(last))["note"] == (schema, 3)
    assert schemas.ranges(at(first_refused))["note"] == (schema + 1, 3)


@pytest.mark.parametrize(("kind", "schema"), [("note", 0), ("note", 4), ("rocket", 1)])
def test_what_nobody_knows_is_not_too_old(kind: str, schema: int) -> None:
    """A newer console's command is another thing than an old one's."""
    with pytest.raises(SchemaUnknown):
        CommandSchemas(LIVES, {}).check(kind, schema, at("2025-01-01"))


def test_an_older_payload_is_read_step_by_step() -> None:
    """Each step leads to the next schema; fields nobody knows go along; the newest is not touched at all."""
    schemas = CommandSchemas(
        LIVES,
        {
            ("note", 1): lambda old: {**old, "lines": [old["text"]]},
            ("note", 2): lambda old: {**old, "count": len(old["lines"])},
        },
    )
    read = msgspec.json.decode(schemas.newest("note", 1, b'{"text":"a","other":1}'))
    assert read == {"text": "a", "other": 1, "lines": ["a"], "count": 1}
    assert schemas.newest("note", 3, b'{ "odd" : 1 }') == b'{ "odd" : 1 }'
