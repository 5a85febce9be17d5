"""RSS 2.0 (https://www.rssboard.org/rss-specification), with the whole text of each article.

Authors and language are elements of Dublin Core, the text is ``content:encoded``. ``source`` names
the outlet, with the URL of its website or of the original. The original is an ``atom:link`` with
the relation ``via``.
"""

from datetime import datetime
from typing import Any, Final

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from articles.exporting.channel import Channel, Entry, escape_html

CONTENT_TYPE: Final = "application/rss+xml"
_NAMESPACES: Final = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


class _Feed(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **_NAMESPACES}

    def latest_post_date(self) -> datetime:
        """Return the last change of the channel: Django takes the current time for an empty one."""
        updated_at: datetime = self.feed["updated_at"]
        return updated_at

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for name in entry.authors:
            handler.addQuickElement("dc:creator", name)
        if entry.language:
            handler.addQuickElement("dc:language", entry.language)
        if entry.source and (url := entry.source_url or entry.original_url):
            handler.addQuickElement("source", entry.source, {"url": url})
        if entry.original_url:
            handler.addQuickElement("atom:link", None, {"rel": "via", "href": entry.original_url})
        if entry.updated_at > entry.published_at:
            handler.addQuickElement("atom:updated", entry.updated_at.isoformat())
        handler.addQuickElement("content:encoded", entry.content)


def render(channel: Channel) -> str:
    """Return the feed as XML, which declares UTF-8."""
    feed = _Feed(
        title=channel.title,
        link=channel.url,
        description=channel.description,
        language=channel.language,
        feed_url=channel.feed_url,
        updated_at=channel.updated_at,
    )
    for entry in channel.entries:
        feed.add_item(
            title=entry.headline,
            link=entry.url,
            description=escape_html(entry.summary),
            unique_id=entry.uri,
            unique_id_is_permalink=False,
            pubdate=entry.published_at,
            categories=entry.tags,
            entry=entry,
        )
    return str(feed.writeString("utf-8"))
