"""XML of no known format whose elements are called what they hold: headline, text, date.

Many agencies send XML of their own making. A story is an element with a child for the headline and
one for the text; what each other child is, its name says. All of it is marked as a guess.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing import xml
from articles.parsing.charsets import decode_head
from articles.parsing.newswire import xml_items
from articles.parsing.newswire.body import Body, convert_body
from articles.parsing.newswire.wire_story import Story, build_body_html
from articles.parsing.newswire.xml_items import get_line
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text.dropped_html import PICTURE, Dropped, build_dropped
from articles.text.strings import fold

PARSER: Final = "xml/1"

_HEAD_SIZE: Final = 2**16
# The names of elements in English, French, German, Spanish, Danish and Turkish, folded and without
# what divides their words; "news", "article", "story" and "item" may stand before any of them.
_NAMES: Final = {
    "headline": "headline heading title mainheadline hedline titre titel titulo overskrift baslik",
    "text": "text body bodytext maintext fulltext content bodycontent contenthtml html texte inhalt"
    " texto cuerpo contenido tekst brodtekst metin metni icerik",
    "standfirst": "standfirst subtitle subheadline subheading subtitel abstract summary lede lead"
    " teaser intro deck chapo vorspann entradilla underrubrik ozet spot",
    "date": "date datetime pubdate publishdate publicationdate published publishedat publishedon"
    " publisheddate datepublished releasedate issuedate datum fecha dato tarih yayintarihi",
    "other_date": "created createdat createddate datecreated modified updated updatedat timestamp",
    "id": "id guid uid uuid uri docid identifier",
    "url": "url link permalink href weburl canonicalurl",
    "byline": "byline author authors writer by auteur autor forfatter yazar muhabir",
    "source": "source origin provider agency publisher quelle fuente kilde kaynak ajans",
    "language": "language lang locale sprache langue idioma sprog dil",
    "subject": "subject subjects topic topics category categories section keyword keywords tag tags"
    " rubrique ressort kategori etiket etiketler",
    "slugline": "slug slugline strapline",
    "embargo": "embargo embargoed embargodate embargountil embargoeduntil",
    "picture": "picture pictures image images photo photos mainimage leadimage img bild bilder foto"
    " fotos imagen imagenes billede billeder resim gorsel fotograf",
    "caption": "caption imagecaption picturecaption photocaption bildunterschrift legende"
    " pieddefoto billedtekst resimalti",
    "canceled": "canceled cancelled iscanceled iscancelled killed annuleret annule storniert",
}
_FIELDS: Final = {name: field for field, names in _NAMES.items() for name in names.split()}
_PREFIX: Final = re.compile(r"^(?:news|article|story|item|haber)(?=\w)")
# Children that hold fields themselves.
_GROUPS: Final = frozenset({"head", "header", "meta", "metadata", "properties", "info"})
# Outermost elements of formats whose titles and texts are no stories.
_OTHER_FORMATS: Final = frozenset(
    """html rss feed rdf opml svg urlset sitemapindex tei book chapter docbook kml gpx plist xliff
    tmx ncx package manifest project configuration resources workbook""".split()
)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^<>]*>")
_DIVIDER: Final = re.compile(r"\s*[,;|]\s*")
# The address or the name of a picture.
_FILE: Final = re.compile(
    r"(?:https?://\S+|[^<>\n]+\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp))", re.IGNORECASE
)
_NO: Final = frozenset({"", "0", "false", "no", "none", "null"})


def sniff(head: str) -> bool:
    """Return whether the head has an element with a headline and a text."""
    return bool(_find_story_name(head))


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Yield the stories in the stream."""
    head = decode_head(stream.read(_HEAD_SIZE), charset)
    stream.seek(0)
    name = _find_story_name(head) or xml_items.find_root_name(head) or "story"
    dialect = xml_items.Dialect(parser=PARSER, element_names={name}, parse_element=_parse_story)
    return xml_items.parse_stories(stream, dialect, charset=charset)


def _find_story_name(head: str) -> str:
    """Return the name of the first element that has a headline and a text, "" for none."""
    root_name = xml_items.find_root_name(head)
    if not root_name or fold(root_name) in _OTHER_FORMATS:
        return ""
    parser = etree.XMLPullParser(
        ("start",), resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    parser.feed(_DECLARATION.sub("", head.lstrip("\ufeff")))
    fields: dict[xml.Element, set[str]] = {}
    for _event, element in parser.read_events():
        parent = element.getparent()
        if parent is None:
            continue
        found = fields.setdefault(parent, set())
        found.add(_get_field(xml.get_local_name(element)))
        if {"headline", "text"} <= found:
            return xml.get_local_name(parent)
    return ""


def _get_field(name: str) -> str:
    """Return what an element or attribute of this name holds, "" for what is not known."""
    plain = re.sub(r"[\W_]", "", fold(name))
    return _FIELDS.get(plain) or _FIELDS.get(_PREFIX.sub("", plain), "")


def _parse_story(element: xml.Element) -> Story:
    fields = _collect_fields(element)
    lines = {name: get_line(values[0]) for name, values in fields.items()}
    is_canceled = fold(lines.get("canceled", "")) not in _NO
    embargo = lines.get("embargo", "")
    bodies = map(_convert_text, fields.get("text", ()))
    body = next((each for each in bodies if each.html), Body())
    return Story(
        headline=lines.get("headline", ""),
        slugline=lines.get("slugline", ""),
        standfirst=lines.get("standfirst", ""),
        body=body.html,
        dropped=[*body.dropped, *_list_pictures(fields)],
        byline=lines.get("byline", ""),
        source=lines.get("source", "").strip("/ "),
        uid=lines.get("id", ""),
        urls=[lines.get("url", ""), lines.get("id", "")],
        language=lines.get("language", "") or xml_items.get_language(element),
        dates=[lines.get("date", ""), lines.get("other_date", "")],
        embargo=embargo if fold(embargo) not in _NO else None,
        status="canceled" if is_canceled else "",
        subjects=[
            name for each in fields.get("subject", ()) for name in _DIVIDER.split(_join(each))
        ],
        guessed_fields=("headline", "body", "source", "source_date", "byline"),
    )


def _collect_fields(element: xml.Element) -> dict[str, list[xml.Element]]:
    """Return the elements of each field, in order; attributes come after elements."""
    fields: dict[str, list[xml.Element]] = {}
    inner = [child for group in element if _is_group(group) for child in group]
    for child in [*element, *inner]:
        if (field := _get_field(xml.get_local_name(child))) and not _is_group(child):
            fields.setdefault(field, []).append(child)
    for name, value in element.items():
        if field := _get_field(etree.QName(name).localname):
            attribute = etree.Element("attribute")
            attribute.text = value
            fields.setdefault(field, []).append(attribute)
    return {name: _put_filled_first(values) for name, values in fields.items()}


def _put_filled_first(elements: list[xml.Element]) -> list[xml.Element]:
    return sorted(elements, key=lambda element: not xml.get_text(element))


def _is_group(element: xml.Element) -> bool:
    return fold(xml.get_local_name(element)) in _GROUPS and len(element) > 0


def _join(element: xml.Element) -> str:
    """Return the texts of the element's children, or its own, with commas between them."""
    return ", ".join(filter(None, map(get_line, element))) or get_line(element)


def _convert_text(element: xml.Element) -> Body:
    """Return the text as HTML: of its elements, or of the markup or the lines of its characters."""
    if len(element):
        return convert_body(element)
    return Body(build_body_html(xml.get_text(element)))


def _list_pictures(fields: dict[str, list[xml.Element]]) -> Iterator[Dropped]:
    """Yield the pictures that have an address or a name; a sole one has the story's caption."""
    groups = fields.get("picture", ())
    pictures = [each for group in groups for each in (_find_children(group, "picture") or [group])]
    own = fields.get("caption", []) if len(pictures) == 1 else []
    for picture in pictures:
        texts = (text for each in picture.iter() for text in (each.text or "", *each.values()))
        url = next((text for text in texts if _FILE.fullmatch(text.strip())), "")
        caption = next(map(get_line, [*_find_children(picture, "caption"), *own]), "")
        if url:
            yield build_dropped(PICTURE, url=url, caption=caption)


def _find_children(element: xml.Element, field: str) -> list[xml.Element]:
    return [each for each in element if _get_field(xml.get_local_name(each)) == field]
