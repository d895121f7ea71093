"""Files sent to the admin, which wait in the data folder until they are confirmed, an hour at most.

Only the server knows their names; whoever sent one gets a signed token, which tells the choices made too.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from time import time
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from glossary.importing.limits import UPLOAD_MINUTES

ENDINGS = {".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".xlsx", ".ttl", ".jsonld", ".rdf", ".owl", ".xml"}
_SALT = "glossary.importing.uploads"
_TAKEN = ".taken"


@dataclass(frozen=True)
class Upload:
    file: str  # its name in the folder
    shown: str  # its name on the disk of whoever sent it
    user: int
    language: str
    live: bool

    @property
    def path(self) -> Path:
        return _folder() / self.file

    @property
    def report(self) -> Path:
        return self.path.with_name(f"{self.file}.report.csv")

    def token(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT)

    def claim(self) -> Path | None:
        """The file for one import; None when it is gone or another request has it."""
        taken = self.path.with_name(f"{self.file}{_TAKEN}{self.path.suffix}")
        try:
            return self.path.rename(taken)
        except FileNotFoundError:
            return None

    def give_back(self, taken: Path) -> None:
        taken.rename(self.path)

    def forget(self, taken: Path) -> None:
        for path in (taken, self.report):
            path.unlink(missing_ok=True)


def keep(upload: UploadedFile, user: Any, *, language: str, live: bool) -> Upload:
    sweep()
    name = upload.name or ""
    ending = Path(name).suffix.lower()
    stored = secrets.token_hex(16) + (ending if ending in ENDINGS else "")
    kept = Upload(stored, name[:100], user.pk, language, live)
    with os.fdopen(os.open(kept.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return kept


def find(token: str, user: Any) -> Upload | None:
    """The upload of that person; None when the token is not theirs, not ours or too old."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=timedelta(minutes=UPLOAD_MINUTES))
    except signing.BadSignature:
        return None
    found = Upload(**told)
    return found if found.user == user.pk else None


def sweep() -> None:
    """Delete what was not confirmed in time."""
    oldest = time() - UPLOAD_MINUTES * 60
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
