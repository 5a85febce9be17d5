"""The search entries of articles, written in the transaction that changes the text."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from articles.models import Article, SearchEntry
from articles.models.search_entry import DESK
from articles.search.analyser import VERSION, Analysis, analyse_text, get_stemmed_language
from articles.search.names import build_name_token
from articles.search.wanted import build_language_token
from articles.text import body_html

_SHORT_PARTS: Final = ("headline", "standfirst", "byline")
_COLUMNS: Final = ("id", "language", *_SHORT_PARTS)


def build_entry(
    article: Mapping[str, Any],
    *,
    body: Analysis,
    names: Iterable[tuple[str, int]],
    desk: Iterable[Analysis] = (),
) -> dict[str, Any]:
    """Return the columns of the search entry of an article, given as a mapping of its columns.

    ``names`` are the kinds and ids of its source, authors and tags; ``desk`` are the texts that
    only the desk sees.
    """
    language = article["language"]
    parts = [*(analyse_text(article[name], language) for name in _SHORT_PARTS), body]
    return {
        "article_id": article["id"],
        "version": VERSION,
        "words": _join_words(parts),
        "forms": _join_tokens(frozenset().union(*(part.forms for part in parts))),
        "names": _join_tokens(_list_name_tokens(language, names)),
        "desk": _build_desk(desk),
    }


def _join_words(parts: Iterable[Analysis]) -> str:
    """Return the words of the texts with two spaces between texts and one at either end."""
    text = "  ".join(part.words for part in parts if part.words)
    return f" {text} " if text else ""


def _join_tokens(tokens: Iterable[str]) -> str:
    text = " ".join(sorted(tokens))
    return f" {text} " if text else ""


def _list_name_tokens(language: str, names: Iterable[tuple[str, int]]) -> Iterator[str]:
    if stemmed := get_stemmed_language(language):
        yield build_language_token(stemmed)
    for kind, pk in names:
        yield build_name_token(kind, pk)


def _build_desk(parts: Iterable[Analysis]) -> str:
    """Return the words of the texts, then their forms, all with the mark of the desk."""
    marked = [Analysis(_mark(part.words.split()), part.forms) for part in parts]
    forms = frozenset().union(*(part.forms for part in marked))
    return _join_words([*marked, Analysis(_mark(sorted(forms)), frozenset())])


def _mark(words: Iterable[str]) -> str:
    return " ".join(f"{DESK}{word}" for word in words)


def build_article_entry(article: Article) -> dict[str, Any]:
    """Return the columns of the search entry of an article."""
    columns = {name: getattr(article, name) for name in _COLUMNS}
    language = article.language
    return build_entry(
        columns,
        body=analyse_text(article.text, language),
        names=_list_names(article),
        desk=[analyse_text(text, language) for text in _list_desk_texts(article)],
    )


def _list_names(article: Article) -> Iterator[tuple[str, int]]:
    if article.source_id:
        yield "source", article.source_id
    yield from (("author", byline.author_id) for byline in article.bylines.all())
    yield from (("tag", tagging.tag_id) for tagging in article.taggings.all())


def _list_desk_texts(article: Article) -> Iterator[str]:
    """Yield what the working revision has and the article's row has not, and the notes."""
    content = article.working_revision.content if article.working_revision else {}
    for name in (*_SHORT_PARTS, "body"):
        text = content.get(name) or ""
        if text != getattr(article, name):
            yield body_html.to_text(text) if name == "body" else text
    yield from (note.text for note in article.notes.all())


def index_article(article: Article) -> None:
    """Save the search entry of the article with the texts and names that its rows have.

    They are read anew: the instance may have the text of a revision that readers do not see.
    """
    row = Article.objects.select_related("working_revision").get(pk=article.pk)
    SearchEntry(**build_article_entry(row)).save()
