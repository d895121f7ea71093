"""Tables that only grow: the database itself refuses to change or delete a row, on SQLite and PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def append_only(table: str, message: str) -> migrations.RunPython:
    """An operation for a migration that comes after the one that makes the table; `message` is the error's.

    SQLite drops its triggers when a later migration builds the table anew: repeat the operation there.
    """

    def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        statements = _ON_SQLITE if schema_editor.connection.vendor == "sqlite" else _ON_POSTGRESQL
        for statement in statements:
            schema_editor.execute(statement.format(table=table, message=message))

    def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for event in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}")
        else:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_keep() CASCADE")

    return migrations.RunPython(create, drop)


_ON_SQLITE = [
    f"CREATE TRIGGER {{table}}_{event} BEFORE {event} ON {{table}} "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END"
    for event in ("update", "delete")
]
_ON_POSTGRESQL = [
    "CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep()",
]
