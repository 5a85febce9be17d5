"""NITF 3.x, the News Industry Text Format of the IPTC: one story, in XML.

Specification: https://iptc.org/standards/nitf/.
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing import bylines, xml
from articles.parsing.newswire import xml_items
from articles.parsing.newswire.body import Body, convert_body
from articles.parsing.newswire.wire_story import Story
from articles.parsing.newswire.xml_items import find, find_all, get_attribute, get_line
from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.stamps import parse_instant
from articles.vocabulary import Credit

PARSER: Final = "nitf/1"

_NITF_START: Final = re.compile(
    r"\s*+(?:<\?xml\b[^>]{0,200}>\s*+)?(?:<!DOCTYPE\b[^>]{0,500}>\s*+)?<nitf\b"
)
# The levels of a subject, the narrowest first.
_SUBJECT_LEVELS: Final = ("detail", "matter", "type")


def sniff(head: str) -> bool:
    """Return whether the outermost element is NITF's."""
    return xml_items.find_root_name(head) == "nitf"


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Yield the story in the stream."""
    return xml_items.parse_stories(stream, _DIALECT, charset=charset)


def parse_text(text: str) -> Story | None:
    """Return the story of NITF that stands in another format as a text, None for other text."""
    if not _NITF_START.match(text):
        return None
    element = xml.parse_text(text)
    return None if element is None else parse_story(element)


def parse_story(nitf: xml.Element) -> Story:
    """Return the story of the ``nitf`` element, which may stand inside another format."""
    docdata, head = find(nitf, "head", "docdata"), find(nitf, "body", "body.head")
    tobject = find(nitf, "head", "tobject")
    uid = get_attribute(docdata, "id-string", "doc-id")
    byline, content = find(head, "byline"), find(nitf, "body", "body.content")
    body = Body() if content is None else convert_body(content)
    return Story(
        headline=_get_headline(nitf, head),
        standfirst=get_line(head, "abstract") or get_line(head, "hedline", "hl2"),
        body=body.html,
        dropped=body.dropped,
        dateline=get_line(head, "dateline"),
        byline=_build_byline(byline),
        credits=_build_credits_with_title(byline),
        source=_get_source(docdata, head),
        provider=get_attribute(docdata, "regsrc", "doc-id"),
        uid=uid,
        urls=[uid, get_attribute(nitf, "ex-ref", "head", "pubdata")],
        language=get_attribute(nitf, "baselang")
        or xml_items.get_language(nitf, find(nitf, "body")),
        dates=[
            get_attribute(docdata, "norm", "date.issue"),
            get_attribute(nitf, "date.publication", "head", "pubdata"),
            get_attribute(head, "norm", "dateline", "story.date"),
        ],
        embargo=_get_embargo(docdata),
        status=get_attribute(docdata, "management-status"),
        genres=_list_genres(tobject),
        subjects=_list_subjects(tobject, find(docdata, "key-list")),
    )


def _get_headline(nitf: xml.Element, head: xml.Element | None) -> str:
    """Return the headline; some agencies write ``headline`` for ``hedline``."""
    return (
        get_line(head, "hedline", "hl1")
        or get_line(head, "headline", "hl1")
        or get_line(nitf, "head", "title")
    )


def _build_byline(byline: xml.Element | None) -> str:
    """Return the byline as it would be printed: the author's title after a comma."""
    if byline is None:
        return ""
    return ", ".join(filter(None, (_get_names(byline), get_line(byline, "byttl"))))


def _get_names(byline: xml.Element) -> str:
    """Return the byline without its titles."""
    names = copy.deepcopy(byline)
    etree.strip_elements(names, "{*}byttl", with_tail=False)
    return get_line(names).strip(" ,;")


def _build_credits_with_title(byline: xml.Element | None) -> tuple[Credit, ...]:
    """Return the credits of a byline with a title, which belongs to an only author."""
    title = get_line(byline, "byttl")
    if byline is None or not title:
        return ()
    credited = bylines.parse_byline(_get_names(byline)[: bylines.LENGTH_LIMIT])
    if len(credited) != 1:
        return credited
    return (replace(credited[0], affiliation=title),)


def _get_source(docdata: xml.Element | None, head: xml.Element | None) -> str:
    """Return the agency: its distributor, the owner of the id, the sender, or the rights holder."""
    return (
        get_line(head, "distributor")
        or get_attribute(docdata, "regsrc", "doc-id")
        or get_attribute(docdata, "src-name", "del-list", "from-src")
        or get_attribute(docdata, "agent", "doc.rights")
    )


def _get_embargo(docdata: xml.Element | None) -> str | None:
    """Return the date of release, if the story is embargoed, or issued before that date.

    In a story that is usable, a date that cannot be read is a field that nobody filled in.
    """
    release = get_attribute(docdata, "norm", "date.release")
    status = get_attribute(docdata, "management-status").lower()
    if status == "embargoed":
        return release
    if status == "usable" and not parse_instant(release):
        return None
    issue = get_attribute(docdata, "norm", "date.issue")
    return release if release and _may_be_later(release, issue) else None


def _may_be_later(release: str, issue: str) -> bool:
    """Return whether the release is after the issue, or one of them is no date."""
    end, start = parse_instant(release), parse_instant(issue)
    if end is None or start is None:
        return True
    if (end.tzinfo is None) != (start.tzinfo is None):
        return end.date() > start.date()
    return end > start


def _list_genres(tobject: xml.Element | None) -> list[str]:
    properties = find_all(tobject, "tobject.property")
    types = [get_attribute(each, "tobject.property.type") for each in properties]
    return [*types, get_attribute(tobject, "tobject.type")]


def _list_subjects(tobject: xml.Element | None, key_list: xml.Element | None) -> list[str]:
    """Return the narrowest name of each subject, and the keywords."""
    return [
        *map(_get_narrowest_name, find_all(tobject, "tobject.subject")),
        *(
            get_attribute(keyword, "key") or get_line(keyword)
            for keyword in find_all(key_list, "keyword")
        ),
    ]


def _get_narrowest_name(subject: xml.Element) -> str:
    names = (get_attribute(subject, f"tobject.subject.{level}") for level in _SUBJECT_LEVELS)
    return next(filter(None, names), "")


_DIALECT: Final = xml_items.Dialect(
    parser=PARSER, element_names={"nitf"}, parse_element=parse_story
)
