"""An approval of a text that nobody but its maker has signed is named."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import Settings

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.database.objects import create_objects
from articles.models import Article, Signature
from articles.publishing import closing, workflow
from articles.publishing.verification.approvals import verify_approvals
from articles.publishing.verification.chains import BrokenLink
from tests.database import drop_objects
from tests.factories import make_article, make_revision, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return make_user("Contributors")


@pytest.fixture
def article(writer: User) -> Article:
    """Make an approved article with two revisions of its writer, signed by an editor."""
    article = make_article(created_by=writer)
    make_revision(article, by=writer, headline="Ferry")
    workflow.perform(article, "submit", by=writer)
    workflow.perform(article, "approve", by=make_user("Editors"))
    return article


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let the block alter what the triggers keep."""
    triggers = AUDIT_TRIGGERS[connection.vendor]
    check_constraints_now()
    drop_objects(connection, triggers)
    yield
    check_constraints_now()
    create_objects(connection, triggers)


def check_constraints_now() -> None:
    """Let PostgreSQL check its foreign keys now: tables with checks to come keep their triggers."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def build_finding(article: Article, number: int) -> BrokenLink:
    return BrokenLink(article.pk, number, "it approved a revision that nobody else had signed.")


def test_what_others_signed_is_approved_rightly(article: Article, writer: User) -> None:
    workflow.perform(article, "request_changes", by=make_user("Editors"), reason="No.")
    make_revision(article, by=writer, tags=["harbour"])
    workflow.perform(article, "submit", by=writer)
    workflow.perform(article, "approve", by=make_user("Editors"))
    assert list(verify_approvals()) == []


def test_a_text_that_nobody_here_made_is_signed_by_anybody() -> None:
    article = make_article()
    workflow.perform(article, "submit", by=make_user("Editors"))
    workflow.perform(article, "approve", by=make_user("Editors"))
    assert list(verify_approvals()) == []


def test_of_a_deleted_article_nothing_is_said(article: Article) -> None:
    with without_triggers():
        Signature.objects.all().delete()
    closing.delete_articles(Article.objects.filter(pk=article.pk))
    assert list(verify_approvals()) == []


def test_an_approval_without_a_signature_is_named(article: Article) -> None:
    with without_triggers():
        Signature.objects.filter(revision__number=1).delete()
    assert list(verify_approvals()) == [build_finding(article, 2)]


def test_an_approval_signed_by_the_maker_is_named(article: Article, writer: User) -> None:
    with without_triggers():
        Signature.objects.filter(revision__number=1).update(signed_by=writer)
    assert list(verify_approvals()) == [build_finding(article, 2)]


def test_a_signature_that_came_later_does_not_count(article: Article) -> None:
    with without_triggers():
        Signature.objects.update(status_change=article.status_changes.latest("pk").pk + 1)
    assert list(verify_approvals()) == [build_finding(article, 2)]


def test_without_four_eyes_an_approval_needs_no_signature(settings: Settings) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    editor = make_user("Editors")
    article = make_article(created_by=editor)
    workflow.perform(article, "submit", by=editor)
    workflow.perform(article, "approve", by=editor)
    assert list(verify_approvals()) == []
