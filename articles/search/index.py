"""The words of articles, kept where searches look; in the transaction that changes the text."""

from typing import Any

from articles.models import Article, SearchEntry
from articles.text import fold, search_words, search_words_beside


def entry_of(article: Article, *, words: str | None = None) -> dict[str, Any]:
    """Return the columns of the article's entry; ``words`` are its body's where they are known."""
    return {
        "article_id": article.pk,
        "language": article.language,
        "headline": article.folded_headline,
        "standfirst": search_words_beside(article.standfirst),
        "byline": fold(article.byline),
        "source": fold(article.source.name) if article.source else "",
        "body": search_words(article.text) if words is None else words,
    }


def keep(article: Article) -> None:
    """Let searches find the article by what its row holds now."""
    SearchEntry(**entry_of(article)).save()
