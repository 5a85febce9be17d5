"""The search entries of articles, written in the transaction that changes the text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, starmap
from typing import Any, Final

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Replace

from articles.models import Article, SearchEntry, Tag
from articles.models.search_entry import DESK
from articles.search.names import build_name_token
from articles.search.wanted import build_language_token
from articles.text import body_html
from articles.text.analyser import VERSION, Analysis, analyse_text, get_stemmed_language

# The number of bytes of different words that are indexed: PostgreSQL takes no more than 1 MiB.
SIZE_LIMIT: Final = 1_000_000
# The number of bytes of the widest character.
_WIDEST: Final = 4

_SHORT_PARTS: Final = ("headline", "standfirst", "byline")
_COLUMNS: Final = ("id", "language", *_SHORT_PARTS)


def build_entry(
    article: Mapping[str, Any],
    *,
    texts: Sequence[Analysis],
    names: Iterable[tuple[str, int]],
    desk: Iterable[Analysis] = (),
) -> dict[str, Any]:
    """Return the columns of the search entry of an article, given as a mapping of its columns.

    ``texts`` are those that readers see, from the headline to the body. ``names`` are the kinds and
    ids of its source, authors and tags; ``desk`` are the texts that only the desk sees.
    """
    columns = [
        _join_words(texts),
        _join_tokens(frozenset().union(*(text.forms for text in texts))),
        _build_desk(desk),
    ]
    if sum(map(len, columns)) * _WIDEST > SIZE_LIMIT:
        columns = _limit_size(columns)
    words, forms, unseen = columns
    return {
        "article_id": article["id"],
        "version": VERSION,
        "words": words,
        "forms": forms,
        "names": _join_tokens(_list_name_tokens(article["language"], names)),
        "desk": unseen,
    }


def analyse_texts(article: Mapping[str, Any], body: str) -> list[Analysis]:
    """Return the analyses of the texts of an article that readers see, from its columns."""
    texts = [*(article[name] for name in _SHORT_PARTS), body]
    return [analyse_text(text, article["language"]) for text in texts]


def _limit_size(texts: Iterable[str]) -> list[str]:
    """Return as much of the texts as the index takes of different words."""
    sizes: dict[str, int] = {}
    limited = []
    for text in texts:
        sizes.update((word, len(word.encode())) for word in text.split())
        totals = zip(sizes, accumulate(sizes.values()), strict=True)
        allowed = {word for word, total in totals if total <= SIZE_LIMIT}
        limited.append(" ".join(word for word in text.split(" ") if not word or word in allowed))
    return limited


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
    """Return the columns of the search entry of an article that has the text of its row."""
    columns = {name: getattr(article, name) for name in _COLUMNS}
    return build_entry(
        columns,
        texts=analyse_texts(columns, article.text),
        names=_list_names(article),
        desk=starmap(analyse_text, _list_desk_texts(article)),
    )


def _list_names(article: Article) -> Iterator[tuple[str, int]]:
    if article.source_id:
        yield "source", article.source_id
    yield from (("author", byline.author_id) for byline in article.bylines.all())
    yield from (("tag", tagging.tag_id) for tagging in article.taggings.all())


def _list_desk_texts(article: Article) -> Iterator[tuple[str, str]]:
    """Yield texts that only the desk sees, with their languages."""
    if article.working_revision:
        content = article.working_revision.content
        yield from ((text, content["language"]) for text in _list_unseen_texts(article, content))
    yield from ((note.text, article.language) for note in article.notes.all())


def _list_unseen_texts(article: Article, content: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the content of the working revision has and the article's row has not."""
    yield from (content[name] for name in _SHORT_PARTS if content[name] != getattr(article, name))
    if content["body"] != article.body:
        yield body_html.to_text(content["body"])
    if article.has_unreleased_changes:
        yield from (content["source"], *content["tags"])
        yield from (row["name"] for row in content["credits"])


def index_article(article: Article) -> None:
    """Save the search entry of the article with the texts and names that its rows have.

    The row is read anew, and nobody else changes it until the transaction ends: the instance may
    have the text of a revision that readers do not see.
    """
    with transaction.atomic():
        save_entry(Article.objects.select_for_update(no_key=True).get(pk=article.pk))


def save_entry(article: Article) -> None:
    """Save the search entry of an article that has the text of its row."""
    SearchEntry(**build_article_entry(article)).save()


def forget_tag(tag: Tag) -> None:
    """Remove the tag from the entries of its articles, before it is deleted."""
    token = f" {build_name_token('tag', tag.pk)} "
    entries = SearchEntry.objects.filter(article__taggings__tag=tag)
    entries.update(names=Replace("names", Value(token), Value(" ")))
    entries.filter(names=" ").update(names="")
