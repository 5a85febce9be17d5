"""A desk that attacks are tried on, and what is found there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from articles.importing.undo import undo
from articles.models import (
    Article,
    ImportRun,
    Removal,
    Status,
    StatusChange,
)
from articles.publishing import workflow
from articles.publishing.verification import heads
from articles.publishing.verification.findings import Tally
from articles.publishing.verification.whole import verify_whole
from tests.database import check_constraints_now
from tests.factories import make_article, make_revision, make_user
from tests.runs import make_item, run_import

Attack = Callable[["Desk"], None]

NOTICE = {"kind": "correction", "text": "The ferry left at one.", "place": "top"}


@dataclass(frozen=True)
class Desk:
    """A live article with a correction, a withdrawn one, a draft, and an import; one was undone."""

    live: Article
    withdrawn: Article
    draft: Article
    imported: Article
    head: heads.Head


def make_desk() -> Desk:
    boss = make_user(is_superuser=True)
    live = make_article(authors=("Ada Writer", "Cy Vale"), tags=("harbour", "ferry"))
    perform_all(live, ("submit", "approve", "publish", "edit"), boss)
    make_revision(live, by=make_user("Editors"), headline="Mended", correction=NOTICE)
    perform_all(live, ("submit", "approve", "publish"), boss)
    withdrawn = make_article()
    perform_all(withdrawn, ("submit", "approve", "publish", "withdraw"), boss)
    draft = make_article()
    for number in range(2):
        make_revision(draft, headline=f"Draft {number}")
    import_article("Kept", Status.PUBLISHED)
    undo(import_article("Undone", Status.REVIEW))
    imported = Article.objects.get(headline="Kept")
    head = heads.parse_head(heads.render_head(heads.build_head(find_last_keys())))
    return Desk(live, withdrawn, draft, imported, head)


def import_article(headline: str, status: Status) -> ImportRun:
    item = make_item(origin_id=headline, headline=headline, body=f"<p>{headline}.</p>")
    return run_import(item, status=status)


def perform_all(article: Article, names: tuple[str, ...], by: Any) -> None:
    for name in names:
        workflow.perform(article, name, by=by, reason="Wrong.")


def find_last_keys() -> dict[str, int]:
    return heads.find_last_keys(lambda: None)


def count_findings(against: heads.Head | None = None) -> int:
    return len(list(verify_whole(Tally(), against=against)))


def select(article: Article) -> Any:
    return Article.objects.filter(pk=article.pk)


def select_changes(article: Article, **condition: Any) -> Any:
    return StatusChange.objects.filter(article=article, **condition)


def get_last_change(article: Article) -> StatusChange:
    return StatusChange.objects.filter(article=article).latest("number")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        check_constraints_now(cursor)
        cursor.execute(statement)


def add_removal(article: Article, **columns: Any) -> None:
    article.refresh_from_db()
    head = {"head_count": article.audit_count, "head_sha256": article.audit_sha256}
    removal = Removal(
        kind="article",
        row_key=article.pk,
        article_key=article.pk,
        **{"identity": article.identity, **head, **columns},
    )
    removal.sha256 = removal.compute_digest()
    removal.save()
