"""Imported terms link nothing until an editor says so; other names of live terms stand in the index."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q
from django.utils import timezone

from glossary.names import index_names
from portal.search.text import first_letter, sort_key


def unlink(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    terms = apps.get_model("glossary", "Term").objects.filter(origin="import")
    apps.get_model("glossary", "TermRevision").objects.filter(page__in=terms.values("pk")).update(
        linking="never"
    )
    terms.update(linking="never")


def list_synonyms(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    coming = Q(public_until__isnull=True) | Q(public_until__gt=timezone.now())
    revisions = apps.get_model("glossary", "TermRevision").objects.filter(coming, public_from__isnull=False)
    SynonymEntry = apps.get_model("glossary", "SynonymEntry")
    made = []
    for revision in revisions.only(
            "title", "language", "synonym_rows", "public_from", "public_until"
    ).iterator():
        made += [
            SynonymEntry(
                revision_id=revision.pk,
                language=revision.language,
                letter=first_letter(text),
                sort_key=sort_key(text),
                text=text,
                public_from=revision.public_from,
                public_until=revision.public_until,
            )
            for text in index_names(revision.title, revision.synonym_rows, revision.language)
        ]
    SynonymEntry.objects.bulk_create(made, batch_size=1000)


def forget(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("glossary", "SynonymEntry").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("glossary", "0005_weaving")]
    operations = [
        migrations.RunPython(unlink, migrations.RunPython.noop),
        migrations.RunPython(list_synonyms, forget),
    ]
