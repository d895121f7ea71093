"""Compile the catalogues of translations with Babel: no gettext on the machine is needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.reloader import translation_file_changed

from portal.launch.problems import CannotStart


def catalogues() -> Iterator[Path]:
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))


def compile_changed() -> list[Path]:
    """Compile what changed since it was compiled, and return it."""
    changed = [catalogue for catalogue in catalogues() if _is_stale(catalogue)]
    for catalogue in changed:
        _compile(catalogue)
    return changed


def _compiled(catalogue: Path) -> Path:
    return catalogue.with_suffix(".mo")


def _is_stale(catalogue: Path) -> bool:
    """A compiled file bears the time of its source, which may be older after a change of branch."""
    compiled = _compiled(catalogue)
    return not compiled.exists() or compiled.stat().st_mtime_ns != catalogue.stat().st_mtime_ns


def _compile(catalogue: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled, time = _compiled(catalogue), catalogue.stat().st_mtime_ns
    unfinished = compiled.with_suffix(f".{os.getpid()}.mo")
    with catalogue.open("rb") as source:
        messages = read_po(source)
    try:
        with unfinished.open("wb") as target:
            write_mo(target, messages)
        os.utime(unfinished, ns=(time, time))
        unfinished.rename(compiled)
    except OSError as error:
        raise CannotStart(f"Cannot write {compiled}: {error.strerror}.") from error
    translation_file_changed(None, compiled)  # this process may have looked up a translation already
