"""An index inside the transaction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lab", "0002_article_mood")]
    operations = [
        migrations.AddIndex("Article", models.Index(fields=["mood"], name="lab_article_mood")),
    ]
