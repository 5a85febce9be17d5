"""Pictures and recordings that an entry of a feed has beside its text."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from articles.parsing.dropped import find_kind
from articles.text.dropped_html import PICTURE, Dropped, build_dropped

# WordPress gives the portrait of the author as the first picture.
_PORTRAIT: Final = re.compile(r"gravatar|/avatars?/", re.IGNORECASE)


def list_media(entry: Mapping[str, Any]) -> Iterator[Dropped]:
    """Yield what Media RSS and enclosures give; of enclosures, only the pictures."""
    for each in entry.get("media_content", ()):
        kind = find_kind(each.get("medium") or "") or find_kind(each.get("type") or "")
        url = each.get("url") or ""
        if kind and url and not _PORTRAIT.search(url):
            yield build_dropped(kind, url=url)
    for link in entry.get("links", ()):
        is_enclosure = link.get("rel") == "enclosure" and link.get("href")
        if is_enclosure and find_kind(link.get("type") or "") == PICTURE:
            yield build_dropped(PICTURE, url=link["href"])


def list_pictures(item: Mapping[str, Any]) -> Iterator[Dropped]:
    """Yield the pictures of an item of a JSON Feed."""
    for name in ("image", "banner_image"):
        if isinstance(url := item.get(name), str) and url.strip():
            yield build_dropped(PICTURE, url=url)
