"""Attacks by deletion: articles, closing links, whole tables."""

from collections.abc import Callable
from typing import Any, Final

from django.db import connection

from articles.models import (
    Article,
    Author,
    Byline,
    Original,
    Removal,
    Revision,
    Source,
    StatusChange,
    Tagging,
)
from tests.attacked import (
    Attack,
    Desk,
    add_removal,
    execute,
    select,
)
from tests.attacks_on_revisions import delete_all_revisions, delete_an_original

# Deletions.


def delete_an_article(desk: Desk) -> None:
    delete_rows_of(desk.imported)
    select(desk.imported).delete()


def delete_an_article_with_its_chain(desk: Desk) -> None:
    delete_an_article(desk)
    StatusChange.objects.filter(article_id=desk.imported.pk).delete()


def delete_a_draft(desk: Desk) -> None:
    delete_rows_of(desk.draft)
    select(desk.draft).delete()


def delete_rows_of(article: Article) -> None:
    select(article).update(working_revision=None, live_revision=None)
    Original.objects.filter(article=article).delete()
    Revision.objects.filter(article=article).delete()


def forge_a_closing_link(desk: Desk) -> None:
    add_removal(desk.imported, awaited_id=0)


def forge_an_answered_closing_link(desk: Desk) -> None:
    add_removal(desk.imported, awaited_id=None)


def delete_after_a_wrong_closing_link(desk: Desk) -> None:
    add_removal(desk.imported, awaited_id=0, head_count=0, head_sha256="")
    delete_an_article(desk)
    Removal.objects.filter(awaited=0).update(awaited=None)  # where no trigger has done so


def delete_after_a_closing_link_of_another_article(desk: Desk) -> None:
    add_removal(desk.imported, awaited_id=0, identity=desk.live.identity)
    delete_an_article(desk)


def alter_a_closing_link(_desk: Desk) -> None:
    Removal.objects.filter(kind="article").update(reason="Altered")


def delete_a_closing_link(_desk: Desk) -> None:
    Removal.objects.filter(kind="article").delete()


def delete_all_closing_links_with_their_chains(_desk: Desk) -> None:
    keys = list(Removal.objects.values_list("article_key", flat=True))
    Removal.objects.all().delete()
    StatusChange.objects.filter(article_id__in=keys).delete()


def bring_a_deleted_article_back(_desk: Desk) -> None:
    closing = Removal.objects.get(kind="article")
    Article.objects.create(
        pk=closing.article_key,
        headline="Back",
        identity=closing.identity,
        audit_count=closing.head_count,
        audit_sha256=closing.head_sha256,
    )


def empty_the_database(desk: Desk) -> None:
    delete_all_revisions(desk)
    for table in (StatusChange, Removal, Original, Byline, Tagging, Article, Source, Author):
        table.objects.all().delete()


def truncate_revisions(desk: Desk) -> None:
    truncate(desk, "articles_revision", delete_all_revisions)


def truncate_changes(desk: Desk) -> None:
    truncate(desk, "articles_statuschange", lambda _desk: StatusChange.objects.all().delete())


def truncate_originals(desk: Desk) -> None:
    truncate(desk, "articles_original", delete_an_original)


def truncate_articles(desk: Desk) -> None:
    truncate(desk, "articles_article", empty_the_database)


def truncate(desk: Desk, table: str, delete: Callable[[Desk], Any]) -> None:
    if connection.vendor == "postgresql":
        execute(f"TRUNCATE {table} CASCADE")
    else:
        delete(desk)


FOUND: Final[list[Attack]] = [
    delete_an_article,
    forge_an_answered_closing_link,
    delete_after_a_wrong_closing_link,
    alter_a_closing_link,
    delete_a_closing_link,
    bring_a_deleted_article_back,
    empty_the_database,
    truncate_revisions,
    truncate_changes,
    truncate_articles,
]
# What was written again whole, with all its digests, shows only against a head.
FOUND_AGAINST_A_HEAD: Final[list[Attack]] = [
    delete_an_article_with_its_chain,
    delete_a_draft,
    delete_all_closing_links_with_their_chains,
    truncate_originals,
]
