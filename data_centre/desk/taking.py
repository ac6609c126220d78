"""Taking files that came with a form: whatever is right is kept, and what is wrong with the rest is said."""

from __future__ import annotations

import sqlalchemy as sa

from ..api.centre import Centre
from .drafts import StoredFile
from .forms import Form
from .sessions import Officer
from .uploads import FILES_LIMIT, UploadRefused, check_upload


def take_files(
    centre: Centre, connection: sa.Connection, officer: Officer, form: Form, before: list[StoredFile], now: int
) -> tuple[list[StoredFile], str]:
    """(files kept from now on, what is wrong with one that was sent): those before, but the one taken out, and more."""
    files = [f for f in before if f.sha256 != form.text("remove")]
    fault = ""
    for name, data in form.files:
        try:
            upload = check_upload(name, data)
            if len(files) >= FILES_LIMIT:
                raise UploadRefused(f"Tối đa {FILES_LIMIT} tệp.")
        except UploadRefused as refusal:
            fault = str(refusal)
            continue
        sha256 = centre.blobs.put(
            connection, upload.data, kind="answer", mime=upload.mime, now=now, account=officer.identity.id
        )
        if all(f.sha256 != sha256 for f in files):
            files.append(StoredFile(upload.name, len(data), sha256, upload.mime))
    return files, fault
