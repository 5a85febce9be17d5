"""What is expected of the items of WordPress exports, by a simple reading of their elements."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree, html

from articles.parsing.records import Record, Reject, SkippedItem
from articles.parsing.wordpress import wxr
from articles.text import body_html
from articles.text.strings import fold
from tests.agreement.report import Expectation, Verdict, has_same_words

_EXPORT: Final = b"wordpress.org/export/"
_UNCATEGORISED: Final = {"uncategorized", "uncategorised", "allgemein", "sin categoria"}
_DOMAINS: Final = {None, "category", "post_tag", "tag"}
# Brackets with a name: where nothing but these is left, there is no text.
_SHORTCODE: Final = re.compile(r"\[/?[a-z][\w-]*[^\[\]]*\]")


def check_exports(folder: Path) -> Iterator[Verdict]:
    """Yield the verdict on each field of the posts and pages of the exports below the folder."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        if _EXPORT in content[:10_000]:
            yield from _check_export(path, content)


def _check_export(path: Path, content: bytes) -> Iterator[Verdict]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True)
    root = etree.fromstring(content.lstrip(), parser)
    names = dict(map(_read_author, root.iter("{*}author")))
    results = [
        each
        for each in wxr.parse(io.BytesIO(content))
        if not (isinstance(each, SkippedItem) and each.what == "comments")
    ]
    for number, item in enumerate(root.iter("item"), 1):
        result = results[number - 1] if number <= len(results) else None
        texts = {_get_name(child): (child.text or "").strip() for child in reversed(item)}
        if texts.get("post_type", "post") in {"", "post", "page"}:
            for field, value in _list_values(item, texts, names):
                expectation = Expectation("wxr", path, str(number), field, value)
                yield _judge(expectation, result)


def _get_name(element: Any) -> str:
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    return "excerpt" if "/excerpt/" in str(element.tag) else name


def _read_author(author: Any) -> tuple[str, str]:
    texts = {_get_name(child): (child.text or "").strip() for child in author}
    return texts.get("author_login", ""), texts.get("author_display_name", "")


def _list_values(
    item: Any, texts: dict[str, str], names: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    """Yield the fields and values of an item that has a headline and a text."""
    title, body = _strip_tags(texts.get("title", "")), _strip_tags(texts.get("encoded", ""))
    login = texts.get("creator") or texts.get("author", "")
    categories = [each for each in item.iterchildren("category") if each.get("domain") in _DOMAINS]
    if not title or not _SHORTCODE.sub("", body).strip():
        return
    is_public = texts.get("status") == "publish" and not texts.get("post_password")
    yield "title", title
    yield "live", is_public
    yield "author", names.get(login) or login
    yield "slug", unquote(texts.get("post_name", ""))
    yield "text", body
    yield "tags", sorted({_strip_tags(each.text or "") for each in categories} - {""})
    if is_public:
        yield "link", texts.get("link", "")
        yield "date", _read_instant(texts)


def _strip_tags(text: str) -> str:
    without_comments = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    if not without_comments.strip():
        return ""
    tree = html.fromstring(f"<div>{without_comments}</div>")
    etree.strip_elements(tree, "script", "style", "noscript", with_tail=False)
    return " ".join(" ".join(tree.itertext()).split())


def _read_instant(texts: dict[str, str]) -> str:
    """Return the instant of publication in UTC: the time in GMT, else pubDate, else local time."""
    for name in ("post_date_gmt", "pubDate", "post_date"):
        if instant := _parse_instant(texts.get(name, "")):
            return instant.isoformat()
    return ""


def _parse_instant(text: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            instant = parse(text)
        except (ValueError, IndexError):
            continue
        is_date = "-0001" not in text
        instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        return instant.astimezone(UTC) if is_date else None
    return None


def _judge(expectation: Expectation, result: Record | Reject | SkippedItem | None) -> Verdict:
    if not isinstance(result, Record):
        cause = f"not read: {result.reason.code}" if isinstance(result, Reject) else "left out"
        return Verdict(expectation, "", cause)
    actual = _get_our_value(result, expectation.field)
    is_same = _agrees(expectation, actual)
    cause = "" if is_same else f"{'we have none' if not actual else 'another value'}"
    return Verdict(expectation, str(actual), cause)


def _get_our_value(record: Record, field: str) -> Any:
    publish_at = record.publish_at.isoformat() if record.publish_at else ""
    return {
        "title": record.headline,
        "live": not record.is_withheld,
        "author": record.byline,
        "slug": record.slug,
        "text": body_html.to_text(body_html.sanitise(record.body)),
        "tags": list(record.tags),
        "link": record.source_address,
        "date": publish_at,
    }[field]


def _agrees(expectation: Expectation, actual: Any) -> bool:
    value = expectation.value
    match expectation.field:
        case "text":
            return has_same_words(_SHORTCODE.sub(" ", value), _SHORTCODE.sub(" ", actual))
        case "tags":
            return {*map(fold, value)} - _UNCATEGORISED == {*map(fold, actual)}
        case "live" | "date":
            return bool(value == actual)
    return fold(value) == fold(actual)
