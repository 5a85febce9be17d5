"""The tables of Newsroom, as Django's makemigrations writes them; a module for each kind."""

from django.conf import settings
from django.db import migrations

from articles.migrations import (
    _initial_articles,
    _initial_desk,
    _initial_imports,
    _initial_names,
    _initial_revisions,
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *_initial_names.OPERATIONS,
        *_initial_articles.OPERATIONS,
        *_initial_revisions.OPERATIONS,
        *_initial_imports.OPERATIONS,
        *_initial_desk.OPERATIONS,
    ]
