"""The record cannot be altered, in the database itself; each transition has its permission."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

TOLD = "The record cannot be altered: status changes and revisions stay as they are."

SQLITE_EVENTS = [("statuschange", "UPDATE"), ("statuschange", "DELETE"), ("revision", "UPDATE")]
# INSERT OR REPLACE deletes the row that is in its way without the DELETE trigger.
SQLITE_PLACES = [("statuschange", "article_id", "number"), ("revision", "article_id", "number")]
SQLITE_MAKE = [
    *(
        f"""CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON articles_{table}
        BEGIN SELECT RAISE(ABORT, '{TOLD}'); END"""
        for table, event in SQLITE_EVENTS
    ),
    *(
        f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON articles_{table}
        WHEN EXISTS (
            SELECT 1 FROM articles_{table} WHERE id = NEW.id
            OR ({one} = NEW.{one} AND {other} = NEW.{other})
        )
        BEGIN SELECT RAISE(ABORT, '{TOLD}'); END"""
        for table, one, other in SQLITE_PLACES
    ),
]
SQLITE_DROP = [
    *(f"DROP TRIGGER IF EXISTS {table}_no_{event.lower()}" for table, event in SQLITE_EVENTS),
    *(f"DROP TRIGGER IF EXISTS {table}_no_replace" for table, *_ in SQLITE_PLACES),
]
POSTGRESQL_MAKE = [
    f"""CREATE OR REPLACE FUNCTION articles_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{TOLD}' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER statuschange_fixed BEFORE UPDATE OR DELETE ON articles_statuschange
        FOR EACH ROW EXECUTE FUNCTION articles_refuse()""",
    """CREATE TRIGGER statuschange_kept BEFORE TRUNCATE ON articles_statuschange
        FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse()""",
    """CREATE TRIGGER revision_fixed BEFORE UPDATE ON articles_revision
        FOR EACH ROW EXECUTE FUNCTION articles_refuse()""",
]
POSTGRESQL_DROP = [
    "DROP TRIGGER IF EXISTS statuschange_fixed ON articles_statuschange",
    "DROP TRIGGER IF EXISTS statuschange_kept ON articles_statuschange",
    "DROP TRIGGER IF EXISTS revision_fixed ON articles_revision",
    "DROP FUNCTION IF EXISTS articles_refuse()",
]
MAKE = {"sqlite": SQLITE_MAKE, "postgresql": POSTGRESQL_MAKE}
DROP = {"sqlite": SQLITE_DROP, "postgresql": POSTGRESQL_DROP}

# Who has the one so far may make these transitions from now on.
GRANTS = {
    "submit_article": ["edit_article"],
    "review_article": ["request_changes_article", "approve_article"],
    "publish_article": ["withdraw_article", "restore_article"],
}


def make_triggers(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def grant(apps, schema_editor):
    # Django makes permissions only after all migrations; the groups need them now.
    create_permissions(
        installed.get_app_config("articles"),
        verbosity=0,
        apps=apps,
        using=schema_editor.connection.alias,
    )
    Permission = apps.get_model("auth", "Permission")
    ours = Permission.objects.filter(content_type__app_label="articles")
    for held, more in GRANTS.items():
        granted = list(ours.filter(codename__in=more))
        for group in apps.get_model("auth", "Group").objects.filter(
            permissions__in=ours.filter(codename=held)
        ):
            group.permissions.add(*granted)
        for user in apps.get_model("auth", "User").objects.filter(
            user_permissions__in=ours.filter(codename=held)
        ):
            user.user_permissions.add(*granted)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_revisions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(make_triggers, drop_triggers),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
