"""What an article's page tells search engines: canonical URL, robots, JSON-LD, alternates."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.encoding import iri_to_uri

from articles.exporting import fields
from articles.models import Article, Byline, Correction, Source
from articles.models.urls import build_absolute_url, reverse_page
from articles.vocabulary import Precision

NOINDEX: Final = "noindex"
_SOURCE_DATES: Final = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}

Thing = dict[str, Any]


# What search engines may do, by the policy of the source.


def get_canonical_url(article: Article) -> str:
    """Return the URL of our page, or of the original where the source wants that indexed."""
    policy = article.source.index_policy if article.source else Source.IndexPolicy.INDEX
    if policy == Source.IndexPolicy.ORIGINAL and article.source_address:
        return iri_to_uri(article.source_address)
    return build_absolute_url(article.get_absolute_url())


def get_robots(article: Article) -> str:
    """Return "noindex" where search engines must not index our page, else "".

    A source that wants its originals indexed gets "noindex" where the original is not known.
    """
    policy = article.source.index_policy if article.source else Source.IndexPolicy.INDEX
    is_unknown = policy == Source.IndexPolicy.ORIGINAL and not article.source_address
    return NOINDEX if is_unknown or policy == Source.IndexPolicy.NOINDEX else ""


# schema.org.


def build_news_article(article: Article, versions: Sequence[Article] = ()) -> Thing:
    """Return the live article as a NewsArticle; ``versions`` are those in other languages.

    See https://schema.org/NewsArticle. Empty properties are left out.
    """
    url = build_absolute_url(article.get_absolute_url())
    published = fields.format_instant(article.published_at)
    thing = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "identifier": fields.build_uri(article),
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": article.headline,
        "description": article.summary,
        "inLanguage": article.language,
        "datePublished": published,
        "dateModified": fields.format_instant(article.updated_at) or published,
        "author": _build_authors(article),
        "creditText": article.byline,
        "publisher": _build_publisher(),
        "genre": article.kind,
        "keywords": [tag.name for tag in article.tag_list],
        "isAccessibleForFree": True,
        "isBasedOn": _build_original(article),
        "citation": format_citation(article),
        "correction": [_build_correction(notice, url) for notice in article.notices],
        **_build_translations(article, versions),
    }
    return _drop_empty(thing)


def format_citation(article: Article) -> str:
    """Return "Source, date, detail, URL" of the original, "" for our own work."""
    if article.source is None:
        return ""
    date = fields.format_source_date(fields.build_source_date(article))
    parts = (article.source.name, date, article.source_detail, article.source_address)
    return ", ".join(filter(None, parts))


def _build_authors(article: Article) -> list[Thing]:
    """Return the credited authors; without any the source, or us for our own work."""
    authors = [_build_author(credit) for credit in article.credit_list]
    if authors:
        return authors
    return [_build_organization(article.source) if article.source else _build_publisher()]


def _build_author(credit: Byline) -> Thing:
    author, affiliation = credit.author, credit.affiliation
    employer = {"@type": "Organization", "name": affiliation} if affiliation else None
    thing = {
        "@type": "Organization" if author.is_organisation else "Person",
        "name": author.name,
        "url": build_absolute_url(author.get_absolute_url()) if author.slug else "",
        "affiliation": None if author.is_organisation else employer,
    }
    return _drop_empty(thing)


def _build_publisher() -> Thing:
    return {
        "@type": "NewsMediaOrganization",
        "name": str(settings.NEWSROOM_SITE_NAME),
        "url": build_absolute_url("/"),
        "correctionsPolicy": build_absolute_url(reverse_page("articles:corrections")),
    }


def _build_organization(source: Source) -> Thing:
    thing = {"@type": "Organization", "name": source.name, "url": iri_to_uri(source.website)}
    return _drop_empty(thing)


def _build_original(article: Article) -> Thing | None:
    """Return the article as its source published it, None for our own work."""
    if article.source is None:
        return None
    thing = {
        "@type": "NewsArticle",
        "url": iri_to_uri(article.source_address),
        "publisher": _build_organization(article.source),
        "datePublished": _format_source_date(article),
    }
    return _drop_empty(thing)


def _format_source_date(article: Article) -> str:
    """Return the source date in ISO 8601 with its precision, "" for a range or none."""
    when = fields.build_source_date(article)
    form = _SOURCE_DATES.get(when.precision)
    return when.first.strftime(form) if when.first and form else ""


def _build_correction(notice: Correction, url: str) -> Thing:
    return {
        "@type": "CorrectionComment",
        "name": str(notice.get_kind_display()),
        "text": notice.text,
        "datePublished": fields.format_instant(notice.published_at),
        "url": f"{url}#correction-{notice.pk}",
    }


def _build_translations(article: Article, versions: Iterable[Article]) -> Thing:
    """Return ``translationOfWork`` for a translation, else ``workTranslation``."""
    works = {version.pk: _build_work(version) for version in versions if version.pk != article.pk}
    if article.translation_of_id:
        return {"translationOfWork": works.get(article.translation_of_id)}
    return {"workTranslation": list(works.values())}


def _build_work(article: Article) -> Thing:
    url = build_absolute_url(article.get_absolute_url())
    thing = {"@type": "NewsArticle", "@id": url, "url": url, "headline": article.headline}
    return _drop_empty(thing | {"inLanguage": article.language})


def _drop_empty(thing: Mapping[str, Any]) -> Thing:
    return {name: value for name, value in thing.items() if value}


# Languages.


def build_alternates(versions: Sequence[Article]) -> dict[str, str]:
    """Return the URLs of the indexable versions by language, for links with ``hreflang``.

    Every version gets the same links, including one to itself. "x-default" is the URL of the first
    version. Of two versions in the same language only the first has a link. The dict is empty
    where there are fewer than two languages.
    """
    indexable = [version for version in versions if version.language and is_indexable(version)]
    # Reversed, so that the first version in a language replaces those after it.
    urls = {
        version.language: build_absolute_url(version.get_absolute_url())
        for version in reversed(indexable)
    }
    if len(urls) < 2:
        return {}
    return dict(reversed(urls.items())) | {
        "x-default": build_absolute_url(indexable[0].get_absolute_url())
    }


def is_indexable(article: Article) -> bool:
    """Tell whether search engines may index our page of the article."""
    return article.source is None or article.source.index_policy == Source.IndexPolicy.INDEX
