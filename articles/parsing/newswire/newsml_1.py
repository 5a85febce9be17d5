"""An item of NewsML 1.2: a tree of components, one of which holds the text of the story.

Specification: https://iptc.org/standards/newsml-1/.
"""

from typing import Final

from articles.parsing import xml
from articles.parsing.newswire import nitf, xml_items
from articles.parsing.newswire.body import body_html
from articles.parsing.newswire.wire_story import Story, html_of, named
from articles.parsing.newswire.xml_items import at, attribute, every, words

# What may hold a text, as media and as formats are called, in lower case.
_TEXTS: Final = {"", "text", "complextext"}
_MEDIA_TYPES: Final = {"text": "text/plain", "plain": "text/plain", "html": "text/html"}


def story(item: xml.Element) -> Story:
    """Return what the item tells, as it stands."""
    contents = list(item.iter("{*}ContentItem"))
    content, inside = _main(contents)
    lines = _lines(item, content)
    management, identifier = (
        at(item, "NewsManagement"),
        at(item, "Identification", "NewsIdentifier"),
    )
    told = next(item.iter("{*}DescriptiveMetadata"), None)
    language = attribute(told, "FormalName", "Language") or xml_items.language(item)
    return Story(
        type=_type(item, contents),
        headline=words(lines, "HeadLine") or inside.headline,
        standfirst=words(lines, "SubHeadLine") or inside.standfirst,
        body=inside.body,
        dateline=words(lines, "DateLine"),
        byline=words(lines, "ByLine") or inside.byline,
        credits=() if words(lines, "ByLine") else inside.credits,
        source=_source(item, lines) or words(identifier, "ProviderId"),
        provider=words(identifier, "ProviderId"),
        uid=_uid(identifier),
        language=language or inside.language,
        dates=[words(management, "ThisRevisionCreated"), words(management, "FirstCreated")],
        embargo=_embargo(management),
        status=attribute(management, "FormalName", "Status"),
        genres=[
            *(attribute(each, "FormalName") for each in every(told, "Genre")),
            attribute(management, "FormalName", "NewsItemType"),
        ],
        subjects=[*_topics(item, language), *_keywords(told, lines)],
    )


def _main(contents: list[xml.Element]) -> tuple[xml.Element | None, Story]:
    """Return the text and what it tells: the one in the main component, or else the first."""
    told = [(each, inside) for each in contents if (inside := _inside(each)).body]
    main = [each for each in told if _role(each[0]) == "main"]
    return next(iter((*main, *told)), (None, Story()))


def _role(content: xml.Element) -> str:
    return attribute(content.getparent(), "FormalName", "Role").lower()


def _inside(content: xml.Element) -> Story:
    """Return what the text tells; an empty story for what is no text."""
    data = at(content, "DataContent")
    if data is None or attribute(content, "FormalName", "MediaType").lower() not in _TEXTS:
        return Story()
    inside = at(data, "nitf")
    if inside is not None:
        return nitf.story(inside)
    if len(data):
        return Story(body=body_html(data))
    told_as = attribute(content, "FormalName", "Format").lower()
    return Story(body=html_of(xml.get_text(data), media_type=_MEDIA_TYPES.get(told_as, "")))


def _type(item: xml.Element, contents: list[xml.Element]) -> str:
    """Return what the item is, where it holds no text."""
    media = (attribute(each, "FormalName", "MediaType").lower() for each in contents)
    first = next(filter(None, media), "")
    refers = next(item.iter("{*}NewsItemRef", "{*}TopicSet"), None) is not None
    return "composite" if refers and not first else first


def _lines(item: xml.Element, content: xml.Element | None) -> xml.Element | None:
    """Return the lines of the nearest component around the text that has a headline."""
    around = [] if content is None else list(content.iterancestors("{*}NewsComponent"))
    near = (
        lines for each in around for lines in every(each, "NewsLines") if words(lines, "HeadLine")
    )
    return next(near, next(item.iter("{*}NewsLines"), None))


def _source(item: xml.Element, lines: xml.Element | None) -> str:
    told = next(item.iter("{*}AdministrativeMetadata"), None)
    return (
        attribute(told, "FormalName", "Provider", "Party")
        or attribute(told, "FormalName", "Source", "Party")
        or words(lines, "CreditLine")
    )


def _uid(identifier: xml.Element | None) -> str:
    """Return the public identifier of the item, whatever its revision."""
    parts = [words(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    return ":".join(("urn:newsml", *parts)) if all(parts) else parts[2]


def _embargo(management: xml.Element | None) -> str | None:
    """Return when the status becomes another than embargoed, "" where nobody tells."""
    if named(attribute(management, "FormalName", "Status")) != "embargoed":
        return None
    return words(management, "StatusWillChange", "DateAndTime")


def _topics(item: xml.Element, language: str) -> list[str]:
    """Return the name of each topic in the story's language, or in the first that it has."""
    return [_name(each, language.lower()) for each in item.iter("{*}Topic")]


def _name(topic: xml.Element, language: str) -> str:
    names = [
        each for each in every(topic, "Description") if attribute(each, "Variant") in {"", "Name"}
    ]
    own = (each for each in names if language and xml_items.language(each).lower() == language)
    return words(next(own, names[0] if names else None))


def _keywords(told: xml.Element | None, lines: xml.Element | None) -> list[str]:
    properties = every(told, "Property")
    return [
        *(
            attribute(each, "Value")
            for each in properties
            if attribute(each, "FormalName") == "Keyword"
        ),
        *map(words, every(lines, "KeywordLine")),
    ]
