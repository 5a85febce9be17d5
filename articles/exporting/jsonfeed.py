"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the whole text of each article."""

import json
from typing import Any, Final

from articles.exporting.channel import Channel, Entry

CONTENT_TYPE: Final = "application/feed+json"
VERSION: Final = "https://jsonfeed.org/version/1.1"


def render(channel: Channel) -> str:
    """Return the feed as one line of JSON."""
    feed = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": channel.url,
        "feed_url": channel.feed_url,
        "description": channel.description,
        "authors": [{"name": channel.publisher}],
        "language": channel.language,
        "items": [_build_item(entry) for entry in channel.entries],
    }
    return json.dumps(feed, ensure_ascii=False) + "\n"


def _build_item(entry: Entry) -> dict[str, Any]:
    """Return the item without empty values, except for the text, which every item must have."""
    authors = entry.authors or [name for name in [entry.source] if name]
    optional = {
        "external_url": entry.original_url,
        "title": entry.headline,
        "summary": entry.summary,
        "authors": [{"name": name} for name in authors],
        "tags": list(entry.tags),
        "language": entry.language,
    }
    return {
        "id": entry.uri,
        "url": entry.url,
        "content_html": entry.content,
        "date_published": entry.published_at.isoformat(),
        "date_modified": entry.updated_at.isoformat(),
        **{name: value for name, value in optional.items() if value},
    }
