"""Reads what each story of a newswire file says of itself, simply and without our parsers.

A story is a list of fields and values; one without fields is no text: a picture, a package.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree, html

Fields = list[tuple[str, Any]]

_ITEMS: Final = {
    "nitf": "nitf",
    "NewsItem": "newsml 1",
    "newsItem": "newsml-g2",
    "packageItem": "newsml-g2",
    "conceptItem": "newsml-g2",
    "knowledgeItem": "newsml-g2",
    "planningItem": "newsml-g2",
}
_NO_TEXT: Final = ("picture", "graphic", "photo", "audio", "video", "composite", "animated")
# In XPath: not in a picture, the head of a page, or a note that is not for publication.
_IS_TEXT: Final = (
    "not(ancestor::*[local-name()='media' or local-name()='figure' or local-name()='head'"
    " or @type='npa'])"
)
_PRINTED_DAY: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_END: Final = re.compile(r"\b(\d\d)\d{4} *(?:GMT|UTC)? *([A-Z][a-z]{2})[a-z]* (\d\d)\b")
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def read_stories(content: bytes) -> Iterator[tuple[str, Fields]]:
    """Yield the kind and the fields of each story; nothing where the file is of another kind."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<":
        yield from _read_xml(start)
    elif start[:1] in {b"{", b"["}:
        yield from _read_json(start)
    elif b"\x01" in content[:200] and b"\x02" in content:
        for part in content.split(b"\x01")[1:]:
            yield "text", list(_read_text(part.decode("utf-8", "replace")))


# XML


def _read_xml(content: bytes) -> Iterator[tuple[str, Fields]]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True)
    root = etree.fromstring(content, parser)
    names = [name for name in _ITEMS if root is not None]
    items = [] if root is None else [root, *root.iterdescendants()]
    for item in items:
        name = _get_name(item)
        is_inner = any(_get_name(outer) in names for outer in item.iterancestors())
        if name in names and not is_inner:
            yield _ITEMS[name], list(_read_item(name, item))


def _get_name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _read_item(name: str, item: Any) -> Iterator[tuple[str, Any]]:
    if name == "nitf":
        return _read_nitf(item)
    if name == "NewsItem":
        return _read_newsml_1(item)
    return _read_newsml_g2(item) if name == "newsItem" else iter(())


def _find(item: Any, *paths: str) -> str:
    """Return the first text or attribute that one of the paths finds, in which ``/x`` is any x."""
    return next(iter(_find_all(item, *paths)), "")


def _find_all(item: Any, *paths: str) -> list[str]:
    values: list[str] = []
    for path in paths:
        xpath = re.sub(r"/([A-Za-z][\w.-]*)", r"/*[local-name()='\1']", path)
        found = item.xpath("." + xpath.replace("*[local-name()='text']()", "text()"))
        texts = (each if isinstance(each, str) else " ".join(each.itertext()) for each in found)
        values += filter(None, (" ".join(text.split()) for text in texts))
    return values


def _read_body(item: Any, *names: str) -> str:
    """Return the text of the first element of these names, without pictures and notes."""
    for name in names:
        for body in item.xpath(f".//*[local-name()='{name}'][{_IS_TEXT}]"):
            if text := _strip_markup(" ".join(body.xpath(f".//text()[{_IS_TEXT}]"))).strip():
                return text
    return ""


def _read_nitf(item: Any) -> Iterator[tuple[str, Any]]:
    head = "//body.head"
    yield "headline", _find(item, f"{head}//hl1", "/head/title")
    yield "body", _read_body(item, "body.content")
    yield "byline", _find(item, f"{head}/byline")
    yield "id", _find(item, "//doc-id/@id-string")
    yield "date", _read_day(_find(item, "//date.issue/@norm", "//pubdata/@date.publication"))
    yield "language", _find(item, "/@baselang", "/@xml:lang")
    yield (
        "source",
        _find_all(item, f"{head}/distributor", "//doc-id/@regsrc", "//from-src/@src-name")
        or _find_all(item, "//doc.rights/@agent", "//doc.copyright/@holder"),
    )
    keywords = _find_all(item, "//key-list/keyword/@key", "//key-list/keyword")
    yield from (("tag", keyword) for keyword in keywords)


def _read_newsml_1(item: Any) -> Iterator[tuple[str, Any]]:
    media = [each.lower() for each in _find_all(item, "//MediaType/@FormalName")]
    body = _read_body(item, "DataContent")
    if any(each in _NO_TEXT for each in media[:1]) and not body:
        return
    yield "headline", _find(item, "//HeadLine")
    yield "body", body
    yield "byline", _find(item, "//ByLine")
    yield "id", _find(item, "//NewsItemId")
    yield "date", _read_day(_find(item, "//ThisRevisionCreated", "//FirstCreated"))
    yield "language", _find(item, "//Language/@FormalName", "/@xml:lang")
    yield (
        "source",
        _find_all(item, "//Provider/Party/@FormalName", "//Source/Party/@FormalName")
        or _find_all(item, "//CreditLine", "//ProviderId"),
    )
    keywords = "//*[local-name()='Property'][@FormalName='Keyword']/@Value"
    yield from (("tag", value) for value in item.xpath(f".{keywords}"))


def _read_newsml_g2(item: Any) -> Iterator[tuple[str, Any]]:
    item_class = _find(item, "/itemMeta/itemClass/@qcode", "/itemMeta/itemClass/@uri")
    body = _read_body(item, "body.content", "inlineXML", "inlineData")
    if item_class.lower().endswith(_NO_TEXT) and not body:
        return
    headline = _find(
        item, "/contentMeta/headline", "/itemMeta/title", "//nitf//hl1", "//nitf//title"
    )
    yield "headline", headline
    yield "body", body
    yield "byline", _find(item, "/contentMeta/by", "//nitf//byline")
    yield "id", _find(item, "/@guid")
    yield "date", _read_day(_find(item, "/itemMeta/versionCreated", "/itemMeta/firstCreated"))
    yield "language", _find(item, "/contentMeta/language/@tag", "/@xml:lang")
    yield (
        "source",
        _find_all(item, "/itemMeta/provider/name", "/contentMeta/infoSource/name")
        or _find_all(item, "/itemMeta/provider/@literal", "/contentMeta/creditline"),
    )
    keywords = _find_all(item, "/contentMeta/keyword")
    yield from (("tag", keyword) for keyword in keywords if len(keyword) > 1)
    for subject in item.xpath("./*[local-name()='contentMeta']/*[local-name()='subject']"):
        names = [name for name in _find_all(subject, "/name") if len(name) > 1]
        if names and "ancestor" not in str(subject.get("why")):
            yield "tag", names


# JSON


def _read_json(content: bytes) -> Iterator[tuple[str, Fields]]:
    try:
        document = json.loads(content)
    except ValueError:
        return
    for item in _list_objects(document):
        fields = {name.lower(): value for name, value in item.items()}
        is_story = {"uri", "guid"} & fields.keys() and {
            "type",
            "headline",
            "headlines",
        } & fields.keys()
        if is_story:
            yield "ninjs", list(_read_object(fields))


def _list_objects(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, dict) and not {"uri", "guid"} & document.keys():
        inner = document.get("data", document)
        listed = (
            [inner.get(name) for name in ("_items", "items", "item")]
            if isinstance(inner, dict)
            else []
        )
        document = next(filter(None, listed), [])
    objects = document if isinstance(document, list) else [document]
    objects = [each.get("item", each) for each in objects if isinstance(each, dict)]
    return [each for each in objects if isinstance(each, dict)]


def _read_object(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    bodies = [each.get("value") for each in fields.get("bodies") or () if isinstance(each, dict)]
    names = ("body_xhtml", "body_html", "body_html5", "body_text")
    body = next(filter(None, (*map(fields.get, names), *bodies)), "")
    if fields.get("type") in _NO_TEXT and not body:
        return
    headlines = [each.get("value") for each in fields.get("headlines") or ()]
    headline = fields.get("headline") or next(iter(headlines), "") or fields.get("title")
    if not headline and not body:
        return
    yield "headline", headline
    # Several bodies are the same text in several types.
    yield "body", [_strip_markup(str(each)) for each in filter(None, (body, *bodies))]
    yield "byline", fields.get("byline") or fields.get("by")
    ids = fields.get("altids")
    item_id = ids.get("itemid") if isinstance(ids, dict) else None
    yield "id", list(filter(None, (fields.get("uri") or fields.get("guid"), item_id)))
    yield "date", _read_day(str(fields.get("versioncreated") or fields.get("firstcreated") or ""))
    yield "language", fields.get("language")
    yield "source", fields.get("source") or fields.get("provider") or fields.get("copyrightholder")
    for subject in fields.get("subject") or fields.get("subjects") or ():
        if isinstance(subject, dict) and len(subject.get("name") or "") > 1:
            yield "tag", subject["name"]


# Plain text


def _read_text(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the fields of IPTC 7901; ANPA 1312 has head lines instead of a headline with "="."""
    _, _, content = text.replace("\r", "").partition("\x02")
    content, _, trailer = content.partition("\x03")
    heads = re.findall(r"^\^(.*?)[<=]? *$", content, re.MULTILINE)
    if heads:
        yield "headline", heads[1] if len(heads) > 1 else ""
        lines = re.sub(r"^\^.*$", "", content, flags=re.MULTILINE)
        yield "body", lines
    else:
        head, _, body = content.partition("=\n")
        yield "headline", [line for line in head.split("\n") if line]
        yield "body", re.split(r"^# .*notebook", body, flags=re.IGNORECASE | re.MULTILINE)[0]
    if match := _END.search(trailer):
        month = _MONTHS.index(match[2]) + 1
        yield "date", f"20{match[3]}-{month:02}-{match[1]}"


def _read_day(text: str) -> str:
    match = _PRINTED_DAY.search(text)
    return "-".join(match.groups()) if match else ""


def _strip_markup(text: str) -> str:
    if "<" not in text:
        return text
    return " ".join(html.fromstring(f"<div>{text.partition('?>')[2] or text}</div>").itertext())
