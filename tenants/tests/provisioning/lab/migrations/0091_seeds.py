"""Python that is neither a Backfill nor elidable."""

from django.db import migrations


def seed(apps, editor):
    apps.get_model("lab", "Tag").objects.create(name="seed")


class Migration(migrations.Migration):
    dependencies = [("lab", "0001_initial")]
    operations = [migrations.RunPython(seed)]
