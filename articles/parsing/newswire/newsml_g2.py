"""NewsML, the news exchange formats of the IPTC in XML: NewsML-G2 and NewsML 1.2.

One item, or a message of many; the text of each in XHTML, in NITF or plain.
Specifications: https://iptc.org/standards/newsml-g2/ and https://iptc.org/standards/newsml-1/.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing import xml
from articles.parsing.dropped import find_kind
from articles.parsing.newswire import newsml_1, nitf, xml_items
from articles.parsing.newswire.body import convert_body
from articles.parsing.newswire.wire_story import Story, build_body_html, parse_code
from articles.parsing.newswire.xml_items import find, find_all, get_attribute, get_line
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text.dropped_html import Dropped, build_dropped

PARSER: Final = "newsml/1"

# Items of NewsML-G2 that hold no text, and the plurals that editors see.
SKIPPED_ITEMS: Final = {
    "packageItem": "packages",
    "planningItem": "plans",
    "conceptItem": "concepts",
    "knowledgeItem": "concepts",
    "catalogItem": "concepts",
}
_ROOTS: Final = {"newsMessage", "newsItem", "NewsML", *SKIPPED_ITEMS}
# The roles of a description that is the standfirst.
_STANDFIRST_ROLES: Final = {"", "abstract", "lead", "short", "standfirst", "summary", "teaser"}
# The roles of a subject's name that is written for readers.
_DISPLAY_ROLES: Final = {"", "display", "full", "main"}
# The relations of links that lead to the story itself.
_OWN_LINKS: Final = {"canonical", "permalink", "self"}
# The roles of creators who did not write the text.
_NO_AUTHOR_ROLES: Final = {"editor", "photographer", "source"}


def sniff(head: str) -> bool:
    """Return whether the outermost element is one of NewsML's."""
    return xml_items.find_root_name(head) in _ROOTS


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Yield the stories in the stream; items that are no texts are skipped."""
    return xml_items.parse_stories(stream, _DIALECT, charset=charset)


def _parse_item(item: xml.Element) -> Story | SkippedItem:
    name = xml.get_local_name(item)
    if name in SKIPPED_ITEMS:
        return SkippedItem(SKIPPED_ITEMS[name])
    return newsml_1.parse_story(item) if name == "NewsItem" else _parse_story(item)


def _get_wrapper(item: xml.Element) -> tuple[bytes, bytes]:
    """Return the tags around an item of NewsML 1.2; one of NewsML-G2 needs none."""
    is_newsml_1 = xml.get_local_name(item) == "NewsItem"
    return (b"<NewsML>", b"</NewsML>") if is_newsml_1 else (b"", b"")


def _parse_story(item: xml.Element) -> Story:
    item_meta, content_meta = find(item, "itemMeta"), find(item, "contentMeta")
    embargoed = find(item_meta, "embargoed")
    inner, has_more_texts = _parse_contents(item)
    uid = get_attribute(item, "guid")
    language = get_attribute(content_meta, "tag", "language") or xml_items.get_language(item)
    headline, subheadline = _get_headlines(content_meta)
    bylines = list(map(get_line, find_all(content_meta, "by")))
    return Story(
        type=parse_code(_get_code(find(item_meta, "itemClass"))),
        headline=headline or get_line(item_meta, "title") or inner.headline,
        standfirst=_get_description(content_meta) or subheadline or inner.standfirst,
        body=inner.body,
        dateline=get_line(content_meta, "dateline"),
        byline=", ".join(bylines) or inner.byline,
        credits=() if bylines else inner.credits,
        authors=_list_authors(content_meta),
        source=_get_source(item_meta, content_meta),
        provider=_get_party_name(find(item_meta, "provider")),
        uid=uid,
        urls=[uid, *_list_own_urls(item_meta)],
        language=language or inner.language,
        dates=[
            get_line(item_meta, "versionCreated"),
            get_line(item_meta, "firstCreated"),
            get_line(content_meta, "contentCreated"),
        ],
        embargo=None if embargoed is None else get_line(embargoed),
        status=_get_code(find(item_meta, "pubStatus")),
        genres=[name for each in find_all(content_meta, "genre") for name in _iter_names(each)],
        subjects=[
            *_list_subjects(content_meta, language),
            *map(get_line, find_all(content_meta, "keyword")),
        ],
        has_more_texts=has_more_texts,
        dropped=[*inner.dropped, *_list_media(item)],
    )


def _get_code(element: xml.Element | None) -> str:
    codes = (get_attribute(element, name) for name in ("qcode", "uri", "literal"))
    return next(filter(None, codes), "")


def _get_role(element: xml.Element) -> str:
    return parse_code(get_attribute(element, "role"))


def _get_headlines(content_meta: xml.Element | None) -> tuple[str, str]:
    """Return the headline and the subheadline, each "" where there is none."""
    headlines = find_all(content_meta, "headline")
    main = (get_line(each) for each in headlines if not _get_role(each).startswith("sub"))
    sub = (get_line(each) for each in headlines if _get_role(each).startswith("sub"))
    return next(main, ""), next(sub, "")


def _get_description(content_meta: xml.Element | None) -> str:
    descriptions = find_all(content_meta, "description")
    standfirsts = (get_line(each) for each in descriptions if _get_role(each) in _STANDFIRST_ROLES)
    return next(standfirsts, "")


def _get_party_name(party: xml.Element | None) -> str:
    """Return the party's name, or else its code without the scheme; never its URL."""
    code = get_attribute(party, "qcode").partition(":")[2]
    return get_line(party, "name") or get_attribute(party, "literal") or code


def _list_authors(content_meta: xml.Element | None) -> list[str]:
    creators = (
        creator
        for creator in find_all(content_meta, "creator")
        if _get_role(creator) not in _NO_AUTHOR_ROLES
    )
    return [get_line(creator, "name") or get_attribute(creator, "literal") for creator in creators]


def _get_source(item_meta: xml.Element | None, content_meta: xml.Element | None) -> str:
    """Return the agency; its own name for itself wins over those that others use."""
    parties = find_all(content_meta, "infoSource")
    return (
        get_line(item_meta, "provider", "name")
        or next(filter(None, map(_get_party_name, parties)), "")
        or get_line(content_meta, "creditline")
        or _get_party_name(find(item_meta, "provider"))
    )


def _list_own_urls(item_meta: xml.Element | None) -> list[str]:
    return [
        get_attribute(link, "href")
        for link in find_all(item_meta, "link")
        if parse_code(get_attribute(link, "rel")) in _OWN_LINKS
    ]


def _iter_names(genre: xml.Element) -> Iterator[str]:
    yield from map(get_line, find_all(genre, "name"))
    yield _get_code(genre)


def _list_subjects(content_meta: xml.Element | None, language: str) -> list[str]:
    """Return the name of each subject in the story's language, without the broader subjects."""
    return [
        _get_subject_name(subject, language)
        for subject in find_all(content_meta, "subject")
        if parse_code(get_attribute(subject, "why")) != "ancestor"
    ]


def _get_subject_name(subject: xml.Element, language: str) -> str:
    names = [name for name in find_all(subject, "name") if _get_role(name) in _DISPLAY_ROLES]
    in_language = (name for name in names if language and xml_items.get_language(name) == language)
    return get_line(next(in_language, names[0] if names else None))


def _parse_contents(item: xml.Element) -> tuple[Story, bool]:
    """Return the story of the first text in the item, and whether there are others.

    Only texts in different languages are different texts, not those of different types.
    """
    contents = find(item, "contentSet")
    stories = [
        (story, xml_items.get_language(content))
        for content in ([] if contents is None else contents)
        if (story := _parse_content(content)).body
    ]
    first = stories[0][0] if stories else Story()
    return first, len({language for _, language in stories}) > 1


def _list_media(item: xml.Element) -> Iterator[Dropped]:
    """Yield the pictures and recordings beside the text, and those that the item links to."""
    contents, meta = find(item, "contentSet"), find(item, "itemMeta")
    for each in (*find_all(contents, "remoteContent"), *find_all(meta, "link")):
        item_class = parse_code(_get_code(find(each, "itemClass")))
        if kind := find_kind(get_attribute(each, "contenttype") or item_class):
            url = get_attribute(each, "href") or get_attribute(each, "residref")
            yield build_dropped(kind, url=url, caption=get_line(each, "title"))


def _parse_content(content: xml.Element) -> Story:
    name = xml.get_local_name(content)
    if name == "inlineXML":
        inner = find(content, "nitf")
        if inner is not None:
            return nitf.parse_story(inner)
        body = convert_body(content)
        return Story(body=body.html, dropped=body.dropped)
    if name == "inlineData" and not content.get("encoding"):
        media_type = get_attribute(content, "contenttype")
        return Story(body=build_body_html(xml.get_text(content), media_type=media_type))
    return Story()


_DIALECT: Final = xml_items.Dialect(
    parser=PARSER,
    element_names={"newsItem", "NewsItem", *SKIPPED_ITEMS},
    parse_element=_parse_item,
    get_wrapper=_get_wrapper,
)
