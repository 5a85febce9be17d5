"""Every change of what readers see turns the edition, in the database itself.

SQLite drops a table's triggers where a later migration makes the table anew, as for a new column:
such a migration has to call ``make_triggers`` again after ``drop_triggers``.
"""

from django.db import migrations, models
from django.db.models import Q

READ = (
    "headline slug kind language byline source_id is_own_work source_date source_date_end "
    "source_date_precision source_date_text source_detail source_address is_released published_at "
    "updated_at expire_at withdrawn_at withdrawn_reason live_revision_id standfirst body"
).split()
# Of a piece that no reader could ever read nothing turns it.
WAS, IS = "OLD.published_at IS NOT NULL", "NEW.published_at IS NOT NULL"
EVENTS = [
    ("article", "INSERT", IS),
    ("article", f"UPDATE OF {', '.join(READ)}", f"{WAS} OR {IS}"),
    ("article", "DELETE", WAS),
    *(
        (table, event, "")
        for table in ("byline", "tagging", "correction")
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
    *((table, event, "") for table in ("source", "author", "tag") for event in ("UPDATE", "DELETE")),
]


def name(table, event):
    return f"{table}_{event.split()[0].lower()}_turns"


TURN = "UPDATE articles_edition SET number = number + 1, turns_at = NULL"
SQLITE_MAKE = [
    f"CREATE TRIGGER {name(table, event)} AFTER {event} ON articles_{table} "
    f"{f'WHEN {when}' if when else ''} BEGIN {TURN}; END"
    for table, event, when in EVENTS
]
SQLITE_DROP = [f"DROP TRIGGER IF EXISTS {name(table, event)}" for table, event, _ in EVENTS]
POSTGRESQL_MAKE = [
    # Once a transaction, as the last it does: whoever else changes something waits no longer than
    # that, and nobody who waits holds what the other still needs.
    f"""CREATE OR REPLACE FUNCTION articles_turn() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('newsroom.turned', true)
                    IS DISTINCT FROM pg_current_xact_id()::text THEN
                {TURN};
                PERFORM set_config('newsroom.turned', pg_current_xact_id()::text, true);
            END IF;
            RETURN NULL;
        END $$""",
    *(
        f"CREATE CONSTRAINT TRIGGER {name(table, event)} AFTER {event} ON articles_{table} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {f'WHEN ({when})' if when else ''} "
        "EXECUTE FUNCTION articles_turn()"
        for table, event, when in EVENTS
    ),
]
POSTGRESQL_DROP = [
    *(f"DROP TRIGGER IF EXISTS {name(table, event)} ON articles_{table}" for table, event, _ in EVENTS),
    "DROP FUNCTION IF EXISTS articles_turn()",
]
MAKE = {"sqlite": SQLITE_MAKE, "postgresql": POSTGRESQL_MAKE}
DROP = {"sqlite": SQLITE_DROP, "postgresql": POSTGRESQL_DROP}


def make_triggers(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_excerpt")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("turns_at", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=Q(("expire_at__isnull", False)),
                fields=["expire_at"],
                name="article_by_expiry",
            ),
        ),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
