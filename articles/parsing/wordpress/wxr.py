"""WordPress exports: WXR 1.0, 1.1 and 1.2, and files that declare no version.

Posts, pages and items of other types that have text are records. All other items of a site are
skipped and counted. The format is that of WordPress's wp-admin/includes/export.php.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from lxml import etree

from articles.parsing import xml
from articles.parsing.charsets import encode_for_json
from articles.parsing.dropped import build_remarks
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, SkippedItem, Sureness
from articles.parsing.wordpress import post_html
from articles.parsing.wordpress.wxr_fields import read_fields
from articles.parsing.wordpress.wxr_item import Item, build_item, collect_texts, get_name, to_line
from articles.parsing.wordpress.wxr_site import Site
from articles.parsing.wordpress.xml_repair import RepairedInput
from articles.parsing.xml_input import PART_LIMIT, TooLargeError, XMLInput
from articles.text import body_html
from articles.text.strings import build_excerpt, clean_text, collapse_whitespace

PARSER: Final = "wxr/1"
# How many characters of the text stand in for a missing headline.
_HEADLINE_LENGTH: Final = 80

_ROOT: Final = re.compile(r"<rss\b[^<>]*wordpress\.org/export/")
_LINE_NUMBER: Final = re.compile(r"\bline (\d+)")


def sniff(head: str) -> bool:
    """Return whether this is XML that declares the namespace of a WordPress export."""
    return head.lstrip().startswith("<") and bool(_ROOT.search(head))


def parse(stream: BinaryIO, *, charset: str = "") -> Iterator[Record | Reject | SkippedItem]:
    """Read a seekable stream item by item.

    From where it is no longer XML it is read with repairs, up to where these do not help either.
    """
    yield from _parse_stream(stream, charset, _Progress(), is_repaired=False)


def _parse_stream(
    stream: BinaryIO, charset: str, progress: "_Progress", *, is_repaired: bool
) -> Iterator[Record | Reject | SkippedItem]:
    stream.seek(0)
    xml_input = XMLInput(stream, charset=charset)
    source = RepairedInput(xml_input) if is_repaired else xml_input
    try:
        yield from _parse_items(source, xml_input, progress)
    except TooLargeError:
        yield Reject(f"line {xml_input.line}", _PART_TOO_LARGE, None)
    except xml.MalformedError as error:
        if is_repaired or not any(part in error.message for part in _REPAIRABLE):
            yield _reject_rest(error, xml_input)
        else:
            yield from _parse_stream(stream, charset, progress, is_repaired=True)


@dataclass(slots=True)
class _Progress:
    """How many items of the input have been parsed, whether it was well-formed or repaired."""

    item_count: int = 0


def _parse_items(
    source: xml.Readable, xml_input: XMLInput, progress: _Progress
) -> Iterator[Record | Reject | SkippedItem]:
    """Yield what the items hold that have not been parsed before."""
    site = Site()
    for number, element in enumerate(xml.iter_elements(source, names=("item",)), 1):
        site.read_preceding(element)
        item = build_item(element)
        if item.post_type == "guest-author":
            _add_guest_author(item, site)
        if number > progress.item_count:
            progress.item_count = number
            yield from _parse_item(item, site)
        xml_input.begin_part()
    if not progress.item_count:
        yield Reject("line 1", _NO_ITEM, None)


_PART_TOO_LARGE: Final = Problem("wxr.no_end_of_item", {"size": PART_LIMIT // 2**20})
_TEXT_TOO_LARGE: Final = Problem("wxr.text_too_large")
_ENTITY: Final = Problem("wxr.entity")
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


# The same for what ``xml_repair`` may mend.
_REPAIRABLE: Final = (
    "]]>' not allowed",
    "EntityRef",
    "not defined",
    "CharRef",
    "tag mismatch",
    "invalid element name",
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
    if item.post_type in SKIPPED_TYPES:
        yield SkippedItem(SKIPPED_TYPES[item.post_type])
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
    post = clean_text(item.texts.get("content:encoded", ""))
    content = post_html.convert_content(post)
    text = body_html.to_text(content.body)
    is_article = item.post_type in _ARTICLE_TYPES
    if not text and not (is_article and headline):
        others = SkippedItem("items of other types without text")
        return SkippedItem("empty items") if is_article else others
    before, after = site.build_frame(item)
    original = before.encode() + xml.serialise_element(item.element) + after.encode()
    if next(item.element.iter(etree.Entity), None) is not None:
        return Reject(item.position, _ENTITY, encode_for_json(original))
    fields, sureness = read_fields(item, site, text)
    if not headline:
        sureness["headline"] = Sureness.GUESS
    line = before.count("\n") + 1
    return Record(
        headline=headline or build_excerpt(text, limit=_HEADLINE_LENGTH),
        body=content.body,
        original=original,
        media_type="application/rss+xml",
        charset="utf-8",
        parser=PARSER,
        position=item.position,
        remarks=(
            *_build_remarks(
                line, has_headline=bool(headline), has_removed=content.has_removed_shortcodes
            ),
            *build_remarks(post_html.find_scripts(post)),
        ),
        readings={name: Reading(value) for name, value in sureness.items()},
        **fields,
    )


def _build_remarks(line: int, *, has_headline: bool, has_removed: bool) -> tuple[Remark, ...]:
    remarks = () if has_headline else (Remark("headline_from_text", line),)
    return (*remarks, Remark("shortcodes_left_out", line)) if has_removed else remarks
