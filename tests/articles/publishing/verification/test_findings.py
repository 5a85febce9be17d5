"""What the verification says of what it finds, and what is no finding."""

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.models import Article
from articles.publishing import workflow
from articles.publishing.verification.findings import Tally
from articles.publishing.verification.whole import verify_whole
from tests.attacked import add_removal, execute
from tests.database import check_constraints_now, drop_objects
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return make_user(is_superuser=True)


@pytest.fixture
def article(boss: User) -> Article:
    """Return a live article with an author and a tag."""
    article = make_article(authors=("Ada Writer",), tags=("harbour",))
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=boss)
    return article


def list_findings() -> list[str]:
    return [str(finding) for finding in verify_whole(Tally())]


def test_it_names_the_fields_that_readers_see_otherwise(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(headline="Altered", byline="By nobody")
    fields = "headline, byline as printed"
    assert list_findings() == [
        f"Article {article.pk}: What readers see is not the live revision: {fields}."
    ]


@pytest.mark.parametrize("name", ["source", "author", "tag"])
def test_what_was_renamed_at_the_desk_is_no_finding(article: Article, name: str) -> None:
    rows = {
        "source": article.source,
        "author": article.authors.get(),
        "tag": article.tags.get(),
    }
    row = rows[name]
    assert row is not None
    row.name = "Renamed"
    row.save()
    assert list_findings() == []


def test_a_live_article_without_a_live_revision_is_named(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(live_revision=None)
    assert f"Article {article.pk}: It is live, and names no live revision." in list_findings()


def test_a_closing_link_of_what_is_still_there_is_named(article: Article) -> None:
    with transaction.atomic():
        add_removal(article, awaited_id=0)
        findings = list_findings()
        transaction.set_rollback(True)
    lie = "A closing link says that something was deleted, which is not true."
    assert f"Article {article.pk}: {lie}" in findings


def test_revisions_whose_article_is_gone_are_named(article: Article) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            check_constraints_now(cursor)
        drop_objects(connection, AUDIT_TRIGGERS[connection.vendor])
        execute(f"DELETE FROM articles_article WHERE id = {article.pk}")  # noqa: S608 - a key
        findings = list_findings()
        transaction.set_rollback(True)
    assert f"Article {article.pk}: Revision 1 belongs to no article." in findings


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL replaces no rows")
def test_an_article_that_another_one_replaced_is_named(article: Article) -> None:
    draft = make_article()
    with transaction.atomic():
        execute(
            f"UPDATE OR REPLACE articles_article SET slug = '{article.slug}' "  # noqa: S608 - keys
            f"WHERE id = {draft.pk}"
        )
        findings = list_findings()
        transaction.set_rollback(True)
    gone = "the article was deleted without a closing link."
    assert f"Article {article.pk}, change 3: {gone}" in findings
