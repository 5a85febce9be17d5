"""An item of NewsML 1.2: a tree of components, whose roles say which hold the story.

Specification: https://iptc.org/standards/newsml-1/.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from articles.parsing import xml
from articles.parsing.dropped import find_kind
from articles.parsing.newswire import nitf, xml_items
from articles.parsing.newswire.body import Body, convert_body
from articles.parsing.newswire.wire_story import (
    SKIPPED_TYPES,
    Story,
    build_body_html,
    parse_code,
)
from articles.parsing.newswire.xml_items import find, find_all, get_attribute, get_line
from articles.text import body_html
from articles.text.dropped_html import Dropped, build_dropped

_FORMATS: Final = {"text": "text/plain", "plain": "text/plain", "html": "text/html"}
# Elements that show that XML of no known name is a text.
_TEXT_ELEMENTS: Final = ("{*}p", "{*}body", "{*}body.content")
# The elements that hold the content, and the type of content that may be any XML.
_DATA: Final = ("{*}DataContent", "{*}ComplexData")
_COMPLEX: Final = "complexdata"
_KEYWORD_DIVIDER: Final = re.compile(r"\s*[,;]\s*")

# The roles of components, in lower case and without spaces and hyphens.
_HEADLINE_ROLES: Final = frozenset({"headline", "hedline", "title", "maintitle"})
_STANDFIRST_ROLES: Final = frozenset(
    "abstract summary subheadline subtitle subhead standfirst teaser description".split()
)
_LEAD_ROLES: Final = frozenset({"lead", "leadparagraph", "intro", "introduction"})
# Any role that begins with "main" is that of a whole text.
_BODY_ROLES: Final = frozenset({"body", "bodytext", "content", "text", "article", "story"})
# Parts of the roles of texts that are no part of the story.
_ASIDE: Final = re.compile(
    "thumb|preview|quicklook|photo|picture|image|graphic|video|audio|byline|dateline"
    "|credit|copyright|slug|keyword|metadata|note"
)
# The roles of pictures that show a larger one.
_RENDITION: Final = re.compile("thumb|preview|quicklook")


@dataclass(slots=True)
class _Parts:
    """The texts of an item by what their roles make of them, each with its element.

    ``captions`` has those of the components of pictures.
    """

    headlines: list[str] = field(default_factory=list)
    standfirsts: list[str] = field(default_factory=list)
    leads: list[tuple[xml.Element, Story]] = field(default_factory=list)
    bodies: list[tuple[xml.Element, Story]] = field(default_factory=list)
    mains: list[tuple[xml.Element, Story]] = field(default_factory=list)
    others: list[tuple[xml.Element, Story]] = field(default_factory=list)
    captions: dict[xml.Element, str] = field(default_factory=dict)

    def choose_texts(self, components: "_Components") -> list[tuple[xml.Element, Story]]:
        """Return the parts of the story's text: all leads and bodies, or one text.

        Those in another language than the first are another text.
        """
        parts = [*self.leads, *self.bodies]
        if not self.bodies and self.mains:
            return [*self.leads, self.mains[0]]
        if not parts:
            return self.others[:1]
        language = components.find_language(parts[0][0])
        return [part for part in parts if components.find_language(part[0]) == language]

    def count_texts(self) -> int:
        return len(self.leads) + len(self.bodies) + len(self.mains) + len(self.others)


def parse_story(item: xml.Element) -> Story:
    """Return the story of the ``NewsItem`` element."""
    contents = list(item.iter("{*}ContentItem"))
    components = _Components()
    parts = _sort_texts(contents, components)
    texts = parts.choose_texts(components)
    content, inner = texts[-1] if texts else (None, Story())
    lines = _find_lines(item, content)
    management = find(item, "NewsManagement")
    identifier = find(item, "Identification", "NewsIdentifier")
    metadata = next(item.iter("{*}DescriptiveMetadata"), None)
    language = "" if content is None else components.find_language(content)
    language = language or xml_items.get_language(item)
    byline = get_line(lines, "ByLine")
    return Story(
        type=_get_type(item, contents),
        headline=get_line(lines, "HeadLine") or next(iter(parts.headlines), "") or inner.headline,
        slugline=get_line(lines, "SlugLine") or get_line(item, "Identification", "NameLabel"),
        standfirst=_choose_standfirst(lines, parts, inner),
        body="\n".join(story.body for _, story in texts),
        dateline=get_line(lines, "DateLine"),
        byline=byline or inner.byline,
        credits=() if byline else inner.credits,
        source=_get_source(item, lines) or get_line(identifier, "ProviderId"),
        provider=get_line(identifier, "ProviderId"),
        uid=_build_uid(identifier),
        language=language or inner.language,
        dates=_list_dates(management, identifier),
        embargo=_get_embargo(management),
        status=_get_name(management, "Status"),
        genres=[
            *map(_get_name, find_all(metadata, "Genre")),
            _get_name(management, "NewsItemType"),
        ],
        subjects=[*_list_topics(item, language), *_list_keywords(metadata, lines)],
        has_more_texts=parts.count_texts() > len(texts),
        dropped=[
            *chain.from_iterable(story.dropped for _, story in texts),
            *_list_media(contents, components, captions=parts.captions),
        ],
    )


def _list_dates(management: xml.Element | None, identifier: xml.Element | None) -> list[str]:
    names = ("ThisRevisionCreated", "FirstCreated")
    return [*(get_line(management, name) for name in names), get_line(identifier, "DateId")]


def _choose_standfirst(lines: xml.Element | None, parts: _Parts, inner: Story) -> str:
    line = get_line(lines, "SubHeadLine")
    return line or next(iter(parts.standfirsts), "") or inner.standfirst


def _get_name(element: xml.Element | None, *path: str) -> str:
    return get_attribute(element, "FormalName", *path)


def _sort_texts(contents: Iterable[xml.Element], components: "_Components") -> _Parts:
    """Return the texts of the contents by their roles."""
    parts = _Parts()
    for content in contents:
        story, role = _parse_content(content), components.find_role(content)
        if not story.body:
            continue
        if role in _HEADLINE_ROLES:
            parts.headlines.append(body_html.to_text(story.body))
        elif role in _STANDFIRST_ROLES:
            parts.standfirsts.append(body_html.to_text(story.body))
        elif "caption" in role:
            parts.captions |= dict.fromkeys(_list_near(content), body_html.to_text(story.body))
        elif not _ASIDE.search(role):
            _choose_list(parts, role).append((content, story))
    return parts


def _list_near(content: xml.Element) -> list[xml.Element]:
    """Return the component of the content, and the one around that."""
    return list(islice(content.iterancestors("{*}NewsComponent"), 2))


def _list_media(
    contents: Iterable[xml.Element], components: "_Components", *, captions: dict[xml.Element, str]
) -> Iterator[Dropped]:
    """Yield the pictures and recordings among the contents, without their small renditions."""
    for content in contents:
        kind = find_kind(_get_name(content, "MediaType") or _get_name(content, "MimeType"))
        if kind and not _RENDITION.search(components.find_role(content)):
            near = (captions[each] for each in _list_near(content) if each in captions)
            url = get_attribute(content, "Href")
            yield build_dropped(kind, url=url, caption=next(near, ""))


def _choose_list(parts: _Parts, role: str) -> list[tuple[xml.Element, Story]]:
    if role in _LEAD_ROLES:
        return parts.leads
    if role in _BODY_ROLES:
        return parts.bodies
    return parts.mains if role.startswith("main") else parts.others


class _Components:
    """The roles and languages of components, each of which is looked up once."""

    def __init__(self) -> None:
        self._values: dict[xml.Element, tuple[str, str]] = {}

    def find_role(self, content: xml.Element) -> str:
        """Return the role of the nearest component around the content that has one."""
        roles = (role for role, _language in self._iter_values(content))
        return next(filter(None, roles), "")

    def find_language(self, content: xml.Element) -> str:
        """Return the language of the content or the nearest component, "" for none."""
        languages = (language for _role, language in self._iter_values(content))
        return xml_items.get_language(content) or next(filter(None, languages), "")

    def _iter_values(self, content: xml.Element) -> Iterator[tuple[str, str]]:
        for component in content.iterancestors("{*}NewsComponent"):
            if component not in self._values:
                self._values[component] = (_get_role(component), _get_language(component))
            yield self._values[component]


def _get_role(component: xml.Element) -> str:
    return re.sub(r"[\s_-]+", "", parse_code(_get_name(component, "Role")))


def _get_language(component: xml.Element) -> str:
    name = _get_name(component, "DescriptiveMetadata", "Language")
    return name or xml_items.get_language(component)


def _parse_content(content: xml.Element) -> Story:
    """Return the story in the ``ContentItem``, an empty one where it is no text."""
    data = next((each for each in map(content.find, _DATA) if each is not None), None)
    media_type = _get_name(content, "MediaType").lower()
    if data is None or media_type in SKIPPED_TYPES:
        return Story()
    inner = next(data.iter("{*}nitf"), None)
    if inner is not None:
        return nitf.parse_story(inner)
    if len(data):
        has_text = next(data.iter(*_TEXT_ELEMENTS), None) is not None
        body = convert_body(data) if has_text or media_type != _COMPLEX else Body()
        return Story(body=body.html, dropped=body.dropped)
    text = xml.get_text(data)
    return nitf.parse_text(text) or Story(
        body=build_body_html(text, media_type=_get_format(content))
    )


def _get_format(content: xml.Element) -> str:
    return _FORMATS.get(_get_name(content, "Format").lower(), "")


def _get_type(item: xml.Element, contents: list[xml.Element]) -> str:
    """Return the type of the item, such as photo or composite, for one without a text."""
    media_types = (_get_name(content, "MediaType").lower() for content in contents)
    first = next(filter(None, media_types), "")
    has_references = next(item.iter("{*}NewsItemRef", "{*}TopicSet"), None) is not None
    return "composite" if has_references and not first else first


def _find_lines(item: xml.Element, content: xml.Element | None) -> xml.Element | None:
    """Return the ``NewsLines`` of the nearest component around the text that has a headline."""
    components = [] if content is None else list(content.iterancestors("{*}NewsComponent"))
    nearest = (
        lines
        for component in components
        for lines in find_all(component, "NewsLines")
        if get_line(lines, "HeadLine")
    )
    return next(nearest, next(item.iter("{*}NewsLines"), None))


def _get_source(item: xml.Element, lines: xml.Element | None) -> str:
    metadata = next(item.iter("{*}AdministrativeMetadata"), None)
    return (
        _get_name(metadata, "Provider", "Party")
        or _get_name(metadata, "Source", "Party")
        or get_line(lines, "CreditLine")
    )


def _build_uid(identifier: xml.Element | None) -> str:
    """Return the public identifier of the item, whatever its revision."""
    parts = [get_line(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    return ":".join(("urn:newsml", *parts)) if all(parts) else parts[2]


def _get_embargo(management: xml.Element | None) -> str | None:
    """Return when the embargo ends, "" where the item does not say, None for no embargo."""
    if parse_code(_get_name(management, "Status")) != "embargoed":
        return None
    return get_line(management, "StatusWillChange", "DateAndTime")


def _list_topics(item: xml.Element, language: str) -> list[str]:
    """Return the name of each topic in the story's language, or else its first name."""
    return [_get_topic_name(topic, language.lower()) for topic in item.iter("{*}Topic")]


def _get_topic_name(topic: xml.Element, language: str) -> str:
    names = [
        description
        for description in find_all(topic, "Description")
        if get_attribute(description, "Variant") in {"", "Name"}
    ]
    in_language = (
        name for name in names if language and xml_items.get_language(name).lower() == language
    )
    return get_line(next(in_language, names[0] if names else None))


def _list_keywords(metadata: xml.Element | None, lines: xml.Element | None) -> list[str]:
    keywords = (
        each for each in find_all(metadata, "Property") if _get_name(each) in {"Keyword", "Topic"}
    )
    return [
        *(get_attribute(keyword, "Value") for keyword in keywords),
        *(
            keyword
            for line in find_all(lines, "KeywordLine")
            for keyword in _KEYWORD_DIVIDER.split(get_line(line))
        ),
    ]
