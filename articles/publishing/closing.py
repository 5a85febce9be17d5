"""Deletions, each with its closing link: nothing else deletes what the audit log proves.

The database refuses to delete an article, a revision, an original or a correction without it.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from articles.models import Article, Correction, Original, Removal, Revision
from articles.models.json_values import hash_values
from articles.models.removal import AWAITED

# Columns that say whose a row is; those of an article itself have no prefix.
_OF_ARTICLE: Final = ("article", "article__identity", "article__audit_count")
_HEAD: Final = "article__audit_sha256"
_BATCH: Final = 500  # removals in one statement


def delete_articles(
    articles: "QuerySet[Article]", *, by: User | None = None, reason: str = ""
) -> None:
    """Delete the articles with all rows that refer to them, and leave what closes their chains.

    Their status changes stay. Raise ProtectedError where other rows depend on an article.
    """
    with transaction.atomic():
        pks = list(articles.values_list("pk", flat=True))
        rows = Article.objects.filter(pk__in=pks)
        removals = [*_list_article_removals(rows)]
        removals += _list_removals(Revision.objects.filter(article__in=pks), "record_sha256")
        removals += _list_removals(Original.objects.filter(article__in=pks), "sha256")
        _save(removals, by=by, reason=reason)
        # Django finds the rows that refer to them with a query for each table.
        rows.only("pk").delete()


def delete_revisions(
    revisions: "QuerySet[Revision]", *, by: User | None = None, reason: str = ""
) -> None:
    """Delete revisions of articles that stay; none of them may be on the audit log."""
    with transaction.atomic():
        _save(_list_removals(revisions, "record_sha256"), by=by, reason=reason)
        revisions.delete()


def delete_originals(
    originals: "QuerySet[Original]", *, by: User | None = None, reason: str = ""
) -> None:
    """Delete originals of articles that stay."""
    with transaction.atomic():
        _save(_list_removals(originals, "sha256"), by=by, reason=reason)
        originals.delete()


def delete_planned_corrections(
    corrections: "QuerySet[Correction]", *, by: User | None = None, reason: str = ""
) -> None:
    """Delete notices of articles that stay; none of them may be public yet."""
    with transaction.atomic():
        rows = corrections.select_related("article")
        removals = [_build_correction_removal(each) for each in rows]
        _save(removals, by=by, reason=reason)
        corrections.delete()


def compute_correction_digest(correction: Correction) -> str:
    """Return the SHA-256 of all columns of a correction."""
    names = [field.attname for field in Correction._meta.concrete_fields]
    return hash_values({name: getattr(correction, name) for name in names})


def _list_article_removals(articles: "QuerySet[Article]") -> Iterator[Removal]:
    columns = articles.order_by("pk").values_list("pk", "identity", "audit_count", "audit_sha256")
    for pk, identity, count, sha256 in columns:
        yield Removal(
            kind=Removal.Kind.ARTICLE,
            row_key=pk,
            article_key=pk,
            identity=identity,
            head_count=count,
            head_sha256=sha256,
        )


def _list_removals(rows: "QuerySet[Any]", digest: str) -> list[Removal]:
    kind = rows.model._meta.model_name
    columns = rows.order_by("pk").values_list("pk", digest, *_OF_ARTICLE, _HEAD)
    return [
        Removal(
            kind=kind,
            row_key=pk,
            row_sha256=row_sha256,
            article_key=article,
            identity=identity,
            head_count=count,
            head_sha256=sha256,
        )
        for pk, row_sha256, article, identity, count, sha256 in columns
    ]


def _build_correction_removal(correction: Correction) -> Removal:
    article = correction.article
    return Removal(
        kind=Removal.Kind.CORRECTION,
        row_key=correction.pk,
        row_sha256=compute_correction_digest(correction),
        article_key=article.pk,
        identity=article.identity,
        head_count=article.audit_count,
        head_sha256=article.audit_sha256,
    )


def _save(removals: list[Removal], *, by: User | None, reason: str) -> None:
    """Save the removals of rows that the caller deletes before the transaction ends."""
    for removal in removals:
        removal.removed_by, removal.reason, removal.awaited_id = by, reason, AWAITED
        removal.sha256 = removal.compute_digest()
    Removal.objects.bulk_create(removals, batch_size=_BATCH)
