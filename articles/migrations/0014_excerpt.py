"""Lists show the beginning of each text without reading the whole of it."""

from django.db import migrations, models

from articles.text import body_html
from articles.text.strings import build_excerpt

CHUNK = 1000


def take(apps, schema_editor):
    """Take the beginning of each text, a thousand at a time."""
    articles = apps.get_model("articles", "Article").objects
    last = 0
    while rows := list(articles.filter(pk__gt=last).order_by("pk").only("body")[:CHUNK]):
        for row in rows:
            row.excerpt = build_excerpt(body_html.to_text(row.body))
        articles.bulk_update(rows, ["excerpt"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_uploads")]

    operations = [
        migrations.AddField("article", "excerpt", models.TextField(default="", editable=False)),
        migrations.RunPython(take, migrations.RunPython.noop),
    ]
