"""Keeps the sign-in between starts: the refresh token goes to the keyring and comes from it, always on a lane."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ioc_console.lanes import Lane, Lanes
from ioc_console.notices import Level, Notices
from ioc_console.settings import Settings
from ioc_console.text import tr

if TYPE_CHECKING:
    from ioc_console.secrets import NoKeyring


class TokenKeeper(QObject):
    """One data centre and one account at a time: those of the settings."""

    def __init__(self, settings: Settings, lanes: Lanes, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._settings, self._lanes, self._notices = settings, lanes, notices
        self.keeps = True
        """False for the demonstration, whose tokens are not worth keeping."""

    def fetch(self, done: Callable[[str, str], None]) -> None:
        """`done(token, sentence)`: the token kept before, or "" and why there is none ("" = simply none yet)."""
        url, account = self._whose()

        def work() -> str | NoKeyring | None:
            from ioc_console.secrets import Keyring, find_keyring

            keyring = find_keyring()
            return keyring.fetch(url, account) if isinstance(keyring, Keyring) else keyring

        def answered(answer: str | NoKeyring | None) -> None:
            if answer is None or isinstance(answer, str):
                done(answer or "", "")
            else:
                done("", no_keyring_words(answer.code))

        self._lanes.run(Lane.SYNC_CONTROL, work, owner=self, done=answered)

    def store(self, refresh: str) -> None:
        """Keep a token; a keyring that cannot is told once, as a notice."""
        if not self.keeps:
            return
        url, account = self._whose()

        def work() -> NoKeyring | None:
            from ioc_console.secrets import Keyring, find_keyring

            keyring = find_keyring()
            return keyring.store(url, account, refresh) if isinstance(keyring, Keyring) else keyring

        def answered(answer: NoKeyring | None) -> None:
            if answer is not None:
                self.keeps = False
                self._notices.post(no_keyring_words(answer.code), Level.WARNING)

        self._lanes.run(Lane.SYNC_CONTROL, work, owner=self, done=answered)

    def forget(self, refresh: str) -> None:
        """End the session at the data centre, as far as it can be reached, and forget the token here."""
        url, account = self._whose()
        ca_file = self._settings.text("ca_file")

        def work() -> None:
            from ioc_console.secrets import Keyring, find_keyring
            from ioc_console.sign_in import Granted, sign_out
            from ioc_console.sign_in import refresh as renew

            keyring = find_keyring()
            if isinstance(keyring, Keyring):
                keyring.delete(url, account)
            if refresh:
                answer = renew(url, refresh, ca_file)
                if isinstance(answer, Granted):
                    sign_out(url, answer.session.access, ca_file)

        self._lanes.run(Lane.SYNC_CONTROL, work, owner=self)

    def _whose(self) -> tuple[str, str]:
        return self._settings.text("data_centre_url"), self._settings.text("account")


def no_keyring_words(code: str) -> str:
    """Why the sign-in is not remembered."""
    if code == "locked":
        return tr("The keyring of this machine is locked, so the sign-in is not remembered.")
    if code == "not_allowed":
        return tr("This machine would keep the sign-in readable in a file, so it is not remembered: you are asked at "
                  "each start.")
    return tr("This machine has no keyring, so the sign-in is not remembered: you are asked at each start.")
