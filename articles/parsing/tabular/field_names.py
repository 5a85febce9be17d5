"""Reads a Record's fields from a mapping of names to values.

The field names are ``headline`` and one of ``body`` (HTML) and ``text`` (paragraphs with blank
lines between them), which are required; and ``id`` (at its origin), ``standfirst``, ``kind``,
``language``, ``our_date`` (a day in ISO 8601 or as printed), ``source``, ``source_date`` (a date
in ISO 8601 or as printed, or an object of ``first``, ``last``, ``precision`` and ``text``),
``source_detail``, ``source_address``, ``is_own_work``, ``byline``, ``authors`` (names, or objects
of ``name``, ``affiliation`` and ``is_organisation``) and ``tags``. Our own exports also have
``identity``, ``slug``, ``publish_at``, ``expire_at`` and ``embargoed_until``.

The files of other programs use other names. A name map gives the field name for each of them, ""
or "-" for a name to ignore. Without a map the most common names are recognised, in any case and
spacing, and values are read loosely.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from articles.parsing.tabular import coerce, coerce_loose
from articles.text.strings import clean_text, fold
from articles.vocabulary import Kind

# Names in a file to field names.
NameMap = Mapping[str, str]
NO_NAMES: Final[NameMap] = MappingProxyType({})
_IGNORED: Final = ("", "-")

_DAY_TAKES: Final = "a day such as 2019-11-08 or 08.11.2019"
_INSTANT_TAKES: Final = "an instant with its zone, such as 2019-11-08T09:30:00+03:00"
_DATE_TAKES: Final = (
    "a date as printed, or an object of first, last, precision and text that fit together"
)
_KIND_TAKES: Final = f"one of {', '.join(Kind)}"
_LANGUAGE_TAKES: Final = "a language tag such as en or tr"
_URL_TAKES: Final = "an address such as https://example.org/"

# A field of Record, the function that reads a value into it, and what that function accepts.
_FieldSpec = tuple[str, Callable[[Any], Any], str]
# Reads an object: returns the fields of Record, and the problems found in the object.
FieldReader = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[str]]]

# How our own exports are read, by field name.
_STRICT_SPECS: Final[dict[str, _FieldSpec]] = {
    "id": ("origin_id", coerce.to_line, "a text"),
    "headline": ("headline", coerce.to_line, "a text"),
    "standfirst": ("standfirst", coerce.to_text, "a text"),
    "body": ("body", coerce.to_text, "HTML"),
    "text": ("body", coerce.to_paragraphs, "paragraphs with blank lines between them"),
    "kind": ("kind", coerce.to_kind, _KIND_TAKES),
    "language": ("language", coerce.to_language, _LANGUAGE_TAKES),
    "our_date": ("our_date", coerce.to_day, _DAY_TAKES),
    "source": ("source", coerce.to_line, "the name of an outlet"),
    "source_date": ("source_date", coerce.to_source_date, _DATE_TAKES),
    "source_detail": ("source_detail", coerce.to_line, "a text"),
    "source_address": ("source_address", coerce.to_url, _URL_TAKES),
    "is_own_work": ("is_own_work", coerce.to_bool, "true or false"),
    "byline": ("byline", coerce.to_line, "a text"),
    "authors": ("credits", coerce.to_credits, "a list of names, or of objects with a name"),
    "tags": ("tags", coerce.to_tags, "a list of texts"),
    "identity": ("identity", coerce.to_identity, "the 64 hexadecimal digits of our own export"),
    "slug": ("slug", coerce.to_slug, "letters a to z, digits and hyphens"),
    "publish_at": ("publish_at", coerce.to_instant, _INSTANT_TAKES),
    "expire_at": ("expire_at", coerce.to_instant, _INSTANT_TAKES),
    "embargoed_until": ("embargoed_until", coerce.to_instant, _INSTANT_TAKES),
}
# How files of other programs are read, and files that hold nothing but strings.
_LOOSE_SPECS: Final[dict[str, _FieldSpec]] = {
    **_STRICT_SPECS,
    "id": ("origin_id", coerce_loose.to_id, "a text or a number"),
    "headline": ("headline", coerce_loose.to_line, "a text"),
    "standfirst": ("standfirst", coerce_loose.to_text, "a text"),
    "body": ("body", coerce_loose.to_body, "HTML, or paragraphs with blank lines between them"),
    "text": ("body", coerce_loose.to_body, "HTML, or paragraphs with blank lines between them"),
    "kind": ("kind", coerce_loose.to_kind, _KIND_TAKES),
    "language": ("language", coerce_loose.to_language, _LANGUAGE_TAKES),
    "source": ("source", coerce_loose.to_line, "the name of an outlet"),
    "source_date": ("source_date", coerce_loose.to_source_date, "a date as printed"),
    "source_detail": ("source_detail", coerce_loose.to_line, "a text"),
    "is_own_work": ("is_own_work", coerce_loose.to_bool, "true or false, yes or no, 1 or 0"),
    "byline": ("byline", coerce_loose.to_line, "a text"),
    "authors": ("credits", coerce_loose.to_credits, "names divided by ;, or a list of them"),
    "tags": ("tags", coerce_loose.to_tags, "texts divided by , or ;, or a list of them"),
}
# How values are read under a name that is recognised but was not mapped by the operator.
_GUESSED_SPECS: Final[dict[str, _FieldSpec]] = {
    **_LOOSE_SPECS,
    "id": ("origin_id", coerce_loose.to_distinctive_id, "a text or a number"),
    "authors": (
        "credits",
        coerce_loose.parse_byline,
        "names as printed, or divided by ;, or a list of them",
    ),
}

# Only our own exports have these; in the files of other programs the names mean something else.
_EXPORT_ONLY: Final = frozenset({"identity", "slug"})

# Names that other programs commonly use, as ``_normalise_name`` returns them, to field names.
_ALIASES: Final[dict[str, str]] = {
    alias: field_name
    for field_name, aliases in {
        "id": "guid uuid uri",
        "headline": "title baslik",
        "standfirst": "description summary subtitle abstract excerpt lead ozet spot",
        "body": "content article articletext articlebody fulltext bodyhtml bodytext contenthtml "
        "contenttext maintext metin icerik",
        "language": "lang dil",
        "source": "publication outlet publisher newspaper sourcename kaynak",
        "source_date": "date published publishdate publisheddate publishedat publishedon "
        "datepublished pubdate publicationdate datetime tarih",
        "source_address": "url link permalink canonicalurl articleurl weburl baglanti",
        "authors": "author creator writer yazar yazarlar",
        "tags": "tag keywords keyword etiket etiketler",
    }.items()
    for alias in aliases.split()
}
_NAME_LIMIT: Final = 60


def _normalise_name(name: str) -> str:
    """Return what two spellings of a name share: ``Publish Date`` and ``publish_date``."""
    return fold(name).replace(" ", "") if len(name) <= _NAME_LIMIT else name


_FIELD_NAMES: Final = {_normalise_name(name): name for name in _STRICT_SPECS}


def parse_mapping(argument: str) -> tuple[str, str]:
    """Return the name and the field name of ``their=ours``.

    Raise ValueError, with a message for the operator, for anything else.
    """
    name, _, field_name = (part.strip() for part in argument.rpartition("="))
    if name and (field_name in _IGNORED or field_name in _STRICT_SPECS):
        return name, field_name
    raise ValueError(
        f"{shorten_value(argument)} does not say which name of ours a name of theirs is; write "
        f"their=ours, where ours is - to pass theirs over, or one of {', '.join(_STRICT_SPECS)}."
    )


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """How to read the values under some names.

    ``columns`` holds each name that is read with its specification, in order of preference;
    ``unknown`` holds the names that are not recognised. ``is_foreign`` says whether any name is
    mapped, or recognised as that of another program.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, _FieldSpec], ...]
    unknown: tuple[str, ...]
    is_foreign: bool

    def has_fields(self, *fields: str) -> bool:
        """Return whether there is a name for each of these fields of Record."""
        return {spec[0] for _, spec in self.columns}.issuperset(fields)

    def read_fields(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return the fields of Record, and a sentence for each problem.

        Where several names stand for one field, the first one with a value is read.
        """
        fields: dict[str, Any] = {}
        problems = [] if self.is_foreign else _report_unknown(self.unknown)
        for name, (field, coerce_value, takes) in self.columns:
            if fields.get(field) or not _is_filled(values.get(name)):
                continue
            try:
                fields[field] = coerce_value(values[name])
            except (TypeError, ValueError, KeyError):
                problems.append(_report_value(name, values[name], takes))
        return fields, problems or _find_contradictions(fields)


def build_plan(names: Iterable[str], *, name_map: NameMap = NO_NAMES) -> ReadingPlan:
    """Return how to read the values under these names."""
    names = tuple(names)
    mapped = {_normalise_name(name): field_name for name, field_name in name_map.items()}
    field_names = {name: _find_field_name(name, mapped) for name in names}
    is_foreign = bool(name_map) or any(
        field_name not in {None, name} for name, field_name in field_names.items()
    )
    columns = [
        (name, field_name, _choose_spec(name, field_name, mapped, is_foreign=is_foreign))
        for name, field_name in field_names.items()
        if field_name in _STRICT_SPECS
    ]
    # Mapped names are preferred to exact field names, and those to names that are recognised.
    columns.sort(
        key=lambda column: (_normalise_name(column[0]) not in mapped, column[0] != column[1])
    )
    return ReadingPlan(
        names,
        tuple((name, spec) for name, _, spec in columns if spec),
        tuple(name for name, field_name in field_names.items() if field_name is None),
        is_foreign,
    )


def _find_field_name(name: str, mapped: NameMap) -> str | None:
    """Return the field name for a name, "" or "-" for one to ignore, None for an unknown one."""
    key = _normalise_name(name)
    return next((known[key] for known in (mapped, _FIELD_NAMES, _ALIASES) if key in known), None)


def _choose_spec(
    name: str, field_name: str, mapped: NameMap, *, is_foreign: bool
) -> _FieldSpec | None:
    """Return how the value is read, None for a name that only our own exports have."""
    if _normalise_name(name) in mapped or not is_foreign:
        return _LOOSE_SPECS[field_name]
    if field_name in _EXPORT_ONLY:
        return None
    # Many programs write ``id``, so it is only a guess that it means the same as ours.
    is_exact = name == field_name and field_name != "id"
    return _LOOSE_SPECS[field_name] if is_exact else _GUESSED_SPECS[field_name]


class ObjectReader:
    """Reads objects of which most have the same names as the one before."""

    def __init__(self, *, name_map: NameMap) -> None:
        self._name_map = name_map
        self._plan = build_plan((), name_map=name_map)

    def get_plan(self, values: Mapping[str, Any]) -> ReadingPlan:
        if self._plan.names != tuple(values):
            self._plan = build_plan(values, name_map=self._name_map)
        return self._plan

    def read_fields(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return the fields of Record and the problems; without foreign names, read strictly."""
        plan = self.get_plan(values)
        return plan.read_fields(values) if plan.is_foreign else read_strictly(values)


def read_strictly(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of Record of an object in our own names and types, and the problems."""
    fields: dict[str, Any] = {}
    problems = _report_unknown([name for name in values if name not in _STRICT_SPECS])
    if values.get("body") and values.get("text"):
        problems.append("It has both body and text; one of them is enough.")
    for name, value in values.items():
        if name in _STRICT_SPECS and value is not None:
            field, coerce_value, takes = _STRICT_SPECS[name]
            try:
                fields[field] = coerce_value(value)
            except (TypeError, ValueError, KeyError):
                problems.append(_report_value(name, value, takes))
    return fields, problems or _find_contradictions(fields)


def _is_filled(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _report_value(name: str, value: Any, takes: str) -> str:
    return f"{name} is {shorten_value(value)}, but it takes {takes}."


def _report_unknown(names: Sequence[str]) -> list[str]:
    """Return sentences about the first unknown names and the remedy, none for no names."""
    sentences = [f"The name {shorten_value(name)} is unknown." for name in names[:5]]
    known = f"Known are {', '.join(_STRICT_SPECS)}."
    remedy = "To say which is which, and pass the others over, give --map their=ours."
    return [*sentences, known, remedy] if sentences else []


def _find_contradictions(fields: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each missing field, and for fields that exclude each other."""
    checks = (
        (not fields.get("headline"), "It has no headline."),
        (not fields.get("body"), "It has neither body nor text."),
        (fields.get("is_own_work") and fields.get("source"), "Own work has no source."),
    )
    return [problem for is_wrong, problem in checks if is_wrong]


def shorten_value(value: Any) -> str:
    """Return the value as JSON of at most 61 characters, without control characters."""
    text = clean_text(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 60 else f"{text[:60]}…"
