"""A form that is sent twice is one complaint: on a bad line nobody knows whether the first sending arrived.

The page of the form holds a secret. Its hash with what the form says finds the complaint again; the tracking number
comes out of the secret, so that it can be said again to whoever holds the form though it is kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

import msgspec
import sqlalchemy as sa

from .. import models as m
from .submission import Submission

KEY_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits nobody takes for another when reading them out."""
KEY_LENGTH = 8
SHORTEST_SECRET = 24
"""Letters of a secret; a shorter one could be guessed and counts as none."""


def secret_of(said: str) -> str:
    """The secret of a form, "" for what is none."""
    return said if SHORTEST_SECRET <= len(said) <= 100 and said.isascii() else ""


def sending(sent: Submission) -> str:
    """Name of this form with what it says, "" without a secret. Other words are another complaint; other files are
    not, for someone on a bad line leaves them out the second time."""
    if not sent.once:
        return ""
    subject = (sent.type_code, sent.field_code, sent.lat, sent.lon, sent.area_code)
    said = msgspec.json.encode([sent.once, sent.text, sent.address, *subject])
    return hashlib.sha256(said).hexdigest()


def find_sent(connection: sa.Connection, name: str) -> int:
    """Id of the complaint of a sending, 0 when it has not come yet."""
    if not name:
        return 0
    s = m.complaint_sent.c
    return int(connection.execute(sa.select(s.complaint).where(s.sending == name)).scalar() or 0)


def remember(connection: sa.Connection, name: str, complaint: int, now: int) -> None:
    """It was taken in. Raises `sqlalchemy.exc.IntegrityError` when another was faster."""
    if name:
        connection.execute(sa.insert(m.complaint_sent).values(sending=name, complaint=complaint, at=now))


def key_of(code: str, secret: str) -> str:
    """The part of a tracking number that cannot be guessed: out of the form's secret, else by chance."""
    if not secret:
        return "".join(secrets.choice(KEY_LETTERS) for _ in range(KEY_LENGTH))
    number = int.from_bytes(hmac.digest(secret.encode(), code.encode(), "sha256"))
    letters = []
    for _ in range(KEY_LENGTH):
        number, letter = divmod(number, len(KEY_LETTERS))
        letters.append(KEY_LETTERS[letter])
    return "".join(letters)
