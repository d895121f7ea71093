"""Static files are collected and compressed again only when something about them changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from portal.launch.problems import CannotStart

WORTH_THE_TIME = 64 * 1024  # bytes; larger are only the libraries of the administration: 8 MB, 12 s


class QuickCompressor(Compressor):  # type: ignore[misc]
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """As small as can be what readers are sent, almost so the rest, lest the first start take long."""
        return bytes(brotli.compress(data, quality=11 if len(data) <= WORTH_THE_TIME else 9))


class CompressedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    def create_compressor(self, **options: Any) -> Compressor:
        return QuickCompressor(**options)


def collect_changed() -> bool:
    """Collect if needed and say whether it was."""
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(f"{root.name}.stamp")
    fingerprint = _fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint and (root / "staticfiles.json").exists():
        return False
    stamp.unlink(missing_ok=True)
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except ValueError as error:  # a style sheet or script names a file that is not there
        raise CannotStart(f"The static files do not fit together: {error}") from error
    stamp.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    return hashlib.sha256("\n".join(sorted(_facts())).encode()).hexdigest()


def _facts() -> Iterator[str]:
    yield str(settings.STORAGES["staticfiles"])
    for package in ("django", "whitenoise", "brotli"):
        yield f"{package} {version(package)}"
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            yield f"{name} {facts.st_size} {facts.st_mtime_ns}"
