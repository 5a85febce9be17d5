"""Reads one object of ninjs as a Story."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from articles.parsing import bylines
from articles.parsing.newswire.wire_story import (
    SKIPPED_TYPES,
    Story,
    build_body_html,
    parse_code,
)
from articles.text import body_html
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

    def build_story(self) -> Story:
        uid = self._get_text("uri") or self._get_text("guid")
        item_type = self._get_text("type")
        body = self._build_body()
        description, headlines = self._choose_description(), self._get_variants("headlines")
        source = self._get_source()
        story = Story(
            type=item_type.lower(),
            headline=self._get_text("headline")
            or _choose_headline(headlines)
            or self._get_text("title"),
            slugline=self._get_text("slugline"),
            standfirst=description or _choose_subheadline(headlines),
            body=body
            or ("" if item_type.lower() in SKIPPED_TYPES else build_body_html(description)),
            byline=self._get_text("byline") or self._get_text("by"),
            credits=self._build_credits(),
            authors=[_as_text(author.get("name")) for author in self._get_objects("authors")],
            source=source,
            uid=uid,
            urls=[uid],
            language=self._get_text("language"),
            dates=[
                self._get_text(name)
                for name in ("versioncreated", "firstcreated", "contentcreated")
            ],
            embargo=self._get_text("embargoed") or self._get_text("embargoeduntil") or None,
            status=self._get_status(),
            genres=self._list_genres(),
            subjects=self._list_subjects(),
        )
        return replace(story, has_wrong_fields=self._has_wrong_fields)

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
        """Return the status; one that is no text is unknown, which withholds the story."""
        status = self.fields.get("pubstatus")
        return status if isinstance(status, str) else "" if status is None else "unknown"

    def _get_source(self) -> str:
        """Return who published it: as the object says, or the first party that supplied it."""
        parties = self._get_objects("infosource") + self._get_objects("infosources")
        suppliers = (
            _as_text(party.get("name"))
            for party in parties
            if _SUPPLIER.search(_as_text(party.get("rel")) + _as_text(party.get("role")))
        )
        names = (_as_text(self.fields.get(name)) for name in ("source", "provider"))
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
        )
        return next(filter(None, map(str.strip, texts)), "")

    def _build_body(self) -> str:
        """Return the body as HTML, made of plain text where there is no other."""
        fields = self._get_texts_starting_with("body_")
        plain = fields.get("body_text", "")
        bodies = chain(
            (fields.get(f"body_{name}", "") for name in _HTML_TYPES),
            (build_body_html(text, media_type="text/plain") for text in (plain,) if text),
            map(_convert_to_html, sorted(self._get_variants("bodies"), key=_rank_body)),
        )
        return next((body for body in bodies if body.strip()), "")

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


def _as_text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
