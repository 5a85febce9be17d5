"""Both engines find, order and mark what a plain scan does that reads every article.

The suite runs on each engine, so that both are held against each other, too.
"""

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from articles.models import Article, Author, Byline, Note, Source, Status, Tag
from articles.search import engine
from articles.search.engine import build_expression, filter_matches, find_matching
from articles.search.index import index_article
from articles.search.query import parse_query
from articles.search.ranking import rank_ids
from articles.site.hit import Hit
from tests.articles.search import scan
from tests.articles.search.corpora import SIZES, Corpus, build_corpora, build_queries
from tests.articles.search.scan import Item, Words
from tests.articles.search.vocabulary import NAMES, WORDS
from tests.factories import NOON, make_user

pytestmark = pytest.mark.django_db


def make_item(fields: dict[str, Any]) -> Item:
    """Make the article, and return it as the plain scan reads it."""
    published_at = NOON - timedelta(hours=fields["hours"])
    names = {kind: [NAMES[kind][index] for index in fields[kind]] for kind in NAMES}
    rows = {kind: [make_name(kind, name) for name in each] for kind, each in names.items()}
    article = Article.objects.create(
        **{name: str(fields[name]) for name in ("headline", "standfirst", "byline")},
        body=f"<p>{escape(str(fields['body']), quote=False)}</p>",
        language=fields["language"],
        source=next(iter(rows["source"]), None),
        is_own_work=not rows["source"],
        status=Status.PUBLISHED,
        is_released=True,
        published_at=published_at,
    )
    for position, author in enumerate(rows["author"], 1):
        Byline.objects.create(article=article, author=author, position=position)
    article.tags.set(rows["tag"])
    Note.objects.create(article=article, text=str(fields["note"]), written_by=make_user())
    index_article(article)
    texts = {name: fields[name] for name in SIZES}
    return Item(article.pk, published_at, fields["language"], names=names, **texts)


def make_name(kind: str, words: Words) -> Any:
    name = scan.write_name(words)
    if kind == "tag":
        return Tag.objects.get_or_create_by_names([name])[0]
    return (Source if kind == "source" else Author).objects.get_or_create_by_name(name)


def find(text: str, *, for_desk: bool) -> list[int]:
    """Return the ids of the matches in their order, which all ways to find them have alike."""
    expression = build_expression(parse_query(text), is_for_desk=for_desk)
    articles = Article.objects.order_by("-published_at", "-pk")
    listed = [article.pk for article in filter_matches(articles, expression)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "LISTED_LIMIT", 0)
        patch.setattr(engine, "PHRASE_LIMIT", 0)
        scanned = [article.pk for article in filter_matches(articles, expression)]
    matching = find_matching(expression, [article.pk for article in articles])
    assert (scanned, sorted(matching)) == (listed, sorted(listed))
    return rank_ids(expression, listed)


def mark(text: str, article: Article) -> dict[str, Any]:
    hit = Hit(article, build_expression(parse_query(text)))
    names = [article.source] if article.source else []
    names += [*(credit.author for credit in article.credit_list), *article.tag_list]
    marked = {name.name: str(hit.mark_name(name)) for name in names}
    texts = {"headline": hit.headline, "byline": hit.byline, "excerpt": hit.excerpt}
    return {**texts, "names": marked}


def mark_plainly(query: scan.Query, item: Item, summary: str) -> dict[str, Any]:
    html = {name: scan.mark(query, item, getattr(item, name)) for name in SIZES}
    excerpt = "\n".join(html[name] for name in ("standfirst", "body") if html[name])
    names = (name for each in item.names.values() for name in each)
    return {
        "headline": html["headline"],
        "byline": html["byline"] if scan.shows_byline(query, item) else "",
        "excerpt": excerpt if "<mark>" in excerpt else summary,
        "names": {scan.write_name(name): scan.mark_name(query, item, name) for name in names},
    }


def check(query: scan.Query, text: str, items: Sequence[Item]) -> None:
    for for_desk in (False, True):
        found = [item.key for item in scan.find(query, items, for_desk=for_desk)]
        assert (text, find(text, for_desk=for_desk)) == (text, found)
    for item in scan.find(query, items, for_desk=False):
        article = Article.objects.get(pk=item.key)
        assert (text, mark(text, article)) == (text, mark_plainly(query, item, article.summary))


@pytest.mark.unmeasured
@pytest.mark.parametrize("language", WORDS)
def test_each_engine_finds_orders_and_marks_what_a_scan_does(
    language: str, *, is_full: bool
) -> None:
    @settings(max_examples=100 if is_full else 4, phases=[Phase.generate])
    @given(build_corpora(language), st.data())
    def compare(corpus: Corpus, data: st.DataObject) -> None:
        with transaction.atomic():
            items = [make_item(fields) for fields in corpus]
            for _ in range(6):
                check(*data.draw(build_queries(corpus, language)), items)
            transaction.set_rollback(True)

    compare()
