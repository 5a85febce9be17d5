"""WordPress exports: WXR 1.0, 1.1 and 1.2, and files that declare no version.

Posts, pages and items of other types that have text are records. All other items of a site are
skipped and counted. The format is that of WordPress's wp-admin/includes/export.php.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing import xml
from articles.parsing.charsets import encode_for_json
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, SkippedItem
from articles.parsing.wordpress import post_html
from articles.parsing.wordpress.wxr_fields import read_fields
from articles.parsing.wordpress.wxr_item import Item, build_item, collect_texts, get_name, to_line
from articles.parsing.wordpress.wxr_site import Site
from articles.parsing.xml_input import PART_LIMIT, TooLargeError, XMLInput
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace

PARSER: Final = "wxr/1"

_ROOT: Final = re.compile(r"<rss\b[^<>]*wordpress\.org/export/")
_LINE_NUMBER: Final = re.compile(r"\bline (\d+)")


def sniff(head: str) -> bool:
    """Return whether this is XML that declares the namespace of a WordPress export."""
    return head.lstrip().startswith("<") and bool(_ROOT.search(head))


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Read a seekable stream item by item, up to where it is no longer XML."""
    xml_input = XMLInput(stream, charset=charset)
    try:
        yield from _parse_items(xml_input)
    except TooLargeError:
        yield Reject(f"line {xml_input.line}", _PART_TOO_LARGE, None)
    except xml.MalformedError as error:
        yield _reject_rest(error, xml_input)


def _parse_items(xml_input: XMLInput) -> Iterator[Record | Reject | SkippedItem]:
    site = Site()
    is_empty = True
    for element in xml.iter_elements(xml_input, names=("item",)):
        is_empty = False
        site.read_preceding(element)
        yield from _parse_item(build_item(element), site)
        xml_input.begin_part()
    if is_empty:
        yield Reject("line 1", _NO_ITEM, None)


_PART_TOO_LARGE: Final = Problem("wxr.no_end_of_item", {"size": PART_LIMIT // 2**20})
_TEXT_TOO_LARGE: Final = Problem("wxr.text_too_large")
_NO_ITEM: Final = Problem("wxr.no_item")
_EXPORT_AGAIN: Final = Problem("wxr.fix_line")
# Parts of libxml2's and Python's messages.
_LIMIT_ERRORS: Final = (
    "too long",
    "too big",
    "limit exceeded",
    "Excessive depth",
    "XML_PARSE_HUGE",
)


def _reject_rest(error: xml.MalformedError, xml_input: XMLInput) -> Reject:
    """Return the reject for the rest of a file, which is not well-formed."""
    lines = _LINE_NUMBER.findall(error.message)
    position = f"line {lines[-1] if lines else xml_input.line}"
    if any(part in error.message for part in _LIMIT_ERRORS):
        return Reject(position, _TEXT_TOO_LARGE, None)
    return Reject(position, error.explain(remedy=_EXPORT_AGAIN), None)


_ARTICLE_TYPES: Final = frozenset({"", "post", "page"})
SKIPPED_TYPES: Final = {
    "attachment": "attachments",
    "nav_menu_item": "menu items",
    "wp_navigation": "menus",
    "revision": "revisions",
    "custom_css": "style sheets",
    "customize_changeset": "theme settings",
    "wp_global_styles": "theme settings",
    "wp_template": "templates",
    "wp_template_part": "templates",
    "elementor_library": "templates",
    "wp_block": "reusable blocks",
    "wp_font_family": "fonts",
    "wp_font_face": "fonts",
    "oembed_cache": "embeds",
    "user_request": "requests of users",
    "feedback": "answers to forms",
    "wpcf7_contact_form": "forms",
    "guest-author": "guest authors",
    "acf-field": "definitions of fields",
    "acf-field-group": "definitions of fields",
    "shop_order": "orders",
}


def _parse_item(item: Item, site: Site) -> Iterator[Record | Reject | SkippedItem]:
    """Yield the item, and a SkippedItem for each of its comments."""
    post_type = item.texts.get("wp:post_type", "")
    if post_type == "guest-author":
        _add_guest_author(item, site)
    if post_type in SKIPPED_TYPES:
        yield SkippedItem(SKIPPED_TYPES[post_type])
        return
    yield _build_record(item, site)
    for child in item.element:
        if get_name(child) == "wp:comment":
            yield SkippedItem("comments")


def _add_guest_author(item: Item, site: Site) -> None:
    """Add to the site an author without an account, whom the co-authors plug-in stores."""
    metas = [collect_texts(child) for child in item.element if get_name(child) == "wp:postmeta"]
    values = {meta.get("wp:meta_key", ""): meta.get("wp:meta_value", "") for meta in metas}
    name = to_line(values.get("cap-display_name", "") or item.texts.get("title", ""))
    site.add_author(values.get("cap-user_login", ""), name)


def _build_record(item: Item, site: Site) -> Record | Reject | SkippedItem:
    title = clean_text(item.texts.get("title", ""))
    headline = collapse_whitespace(body_html.to_text(title))
    content = post_html.convert_content(clean_text(item.texts.get("content:encoded", "")))
    text = body_html.to_text(content.body)
    is_article = item.texts.get("wp:post_type", "") in _ARTICLE_TYPES
    if not text and not (is_article and headline):
        others = SkippedItem("items of other types without text")
        return SkippedItem("empty items") if is_article else others
    before, after = site.build_frame(item)
    original = before.encode() + xml.serialise_element(item.element) + after.encode()
    if reason := _find_problem(item, headline, text):
        return Reject(item.position, reason, encode_for_json(original))
    fields, sureness = read_fields(item, site, text)
    line = before.count("\n") + 1
    return Record(
        headline=headline,
        body=content.body,
        original=original,
        media_type="application/rss+xml",
        charset="utf-8",
        parser=PARSER,
        position=item.position,
        remarks=(Remark("shortcodes_left_out", line),) if content.has_removed_shortcodes else (),
        readings={name: Reading(value) for name, value in sureness.items()},
        **fields,
    )


def _find_problem(item: Item, headline: str, text: str) -> Problem | None:
    """Return why the item cannot be an article, with the remedy, or None."""
    if next(item.element.iter(etree.Entity), None) is not None:
        return Problem("wxr.entity")
    if not headline:
        return Problem("wxr.no_title")
    if not text:
        return Problem("wxr.no_text")
    return None
