"""What is in the trail stays as it is: the database refuses to change or delete a row."""

from django.db import migrations

from portal.editorial.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("editorial", "0002_review")]
    operations = [append_only("editorial_trailentry", "the trail is append-only")]
