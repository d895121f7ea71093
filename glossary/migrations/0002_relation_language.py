"""Two related terms are of one language: no constraint can look at another table, so a trigger does."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

RELATION_MIXED = "(SELECT language FROM glossary_term WHERE id = NEW.low_id) <> (SELECT language FROM glossary_term WHERE id = NEW.high_id)"
TERM_MIXED = "NEW.language <> OLD.language AND EXISTS (SELECT 1 FROM glossary_relation WHERE low_id = NEW.id OR high_id = NEW.id)"
TRIGGERS = (
    ("glossary_relation_language_insert", "INSERT", "glossary_relation", RELATION_MIXED),
    ("glossary_relation_language_update", "UPDATE", "glossary_relation", RELATION_MIXED),
    ("glossary_term_language_update", "UPDATE", "glossary_term", TERM_MIXED),
)
MESSAGE = "related terms must be of the same language"


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, event, table, condition in TRIGGERS:
        for statement in statements(schema_editor.connection.vendor, name, event, table, condition):
            schema_editor.execute(statement)


def statements(vendor: str, name: str, event: str, table: str, condition: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        ]
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, _, table, _ in TRIGGERS:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("glossary", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
