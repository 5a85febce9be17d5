"""The migrations on a database that people have worked with: nothing lost, and the desk goes on."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django_test_migrations.migrator import Migrator

from articles.models import Article, Status, StatusChange
from articles.publishing import audit_log, revisions, workflow
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

Place = tuple[str, str | None]
ROLES: list[Place] = [
    ("articles", "0002_roles"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("contenttypes", "0002_remove_content_type_name"),
]
RECORD: list[Place] = [("articles", "0004_record")]
UNSEARCHED: list[Place] = [("articles", "0009_preview_links")]
SEARCH: list[Place] = [("articles", "0010_search")]
EDITION: list[Place] = [("articles", "0016_former_slugs")]
SITE: list[Place] = [("articles", "0017_site")]
HITS: list[Place] = [("articles", "0019_told")]
LIVE = {"is_released": True, "published_at": NOON}
ROWS: dict[str, dict[str, Any]] = {
    "draft": {"status": "draft"},
    "review": {"status": "review", "edited_at": NOON},
    "approved": {"status": "approved"},
    "published": {"status": "published", **LIVE},
    "live draft": {"status": "draft", **LIVE},
    "withdrawn": {"status": "withdrawn", "published_at": NOON, "withdrawn_reason": "Wrong."},
    "spiked": {"status": "spiked"},
}
# What each may make after the migration, by a permission of before.
GRANTED = {
    "submit_article": {"edit_article"},
    "review_article": {"request_changes_article", "approve_article"},
    "publish_article": {"withdraw_article", "restore_article"},
    "spike_article": set(),
    "view_article": set(),
}


def fill(apps: Any) -> list[dict[str, Any]]:
    """Make a row in every status, and people with permissions of their own; return the rows."""
    articles, auth = apps.get_model("articles", "Article"), "auth"
    source = apps.get_model("articles", "Source").objects.create(name="Gazette", slug="gazette")
    vera = apps.get_model(auth, "User").objects.create(username="vera", is_superuser=True)
    author = apps.get_model("articles", "Author").objects.create(name="Ada", slug="ada")
    for slug, fields in ROWS.items():
        made = articles.objects.create(
            headline=slug,
            slug=slug,
            body=f"<p>{slug}</p>",
            source=source,
            created_by=vera,
            **fields,
        )
        apps.get_model("articles", "Byline").objects.create(
            article=made, author=author, position=1, affiliation="Saltmere"
        )
    permissions = apps.get_model(auth, "Permission").objects
    for name in GRANTED:
        held = permissions.get(codename=name)
        apps.get_model(auth, "Group").objects.create(name=f"may {name}").permissions.add(held)
        apps.get_model(auth, "User").objects.create(username=name).user_permissions.add(held)
    return list(articles.objects.order_by("pk").values())


def permissions_of(each: Any) -> set[str]:
    return set(each.values_list("codename", flat=True))


def test_the_rows_of_before_are_kept_and_the_permissions_of_before_go_on(
    migrator: Migrator,
) -> None:
    before = fill(migrator.apply_initial_migration(ROLES).apps)
    new = migrator.apply_tested_migration(RECORD).apps
    after = list(new.get_model("articles", "Article").objects.order_by("pk").values())
    assert [{name: row[name] for name in before[0]} for row in after] == before
    assert new.get_model("articles", "Byline").objects.count() == len(ROWS)
    users, groups = (new.get_model("auth", each).objects for each in ("User", "Group"))
    for name, granted in GRANTED.items():
        told = permissions_of(groups.get(name=f"may {name}").permissions)
        assert told == permissions_of(users.get(username=name).user_permissions) == {name} | granted


def test_the_desk_goes_on_with_the_rows_of_before(migrator: Migrator) -> None:
    fill(migrator.apply_initial_migration(ROLES).apps)
    migrator.apply_tested_migration(RECORD)
    call_command("migrate", verbosity=0)
    boss = User.objects.create(username="boss", is_superuser=True)
    made = {
        article.slug: [move.name for move in press_all(article, by=boss)]
        for article in Article.objects.order_by("pk")
    }
    assert made == {
        "draft": ["submit", "spike"],
        "review": ["request_changes", "approve", "spike"],
        "approved": ["request_changes", "publish", "spike"],
        "published": ["edit", "withdraw"],
        "live draft": ["submit", "withdraw"],
        "withdrawn": ["restore"],
        "spiked": ["restore"],
    }
    article = Article.objects.get(slug="published")
    first = revisions.working(article)
    assert (first.content, article.live_revision) == (revisions.stored_content(article), first)
    assert first.made_by is not None
    workflow.perform(article, "withdraw", by=boss, reason="Wrong.")
    change = StatusChange.objects.get()
    assert (change.number, change.readers_sha256) == (1, first.sha256)
    assert list(audit_log.broken_links()) == []
    assert_the_record_is_fixed()


def press_all(article: Article, *, by: User) -> list[workflow.Transition]:
    """Make each move that is available, and take it back; return those that were made."""
    moves = workflow.available(article, by=by)
    for move in moves:
        with transaction.atomic():
            page = Article.objects.get(pk=article.pk)
            workflow.perform(page, move.name, by=by, reason="Wrong.")
            assert page.status == move.target
            transaction.set_rollback(True)
    return moves


def assert_the_record_is_fixed() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        StatusChange.objects.update(reason="Altered")


def test_the_migration_goes_back_and_forth(migrator: Migrator) -> None:
    before = fill(migrator.apply_initial_migration(ROLES).apps)
    migrator.apply_tested_migration(RECORD)
    old = migrator.apply_tested_migration(ROLES).apps
    assert list(old.get_model("articles", "Article").objects.order_by("pk").values()) == before
    assert "articles_statuschange" not in connection.introspection.table_names()
    new = migrator.apply_tested_migration(RECORD).apps
    statuses = new.get_model("articles", "Article").objects.values_list("status", flat=True)
    assert set(statuses) == set(Status.values)
    call_command("migrate", verbosity=0)
    boss = User.objects.get(username="vera")
    workflow.perform(Article.objects.get(slug="draft"), "submit", by=boss)
    assert_the_record_is_fixed()


def fill_unsearched(apps: Any) -> list[dict[str, Any]]:
    """Make an article with all that searches look at, and one with next to nothing."""
    articles = apps.get_model("articles", "Article").objects
    source = apps.get_model("articles", "Source").objects.create(name="Hürriyet", slug="hurriyet")
    articles.create(
        headline="İskele",
        folded_headline="iskele",
        slug="iskele",
        standfirst="Şile’de",
        byline="By Ayşe IŞIK",
        body="<p>Vapur &amp; <b>ta</b>kalar</p>",
        language="tr",
        source=source,
    )
    articles.create(headline="Pier", folded_headline="pier", slug="pier", is_own_work=True)
    return list(articles.order_by("pk").values())


def found_by(word: str) -> list[int]:
    """Return the keys of the articles that the database's own index finds."""
    asked = {
        "postgresql": "SELECT article_id FROM articles_searchentry "
        "WHERE vector @@ to_tsquery('turkish', %s)",
        "sqlite": "SELECT rowid FROM articles_search WHERE articles_search MATCH %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor], [word])
        return [key for (key,) in cursor.fetchall()]


def test_the_articles_of_before_are_found_by_their_words(migrator: Migrator) -> None:
    rows = fill_unsearched(migrator.apply_initial_migration(UNSEARCHED).apps)
    new = migrator.apply_tested_migration(SEARCH).apps
    first, second = new.get_model("articles", "SearchEntry").objects.order_by("pk").values()
    assert first == {
        "article_id": rows[0]["id"],
        "language": "tr",
        "headline": "iskele",
        "standfirst": "sile de",
        "byline": "by ayse isik",
        "source": "hurriyet",
        "body": "vapur takalar",
    }
    nothing = dict.fromkeys(["language", "standfirst", "byline", "source", "body"], "")
    assert second == {"article_id": rows[1]["id"], "headline": "pier", **nothing}
    assert found_by("vapur") == found_by("hurriyet") == [rows[0]["id"]]


def test_the_search_goes_back_and_forth(migrator: Migrator) -> None:
    before = fill_unsearched(migrator.apply_initial_migration(UNSEARCHED).apps)
    migrator.apply_tested_migration(SEARCH)
    old = migrator.apply_tested_migration(UNSEARCHED).apps
    assert list(old.get_model("articles", "Article").objects.order_by("pk").values()) == before
    tables = connection.introspection.table_names()
    assert [name for name in tables if name.startswith("articles_search")] == []
    old.get_model("articles", "Article").objects.filter(slug="pier").delete()
    new = migrator.apply_tested_migration(SEARCH).apps
    assert new.get_model("articles", "SearchEntry").objects.count() == 1
    assert found_by("vapur") == [before[0]["id"]]


def test_what_searches_ask_of_hits_has_an_index_that_goes_back_and_forth(
    migrator: Migrator,
) -> None:
    migrator.apply_initial_migration(HITS)
    told = []
    for place in (HITS, SITE, HITS):
        migrator.apply_tested_migration(place)
        with connection.cursor() as cursor:
            told.append(connection.introspection.get_constraints(cursor, "articles_article"))
    is_there = connection.vendor == "postgresql"
    assert ["article_told" in each for each in told] == [is_there, False, is_there]
    # What else they tell is no part of what lists are ordered by, and comes and goes, too.
    for name, ordered in (("article_by_instant", 2), ("article_by_source_and_instant", 3)):
        beyond = 2 if is_there else 0
        numbers = [len(each[name]["columns"]) for each in told]
        assert numbers == [ordered + beyond, ordered, ordered + beyond]


def test_sources_and_their_triggers_outlast_the_policy_of_search_engines(
    migrator: Migrator,
) -> None:
    old = migrator.apply_initial_migration(EDITION).apps
    old.get_model("articles", "Source").objects.create(name="Gazette", slug="gazette")
    new = migrator.apply_tested_migration(SITE).apps
    source = new.get_model("articles", "Source").objects.get()
    assert (source.index_policy, source.is_in_news_sitemap) == ("index", False)
    for state in (new, migrator.apply_tested_migration(EDITION).apps):
        editions = state.get_model("articles", "Edition").objects
        editions.get_or_create(defaults={"number": 1})
        before = editions.get().number
        state.get_model("articles", "Source").objects.update(name="New")
        assert editions.get().number > before
