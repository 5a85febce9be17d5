"""What an article's page tells machines: where it counts as standing, and what it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.encoding import iri_to_uri

from articles.exporting import fields
from articles.models import Article, Correction, Source
from articles.models.related_data import AuthorRef
from articles.models.urls import build_absolute_url, reverse_page
from articles.vocabulary import (
    Precision,
)

NOINDEX: Final = "noindex"
_SOURCE_DATES: Final = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}

Thing = dict[str, Any]


# What search engines may do, as the source wants it.


def canonical(article: Article) -> str:
    """Return the address that counts as the piece's: our page, or where the source has it."""
    policy = article.source.index_policy if article.source else Source.IndexPolicy.INDEX
    if policy == Source.IndexPolicy.ORIGINAL and article.source_address:
        return iri_to_uri(article.source_address)
    return build_absolute_url(article.get_absolute_url())


def robots(article: Article) -> str:
    """Return "noindex" where search engines are not to list the piece, else "".

    Of a source that wants its original listed, that is where we do not know the original.
    """
    policy = article.source.index_policy if article.source else Source.IndexPolicy.INDEX
    is_unknown = policy == Source.IndexPolicy.ORIGINAL and not article.source_address
    return NOINDEX if is_unknown or policy == Source.IndexPolicy.NOINDEX else ""


# schema.org.


def news_article(article: Article, versions: Sequence[Article] = ()) -> Thing:
    """Return the live article as a NewsArticle; ``versions`` are those in other languages.

    https://schema.org/NewsArticle; what is empty is left out.
    """
    address = build_absolute_url(article.get_absolute_url())
    published = fields.format_instant(article.published_at)
    thing = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "identifier": fields.build_uri(article),
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "headline": article.headline,
        "description": article.summary,
        "inLanguage": article.language,
        "datePublished": published,
        "dateModified": fields.format_instant(article.updated_at) or published,
        "author": _authors(article),
        "creditText": article.byline,
        "publisher": _publisher(),
        "genre": article.kind,
        "keywords": [tag.name for tag in article.related_data.tags],
        "isAccessibleForFree": True,
        "isBasedOn": _original(article),
        "citation": citation(article),
        "correction": [_correction(notice, address) for notice in article.notices],
        **_translations(article, versions),
    }
    return _filled(thing)


def citation(article: Article) -> str:
    """Return the source as a clipping's line names it, with the address; "" for own work."""
    if article.source is None:
        return ""
    date = fields.format_source_date(fields.build_source_date(article))
    parts = (article.source.name, date, article.source_detail, article.source_address)
    return ", ".join(filter(None, parts))


def _authors(article: Article) -> list[Thing]:
    """Return who is credited; where nobody is, who published it first."""
    credited = [_author(author) for author in article.related_data.authors]
    if credited:
        return credited
    return [_outlet(article.source) if article.source else _publisher()]


def _author(author: AuthorRef) -> Thing:
    is_at = {"@type": "Organization", "name": author.affiliation} if author.affiliation else None
    person = {
        "@type": "Organization" if author.is_organisation else "Person",
        "name": author.name,
        "url": build_absolute_url(author.get_absolute_url()) if author.slug else "",
        "affiliation": None if author.is_organisation else is_at,
    }
    return _filled(person)


def _publisher() -> Thing:
    return {
        "@type": "NewsMediaOrganization",
        "name": str(settings.NEWSROOM_SITE_NAME),
        "url": build_absolute_url("/"),
        "correctionsPolicy": build_absolute_url(reverse_page("corrections")),
    }


def _outlet(source: Source) -> Thing:
    outlet = {"@type": "Organization", "name": source.name, "url": iri_to_uri(source.website)}
    return _filled(outlet)


def _original(article: Article) -> Thing | None:
    """Return the piece as its source published it, None for our own work."""
    if article.source is None:
        return None
    original = {
        "@type": "NewsArticle",
        "url": iri_to_uri(article.source_address),
        "publisher": _outlet(article.source),
        "datePublished": _source_date(article),
    }
    return _filled(original)


def _source_date(article: Article) -> str:
    """Return the source's date as exactly as it is known, "" for a range and for none."""
    when = fields.build_source_date(article)
    form = _SOURCE_DATES.get(when.precision)
    return when.first.strftime(form) if when.first and form else ""


def _correction(notice: Correction, address: str) -> Thing:
    return {
        "@type": "CorrectionComment",
        "name": str(notice.get_kind_display()),
        "text": notice.text,
        "datePublished": fields.format_instant(notice.published_at),
        "url": f"{address}#correction-{notice.pk}",
    }


def _translations(article: Article, versions: Iterable[Article]) -> Thing:
    """Return the original that it is a translation of, or the translations that there are."""
    works = {each.pk: _work(each) for each in versions if each.pk != article.pk}
    if article.translation_of_id:
        return {"translationOfWork": works.get(article.translation_of_id)}
    return {"workTranslation": list(works.values())}


def _work(article: Article) -> Thing:
    address = build_absolute_url(article.get_absolute_url())
    work = {"@type": "NewsArticle", "@id": address, "url": address, "headline": article.headline}
    return _filled(work | {"inLanguage": article.language})


def _filled(thing: Mapping[str, Any]) -> Thing:
    return {name: value for name, value in thing.items() if value}


# Languages.


def alternates(versions: Sequence[Article]) -> dict[str, str]:
    """Return the addresses of the versions that engines may list, by language, and x-default.

    The same for each of them, itself among them; the first stands for every other language, and
    of two in the same language the first is told. None where there is but one.
    """
    listed = [each for each in versions if each.language and is_listed(each)]
    told = {each.language: build_absolute_url(each.get_absolute_url()) for each in reversed(listed)}
    if len(told) < 2:
        return {}
    return dict(reversed(told.items())) | {
        "x-default": build_absolute_url(listed[0].get_absolute_url())
    }


def is_listed(article: Article) -> bool:
    """Tell whether search engines may list our page of the piece."""
    return article.source is None or article.source.index_policy == Source.IndexPolicy.INDEX
