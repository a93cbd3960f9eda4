"""An index that does not lock, outside the transaction."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("lab", "0004_backfill_mood")]
    operations = [
        AddIndexConcurrently("Article", models.Index(fields=["score"], name="lab_article_score")),
        migrations.AddField("Tag", "editor", models.ForeignKey("identity.User", models.SET_NULL, null=True)),
    ]
