"""The table of Django's database cache, where counters are kept that all processes share."""

from django.core.management import call_command
from django.db import migrations

TABLE = "newsroom_cache"


def create_table(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunPython(create_table, migrations.RunPython.noop),
        # Django's cache reads the table with SQL of its own, so there is no model of it.
        migrations.RunSQL(migrations.RunSQL.noop, f"DROP TABLE {TABLE}"),
    ]
