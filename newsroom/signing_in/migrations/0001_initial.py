"""The table of Django's database cache, where counters are kept that all processes share."""

from django.db import migrations, models

TABLE = migrations.CreateModel(
    name="CacheEntry",
    fields=[
        ("cache_key", models.CharField(max_length=255, primary_key=True)),
        ("value", models.TextField()),
        ("expires", models.DateTimeField(db_index=True)),
    ],
    options={"db_table": "newsroom_cache"},
)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    # Django's cache reads the table with SQL of its own, so there is no model of it.
    operations = [migrations.SeparateDatabaseAndState(database_operations=[TABLE])]
