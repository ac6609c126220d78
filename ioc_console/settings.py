"""Preferences of one person on one machine, in `settings.toml`. No secret is ever written here."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Value = str | int | float | bool

DEFAULTS: dict[str, Value] = {
    "language": "vi",
    "light": "dark",
    "rail_collapsed": False,
    "on_time_formula": "",
    "data_centre_url": "",
    "ca_file": "",
    "account": "",
    "account_name": "",
    "account_title": "",
    "account_role": "",
    "device": "",
    "product_name": "",
    "basemap": "",
    "evidence_limit_mb": 2000,
}


class Settings:
    """Keys of `DEFAULTS`, `windows` (one table per torn-off window) and `views` (one table per account).

    Unknown keys in the file are kept.
    """

    def __init__(self, file: Path, keep: bool = True) -> None:
        """Read the file. Without `keep` nothing is ever written: for pictures."""
        self._file, self._keep = file, keep
        self._values: dict[str, Any] = {}
        self.damaged = False
        """True when the file could not be understood; it was then set aside and the defaults hold."""
        self._read()

    def _read(self) -> None:
        try:
            self._values = tomllib.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            pass
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            self.damaged = True
            if self._keep:
                self._file.replace(self._file.with_suffix(".damaged"))

    def take_over(self) -> None:
        """The other console that had the file is gone: read it again, and write from now on."""
        self._values, self._keep = {}, True
        self._read()

    def text(self, key: str) -> str:
        """A text preference; the default where the file has none or another type."""
        value = self._values.get(key, DEFAULTS[key])
        return value if isinstance(value, str) else str(DEFAULTS[key])

    def flag(self, key: str) -> bool:
        """A yes/no preference."""
        value = self._values.get(key, DEFAULTS[key])
        return value if isinstance(value, bool) else bool(DEFAULTS[key])

    def number(self, key: str) -> float:
        """A preference that is a number from 0 on."""
        value = self._values.get(key, DEFAULTS[key])
        usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12
        return float(value if usable else DEFAULTS[key])

    def windows(self) -> dict[str, dict[str, Value]]:
        """Torn-off windows by screen id, with monitor name and geometry."""
        tables = self._values.get("windows", {})
        if not isinstance(tables, dict):
            return {}
        return {name: dict(table) for name, table in tables.items() if isinstance(table, dict)}

    def views(self, account: str) -> dict[str, str]:
        """Saved views of an account: links by their names, in the order they were saved."""
        tables = self._values.get("views", {})
        table = tables.get(account, {}) if isinstance(tables, dict) else {}
        if not isinstance(table, dict):
            return {}
        return {name: link for name, link in table.items() if isinstance(link, str)}

    def put_views(self, account: str, views: Mapping[str, str]) -> None:
        """Replace the saved views of an account and write the file."""
        tables = self._values.get("views", {})
        self._values["views"] = {**(tables if isinstance(tables, dict) else {}), account: dict(views)}
        self._write()

    def put(self, **values: Value) -> None:
        """Set preferences and write the file, whole or not at all. Raises OSError when the disk refuses."""
        self._values.update(values)
        self._write()

    def put_windows(self, windows: Mapping[str, Mapping[str, Value]]) -> None:
        """Replace the torn-off windows and write the file."""
        self._values["windows"] = {name: dict(table) for name, table in windows.items()}
        self._write()

    def _write(self) -> None:
        if not self._keep:
            return
        text = _to_toml(self._values)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".new")
        with open(beside, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, self._file)


def _to_toml(values: Mapping[str, Any], prefix: str = "") -> str:
    lines: list[str] = []
    tables: list[str] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            name = f"{prefix}{_quoted(key)}"
            tables.append(f"\n[{name}]\n{_to_toml(value, name + '.')}")
        else:
            lines.append(f"{_quoted(key)} = {_literal(value)}\n")
    return "".join(lines) + "".join(tables)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(_literal(v) for v in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(c):04X}" if ord(c) < 0x20 or ord(c) == 0x7F else "\\" + c if c in '"\\' else c for c in text
    )
    return f'"{escaped}"'
