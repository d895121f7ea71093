"""What was decided stays on record: the database refuses to change or delete a row."""

from django.db import migrations

from portal.editorial.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_decisions")]
    operations = [append_only("comments_decision", "the log of decisions is append-only")]
