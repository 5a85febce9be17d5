"""NITF 3.x, the News Industry Text Format of the IPTC: one story, in XML.

Specification: https://iptc.org/standards/nitf/.
"""

import copy
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing import bylines, xml
from articles.parsing.newswire import wire_story, xml_items
from articles.parsing.newswire.body import body_html
from articles.parsing.newswire.wire_story import Story
from articles.parsing.newswire.xml_items import at, attribute, every, words
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)
from articles.vocabulary import (
    Credit,
)

PARSER: Final = "nitf/1"

# What a subject tells of itself, the narrowest first.
_PARTS: Final = ("detail", "matter", "type")


def sniff(head: str) -> bool:
    """Tell whether the outermost element is NITF's."""
    return xml_items.root_name(head) == "nitf"


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Read the story in the stream."""
    return xml_items.stories(stream, _DIALECT, charset=charset)


def story(nitf: xml.Element) -> Story:
    """Return what the element tells, as it stands, also where it stands inside another format."""
    about, head = at(nitf, "head", "docdata"), at(nitf, "body", "body.head")
    uid = attribute(about, "id-string", "doc-id")
    byline, content = at(head, "byline"), at(nitf, "body", "body.content")
    return Story(
        headline=_headline(nitf, head),
        standfirst=words(head, "abstract") or words(head, "hedline", "hl2"),
        body="" if content is None else body_html(content),
        dateline=words(head, "dateline"),
        byline=_printed(byline),
        credits=_with_title(byline),
        source=_source(about, head),
        provider=attribute(about, "regsrc", "doc-id"),
        uid=uid,
        addresses=[uid, attribute(nitf, "ex-ref", "head", "pubdata")],
        language=attribute(nitf, "baselang") or xml_items.language(nitf, at(nitf, "body")),
        dates=[
            attribute(about, "norm", "date.issue"),
            attribute(nitf, "date.publication", "head", "pubdata"),
            attribute(head, "norm", "dateline", "story.date"),
        ],
        embargo=_embargo(about),
        status=attribute(about, "management-status"),
        genres=_genres(at(nitf, "head", "tobject")),
        subjects=_subjects(at(nitf, "head", "tobject"), at(about, "key-list")),
    )


def _headline(nitf: xml.Element, head: xml.Element | None) -> str:
    """Return the headline; some name the element around it by its whole name."""
    return (
        words(head, "hedline", "hl1")
        or words(head, "headline", "hl1")
        or words(nitf, "head", "title")
    )


def _printed(byline: xml.Element | None) -> str:
    """Return the byline as it would be printed: the author's title after a comma."""
    if byline is None:
        return ""
    return ", ".join(filter(None, (_untitled(byline), words(byline, "byttl"))))


def _untitled(byline: xml.Element) -> str:
    """Return the byline without the titles of those in it."""
    names = copy.deepcopy(byline)
    etree.strip_elements(names, "{*}byttl", with_tail=False)
    return words(names).strip(" ,;")


def _with_title(byline: xml.Element | None) -> tuple[Credit, ...]:
    """Return the author with the title, where the byline tells one of each."""
    title = words(byline, "byttl")
    if byline is None or not title:
        return ()
    credited = bylines.parse_byline(_untitled(byline)[: bylines.LENGTH_LIMIT])
    if len(credited) != 1:
        return credited
    return (Credit(credited[0].name, title, credited[0].is_organisation),)


def _source(about: xml.Element | None, head: xml.Element | None) -> str:
    """Return the agency: who distributes it, or whose id it has, or who sent it."""
    return (
        words(head, "distributor")
        or attribute(about, "regsrc", "doc-id")
        or attribute(about, "src-name", "del-list", "from-src")
        or attribute(about, "agent", "doc.rights")
    )


def _embargo(about: xml.Element | None) -> str | None:
    """Return when it is released, if that is later than when it was issued, or if it must be."""
    release = attribute(about, "norm", "date.release")
    if attribute(about, "management-status").lower() == "embargoed":
        return release
    is_later = release and _is_later(release, attribute(about, "norm", "date.issue"))
    return release if is_later else None


def _is_later(release: str, issue: str) -> bool:
    """Tell whether it is released after its issue, or may be."""
    ends, begins = wire_story.instant(release), wire_story.instant(issue)
    if ends is None or begins is None:
        return True
    if (ends.tzinfo is None) != (begins.tzinfo is None):
        return ends.date() > begins.date()
    return ends > begins


def _genres(told: xml.Element | None) -> list[str]:
    properties = every(told, "tobject.property")
    names = [attribute(each, "tobject.property.type") for each in properties]
    return [*names, attribute(told, "tobject.type")]


def _subjects(told: xml.Element | None, keys: xml.Element | None) -> list[str]:
    """Return the narrowest name of each subject, and the keywords."""
    return [
        *(_narrowest(each) for each in every(told, "tobject.subject")),
        *(attribute(each, "key") for each in every(keys, "keyword")),
    ]


def _narrowest(subject: xml.Element) -> str:
    names = (attribute(subject, f"tobject.subject.{part}") for part in _PARTS)
    return next(filter(None, names), "")


_DIALECT: Final = xml_items.Dialect(parser=PARSER, named={"nitf"}, read=story)
