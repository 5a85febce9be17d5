"""The three roles of a desk, as groups with their permissions."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

# What each role may do, beside all that the role above it may.
ROLES = {
    "Contributors": [
        *("add_article", "change_article", "view_article", "submit_article"),
        *("add_author", "view_author", "view_source", "add_tag", "view_tag"),
        *("add_byline", "change_byline", "delete_byline", "view_byline"),
    ],
    "Editors": [
        *("review_article", "spike_article", "change_author", "add_source", "change_source"),
        *("add_authoralias", "change_authoralias", "delete_authoralias", "view_authoralias"),
        *("add_sourcealias", "change_sourcealias", "delete_sourcealias", "view_sourcealias"),
        *("change_tag", "view_original", "view_batch"),
    ],
    "Publishers": ["publish_article"],
}


def make_roles(apps, schema_editor):
    # Django makes permissions only after all migrations; the groups need them now.
    create_permissions(installed.get_app_config("articles"), verbosity=0, apps=apps, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    names = []
    for role, more in ROLES.items():
        names += more
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label="articles", codename__in=names)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
