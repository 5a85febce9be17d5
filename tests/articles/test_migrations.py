"""The migrations: they import no live code, can be reverted, and preserve rows."""

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django_test_migrations.migrator import Migrator

from articles import migrations
from articles.database.installed import list_objects
from articles.database.objects import find_missing
from articles.models import Article, Source, Status
from articles.publishing import workflow
from tests.factories import make_article

pytestmark = pytest.mark.migration

FILES = sorted(Path(migrations.__path__[0]).glob("*_*.py"))
# Modules that migrations may import, since they do not change; all other code of ours does.
STABLE = {"articles.database.operations", "articles.migrations", "articles.models.instants"}

Target = tuple[str, str | None]
INITIAL: Target = ("articles", "0001_initial")
DATABASE: Target = ("articles", "0002_database")
ROLES: list[Target] = [
    ("articles", "0003_roles"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("contenttypes", "0002_remove_content_type_name"),
]


def list_imports(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_migration_imports_live_code(file: Path) -> None:
    ours = {name for name in list_imports(file) if name.split(".")[0] in {"articles", "newsroom"}}
    assert ours - STABLE == set()


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_the_migration_creates_the_objects_of_articles_database(vendor: str) -> None:
    migration = import_module("articles.migrations.0002_database")
    objects = list_objects(vendor)
    assert migration.CREATE[vendor] == [sql for each in objects for sql in each.create]
    assert migration.DROP[vendor] == [each.drop for each in reversed(objects)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_objects_can_be_dropped_and_recreated_with_rows_preserved(migrator: Migrator) -> None:
    old = migrator.apply_initial_migration([DATABASE, *ROLES[1:]]).apps
    articles, status_changes = create_rows(old)
    objects = list_objects(connection.vendor)

    migrator.apply_tested_migration([INITIAL])
    assert find_missing(connection, objects) == objects
    new = migrator.apply_tested_migration(ROLES).apps
    assert find_missing(connection, objects) == []
    assert list(new.get_model("articles", "Article").objects.values()) == articles
    assert list(new.get_model("articles", "StatusChange").objects.values()) == status_changes
    with pytest.raises(DatabaseError), transaction.atomic():
        new.get_model("articles", "StatusChange").objects.update(reason="Altered")


def create_rows(apps: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Create an article with a revision and a status change; return articles and changes."""
    vera = apps.get_model("auth", "User").objects.create(username="vera", is_superuser=True)
    article = apps.get_model("articles", "Article").objects.create(
        headline="Pier", slug="pier", body="<p>Pier</p>", created_by=vera
    )
    content = {"headline": "Pier", "body": "<p>Pier</p>"}
    revision = apps.get_model("articles", "Revision").objects.create(
        article=article, number=1, content=content, sha256="0" * 64, made_by=vera
    )
    apps.get_model("articles", "StatusChange").objects.create(
        article=article,
        number=1,
        transition="submit",
        from_status="draft",
        to_status="review",
        changed_at=article.edited_at or vera.date_joined,
        revision=revision,
        revision_sha256="0" * 64,
    )
    rows = (apps.get_model("articles", name).objects.values() for name in MODELS)
    articles, status_changes = (list(each) for each in rows)
    return articles, status_changes


MODELS = ("Article", "StatusChange")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_publishing_works_on_a_migrated_database(migrator: Migrator) -> None:
    migrator.apply_initial_migration(ROLES)
    call_command("migrate", verbosity=0)
    boss = User.objects.create(username="boss", is_superuser=True)
    article = make_article(source=Source.objects.create(name="Gazette"))
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=boss)
    article.refresh_from_db()
    assert (article.status, article.is_released) == (Status.PUBLISHED, True)
    assert Article.objects.live().count() == 1
