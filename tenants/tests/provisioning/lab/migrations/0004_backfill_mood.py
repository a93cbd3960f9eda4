"""Backfill in Python, with DDL before and after it."""

from django.db import migrations, models

from tenants.provisioning.operations import Backfill


def fill(apps, editor):
    apps.get_model("lab", "Article").objects.filter(mood=None).update(mood="calm")


class Migration(migrations.Migration):
    dependencies = [("lab", "0003_article_mood_index")]
    operations = [
        migrations.AddField("Article", "score", models.IntegerField(default=7)),
        Backfill(fill),
        migrations.AlterField("Article", "mood", models.CharField(max_length=20, default="calm")),
    ]
