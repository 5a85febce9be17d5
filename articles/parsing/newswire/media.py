"""Says what is known of the pictures, recordings and forms in a text of XML, which are left out."""

import copy
from typing import Final

from lxml import etree

from articles.parsing import xml
from articles.parsing.dropped import find_kind
from articles.text.dropped_html import PICTURE, Dropped, build_dropped, find_dropped

# The elements of NITF and XHTML that hold them, each with all that is known of it.
ELEMENTS: Final = frozenset("media img figure picture object video audio svg iframe form".split())
# NITF's attributes for where the file is, or what it is called.
_PLACES: Final = ("source", "data-location", "name")


def describe(element: xml.Element) -> list[Dropped]:
    """Return what is known of the element, one of ELEMENTS, and of those in it."""
    if xml.get_local_name(element) == "media":
        return [_describe_media(element)]
    return find_dropped(_write_html(element))


def _describe_media(media: xml.Element) -> Dropped:
    """Return what is known of NITF's ``media``, whose references are renditions of one thing."""
    references = xml.find_children(media, "media-reference")
    names = [media.get("media-type", ""), *(each.get("mime-type", "") for each in references)]
    return build_dropped(
        next(filter(None, map(find_kind, names)), PICTURE if not any(names) else "embed"),
        url=_get_first(references, *_PLACES),
        alt=_get_first(references, "alternate-text"),
        caption=" ".join(
            text for each in xml.find_children(media, "media-caption") for text in each.itertext()
        ),
    )


def _get_first(elements: list[xml.Element], *names: str) -> str:
    values = (each.get(name, "") for each in elements for name in names)
    return next(filter(None, values), "")


def _write_html(element: xml.Element) -> str:
    """Return the element as HTML, without namespaces."""
    twin = copy.deepcopy(element)
    for each in twin.iter(etree.Element):
        each.tag = xml.get_local_name(each)
    return str(etree.tostring(twin, encoding="unicode", method="html", with_tail=False))
