"""The data folder and the database: there, writable, up to date."""

from __future__ import annotations

import fcntl
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import DatabaseError, IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from portal.launch.problems import CannotStart

PATIENCE_SECONDS = 5
JOURNALS = ("", "-wal", "-shm", "-journal")


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other start prepares the same data. Raises CannotStart where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        lock = (folder / "start.lock").open("w")
    except OSError as error:
        raise CannotStart(f"Cannot write into {folder}: {error.strerror}.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def impatient() -> Iterator[None]:
    """Turn a database that cannot be used into CannotStart, within seconds; connect to it without a pool."""
    patient = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        hasty = {name: value for name, value in patient.items() if name != "pool"}
        connection.settings_dict["OPTIONS"] = {"connect_timeout": PATIENCE_SECONDS} | hasty
    try:
        yield
    except IntegrityError:  # a mistake in what is written there, not in the database
        raise
    except (DatabaseError, sqlite3.DatabaseError) as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise CannotStart(f"The database cannot be used: {reason}") from error
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = patient


def sqlite_file() -> Path | None:
    """Where the SQLite database is or will be; None for another kind of database."""
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    if name == ":memory:" or "mode=memory" in name:
        raise CannotStart("DATABASE_URL names a database in memory, which several processes cannot share.")
    return Path(name)


def holds_nothing(file: Path) -> bool:
    """No file yet, or one without a single table, as a command run by hand leaves it."""
    if not file.exists() or not file.stat().st_size:
        return True
    with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as database:
        return database.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def make_whole(file: Path, fill: Callable[[], None]) -> None:
    """Fill a database under another name and move it to its place when complete.

    Whatever stops this in the middle, the next start finds no database and makes it anew.
    """
    unfinished = file.with_name(f"{file.name}.unfinished")
    file.parent.mkdir(parents=True, exist_ok=True)
    _remove(unfinished)
    unfinished.touch(mode=0o600)
    connection.close()
    connection.settings_dict["NAME"] = str(unfinished)
    fill()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    _remove(file)
    unfinished.rename(file)
    _remove(unfinished)


def _remove(file: Path) -> None:
    """With its journals: one left by a database that is gone would be played into the new one."""
    for ending in JOURNALS:
        file.with_name(file.name + ending).unlink(missing_ok=True)


def migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
