"""The delivered answers enter the database once; a decision of the last minutes can still be taken back."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F

from comments.canned import delivered


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    CannedAnswer = apps.get_model("comments", "CannedAnswer")
    CannedAnswer.objects.using(using).bulk_create(CannedAnswer(**row) for row in delivered())
    Comment = apps.get_model("comments", "Comment")
    Comment.objects.using(using).filter(undo_status__gt="").update(acted_at=F("decided_at"))


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_moderation_desk")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
