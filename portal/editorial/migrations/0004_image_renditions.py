from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0003_append_only_trail'),
    ]

    operations = [
        migrations.AddField(
            model_name='image',
            name='rendition_widths',
            field=models.JSONField(editable=False, null=True),
        ),
    ]
