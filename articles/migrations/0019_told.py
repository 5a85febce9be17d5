"""What lists and searches ask of very many articles is read from indexes, not from the long rows."""

from django.db import migrations

# Whether readers see an article: of those that a list, or the list of a source, passes on its way;
# and with that what a search counts, of those that a search, a tag or an author names. SQLite has
# no indexes that tell other columns than those they order by.
INSTANTS = {
    "article_by_instant": "published_at DESC, id DESC",
    "article_by_source_and_instant": "source_id, published_at DESC, id DESC",
}
AGAIN = "CREATE INDEX {} ON articles_article ({}) {} WHERE published_at IS NOT NULL"
TOLD = "INCLUDE (is_released, expire_at)"
NAMED = """CREATE INDEX article_told ON articles_article (id)
    INCLUDE (is_released, expire_at, published_at, source_id, kind, language)"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        again(schema_editor, TOLD)
        schema_editor.execute(NAMED)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        again(schema_editor, "")
        schema_editor.execute("DROP INDEX article_told")


def again(schema_editor, told):
    for name, columns in INSTANTS.items():
        schema_editor.execute(f"DROP INDEX {name}")
        schema_editor.execute(AGAIN.format(name, columns, told))


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_found")]

    operations = [migrations.RunPython(create, drop)]
