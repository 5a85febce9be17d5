"""NewsML, the news exchange formats of the IPTC in XML: NewsML-G2 and NewsML 1.2.

One item, or a message of many; the text of each in XHTML, in NITF or plain.
Specifications: https://iptc.org/standards/newsml-g2/ and https://iptc.org/standards/newsml-1/.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from articles.parsing import xml
from articles.parsing.newswire import newsml_1, nitf, xml_items
from articles.parsing.newswire.body import body_html
from articles.parsing.newswire.wire_story import Story, html_of, named
from articles.parsing.newswire.xml_items import at, attribute, every, words
from articles.parsing.records import (
    Record,
    Reject,
    SkippedItem,
)

PARSER: Final = "newsml/1"

# Items of NewsML-G2 that hold no text, as an editor counts them.
_LEFT_OUT: Final = {
    "packageItem": "packages",
    "planningItem": "plans",
    "conceptItem": "concepts",
    "knowledgeItem": "concepts",
    "catalogItem": "concepts",
}
_ROOTS: Final = {"newsMessage", "newsItem", "NewsML", *_LEFT_OUT}
# What a description is for, where it is the sentence under the headline.
_STANDFIRSTS: Final = {"", "abstract", "lead", "short", "standfirst", "summary", "teaser"}
# The names of a subject that are written to be read, and the links that lead to the story itself.
_READABLE: Final = {"", "display", "full", "main"}
_OWN_LINKS: Final = {"canonical", "permalink", "self"}
# Who is named with a text, but did not write it.
_NO_AUTHORS: Final = {"editor", "photographer", "source"}


def sniff(head: str) -> bool:
    """Tell whether the outermost element is one of NewsML's."""
    return xml_items.root_name(head) in _ROOTS


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Read the items in the stream; those of other things than texts are left out."""
    return xml_items.stories(stream, _DIALECT, charset=charset)


def _read(item: xml.Element) -> Story | SkippedItem:
    name = xml.get_local_name(item)
    if name in _LEFT_OUT:
        return SkippedItem(_LEFT_OUT[name])
    return newsml_1.story(item) if name == "NewsItem" else _story(item)


def _around(item: xml.Element) -> tuple[bytes, bytes]:
    """Return what an item stands in: in NewsML-G2 it stands alone."""
    is_old = xml.get_local_name(item) == "NewsItem"
    return (b"<NewsML>", b"</NewsML>") if is_old else (b"", b"")


def _story(item: xml.Element) -> Story:
    meta, about = at(item, "itemMeta"), at(item, "contentMeta")
    embargoed = at(meta, "embargoed")
    inside = _inside(item)
    uid = attribute(item, "guid")
    language = attribute(about, "tag", "language") or xml_items.language(item)
    headline, subheadline = _headlines(about)
    return Story(
        type=named(_code(at(meta, "itemClass"))),
        headline=headline or words(meta, "title") or inside.headline,
        standfirst=_description(about) or subheadline or inside.standfirst,
        body=inside.body,
        dateline=words(about, "dateline"),
        byline=", ".join(map(words, every(about, "by"))) or inside.byline,
        credits=() if every(about, "by") else inside.credits,
        authors=_authors(about),
        source=_source(meta, about),
        provider=_party(at(meta, "provider")),
        uid=uid,
        addresses=[uid, *_links(meta)],
        language=language or inside.language,
        dates=[
            words(meta, "versionCreated"),
            words(meta, "firstCreated"),
            words(about, "contentCreated"),
        ],
        embargo=None if embargoed is None else words(embargoed),
        status=_code(at(meta, "pubStatus")),
        genres=[name for each in every(about, "genre") for name in _genre(each)],
        subjects=[*_subjects(about, language), *map(words, every(about, "keyword"))],
    )


def _code(element: xml.Element | None) -> str:
    return next(
        filter(None, (attribute(element, name) for name in ("qcode", "uri", "literal"))), ""
    )


def _headlines(about: xml.Element | None) -> tuple[str, str]:
    """Return the headline, and what stands as a smaller one below it."""
    told: dict[bool, str] = {}
    for each in every(about, "headline"):
        told.setdefault(named(attribute(each, "role")).startswith("sub"), words(each))
    return told.get(False, ""), told.get(True, "")


def _description(about: xml.Element | None) -> str:
    described = every(about, "description")
    roles = ((named(attribute(each, "role")), each) for each in described)
    return next((words(each) for role, each in roles if role in _STANDFIRSTS), "")


def _party(party: xml.Element | None) -> str:
    """Return the party's name, or else what it is called in a code; never its address."""
    code = attribute(party, "qcode").partition(":")[2]
    return words(party, "name") or attribute(party, "literal") or code


def _authors(about: xml.Element | None) -> list[str]:
    creators = (
        each
        for each in every(about, "creator")
        if named(attribute(each, "role")) not in _NO_AUTHORS
    )
    return [words(each, "name") or attribute(each, "literal") for each in creators]


def _source(meta: xml.Element | None, about: xml.Element | None) -> str:
    """Return the agency: what it calls itself, before what others call it."""
    parties = every(about, "infoSource")
    return (
        words(meta, "provider", "name")
        or next(filter(None, map(_party, parties)), "")
        or words(about, "creditline")
        or _party(at(meta, "provider"))
    )


def _links(meta: xml.Element | None) -> list[str]:
    links = every(meta, "link")
    return [
        attribute(each, "href") for each in links if named(attribute(each, "rel")) in _OWN_LINKS
    ]


def _genre(genre: xml.Element) -> Iterable[str]:
    yield from map(words, every(genre, "name"))
    yield _code(genre)


def _subjects(about: xml.Element | None, language: str) -> list[str]:
    """Return the name of each subject in the story's language, but not those above it."""
    told = (each for each in every(about, "subject") if named(attribute(each, "why")) != "ancestor")
    return [_name(each, language) for each in told]


def _name(subject: xml.Element, language: str) -> str:
    names = [each for each in every(subject, "name") if named(attribute(each, "role")) in _READABLE]
    own = (each for each in names if language and xml_items.language(each) == language)
    return words(next(own, names[0] if names else None))


def _inside(item: xml.Element) -> Story:
    """Return what the first text in the item tells; an empty story where there is none."""
    contents = at(item, "contentSet")
    told = [_content(each) for each in ([] if contents is None else contents)]
    return next((each for each in told if each.body), Story())


def _content(content: xml.Element) -> Story:
    name = xml.get_local_name(content)
    if name == "inlineXML":
        inside = at(content, "nitf")
        return nitf.story(inside) if inside is not None else Story(body=body_html(content).strip())
    if name == "inlineData" and not content.get("encoding"):
        return Story(
            body=html_of(xml.get_text(content), media_type=attribute(content, "contenttype"))
        )
    return Story()


_DIALECT: Final = xml_items.Dialect(
    parser=PARSER, named={"newsItem", "NewsItem", *_LEFT_OUT}, read=_read, around=_around
)
