"""Where files lie: the person's data folder and the resources that ship with the program. No Qt."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

APPLICATION = "ioc-console"


@dataclass(frozen=True)
class Paths:
    """The files of one installation for one person."""

    home: Path

    @property
    def cache(self) -> Path:
        """The store: everything the data centre said. May be thrown away and fetched again."""
        return self.home / "cache.db"

    @property
    def outbox(self) -> Path:
        """What the person ordered and the data centre has not confirmed. Never thrown away."""
        return self.home / "outbox.db"

    @property
    def evidence(self) -> Path:
        """Frozen evidence, one file per content, named by sha256."""
        return self.home / "evidence"

    @property
    def basemap(self) -> Path:
        """Where an installer drops the file of the offline base map. It need not exist."""
        return self.home / "basemap"

    @property
    def settings(self) -> Path:
        """Preferences of this person on this machine (see `ioc_console.settings`)."""
        return self.home / "settings.toml"

    @property
    def logs(self) -> Path:
        """Log files, rotated. They hold nothing personal."""
        return self.home / "logs"

    @property
    def lock(self) -> Path:
        """Held while a console runs on this folder."""
        return self.home / "console.lock"

    def create(self) -> None:
        """Make the folders. Raises OSError when the disk refuses."""
        from local_cache.evidence_files import make_folder

        for folder in (self.home, self.evidence, self.logs):
            make_folder(folder)


def default_home() -> Path:
    """`IOC_HOME` when set, otherwise the platform's folder for application data."""
    named = os.environ.get("IOC_HOME")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)


def paths(home: Path | None = None) -> Paths:
    """The paths under `home`, or under the default home."""
    return Paths((home or default_home()).absolute())


def resources() -> Path:
    """The folder `resources`, in the frozen program, the installed package and the source tree alike."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"
