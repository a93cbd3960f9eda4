"""Eight tables: keys to people and to the kernel, checks with %, indexes of every kind."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower

from shared_apps.foundation.ids import new_id


def key():
    return ("id", models.UUIDField(default=new_id, primary_key=True, serialize=False))


def to(model, **options):
    return models.ForeignKey(model, on_delete=models.CASCADE, **options)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("kernel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            "Author",
            [key(), ("user", to(settings.AUTH_USER_MODEL)), ("bio", models.TextField(default="50 % sure"))],
        ),
        migrations.CreateModel(
            "Category",
            [key(), ("parent", to("lab.Category", null=True)), ("name", models.CharField(max_length=80))],
        ),
        migrations.CreateModel("Tag", [key(), ("name", models.CharField(max_length=80, unique=True))]),
        migrations.CreateModel(
            "Article",
            [
                key(),
                ("author", to("lab.Author")),
                ("category", to("lab.Category", null=True)),
                ("fact", to("kernel.OutboxFact", null=True)),
                ("title", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=200)),
                ("data", models.JSONField(default=dict)),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("tags", models.ManyToManyField("lab.Tag")),
            ],
        ),
        migrations.CreateModel(
            "Comment",
            [key(), ("article", to("lab.Article")), ("body", models.TextField())],
        ),
        migrations.CreateModel(
            "Revision",
            [("id", models.BigAutoField(primary_key=True)), ("article", to("lab.Article")), ("body", models.TextField())],
        ),
        migrations.CreateModel("Preference", [key(), ("data", models.JSONField())]),
        migrations.AddConstraint(
            "Article",
            models.CheckConstraint(condition=~Q(slug__contains="%"), name="lab_article_slug_no_percent"),
        ),
        migrations.AddConstraint(
            "Article",
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="lab_article_in_order"),
        ),
        migrations.AddConstraint(
            "Article",
            models.UniqueConstraint(Lower("slug"), name="lab_article_slug_unique"),
        ),
        migrations.AddConstraint(
            "Category",
            models.UniqueConstraint(
                fields=["name"], name="lab_category_name", deferrable=models.Deferrable.DEFERRED
            ),
        ),
        migrations.AddIndex(
            "Article",
            django.contrib.postgres.indexes.GinIndex(
                fields=["title"], name="lab_article_title_trgm", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE lab_comment SET (fillfactor = 90); -- a comment, 100 % harmless",
            migrations.RunSQL.noop,
        ),
    ]
