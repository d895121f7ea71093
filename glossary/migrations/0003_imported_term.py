"""What an import remembers of each term it wrote."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('glossary', '0002_relation_language'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('checksum', models.CharField(max_length=32)),
                ('links', models.JSONField(default=list)),
                ('term', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='imported', to='glossary.term')),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
