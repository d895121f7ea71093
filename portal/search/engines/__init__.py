"""Behind one interface: the engine of the database that DATABASE_URL names."""

from __future__ import annotations

from django.db import connection

from portal.search.engines.base import Engine
from portal.search.engines.postgresql import PostgreSQLEngine
from portal.search.engines.sqlite import SQLiteEngine

ENGINES: dict[str, type[Engine]] = {"sqlite": SQLiteEngine, "postgresql": PostgreSQLEngine}


def engine() -> Engine:
    return ENGINES[connection.vendor]()
