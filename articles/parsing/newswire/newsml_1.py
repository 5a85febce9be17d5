"""An item of NewsML 1.2: a tree of components, one of which holds the text of the story.

Specification: https://iptc.org/standards/newsml-1/.
"""

from typing import Final

from articles.parsing import xml
from articles.parsing.newswire import nitf, xml_items
from articles.parsing.newswire.body import convert_body
from articles.parsing.newswire.wire_story import Story, build_body_html, parse_code
from articles.parsing.newswire.xml_items import find, find_all, get_attribute, get_line

# The media types of items that may hold a text, in lower case.
_TEXT_TYPES: Final = {"", "text", "complextext"}
_FORMATS: Final = {"text": "text/plain", "plain": "text/plain", "html": "text/html"}


def parse_story(item: xml.Element) -> Story:
    """Return the story of the ``NewsItem`` element."""
    contents = list(item.iter("{*}ContentItem"))
    content, inner = _choose_content(contents)
    lines = _find_lines(item, content)
    management = find(item, "NewsManagement")
    identifier = find(item, "Identification", "NewsIdentifier")
    metadata = next(item.iter("{*}DescriptiveMetadata"), None)
    language = _get_name(metadata, "Language") or xml_items.get_language(item)
    byline = get_line(lines, "ByLine")
    return Story(
        type=_get_type(item, contents),
        headline=get_line(lines, "HeadLine") or inner.headline,
        standfirst=get_line(lines, "SubHeadLine") or inner.standfirst,
        body=inner.body,
        dateline=get_line(lines, "DateLine"),
        byline=byline or inner.byline,
        credits=() if byline else inner.credits,
        source=_get_source(item, lines) or get_line(identifier, "ProviderId"),
        provider=get_line(identifier, "ProviderId"),
        uid=_build_uid(identifier),
        language=language or inner.language,
        dates=[get_line(management, "ThisRevisionCreated"), get_line(management, "FirstCreated")],
        embargo=_get_embargo(management),
        status=_get_name(management, "Status"),
        genres=[
            *map(_get_name, find_all(metadata, "Genre")),
            _get_name(management, "NewsItemType"),
        ],
        subjects=[*_list_topics(item, language), *_list_keywords(metadata, lines)],
    )


def _get_name(element: xml.Element | None, *path: str) -> str:
    return get_attribute(element, "FormalName", *path)


def _choose_content(contents: list[xml.Element]) -> tuple[xml.Element | None, Story]:
    """Return the text of the main component, or else the first, and the story in it."""
    texts = [(content, story) for content in contents if (story := _parse_content(content)).body]
    main = [text for text in texts if _get_role(text[0]) == "main"]
    return next(iter((*main, *texts)), (None, Story()))


def _get_role(content: xml.Element) -> str:
    return _get_name(content.getparent(), "Role").lower()


def _parse_content(content: xml.Element) -> Story:
    """Return the story in the ``ContentItem``, an empty one where it is no text."""
    data = find(content, "DataContent")
    if data is None or _get_name(content, "MediaType").lower() not in _TEXT_TYPES:
        return Story()
    inner = find(data, "nitf")
    if inner is not None:
        return nitf.parse_story(inner)
    if len(data):
        return Story(body=convert_body(data))
    media_type = _FORMATS.get(_get_name(content, "Format").lower(), "")
    return Story(body=build_body_html(xml.get_text(data), media_type=media_type))


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
    keywords = (each for each in find_all(metadata, "Property") if _get_name(each) == "Keyword")
    return [
        *(get_attribute(keyword, "Value") for keyword in keywords),
        *map(get_line, find_all(lines, "KeywordLine")),
    ]
