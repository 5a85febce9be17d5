"""Triggers, the search index and other indexes that Django has no word for.

The SQL is written out as it was when this migration was made; articles/database/ has it as it is
now, and a test holds the two together for as long as this migration may change.
"""

from django.db import migrations

from articles.migrations import _database_postgresql, _database_sqlite

CREATE = {"sqlite": _database_sqlite.CREATE, "postgresql": _database_postgresql.CREATE}
DROP = {"sqlite": _database_sqlite.DROP, "postgresql": _database_postgresql.DROP}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
