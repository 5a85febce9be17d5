"""Which tables a backup holds, and which it leaves out and why."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django_tasks_db.models import DBTaskResult

_SEARCH: Final = "the search index of SQLite, which triggers fill from articles_searchentry"
# Every other table of the database is in a backup.
LEFT_OUT: Final[Mapping[str, str]] = {
    "articles_contentversion": "caches keep pages under its number, which must never come again",
    "articles_presence": "who has an article open at this moment",
    "articles_search": _SEARCH,
    "articles_search_config": _SEARCH,
    "articles_search_data": _SEARCH,
    "articles_search_idx": _SEARCH,
    "articles_workerheartbeat": "which processes of the worker are alive at this moment",
    "django_migrations": "the manifest names the migrations",
    "django_session": "sessions: after a restore, everybody signs in again",
    "newsroom_cache": "a cache: it counts attempts to sign in",
    "usersessions_usersession": "sessions: where somebody is signed in",
}

# Tasks that ended have left what they did; those that wait or run are done after a restore.
_ENDED_TASKS: Final = models.Q(status__in=["SUCCESSFUL", "FAILED"])

# ``migrate`` fills these tables; a restore replaces their rows. In the order of their deletion.
MADE_BY_MIGRATE: Final[Sequence[type[models.Model]]] = (Group, Permission, ContentType)
_FILLED_BY_MIGRATE: Final = {
    *(model._meta.db_table for model in MADE_BY_MIGRATE),
    "auth_group_permissions",
}

AnyField = models.Field[Any, Any]


def list_models() -> list[type[models.Model]]:
    """Return the models of all tables that a backup holds, by the names of the tables."""
    tables = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return [tables[name] for name in sorted(tables.keys() - LEFT_OUT.keys())]


def list_fields(model: type[models.Model]) -> list[AnyField]:
    """Return the fields of all columns that are written, in the model's order."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def list_columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in list_fields(model)]


def get_rows(model: type[models.Model]) -> "models.QuerySet[Any, Any]":
    """Return the rows that a backup holds, whatever the model's own manager leaves out."""
    rows: models.QuerySet[Any, Any] = models.QuerySet(model)
    if model is DBTaskResult:
        rows = rows.exclude(_ENDED_TASKS)
    return rows.order_by("pk")


def find_filled_tables() -> list[str]:
    """Return the tables that have rows, those that ``migrate`` fills left out."""
    return [
        model._meta.db_table
        for model in list_models()
        if model._meta.db_table not in _FILLED_BY_MIGRATE and get_rows(model).exists()
    ]
