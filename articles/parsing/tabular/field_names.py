"""A Record's fields from a mapping of names to values.

The names of ours are ``headline`` and one of ``body`` (HTML) and ``text`` (paragraphs with blank
lines between them), which are required; and ``id`` (at its origin), ``standfirst``, ``kind``,
``language``, ``our_date`` (a day in ISO 8601 or as printed), ``source``, ``source_date`` (a date
in ISO 8601 or as printed, or an object of ``first``, ``last``, ``precision`` and ``text``),
``source_detail``, ``source_address``, ``is_own_work``, ``byline``, ``authors`` (names, or objects
of ``name``, ``affiliation`` and ``is_organisation``) and ``tags``. Our own exports tell
``identity``, ``slug``, ``publish_at``, ``expire_at`` and ``embargoed_until`` as well.

Names of others are theirs: a mapping says which of ours each is, "" or "-" for none. Without it
the commonest ones are understood, whatever their case and spaces, and values are read loosely.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from articles.parsing.tabular import coerce, coerce_loose
from articles.text.strings import clean_text, fold
from articles.vocabulary import (
    Kind,
)

# Names of theirs, each with ours.
Names = Mapping[str, str]
NO_NAMES: Final[Names] = MappingProxyType({})
_PASSED_OVER: Final = ("", "-")

_DAY_TAKES: Final = "a day such as 2019-11-08 or 08.11.2019"
_INSTANT_TAKES: Final = "an instant with its zone, such as 2019-11-08T09:30:00+03:00"
_DATE_TAKES: Final = (
    "a date as printed, or an object of first, last, precision and text that fit together"
)
_KIND_TAKES: Final = f"one of {', '.join(Kind)}"
_LANGUAGE_TAKES: Final = "a language tag such as en or tr"
_ADDRESS_TAKES: Final = "an address such as https://example.org/"

# The field of Record, how its value is read, and what it takes.
_Reading = tuple[str, Callable[[Any], Any], str]
# What reads an object: its fields, and what is wrong with it.
FieldsOf = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[str]]]

# By the name in the file.
_READ: Final[dict[str, _Reading]] = {
    "id": ("origin_id", coerce.line, "a text"),
    "headline": ("headline", coerce.line, "a text"),
    "standfirst": ("standfirst", coerce.text, "a text"),
    "body": ("body", coerce.text, "HTML"),
    "text": ("body", coerce.paragraphs, "paragraphs with blank lines between them"),
    "kind": ("kind", coerce.kind, _KIND_TAKES),
    "language": ("language", coerce.language, _LANGUAGE_TAKES),
    "our_date": ("our_date", coerce.day, _DAY_TAKES),
    "source": ("source", coerce.line, "the name of an outlet"),
    "source_date": ("source_date", coerce.source_date, _DATE_TAKES),
    "source_detail": ("source_detail", coerce.line, "a text"),
    "source_address": ("source_address", coerce.address, _ADDRESS_TAKES),
    "is_own_work": ("is_own_work", coerce.flag, "true or false"),
    "byline": ("byline", coerce.line, "a text"),
    "authors": ("credits", coerce.authors, "a list of names, or of objects with a name"),
    "tags": ("tags", coerce.tags, "a list of texts"),
    "identity": ("identity", coerce.identity, "the 64 hexadecimal digits of our own export"),
    "slug": ("slug", coerce.slug, "letters a to z, digits and hyphens"),
    "publish_at": ("publish_at", coerce.instant, _INSTANT_TAKES),
    "expire_at": ("expire_at", coerce.instant, _INSTANT_TAKES),
    "embargoed_until": ("embargoed_until", coerce.instant, _INSTANT_TAKES),
}
# The same where another wrote the file, or where all that it holds is text.
_READ_LOOSELY: Final[dict[str, _Reading]] = {
    **_READ,
    "id": ("origin_id", coerce_loose.told_id, "a text or a number"),
    "headline": ("headline", coerce_loose.line, "a text"),
    "standfirst": ("standfirst", coerce_loose.text, "a text"),
    "body": ("body", coerce_loose.body, "HTML, or paragraphs with blank lines between them"),
    "text": ("body", coerce_loose.body, "HTML, or paragraphs with blank lines between them"),
    "kind": ("kind", coerce_loose.kind, _KIND_TAKES),
    "language": ("language", coerce_loose.language, _LANGUAGE_TAKES),
    "source": ("source", coerce_loose.line, "the name of an outlet"),
    "source_date": ("source_date", coerce_loose.source_date, "a date as printed"),
    "source_detail": ("source_detail", coerce_loose.line, "a text"),
    "is_own_work": ("is_own_work", coerce_loose.flag, "true or false, yes or no, 1 or 0"),
    "byline": ("byline", coerce_loose.line, "a text"),
    "authors": ("credits", coerce_loose.authors, "names divided by ;, or a list of them"),
    "tags": ("tags", coerce_loose.tags, "texts divided by , or ;, or a list of them"),
}
# The same where the name is another's and nobody has said which of ours it is.
_READ_UNTOLD: Final[dict[str, _Reading]] = {
    **_READ_LOOSELY,
    "id": ("origin_id", coerce_loose.lasting_id, "a text or a number"),
    "authors": (
        "credits",
        coerce_loose.byline,
        "names as printed, or divided by ;, or a list of them",
    ),
}

# What only our own exports tell; in the file of another these names mean something else.
_OURS_ALONE: Final = frozenset({"identity", "slug"})

# Names that others commonly give, as ``_key`` returns them, by ours.
_COMMON: Final[dict[str, str]] = {
    theirs: ours
    for ours, names in {
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
    for theirs in names.split()
}
_LONGEST_NAME: Final = 60


def _key(name: str) -> str:
    """Return what two spellings of a name have in common: ``Publish Date``, ``publish_date``."""
    return fold(name).replace(" ", "") if len(name) <= _LONGEST_NAME else name


_OURS: Final = {_key(name): name for name in _READ}


def mapping(told: str) -> tuple[str, str]:
    """Return the two names of ``their=ours``; raise ValueError with what to say instead."""
    theirs, _, ours = (part.strip() for part in told.rpartition("="))
    if theirs and (ours in _PASSED_OVER or ours in _READ):
        return theirs, ours
    raise ValueError(
        f"{short(told)} does not say which name of ours a name of theirs is; write their=ours, "
        f"where ours is - to pass theirs over, or one of {', '.join(_READ)}."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """How the values under some names are read: each name with its reading, the best first."""

    theirs: tuple[str, ...]
    columns: tuple[tuple[str, _Reading], ...]
    unknown: tuple[str, ...]
    is_foreign: bool

    def reads(self, *fields: str) -> bool:
        """Tell whether each of these fields of Record has a name here."""
        return {reading[0] for _, reading in self.columns}.issuperset(fields)

    def fields(self, told: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return the Record's fields and, for each value that is wrong, what it takes.

        Of several names for one field the first that tells anything is read.
        """
        fields: dict[str, Any] = {}
        problems = [] if self.is_foreign else _unknown(self.unknown)
        for name, (target, read, takes) in self.columns:
            if fields.get(target) or not _is_told(told.get(name)):
                continue
            try:
                fields[target] = read(told[name])
            except (TypeError, ValueError, KeyError):
                problems.append(f"{name} is {short(told[name])}, but it takes {takes}.")
        return fields, problems or _contradictions(fields)


def plan(theirs: Iterable[str], *, names: Names = NO_NAMES) -> Plan:
    """Return how the values under their names are read; ``names`` are theirs with ours."""
    theirs = tuple(theirs)
    given = {_key(name): ours for name, ours in names.items()}
    meant = {name: _ours(name, given) for name in theirs}
    is_foreign = bool(names) or any(ours not in {None, name} for name, ours in meant.items())
    readings = [
        (name, ours, _reading(name, ours, given, is_foreign=is_foreign))
        for name, ours in meant.items()
        if ours in _READ
    ]
    # What was said comes before what is called as ours, and that before what is merely understood.
    readings.sort(key=lambda each: (_key(each[0]) not in given, each[0] != each[1]))
    return Plan(
        theirs,
        tuple((name, reading) for name, _, reading in readings if reading),
        tuple(name for name, ours in meant.items() if ours is None),
        is_foreign,
    )


def _ours(name: str, given: Names) -> str | None:
    """Return our name for theirs, "" or "-" if it is to be passed over, None if it is unknown."""
    key = _key(name)
    return next((known[key] for known in (given, _OURS, _COMMON) if key in known), None)


def _reading(name: str, ours: str, given: Names, *, is_foreign: bool) -> _Reading | None:
    if _key(name) in given or not is_foreign:
        return _READ_LOOSELY[ours]
    if ours in _OURS_ALONE:
        return None
    return _READ_LOOSELY[ours] if name == ours != "id" else _READ_UNTOLD[ours]


class Reader:
    """Reads objects, of ours or of another, that mostly have the same names as the one before."""

    def __init__(self, *, names: Names) -> None:
        self._names = names
        self._plan = plan((), names=names)

    def plan(self, told: Mapping[str, Any]) -> Plan:
        if self._plan.theirs != tuple(told):
            self._plan = plan(told, names=self._names)
        return self._plan

    def fields(self, told: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return what ``Plan.fields`` does; an object in no names but ours is read strictly."""
        found = self.plan(told)
        return found.fields(told) if found.is_foreign else fields_of(told)


def fields_of(told: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of an object in our own names and types, and what is wrong with it."""
    fields: dict[str, Any] = {}
    problems = _unknown([name for name in told if name not in _READ])
    if told.get("body") and told.get("text"):
        problems.append("It has both body and text; one of them is enough.")
    for name, value in told.items():
        if name in _READ and value is not None:
            target, read, takes = _READ[name]
            try:
                fields[target] = read(value)
            except (TypeError, ValueError, KeyError):
                problems.append(f"{name} is {short(value)}, but it takes {takes}.")
    return fields, problems or _contradictions(fields)


def _is_told(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _unknown(names: Sequence[str]) -> list[str]:
    told = [f"The name {short(name)} is unknown." for name in names[:5]]
    known = f"Known are {', '.join(_READ)}."
    remedy = "To say which is which, and pass the others over, give --map their=ours."
    return [*told, known, remedy] if told else []


def _contradictions(fields: Mapping[str, Any]) -> list[str]:
    """Say what is missing, and what does not go together."""
    checks = (
        (not fields.get("headline"), "It has no headline."),
        (not fields.get("body"), "It has neither body nor text."),
        (fields.get("is_own_work") and fields.get("source"), "Own work has no source."),
    )
    return [problem for wrong, problem in checks if wrong]


def short(value: Any) -> str:
    """Return the value as JSON, cut where it is long, without what a terminal would obey."""
    shown = clean_text(json.dumps(value, ensure_ascii=False))
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
