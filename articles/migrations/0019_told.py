"""What a search asks of each of its hits is read from an index, and not from the long rows."""

from django.db import migrations

# A search asks of up to ten thousand hits whether readers see them, when they were published, and
# what its facets count. SQLite has no index that tells other columns than those it orders by.
CREATE = """CREATE INDEX article_told ON articles_article (id)
    INCLUDE (is_released, published_at, expire_at, source_id, kind, language)"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX article_told")


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_found")]

    operations = [migrations.RunPython(create, drop)]
