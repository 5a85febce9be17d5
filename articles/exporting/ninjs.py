"""ninjs 3.1, the IPTC's News in JSON; many articles are one object a line.

https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import lxml.html
from django.utils.encoding import iri_to_uri
from lxml import etree

from articles.exporting import fields
from articles.models import Article, Source, Status
from articles.models.urls import absolute
from articles.vocabulary import (
    Precision,
)

STANDARD: Final = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}

Told = Mapping[str, Any]


def render(article: Article) -> str:
    """Return the line of one article."""
    return json.dumps(as_object(article), ensure_ascii=False) + "\n"


def stream(articles: Iterable[Article]) -> Iterator[str]:
    return map(render, articles)


def as_object(article: Article) -> dict[str, Any]:
    """Return the article as a ninjs object; what is empty is left out."""
    told = fields.told(article)
    item = {
        "standard": STANDARD,
        "uri": fields.uri(article),
        "type": "text",
        "representationType": "full",
        **_instants(article),
        "pubStatus": _pub_status(article),
        "language": article.language,
        "headlines": _texts("main", told["headline"]),
        "descriptions": _texts("standfirst", told.get("standfirst")),
        "bodies": _texts("main", xhtml(told.get("body", "")), media_type="application/xhtml+xml"),
        "by": told.get("byline"),
        **_credited(told),
        "subjects": _subjects(article),
        "genres": [{"name": article.kind, "literal": article.kind}] if article.kind else [],
        "infoSources": [_info_source(article.source)] if article.source else [],
        "slugline": article.slug,
        "altIds": [{"role": "identity", "value": told["identity"]}],
        "renditions": _renditions(article),
        "associations": _associations(article, told),
    }
    return {name: value for name, value in item.items() if value}


def xhtml(body: str) -> str:
    """Return the HTML as XML has it: every element closed, no entity but XML's own."""
    if not body:
        return ""
    parent = lxml.html.fragment_fromstring(body, create_parent="div")
    text: str = etree.tostring(parent, encoding="unicode")
    return text.removeprefix("<div>").removesuffix("</div>")


def _instants(article: Article) -> dict[str, str]:
    seen_from = article.published_at
    first = seen_from or article.created_at
    newest = article.updated_at if seen_from else article.edited_at
    return {
        "firstCreated": fields.instant(first),
        "versionCreated": fields.instant(newest or first),
        "contentCreated": _content_created(article),
        "embargoedUntil": fields.instant(article.embargoed_until),
        "expires": fields.instant(article.expire_at),
    }


def _content_created(article: Article) -> str:
    """Return the first instant of the day when the source published it, "" for no single day."""
    when = fields.source_date(article)
    if when.first is None or when.precision is not Precision.DAY:
        return ""
    return fields.instant(datetime(when.first.year, when.first.month, when.first.day, tzinfo=UTC))


def _pub_status(article: Article) -> str:
    if article.is_live:
        return "usable"
    is_gone = article.status == Status.WITHDRAWN or article.withdrawn_at is not None
    return "canceled" if is_gone else "withheld"


def _texts(role: str, value: str | None, *, media_type: str = "text/plain") -> list[dict[str, str]]:
    return [{"role": role, "contentType": media_type, "value": value}] if value else []


def _credited(told: Told) -> dict[str, list[dict[str, str]]]:
    """Return the authors, and the organisations that persons among them are credited with."""
    credited: dict[str, list[dict[str, str]]] = {"people": [], "organisations": []}
    authors = told.get("authors", [])
    for author in authors:
        named = credited["organisations" if author.get("is_organisation") else "people"]
        named.append({"name": author["name"], "rel": "author"})
    affiliations = dict.fromkeys(each["affiliation"] for each in authors if "affiliation" in each)
    credited["organisations"] += [{"name": name, "rel": "affiliation"} for name in affiliations]
    return credited


def _subjects(article: Article) -> list[dict[str, str]]:
    tags = sorted(article.beside.tags, key=lambda tag: tag.name)
    return [{"name": tag.name, "rel": "about", "literal": tag.slug} for tag in tags]


def _info_source(source: Source) -> dict[str, str]:
    told = {"name": source.name, "role": "source", "literal": source.slug}
    return told | ({"uri": iri_to_uri(source.website)} if source.website else {})


def _renditions(article: Article) -> list[dict[str, str]]:
    """Return the public page of a piece that readers see."""
    if not article.is_live:
        return []
    address = absolute(article.get_absolute_url())
    return [{"name": "web", "contentType": "text/html", "href": address}]


def _associations(article: Article, told: Told) -> list[dict[str, Any]]:
    """Return the original: where it is, and what its source's date and detail were as printed."""
    if "source_address" not in told:
        return []
    printed = fields.printed(fields.source_date(article))
    original = {
        "name": "original",
        "rel": "original",
        "uri": iri_to_uri(told["source_address"]),
        "type": "text",
        "representationType": "partial",
        "descriptions": [
            *_texts("sourceDate", printed),
            *_texts("sourceDetail", told.get("source_detail")),
        ],
    }
    return [{name: value for name, value in original.items() if value}]
