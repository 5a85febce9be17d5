"""The search entries of articles, written in the transaction that changes the text."""

from collections.abc import Mapping
from typing import Any

from articles.models import Article, SearchEntry, Source
from articles.text.strings import build_search_text, build_short_search_text

# The columns of an article that ``build_entry`` reads.
_COLUMNS = ("id", "language", "headline", "standfirst", "byline")


def build_entry(article: Mapping[str, Any], *, source: str, words: str) -> dict[str, Any]:
    """Return the columns of the search entry of an article, given as a mapping of its columns.

    ``source`` is the name of its source; ``words`` are the folded words of its body.
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
    """Return the columns of the search entry of an article."""
    source = article.source.name if article.source else ""
    columns = {name: getattr(article, name) for name in _COLUMNS}
    return build_entry(columns, source=source, words=build_search_text(article.text))


def index_article(article: Article) -> None:
    """Save the search entry of the article with the text that its row has."""
    SearchEntry(**build_article_entry(article)).save()


def update_source_name(source: Source) -> None:
    """Write the present name of the source into the entries of its articles."""
    entries = SearchEntry.objects.filter(article__source=source)
    entries.update(source=build_short_search_text(source.name))
