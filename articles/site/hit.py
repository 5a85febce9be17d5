"""A hit of a search as its teaser shows it: with its words marked, and the names that found it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Source, Tag
from articles.search.excerpts import build_excerpt, find_spans, mark
from articles.search.expression import Expression
from articles.search.names import build_name_token
from articles.search.query import Term
from articles.search.wanted import Span

Name = Author | Source | Tag

_FOUND_BY: Final = _("Found by %(names)s")
_KINDS: Final[Mapping[str, Promise]] = {
    "source": _("source: %(names)s"),
    "author": _("author: %(names)s"),
    "tag": _("tag: %(names)s"),
}


class Hit:
    """An article with what makes it a hit: the terms of those alternatives that it matches."""

    def __init__(self, article: Article, expression: Expression) -> None:
        self.article = article
        self.expression = expression
        self.texts = {
            "headline": article.headline,
            "byline": article.byline,
            "standfirst": article.standfirst,
            "body": article.text,
        }

    @property
    def headline(self) -> SafeString:
        """Return the headline, marked."""
        return mark(self.article.headline, self._spans["headline"])

    @property
    def excerpt(self) -> SafeString | str:
        """Return the part of standfirst and body with most hits, marked, else the summary."""
        before = f"{self.article.standfirst}\n" if self.article.standfirst else ""
        moved = (span.move(len(before)) for span in self._spans["body"])
        spans = [*self._spans["standfirst"], *moved]
        return build_excerpt(before + self.texts["body"], spans) or self.article.summary

    @property
    def byline(self) -> SafeString | str:
        """Return the byline, marked, "" unless a term stands in it and in no author's name."""
        credited = {term for credit in self._names["author"] for term in self._find_terms(credit)}
        spans = self._spans["byline"]
        return mark(self.article.byline, spans) if {s.term for s in spans} - credited else ""

    @property
    def found_by(self) -> str:
        """Return a line that names the source, authors and tags that are hits, "" for none."""
        found = {
            kind: ", ".join(row.name for row in rows if self._find_terms(row))
            for kind, rows in self._names.items()
        }
        parts = [_KINDS[kind] % {"names": names} for kind, names in found.items() if names]
        return _FOUND_BY % {"names": " · ".join(parts)} if parts else ""

    def mark_name(self, row: Name) -> SafeString:
        """Return the name of a source, an author or a tag; if it is a hit, marked."""
        terms = self._find_terms(row)
        spans = find_spans(self.expression, row.name, "") if terms else []
        return mark(row.name, [span for span in spans if span.term in terms])

    @cached_property
    def _names(self) -> Mapping[str, Sequence[Name]]:
        article = self.article
        return {
            "source": [article.source] if article.source else [],
            "author": [credit.author for credit in article.credit_list],
            "tag": article.tag_list,
        }

    @cached_property
    def _spans(self) -> Mapping[str, list[Span]]:
        """Return the hits in each text."""
        return {
            name: [span for span in spans if span.term in self._terms]
            for name, spans in self._all_spans.items()
        }

    @cached_property
    def _all_spans(self) -> Mapping[str, list[Span]]:
        """Return the places of all terms, also of those that are excluded, in each text."""
        language = self.article.language
        return {
            name: find_spans(self.expression, text, language) for name, text in self.texts.items()
        }

    @cached_property
    def _terms(self) -> set[Term]:
        """Return the terms that make the article a hit."""
        rows = (row for rows in self._names.values() for row in rows)
        found = {span.term for spans in self._all_spans.values() for span in spans}
        found.update(term for row in rows for term in self._find_all_terms(row))
        return {
            term
            for terms in self.expression.query.alternatives
            if all((each in found) is not each.is_excluded for each in terms)
            for term in terms
        }

    def _find_terms(self, row: Name) -> set[Term]:
        """Return the terms that make the article a hit by this name."""
        return self._find_all_terms(row) & self._terms

    def _find_all_terms(self, row: Name) -> set[Term]:
        token = build_name_token(str(row._meta.model_name), row.pk)
        return {term for term, wanted in self.expression.wanted.items() if token in wanted.names}
