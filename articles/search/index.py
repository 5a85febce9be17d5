"""The words of articles, kept where searches look; in the transaction that changes the text."""

from collections.abc import Mapping
from typing import Any

from articles.models import Article, SearchEntry, Source
from articles.text.strings import build_search_text, build_short_search_text


def build_entry(article: Mapping[str, Any], *, source: str, words: str) -> dict[str, Any]:
    """Return the columns of the entry of an article with these columns; ``words`` are its body's.

    ``source`` is the name of its source.
    """
    return {
        "article_id": article["id"],
        "language": article["language"],
        "headline": build_short_search_text(article["headline"]),
        "standfirst": build_short_search_text(article["standfirst"]),
        "byline": build_short_search_text(article["byline"]),
        "source": build_short_search_text(source),
        "body": words,
    }


def build_article_entry(article: Article) -> dict[str, Any]:
    """Return the columns of the entry that the article's row makes."""
    source = article.source.name if article.source else ""
    return build_entry(vars(article), source=source, words=build_search_text(article.text))


def index_article(article: Article) -> None:
    """Let searches find the article by what its row holds now."""
    SearchEntry(**build_article_entry(article)).save()


def update_source_name(source: Source) -> None:
    """Let searches find the articles of the source by the name that it has now."""
    entries = SearchEntry.objects.filter(article__source=source)
    entries.update(source=build_short_search_text(source.name))
