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
from articles.models.urls import build_absolute_url
from articles.vocabulary import Precision

STANDARD: Final = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}


def render(article: Article) -> str:
    """Return the line of one article."""
    return json.dumps(build_item(article), ensure_ascii=False) + "\n"


def stream(articles: Iterable[Article]) -> Iterator[str]:
    return map(render, articles)


def build_item(article: Article) -> dict[str, Any]:
    """Return the article as a ninjs object, without empty values."""
    values = fields.build_fields(article)
    item = {
        "standard": STANDARD,
        "uri": fields.build_uri(article),
        "type": "text",
        "representationType": "full",
        **_build_instants(article),
        "pubStatus": _get_pub_status(article),
        "language": article.language,
        "headlines": _build_texts("main", values["headline"]),
        "descriptions": _build_texts("standfirst", values.get("standfirst")),
        "bodies": _build_texts(
            "main", to_xhtml(values.get("body", "")), media_type="application/xhtml+xml"
        ),
        "by": values.get("byline"),
        **_build_credits(values),
        "subjects": _build_subjects(article),
        "genres": [{"name": article.kind, "literal": article.kind}] if article.kind else [],
        "infoSources": [_build_info_source(article.source)] if article.source else [],
        "slugline": article.slug,
        "altIds": [{"role": "identity", "value": values["identity"]}],
        "renditions": _build_renditions(article),
        "associations": _build_associations(article, values),
    }
    return {name: value for name, value in item.items() if value}


def to_xhtml(body: str) -> str:
    """Return the HTML as XML: every element closed, and no entities but those of XML."""
    if not body:
        return ""
    parent = lxml.html.fragment_fromstring(body, create_parent="div")
    text: str = etree.tostring(parent, encoding="unicode")
    return text.removeprefix("<div>").removesuffix("</div>")


def _build_instants(article: Article) -> dict[str, str]:
    published_at = article.published_at
    first = published_at or article.created_at
    newest = article.updated_at if published_at else article.edited_at
    return {
        "firstCreated": fields.format_instant(first),
        "versionCreated": fields.format_instant(newest or first),
        "contentCreated": _get_content_created(article),
        "embargoedUntil": fields.format_instant(article.embargoed_until),
        "expires": fields.format_instant(article.expire_at),
    }


def _get_content_created(article: Article) -> str:
    """Return the first instant of the day of the source date, "" if that is not a single day."""
    when = fields.build_source_date(article)
    if when.first is None or when.precision is not Precision.DAY:
        return ""
    return fields.format_instant(
        datetime(when.first.year, when.first.month, when.first.day, tzinfo=UTC)
    )


def _get_pub_status(article: Article) -> str:
    if article.is_live:
        return "usable"
    is_gone = article.status == Status.WITHDRAWN or article.withdrawn_at is not None
    return "canceled" if is_gone else "withheld"


def _build_texts(
    role: str, value: str | None, *, media_type: str = "text/plain"
) -> list[dict[str, str]]:
    return [{"role": role, "contentType": media_type, "value": value}] if value else []


def _build_credits(values: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Return the authors by ``people`` and ``organisations``, which also holds the affiliations."""
    credits_: dict[str, list[dict[str, str]]] = {"people": [], "organisations": []}
    authors = values.get("authors", [])
    for author in authors:
        group = "organisations" if author.get("is_organisation") else "people"
        credits_[group].append({"name": author["name"], "rel": "author"})
    affiliations = dict.fromkeys(each["affiliation"] for each in authors if "affiliation" in each)
    credits_["organisations"] += [{"name": name, "rel": "affiliation"} for name in affiliations]
    return credits_


def _build_subjects(article: Article) -> list[dict[str, str]]:
    tags = sorted(article.tag_list, key=lambda tag: tag.name)
    return [{"name": tag.name, "rel": "about", "literal": tag.slug} for tag in tags]


def _build_info_source(source: Source) -> dict[str, str]:
    info_source = {"name": source.name, "role": "source", "literal": source.slug}
    return info_source | ({"uri": iri_to_uri(source.website)} if source.website else {})


def _build_renditions(article: Article) -> list[dict[str, str]]:
    """Return the public page of a live article."""
    if not article.is_live:
        return []
    url = build_absolute_url(article.get_absolute_url())
    return [{"name": "web", "contentType": "text/html", "href": url}]


def _build_associations(article: Article, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the original: its URL, and the printed date and detail of its source."""
    if "source_address" not in values:
        return []
    printed_date = fields.format_source_date(fields.build_source_date(article))
    original = {
        "name": "original",
        "rel": "original",
        "uri": iri_to_uri(values["source_address"]),
        "type": "text",
        "representationType": "partial",
        "descriptions": [
            *_build_texts("sourceDate", printed_date),
            *_build_texts("sourceDetail", values.get("source_detail")),
        ],
    }
    return [{name: value for name, value in original.items() if value}]
