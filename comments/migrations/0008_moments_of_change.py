"""Discussions that exist have last changed when the newest of their comments was approved."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    discussions = apps.get_model("comments", "Discussion").objects
    comments = apps.get_model("comments", "Comment").objects
    approved = comments.filter(discussion=OuterRef("pk"), status="approved").order_by().values("discussion")
    newest = Subquery(approved.annotate(last=Max("decided_at")).values("last"))
    discussions.filter(changed_at=None).update(changed_at=Coalesce(newest, F("last_approved_at")))


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_imports_and_changes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
