"""Articles: their constraints, derived fields and query sets."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article, Correction, Status
from articles.models.article_choices import KIND_CHOICES, PRECISION_CHOICES
from articles.vocabulary import (
    Kind,
    Precision,
)
from tests.factories import NOON, make_article, make_live, make_revision, make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "invalid"),
    [
        ("article_status_known", {"status": "lost"}),
        ("article_kind_known", {"kind": "poem"}),
        ("article_source_date_fits_precision", {"source_date": date(2019, 1, 1)}),
        ("article_source_date_fits_precision", {"source_date_precision": "day"}),
        (
            "article_source_date_fits_precision",
            {"source_date_precision": "month", "source_date_end": date(2019, 1, 1)},
        ),
        (
            "article_source_date_fits_precision",
            {
                "source_date_precision": "range",
                "source_date": date(2019, 1, 2),
                "source_date_end": date(2019, 1, 1),
            },
        ),
        ("article_released_has_instant", {"is_released": True}),
        ("article_published_is_released", {"status": "published"}),
        (
            "article_gone_is_not_released",
            {"status": "spiked", "is_released": True, "published_at": NOON},
        ),
        (
            "article_released_has_provenance",
            {"is_released": True, "published_at": NOON, "source": None},
        ),
        ("article_own_work_has_no_source", {"is_own_work": True}),
        (
            "article_released_after_embargo",
            {
                "is_released": True,
                "published_at": NOON,
                "embargoed_until": NOON + timedelta(seconds=1),
            },
        ),
        ("article_expires_after_publication", {"publish_at": NOON, "expire_at": NOON}),
        ("article_withdrawn_says_why", {"status": "withdrawn"}),
    ],
)
def test_the_database_refuses_invalid_columns(constraint: str, invalid: dict[str, Any]) -> None:
    article = make_article()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**invalid)


@pytest.mark.parametrize("field", ["slug", "identity"])
def test_the_database_refuses_a_duplicate(field: str) -> None:
    first, second = make_article(identity="same"), make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})


def test_choices_are_the_kinds_and_precisions_of_the_vocabulary() -> None:
    assert [name for name, _ in KIND_CHOICES] == list(Kind)
    assert [name for name, _ in PRECISION_CHOICES] == list(Precision)


def test_the_slug_of_a_repeated_headline_is_numbered() -> None:
    slugs = [make_article(headline="Basın özeti").slug for _ in range(3)]
    assert slugs == ["basin-ozeti", "basin-ozeti-2", "basin-ozeti-3"]


def test_slugs_are_numbered_up_to_twenty() -> None:
    slugs = {make_article(headline="Basın özeti").slug for _ in range(22)}
    assert len(slugs) == 22
    assert "basin-ozeti-20" in slugs
    assert "basin-ozeti-21" not in slugs


def test_an_emptied_slug_is_made_from_the_headline() -> None:
    article = make_article(headline="Basın özeti")
    article.slug = ""
    article.save()
    assert article.slug == "basin-ozeti"


def test_a_headline_without_letters_has_a_slug() -> None:
    assert make_article(headline="!!!").slug == "article"


def test_a_slug_stays_when_the_headline_changes() -> None:
    article = make_article(headline="First")
    article.headline = "Second"
    article.save()
    assert article.slug == "first"


def test_saving_the_body_alone_sanitises_it() -> None:
    article = make_article()
    article.body = "<p>Text<script>alert(1)</script></p>"
    article.save(update_fields=["body"])
    article.refresh_from_db()
    assert article.body == "<p>Text</p>"


def test_texts_that_fold_alike_have_the_same_fingerprint() -> None:
    first = make_article(body="<p>İstanbul’da ılık, ışıklı gün.</p>")
    second = make_article(body="<h2>ISTANBULDA</h2> <p>ilik isikli GÜN</p>")
    assert first.fingerprint == second.fingerprint


def test_an_article_without_a_body_has_the_fingerprint_of_its_headline() -> None:
    fingerprints = {make_article(headline=name, body="").fingerprint for name in ("A", "B")}
    assert len(fingerprints) == 2


def test_an_article_that_was_never_published_has_no_url() -> None:
    with pytest.raises(ValueError, match="never published"):
        make_article().get_absolute_url()


def test_live_agrees_with_is_live() -> None:
    now = {"published_at": NOON, "publish_at": NOON}
    articles = [
        make_article(),
        make_live(**now),
        make_live(published_at=NOON + timedelta(days=40_000)),
        make_live(**now, expire_at=NOON + timedelta(seconds=1)),
        make_live(**now, expire_at=NOON + timedelta(days=40_000)),
    ]
    live = set(Article.objects.live())
    assert [article in live for article in articles] == [False, True, False, False, True]
    assert [article.is_live for article in articles] == [False, True, False, False, True]


def test_only_articles_that_were_live_are_withdrawn() -> None:
    was_live = make_live()
    Article.objects.filter(pk=was_live.pk).update(
        status=Status.WITHDRAWN, is_released=False, withdrawn_reason="Wrong."
    )
    make_article()
    assert list(Article.objects.withdrawn()) == [was_live]


def test_the_name_of_an_article_is_its_headline() -> None:
    assert str(make_article(headline="Ferry")) == "Ferry"


# Frequent lists read an index, on both databases.


def explain_query(sql: str, params: tuple[Any, ...]) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Of a handful of rows the planner would rather read all.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"EXPLAIN {sql}", params)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("latest", "article_by_instant"),
        ("older", "article_by_instant"),
        ("source", "article_by_source_and_instant"),
        ("status", "article_by_status"),
        ("address", "article_by_address"),
        ("fingerprint", "article_by_fingerprint"),
        ("slug", "article_slug_unique"),
    ],
)
def test_frequent_lists_use_an_index_and_do_not_sort(name: str, index: str) -> None:
    source, other = make_source(), make_source()
    for i in range(60):
        make_live(source=other if i % 12 else source, published_at=NOON - timedelta(hours=i))
    newest = Article.objects.live().order_by("-published_at", "-pk")
    queries = {
        "latest": newest[:20],
        "older": newest.filter(published_at__lte=NOON)[:20],
        "source": newest.filter(source=source)[:20],
        "status": Article.objects.filter(status="review").order_by("-pk")[:50],
        "address": Article.objects.filter(address_key="x").order_by(),
        "fingerprint": Article.objects.filter(fingerprint="x").order_by(),
        "slug": Article.objects.filter(slug="x").order_by(),
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE articles_article")
    sql, params = queries[name].query.sql_with_params()
    plan = explain_query(sql, params)
    # SQLite chooses the name of the index of a unique constraint.
    assert index in plan or (name == "slug" and "sqlite_autoindex" in plan)
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def load_one(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def load_with_many(article: Article) -> Article:
    return Article.objects.with_credits_and_tags().with_corrections().get(pk=article.pk)


@pytest.mark.parametrize("load", [load_one, load_with_many])
def test_authors_are_in_their_order_and_tags_sorted_by_name(
    load: Callable[[Article], Article],
) -> None:
    article = make_live(authors=("Ada", "Zoe"), tags=("tram", "harbour"))
    for byline in article.bylines.all():
        article.bylines.filter(pk=byline.pk).update(position=9 - byline.position)
    article = load(article)
    assert [str(each) for each in article.credit_list] == ["Zoe", "Ada"]
    assert [str(each) for each in article.tag_list] == ["harbour", "tram"]


@pytest.mark.parametrize("load", [load_one, load_with_many])
def test_a_credit_has_the_affiliation_and_its_author(load: Callable[[Article], Article]) -> None:
    article = make_live(authors=("Agency",), affiliation="The University")
    (credit,) = load(article).credit_list
    assert (credit.affiliation, credit.author.slug) == ("The University", "agency")


@pytest.mark.parametrize("load", [load_one, load_with_many])
def test_notices_are_the_corrections_that_readers_see(load: Callable[[Article], Article]) -> None:
    article = make_live()
    for text, at in (("Seen.", NOON), ("To come.", timezone.now() + timedelta(days=1))):
        Correction.objects.create(
            article=article,
            revision=make_revision(article, standfirst=text),
            kind=Correction.Kind.UPDATE,
            text=text,
            place=Correction.Place.TOP,
            published_at=at,
        )
    assert [each.text for each in load(article).notices] == ["Seen."]


@pytest.mark.parametrize("number", [1, 3])
def test_credits_take_two_queries_more(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        make_live(authors=("Ada",), tags=("a", "b"))
    with django_assert_num_queries(3):
        articles = list(Article.objects.with_credits_and_tags())
        counts = [(len(each.credit_list), len(each.tag_list)) for each in articles]
        assert all(each.source for each in articles)
    assert counts == [(1, 2)] * number


@pytest.mark.parametrize("with_text", [True, False])
def test_a_list_loads_bodies_only_on_request(
    django_assert_num_queries: DjangoAssertNumQueries,
    *,
    with_text: bool,
) -> None:
    make_live(body="<p>One.</p><p>Two &amp; three.</p>")
    with django_assert_num_queries(1 if with_text else 2):
        (article,) = Article.objects.list_fields(with_text=with_text)
        assert article.text == "One.\nTwo & three."


def test_the_day_is_in_the_time_zone_of_the_site(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    article = make_live(published_at=datetime(2026, 3, 1, 22, tzinfo=UTC))
    assert article.published_on == date(2026, 3, 2)
