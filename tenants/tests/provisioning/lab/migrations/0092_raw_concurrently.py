"""SQL that cannot run inside a transaction."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("lab", "0001_initial")]
    operations = [migrations.RunSQL("CREATE INDEX CONCURRENTLY lab_raw ON lab_tag (name)")]
