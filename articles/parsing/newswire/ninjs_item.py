"""Reads one object of ninjs, of Superdesk or of AP's API as a Story.

Superdesk keeps its articles, and AP sends its items, in objects much like those of ninjs 1.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from articles.parsing import bylines, xml
from articles.parsing.newswire.body import convert_body
from articles.parsing.newswire.ninjs_associations import list_media
from articles.parsing.newswire.wire_story import (
    SKIPPED_TYPES,
    Story,
    build_body_html,
    parse_code,
)
from articles.text import body_html
from articles.text.dropped_html import Dropped
from articles.vocabulary import Credit

# The roles of a description that is the standfirst, the best first.
_STANDFIRST_ROLES: Final = (
    "",
    "summary",
    "abstract",
    "standfirst",
    "lead",
    "teaser",
    "short",
    "text",
)
_DESCRIPTIONS: Final = tuple(f"description_{role}" for role in _STANDFIRST_ROLES if role)
_HTML_TYPES: Final = ("xhtml", "html", "html5")
# The relations and roles of an infosource that supplied the story.
_SUPPLIER: Final = re.compile(r"^$|source|provider|origprov|agency", re.IGNORECASE)
_GENRE_FIELDS: Final = ("name", "code", "literal", "uri")
# The lists of people and organisations, and what parses the names in them.
_PARTY_FIELDS: Final[Mapping[str, Callable[[str], tuple[Credit, ...]]]] = {
    "person": bylines.parse_byline,
    "people": bylines.parse_byline,
    "organisation": bylines.parse_organisation,
    "organisations": bylines.parse_organisation,
}


_DATES: Final = (
    *("versioncreated", "firstcreated", "contentcreated", "firstpublished", "_updated", "_created"),
)
# Superdesk's states of articles that readers do not see, as a status; others need none.
_STATES: Final = {
    **dict.fromkeys(("killed", "recalled"), "canceled"),
    **dict.fromkeys(
        ("draft", "in_progress", "routed", "scheduled", "spiked", "submitted", "unpublished"),
        "withheld",
    ),
}
_EMBARGOES: Final = ("embargoed", "embargoeduntil", "embargo")
_NO_AUTHOR_ROLES: Final = {"editor", "photographer"}
_MARKUP: Final = re.compile(r"<[/a-z]|&#?\w{1,9};", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Variant:
    """One of several headlines, descriptions or bodies."""

    role: str
    media_type: str
    value: str


class NinjsItem:
    """One object of ninjs, whatever the case of its names.

    What a field holds that its format does not allow is left out.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = {name.lower(): value for name, value in fields.items()}
        self._has_wrong_fields = False
        self._dropped: tuple[Dropped, ...] = ()

    def build_story(self) -> Story:
        uid, urls = self._get_identity()
        item_type = self._get_text("type")
        body = self._build_body()
        description, headlines = self._choose_description(), self._get_variants("headlines")
        source, copyright_holder = self._get_source(), self._get_text("copyrightholder")
        story = Story(
            type=item_type.lower(),
            headline=_strip_markup(self._get_text("headline"))
            or _choose_headline(headlines)
            or _strip_markup(self._get_first_text("headline_extended", "title")),
            slugline=self._get_text("slugline"),
            standfirst=description or _choose_subheadline(headlines),
            body=body
            or ("" if item_type.lower() in SKIPPED_TYPES else build_body_html(description)),
            dateline=self._get_dateline(),
            byline=self._get_byline(),
            credits=self._build_credits(),
            authors=self._list_authors(),
            source=source or copyright_holder,
            guessed_fields=("source",) if copyright_holder and not source else (),
            uid=uid,
            urls=urls,
            language=self._get_text("language"),
            dates=list(map(self._get_date, _DATES)),
            embargo=self._get_embargo(),
            status=self._get_status(),
            genres=self._list_genres(),
            subjects=self._list_subjects(),
            dropped=[*self._dropped, *list_media(self.fields.get("associations"))],
        )
        return replace(story, has_wrong_fields=self._has_wrong_fields)

    def _get_identity(self) -> tuple[str, list[str]]:
        """Return the id and the URLs.

        The uri of AP holds a query of the moment, so that its id is the one that stands in it.
        """
        uri = self._get_first_text("uri", "guid") or _as_text(self.fields.get("_id"))
        ids = self.fields.get("altids")
        item_id = _as_text(ids.get("itemid")) if isinstance(ids, dict) else ""
        address = uri.partition("?")[0]
        if item_id and item_id in address:
            return item_id, [address]
        return uri, [uri]

    def _get_first_text(self, *names: str) -> str:
        return next(filter(None, map(self._get_text, names)), "")

    def _get_byline(self) -> str:
        lines = [
            ", ".join(filter(None, (_as_text(each.get("by")), _as_text(each.get("title")))))
            for each in self._get_objects("bylines")
        ]
        return _strip_markup(self._get_first_text("byline", "by")) or ", ".join(filter(None, lines))

    def _list_authors(self) -> list[str]:
        """Return the authors; Superdesk has a name under another name where one is a role."""
        authors = self._get_objects("authors")
        return [
            _as_text(author.get("sub_label" if _is_role(author) else "name"))
            for author in authors
            if parse_code(_as_text(author.get("role"))) not in _NO_AUTHOR_ROLES
        ]

    def _get_dateline(self) -> str:
        dateline = self.fields.get("dateline")
        return _as_text(dateline.get("text") if isinstance(dateline, dict) else dateline)

    def _get_date(self, name: str) -> str:
        """Return a date as text; dumps of MongoDB have it in an object."""
        value = self.fields.get(name)
        if isinstance(value, dict):
            return _as_text(value.get("$date"))
        return self._get_text(name)

    def _get_embargo(self) -> str | None:
        """Return the end of the embargo, which may be no date, None where there is no embargo."""
        settings = self.fields.get("schedule_settings")
        scheduled = settings.get("utc_embargo") if isinstance(settings, dict) else None
        values = [*(self.fields.get(name) for name in _EMBARGOES), scheduled]
        self._has_wrong_fields |= not all(isinstance(each, str | dict | None) for each in values)
        return next(filter(None, map(_print_end, values)), None)

    def _get_text(self, name: str) -> str:
        value = self.fields.get(name)
        self._has_wrong_fields |= not isinstance(value, str | None)
        return value if isinstance(value, str) else ""

    def _get_objects(self, name: str) -> list[dict[str, Any]]:
        """Return the objects of a list; a text counts as an object with that name."""
        value = self.fields.get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        objects = [each for each in values if isinstance(each, dict | str)]
        self._has_wrong_fields |= len(objects) < len(values)
        return [
            {"name": each}
            if isinstance(each, str)
            else {field.lower(): inner for field, inner in each.items()}
            for each in objects
        ]

    def _get_variants(self, name: str) -> list[_Variant]:
        objects = self._get_objects(name)
        variants = [
            _Variant(
                parse_code(_as_text(each.get("role"))),
                _as_text(each.get("contenttype")),
                each["value"],
            )
            for each in objects
            if isinstance(each.get("value"), str)
        ]
        self._has_wrong_fields |= len(variants) < len(objects)
        return variants

    def _get_status(self) -> str:
        """Return the status; one that is no text is unknown, which withholds the story.

        Superdesk calls an article usable before it is published, so that its state counts as well.
        """
        status = self.fields.get("pubstatus")
        if status is not None and not isinstance(status, str):
            return "unknown"
        state = _as_text(self.fields.get("state"))
        return _STATES.get(state, status or "")

    def _get_source(self) -> str:
        """Return who published it: as the object says, or the first party that supplied it."""
        parties = self._get_objects("infosource") + self._get_objects("infosources")
        suppliers = (
            _as_text(party.get("name"))
            for party in parties
            if _SUPPLIER.search(_as_text(party.get("rel")) + _as_text(party.get("role")))
        )
        names = (self.fields.get(name) for name in ("source", "provider", "original_source"))
        names = (_as_text(each.get("name") if isinstance(each, dict) else each) for each in names)
        return next(filter(None, (*names, *suppliers)), "")

    def _build_credits(self) -> tuple[Credit, ...]:
        """Return the parties that are authors, which is surer than a byline."""
        return bylines.drop_repeated(
            credit
            for field, parse in _PARTY_FIELDS.items()
            for party in self._get_objects(field)
            if parse_code(_as_text(party.get("rel"))) == "author"
            for credit in parse(_as_text(party.get("name")))
        )

    def _list_genres(self) -> list[str]:
        genres = self._get_objects("genre") + self._get_objects("genres")
        return [_as_text(genre.get(field)) for genre in genres for field in _GENRE_FIELDS]

    def _list_subjects(self) -> list[str]:
        return [
            _as_text(subject.get("name"))
            for field in ("subject", "subjects", "keywords")
            for subject in self._get_objects(field)
            if "ancestor" not in (subject.get("rels") or ())
        ]

    def _choose_description(self) -> str:
        """Return the sentence under the headline as plain text."""
        fields = self._get_texts_starting_with("description_")
        rich = (fields.get(f"description_{name}", "") for name in _HTML_TYPES)
        variants = [
            variant
            for variant in self._get_variants("descriptions")
            if variant.role in _STANDFIRST_ROLES
        ]
        variants.sort(key=lambda variant: _STANDFIRST_ROLES.index(variant.role))
        texts = chain(
            (fields.get(name, "") for name in _DESCRIPTIONS),
            map(body_html.to_text, filter(None, rich)),
            map(_convert_to_text, variants),
            [_strip_markup(self._get_text("abstract"))],
        )
        return next(filter(None, map(str.strip, texts)), "")

    def _build_body(self) -> str:
        """Return the body as HTML, made of plain text where there is no other."""
        fields = self._get_texts_starting_with("body_")
        footer, plain = fields.pop("body_footer", ""), fields.pop("body_text", "")
        xml_text = fields.pop("body_nitf", "")
        rich = [fields.pop(f"body_{name}", "") for name in _HTML_TYPES]
        bodies = chain(
            rich,
            (self._convert_nitf(text) for text in (xml_text,) if text),
            (build_body_html(text, media_type="text/plain") for text in (plain,) if text),
            map(_convert_to_html, sorted(self._get_variants("bodies"), key=_rank_body)),
            map(build_body_html, fields.values()),
        )
        return next((body + footer for body in bodies if body.strip()), "")

    def _convert_nitf(self, text: str) -> str:
        """Return NITF, or a part of it, as HTML, and keep what is dropped of it."""
        element = xml.parse_text(text)
        if element is None:
            element = xml.parse_text(f"<block>{text}</block>")
        if element is None:
            return build_body_html(text)
        body = convert_body(next(element.iter("{*}body.content"), element))
        self._dropped = body.dropped
        return body.html

    def _get_texts_starting_with(self, prefix: str) -> dict[str, str]:
        return {name: self._get_text(name) for name in self.fields if name.startswith(prefix)}


def _choose_headline(headlines: list[_Variant]) -> str:
    main = (each for each in headlines if each.role in {"main", ""})
    others = (each for each in headlines if not each.role.startswith("sub"))
    return next((_convert_to_text(each) for each in (*main, *others)), "")


def _choose_subheadline(headlines: list[_Variant]) -> str:
    subheadlines = (each for each in headlines if each.role.startswith("sub"))
    return next(map(_convert_to_text, subheadlines), "")


def _convert_to_text(variant: _Variant) -> str:
    return body_html.to_text(variant.value) if "html" in variant.media_type else variant.value


def _rank_body(body: _Variant) -> int:
    """Return the rank of a body among others: HTML first, then plain text, then no known type."""
    media_type = body.media_type.lower()
    return 0 if "html" in media_type else 1 if "plain" in media_type else 2


def _convert_to_html(body: _Variant) -> str:
    """Return the body as HTML, "" for what is neither that nor plain text."""
    media_type = body.media_type.lower()
    is_text = not media_type or "html" in media_type or "plain" in media_type
    return build_body_html(body.value, media_type=media_type) if is_text else ""


def _is_role(author: Mapping[str, Any]) -> bool:
    """Return whether the author's name is the role."""
    name, role = author.get("name"), author.get("role")
    return bool(author.get("sub_label")) and (not name or name == role)


def _strip_markup(text: str) -> str:
    """Return a line without tags and entities, which some programs write into it."""
    return body_html.to_text(text) if _MARKUP.search(text) else text


def _print_end(value: Any) -> str:
    """Return the end of an embargo as text, whatever its type: one that is left out is broken."""
    end = value.get("$date", value) if isinstance(value, dict) else value
    return _as_text(end) or (str(end) if end and not isinstance(end, str) else "")


def _as_text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
