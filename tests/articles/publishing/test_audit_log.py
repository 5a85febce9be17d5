"""The record: nothing alters it, and what was altered all the same is named."""

import tracemalloc
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from articles.models import Article, Revision, Status, StatusChange
from articles.models.revision import ROOT
from articles.publishing import audit_log, closing, contents, revisions, workflow
from articles.publishing.verification.chains import BrokenLink, Chain, verify_chains
from tests.audit import find_broken_links
from tests.database import check_constraints_now, without_triggers
from tests.factories import NOON, make_article, make_user
from tests.runs import make_item, run_import

pytestmark = pytest.mark.django_db

PRECISE = datetime(2020, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
ALTERED = "its record was altered."


@pytest.fixture
def boss() -> User:
    return make_user(is_superuser=True)


@pytest.fixture
def article(boss: User) -> Article:
    """Return an article with three changes on its record; another one has one."""
    other = make_article()
    workflow.perform(other, "submit", by=boss)
    article = make_article()
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=boss)
    return article


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        check_constraints_now(cursor)
        cursor.execute(statement)


def get_change(article: Article, number: int) -> Any:
    return StatusChange.objects.filter(article=article, number=number)


def list_broken_links() -> list[BrokenLink]:
    return list(find_broken_links())


# The database refuses.

STATEMENTS = [
    "UPDATE articles_statuschange SET reason = 'Altered'",
    "UPDATE articles_statuschange SET number = number",
    "DELETE FROM articles_statuschange",
    "DELETE FROM articles_statuschange WHERE number = 3",
    "UPDATE articles_revision SET sha256 = ''",
    "UPDATE articles_revision SET content = '{}'",
]
OF_ONE: dict[str, list[str]] = {
    "sqlite": [
        "REPLACE INTO articles_statuschange SELECT * FROM articles_statuschange",
        "REPLACE INTO articles_revision SELECT * FROM articles_revision",
        "UPDATE OR REPLACE articles_statuschange SET number = 1",
    ],
    "postgresql": ["TRUNCATE articles_statuschange", "TRUNCATE articles_statuschange CASCADE"],
}


@pytest.mark.parametrize("statement", [*STATEMENTS, *OF_ONE["sqlite"], *OF_ONE["postgresql"]])
@pytest.mark.usefixtures("article")
def test_the_database_refuses_to_alter_the_audit_log(statement: str) -> None:
    if statement not in [*STATEMENTS, *OF_ONE[connection.vendor]]:
        return  # the other database's own
    before = list(StatusChange.objects.values()), list(Revision.objects.values())
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        execute(statement)
    assert "The record cannot be altered" in str(error.value)
    assert (list(StatusChange.objects.values()), list(Revision.objects.values())) == before


def test_the_models_refuse_too(article: Article) -> None:
    kept = get_change(article, 1).get()
    kept.reason = "Altered"
    attempts: list[Callable[[], Any]] = [
        kept.save,
        kept.delete,
        StatusChange.objects.all().delete,
        lambda: get_change(article, 1).update(reason="Altered"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert (StatusChange.objects.count(), get_change(article, 1).get().reason) == (4, "")


# A chain that holds.


def test_each_link_carries_the_one_before_it(article: Article) -> None:
    links = list(article.status_changes.order_by("number"))
    assert [link.number for link in links] == [1, 2, 3]
    assert [link.previous_sha256 for link in links] == [ROOT, links[0].sha256, links[1].sha256]
    assert (article.audit_count, article.audit_sha256) == (3, links[2].sha256)
    assert str(links[0]) == "draft → in review"


def test_the_first_publication_is_on_the_change_that_decides_it(boss: User) -> None:
    article = make_article()
    names = ("submit", "approve", "publish", "edit", "submit", "approve", "publish")
    changes = [workflow.perform(article, name, by=boss) for name in names]
    first = changes[2]
    expected = [None, None, first.changed_at, None, None, None, None]
    assert [change.published_at for change in changes] == expected
    assert (article.published_at, first.is_back_dated) == (first.changed_at, False)


def test_a_publication_in_the_past_is_on_it_as_back_dated(boss: User) -> None:
    article = make_article()
    changes = [workflow.perform(article, name, by=boss) for name in ("submit", "approve")]
    last = workflow.perform(article, "publish", by=boss, at=NOON)
    assert (last.published_at, last.is_back_dated, last.takes_effect_at) == (NOON, True, None)
    assert [change.is_back_dated for change in changes] == [False, False]


@pytest.mark.parametrize(("role", "is_made"), [("Editors", False), ("Publishers", True)])
def test_back_dating_needs_a_publisher(role: str, *, is_made: bool) -> None:
    article = make_article(status=Status.APPROVED)
    with nullcontext() if is_made else pytest.raises(workflow.TransitionForbidden):
        workflow.perform(article, "publish", by=make_user(role), at=NOON)
    assert article.published_at == (NOON if is_made else None)


def test_an_import_of_published_articles_says_since_when_they_are() -> None:
    run_import(make_item(publish_at=PRECISE), status=Status.PUBLISHED)
    change = StatusChange.objects.get()
    assert (change.published_at, change.is_back_dated) == (PRECISE, True)
    assert list_broken_links() == []


def test_what_was_not_altered_holds(article: Article) -> None:
    other = Article.objects.exclude(pk=article.pk).get()
    assert list(verify_chains()) == [Chain(other.pk, 1, 1), Chain(article.pk, 3, 3)]
    assert list_broken_links() == []


def test_without_an_audit_log_nothing_is_broken() -> None:
    make_article()
    assert list(verify_chains()) == []


@pytest.mark.parametrize("hours", [0, 3, -11])
def test_a_digest_is_the_same_once_it_was_stored(boss: User, hours: int) -> None:
    article = make_article()
    instant = PRECISE.astimezone(timezone(timedelta(hours=hours)))
    link = audit_log.build_link(
        article,
        transition="submit",
        from_status="draft",
        to_status="review",
        changed_at=instant,
        changed_by=boss,
        reason="“İskele”\nline two 🚢",
        revision=revisions.get_working_revision(article),
        takes_effect_at=instant + timedelta(days=1),
    )
    link.save(force_insert=True)
    kept = StatusChange.objects.get()
    assert (kept.compute_digest(), kept.changed_at) == (link.sha256, PRECISE)


def test_the_audit_log_outlives_its_article(article: Article) -> None:
    closing.delete_articles(Article.objects.filter(pk=article.pk))
    assert (StatusChange.objects.count(), Revision.objects.count()) == (4, 1)
    assert list_broken_links() == []


# A chain that was altered.

COLUMNS: dict[str, Any] = {
    "transition": "spike",
    "from_status": "spiked",
    "to_status": "spiked",
    "changed_at": NOON,
    "changed_by": None,
    "reason": "Altered",
    "revision": 0,
    "revision_sha256": "f" * 64,
    "readers_sha256": "f" * 64,
    "published_at": NOON,
    "row_sha256": "f" * 64,
    "takes_effect_at": NOON,
    "is_four_eyes_off": True,
    "signed_sha256": "f" * 64,
    "previous_sha256": "f" * 64,
    "sha256": "f" * 64,
}


def test_every_column_is_tried() -> None:
    names = {field.name for field in StatusChange._meta.concrete_fields}
    assert set(COLUMNS) == names - {"id", "article", "number"}


@pytest.mark.unmeasured
@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("column", COLUMNS)
def test_an_altered_row_is_named(article: Article, column: str, number: int) -> None:
    with without_triggers():
        get_change(article, number).update(**{column: COLUMNS[column]})
    assert list_broken_links() == [BrokenLink(article.pk, number, ALTERED)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_row_altered_with_its_digest_is_named(article: Article, number: int) -> None:
    altered = get_change(article, number).get()
    altered.reason = "Altered"
    with without_triggers():
        get_change(article, number).update(reason="Altered", sha256=altered.compute_digest())
    expected = {
        1: BrokenLink(article.pk, 2, "it does not follow the change before it."),
        2: BrokenLink(article.pk, 3, "it does not follow the change before it."),
        3: BrokenLink(article.pk, 3, "the article's record names another one as the last."),
    }
    assert list_broken_links() == [expected[number]]


@pytest.mark.parametrize(
    ("number", "named", "reason"),
    [
        (1, 1, "it is missing; the next one there is number 2."),
        (2, 2, "it is missing; the next one there is number 3."),
        (3, 2, "the ones after it are missing."),
    ],
)
def test_a_row_that_was_deleted_is_named(
    article: Article, number: int, named: int, reason: str
) -> None:
    with without_triggers():
        get_change(article, number).delete()
    assert list_broken_links() == [BrokenLink(article.pk, named, reason)]


def test_an_audit_log_that_was_deleted_whole_is_named(article: Article) -> None:
    with without_triggers():
        article.status_changes.all().delete()
    assert list_broken_links() == [BrokenLink(article.pk, 1, "it is missing, and all after it.")]


def test_rows_that_were_swapped_are_named(article: Article) -> None:
    with without_triggers():
        for number, other in ((2, 9), (3, 2), (9, 3)):
            get_change(article, number).update(number=other)
    assert list_broken_links() == [BrokenLink(article.pk, 2, ALTERED)]


def test_a_row_that_was_moved_to_another_article_is_named(article: Article) -> None:
    other = Article.objects.exclude(pk=article.pk).get()
    with without_triggers():
        get_change(article, 2).update(article=other)
    missing = "it is missing; the next one there is number 3."
    assert list_broken_links() == [
        BrokenLink(other.pk, 2, ALTERED),
        BrokenLink(article.pk, 2, missing),
    ]


def test_a_row_that_was_put_in_is_named(article: Article) -> None:
    last = get_change(article, 3).get()
    StatusChange.objects.create(
        article=article,
        number=4,
        transition="withdraw",
        from_status="published",
        to_status="published",
        changed_at=NOON,
        revision=last.revision,
        previous_sha256=last.sha256,
        sha256="f" * 64,
    )
    assert list_broken_links() == [BrokenLink(article.pk, 4, ALTERED)]


def test_a_revision_that_was_altered_is_named_by_the_change_that_is_about_it(
    article: Article,
) -> None:
    work = revisions.get_working_revision(article)
    with without_triggers():
        Revision.objects.filter(pk=work.pk).update(content=work.content | {"headline": "Altered"})
    assert list_broken_links() == [BrokenLink(article.pk, 1, "its revision was altered.")]


def test_a_revision_altered_with_its_digest_is_named(article: Article) -> None:
    work = revisions.get_working_revision(article)
    content = work.content | {"headline": "Altered"}
    with without_triggers():
        Revision.objects.filter(pk=work.pk).update(
            content=content, sha256=contents.compute_digest(content)
        )
    assert list_broken_links() == [BrokenLink(article.pk, 1, "its revision was altered.")]


def test_a_revision_that_was_deleted_is_named(article: Article) -> None:
    with without_triggers():
        Revision.objects.filter(article=article).delete()
    assert list_broken_links() == [BrokenLink(article.pk, 1, "its revision is missing.")]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (
            {"status": "spiked", "is_released": False},
            "the article’s status is not the one it leads to.",
        ),
        ({"audit_sha256": "f" * 64}, "the article's record names another one as the last."),
        ({"audit_sha256": ""}, "the article's record names another one as the last."),
        ({"audit_count": 2}, "the article's record names another one as the last."),
        ({"audit_count": 4}, "the ones after it are missing."),
    ],
)
def test_a_row_written_past_the_audit_log_is_named(
    article: Article, columns: dict[str, Any], reason: str
) -> None:
    Article.objects.filter(pk=article.pk).update(**columns)
    assert list_broken_links() == [BrokenLink(article.pk, 3, reason)]


def test_each_broken_chain_is_named_once(article: Article) -> None:
    with without_triggers():
        StatusChange.objects.update(reason="Altered")
    other = Article.objects.exclude(pk=article.pk).get()
    assert list(verify_chains()) == [
        Chain(other.pk, 0, 1, BrokenLink(other.pk, 1, ALTERED)),
        Chain(article.pk, 0, 3, BrokenLink(article.pk, 1, ALTERED)),
    ]


# Memory.


def add_links(article: Article, count: int) -> None:
    """Submit the article and ask for changes until its record has so many changes more."""
    ways = [("submit", "draft", "review"), ("request_changes", "review", "draft")]
    links = []
    for number in range(count):
        name, origin, target = ways[number % 2]
        link = audit_log.build_link(
            article,
            transition=name,
            from_status=origin,
            to_status=target,
            changed_at=PRECISE,
            revision=revisions.get_working_revision(article),
        )
        article.audit_count, article.audit_sha256 = link.number, link.sha256
        links.append(link)
    StatusChange.objects.bulk_create(links, batch_size=500)
    article.save(update_fields=["audit_count", "audit_sha256"])


def measure_peak() -> int:
    """Return how many bytes the walk holds at most."""
    tracemalloc.start()
    try:
        assert all(chain.broken is None for chain in verify_chains())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.unmeasured
@pytest.mark.parametrize("articles", [1, 50], ids=["one chain", "fifty chains"])
def test_the_walk_takes_the_same_memory_however_long_the_audit_log_is(articles: int) -> None:
    made = [make_article(body=f"<p>{'Long. ' * 500}</p>") for _ in range(articles)]
    for article in made:
        add_links(article, 200 // articles)
    measure_peak()  # what is loaded once only
    small = measure_peak()
    for article in made:
        add_links(article, 1800 // articles)
    assert StatusChange.objects.count() == 2000
    assert min(measure_peak(), measure_peak()) / small < 1.5  # when garbage is collected varies
