"""Atom 1.0 (RFC 4287), with the whole text of each article.

The original is a link with the relation ``via``, its outlet the entry's ``source``. The outlet is
also the author of an entry that names none.
"""

from datetime import datetime
from typing import Any, Final
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from articles.exporting.channel import Channel, Entry, escape_html

CONTENT_TYPE: Final = "application/atom+xml"
_NO_ATTRIBUTES: Final = AttributesImpl({})


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Return the last change of the channel: Django takes the current time for an empty one."""
        updated_at: datetime = self.feed["updated_at"]
        return updated_at

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        entry: Entry = item["entry"]
        return {"xml:lang": entry.language} if entry.language else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for name in entry.authors:
            _write_author(handler, name)
        if entry.original_url:
            handler.addQuickElement("link", None, {"rel": "via", "href": entry.original_url})
        if entry.source:
            _write_source(handler, entry)
        handler.addQuickElement("content", entry.content, {"type": "html"})


def _write_source(handler: SimplerXMLGenerator, entry: Entry) -> None:
    handler.startElement("source", _NO_ATTRIBUTES)
    _write_author(handler, entry.source)
    handler.addQuickElement("title", entry.source)
    if entry.source_url:
        handler.addQuickElement("link", None, {"rel": "alternate", "href": entry.source_url})
    handler.endElement("source")


def _write_author(handler: SimplerXMLGenerator, name: str) -> None:
    handler.startElement("author", _NO_ATTRIBUTES)
    handler.addQuickElement("name", name)
    handler.endElement("author")


def render(channel: Channel) -> str:
    """Return the feed as XML, which declares UTF-8."""
    feed = _Feed(
        title=channel.title,
        link=channel.url,
        description=None,
        subtitle=channel.description,
        language=channel.language,
        author_name=channel.publisher,
        feed_url=channel.feed_url,
        updated_at=channel.updated_at,
    )
    for entry in channel.entries:
        feed.add_item(
            title=entry.headline,
            link=entry.url,
            description=escape_html(entry.summary),
            unique_id=entry.uri,
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            categories=entry.tags,
            entry=entry,
        )
    return str(feed.writeString("utf-8"))
