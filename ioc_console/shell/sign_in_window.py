"""Signing in: address, account, password, and a clear sentence for everything that can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ioc_console._forms.sign_in import Ui_SignInForm
from ioc_console.formatting import number
from ioc_console.lanes import Lane, Lanes
from ioc_console.settings import Settings
from ioc_console.text import tr

if TYPE_CHECKING:
    from ioc_console.sign_in import Denied, Granted


class SignInWindow(QWidget):
    """`granted` carries (url, Session); `offline_asked` opens the data on this machine without a session."""

    granted = Signal(str, object)
    offline_asked = Signal()
    closed = Signal()

    def __init__(
        self, settings: Settings, lanes: Lanes, device: str, has_data: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._settings, self._lanes, self._device = settings, lanes, device
        self._done = False
        self.form = Ui_SignInForm()
        self.form.setupUi(self)
        self.setMinimumSize(420, 480)
        self.form.url_field.setText(settings.text("data_centre_url"))
        self.form.account_field.setText(settings.text("account"))
        self.form.offline_button.setVisible(has_data)
        self.form.sign_in_button.clicked.connect(self.sign_in)
        self.form.offline_button.clicked.connect(self.offline_asked)
        for keys in ("Return", "Enter"):
            QShortcut(QKeySequence(keys), self, self.sign_in)
        first = (self.form.url_field if not self.form.url_field.text() else
                 self.form.account_field if not self.form.account_field.text() else self.form.password_field)
        first.setFocus()

    def say(self, sentence: str, wrong: bool = True) -> None:
        """Show a sentence under the fields; an empty one clears it."""
        self.form.answer_label.setText(sentence)
        self.form.answer_label.setProperty("tone", "text" if wrong else "secondary")
        self.form.answer_label.style().polish(self.form.answer_label)

    def sign_in(self) -> None:
        """Ask the data centre. Nothing is asked while a field is empty or an answer is awaited."""
        url = with_scheme(self.form.url_field.text().strip())
        account, password = self.form.account_field.text().strip(), self.form.password_field.text()
        for field, value in ((self.form.url_field, url), (self.form.account_field, account),
                             (self.form.password_field, password)):
            if not value:
                field.setFocus()
                self.say(tr("Fill in all three fields."))
                return
        if not self.form.sign_in_button.isEnabled():
            return
        self.form.url_field.setText(url)
        self._set_waiting(True)
        self.say(tr("Asking the data centre…"), wrong=False)
        ca_file = self._settings.text("ca_file")
        self._lanes.run(
            Lane.SYNC_CONTROL, _asker(url, account, password, self._device, ca_file), owner=self,
            done=lambda answer: self._answered(url, answer), failed=self._failed,
        )

    def changeEvent(self, event: QEvent) -> None:
        """Live language switching."""
        if event.type() == QEvent.Type.LanguageChange:
            self.form.retranslateUi(self)
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it without an answer is leaving."""
        if not self._done:
            self.closed.emit()
        event.accept()

    def finish(self) -> None:
        """Close because the work is done."""
        self._done = True
        self.close()

    def _answered(self, url: str, answer: Granted | Denied) -> None:
        from ioc_console.sign_in import Granted

        self._set_waiting(False)
        self.form.password_field.clear()
        if isinstance(answer, Granted):
            self.granted.emit(url, answer.session)
            return
        self.say(denial_words(answer.code, answer.retry_after))
        self.form.password_field.setFocus()

    def _failed(self, error: Exception) -> None:
        from ioc_console.notices import explain

        self._set_waiting(False)
        self.say(explain(error).sentence())

    def _set_waiting(self, waiting: bool) -> None:
        for part in (self.form.url_field, self.form.account_field, self.form.password_field, self.form.sign_in_button):
            part.setEnabled(not waiting)


def with_scheme(address: str) -> str:
    """An address as typed, with https where no scheme was given (http for this very machine)."""
    if not address or "://" in address:
        return address
    own = address.startswith(("localhost", "127."))
    return f"{'http' if own else 'https'}://{address}"


def denial_words(code: str, retry_after: float = 0.0) -> str:
    """What happened and what to do, for a code of the line or of the data centre."""
    words = {
        "name_not_found": tr("No computer has that address. Check the spelling, and that this machine has a network."),
        "refused": tr("The computer at that address does not answer there. Check the address and the port."),
        "timeout": tr("The data centre did not answer in time. Check the network, then try again."),
        "broken": tr("The connection broke off. Check the network, then try again."),
        "server": tr("The data centre has a fault of its own. Try again later."),
        "certificate": tr(
            "The certificate of that address is not trusted, so nothing was sent. Check the address; a centre with "
            "its own certificate needs its file in the settings."
        ),
        "captive": tr(
            "Another page answered instead of the data centre, as a hotel or office network does before it lets "
            "you in. Sign in to the network in a browser, then try again."
        ),
        "not_ours": tr("Something answers at that address, but it is not a data centre of this system."),
        "bad_address": tr("That is not an address. It looks like https://name.example.vn"),
        "wrong_password": tr("The account or the password is not right. Nothing was changed."),
        "signed_out": tr("The account or the password is not right. Nothing was changed."),
        "account_closed": tr("This account is closed. Ask the administrator of the data centre."),
        "too_many_tries": tr("Too many tries. Wait a little, then try again."),
        "busy": tr("The data centre is busy. Try again shortly."),
        "upgrade_required": tr("This program is too old for that data centre. Ask for the newer one."),
    }
    sentence = words.get(code) or tr("The data centre did not let you in ({code}).", code=code)
    if retry_after >= 1:
        sentence += " " + tr("Try again in {n} seconds.", n=number(round(retry_after)))
    return sentence


def _asker(url: str, account: str, password: str, device: str, ca_file: str) -> Callable[[], Granted | Denied]:
    def ask() -> Granted | Denied:
        from ioc_console.sign_in import sign_in

        return sign_in(url, account, password, device, ca_file)

    return ask
