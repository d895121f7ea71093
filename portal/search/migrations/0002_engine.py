"""What the engine of each database searches; Django's models know nothing of it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CREATE = {
    # Words come folded; "ascii" takes every other character for a letter. A name counts more than a summary,
    # and a summary more than a text, whatever their lengths; the word as typed counts a little beside its stem.
    "sqlite": (
        "CREATE VIRTUAL TABLE search_fts USING fts5(names, summary, body, exact, tokenize = 'ascii')",
        "INSERT INTO search_fts (search_fts, rank) VALUES ('rank', 'bm25(1000.0, 100.0, 1.0, 0.5)')",
    ),
    "postgresql": (
        "ALTER TABLE search_document ADD COLUMN search_head tsvector, ADD COLUMN search_whole tsvector",
        # Uncompressed: a vector is read to rank by it far more often than it is written.
        "ALTER TABLE search_document ALTER COLUMN search_whole SET STORAGE EXTERNAL",
        "CREATE INDEX search_whole_idx ON search_document USING gin (search_whole) WITH (fastupdate = off)",
        "CREATE INDEX search_head_idx ON search_document USING gin (search_head) WITH (fastupdate = off)",
    ),
}
DROP = {
    "sqlite": ("DROP TABLE IF EXISTS search_fts",),
    "postgresql": ("ALTER TABLE search_document DROP COLUMN search_head, DROP COLUMN search_whole",),
}


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
