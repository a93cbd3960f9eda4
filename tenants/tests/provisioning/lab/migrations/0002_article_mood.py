"""Expand: a nullable column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lab", "0001_initial")]
    operations = [
        migrations.AddField("Article", "mood", models.CharField(max_length=20, null=True)),
    ]
