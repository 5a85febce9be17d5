"""The roles of a desk, as groups with their permissions."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

# What each role may do, beside all that the role above it may.
ROLES = {
    "Contributors": [
        "add_article",
        "change_article",
        "view_article",
        "submit_article",
        "edit_article",
        "sign_article",
        "add_author",
        "view_author",
        "view_source",
        "add_tag",
        "view_tag",
        "add_byline",
        "change_byline",
        "delete_byline",
        "view_byline",
        "view_notification",
    ],
    "Editors": [
        "review_article",
        "request_changes_article",
        "approve_article",
        "spike_article",
        "confirm_article",
        "revert_article",
        "change_author",
        "add_source",
        "change_source",
        "change_tag",
        "add_authoralias",
        "change_authoralias",
        "delete_authoralias",
        "view_authoralias",
        "add_sourcealias",
        "change_sourcealias",
        "delete_sourcealias",
        "view_sourcealias",
        "add_feed",
        "change_feed",
        "delete_feed",
        "view_feed",
        "view_original",
        "view_importrun",
        "import_article",
    ],
    "Publishers": [
        "publish_article",
        "withdraw_article",
        "restore_article",
        "publish_import",
        "publish_on_one_signature_article",
    ],
}


def grant(apps, schema_editor):
    # Django makes permissions only after all migrations; the groups need them now.
    create_permissions(
        installed.get_app_config("articles"),
        verbosity=0,
        apps=apps,
        using=schema_editor.connection.alias,
    )
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="articles"
    )
    codenames = []
    for role, more in ROLES.items():
        codenames += more
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_database"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
