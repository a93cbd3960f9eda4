"""Fails where a tag is called "bad"."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lab", "0001_initial")]
    operations = [
        migrations.AddField("Tag", "weight", models.IntegerField(default=0)),
        migrations.AddConstraint(
            "Tag",
            models.CheckConstraint(condition=~models.Q(name="bad"), name="lab_tag_good"),
        ),
    ]
