"""Reads a Record's fields from a mapping of names to values.

The field names are ``headline`` and one of ``body`` (HTML) and ``text`` (paragraphs with blank
lines between them), which are required; and ``id`` (at its origin), ``standfirst``, ``kind``,
``language``, ``our_date`` (a day in ISO 8601 or as printed), ``source``, ``source_date`` (a date
in ISO 8601 or as printed, or an object of ``first``, ``last``, ``precision`` and ``text``),
``source_detail``, ``source_address``, ``is_own_work``, ``byline``, ``authors`` (names, or objects
of ``name``, ``affiliation`` and ``is_organisation``) and ``tags``. Our own exports also have
``identity``, ``keys``, ``slug``, ``publish_at``, ``expire_at`` and ``embargoed_until``.

The files of other programs use other names. A name map gives the field name for each of them, ""
or "-" for a name to ignore. Without a map the most common names are recognised, in any case and
spacing, and values are read loosely.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from articles.parsing import bylines
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Remark, SkippedItem
from articles.parsing.stamps import DateOrder, mark_date
from articles.parsing.tabular import coerce, coerce_loose
from articles.parsing.tabular.foreign_names import ALIASES, PREFERENCE, flatten
from articles.text.strings import clean_text, fold
from articles.vocabulary import Kind

# Names in a file to field names.
NameMap = Mapping[str, str]
NO_NAMES: Final[NameMap] = MappingProxyType({})
_IGNORED: Final = ("", "-")

_TEXT: Final = Problem("takes.text")
_OUTLET: Final = Problem("takes.outlet")
_DAY: Final = Problem("takes.day")
_INSTANT: Final = Problem("takes.instant")
_KIND: Final = Problem("takes.one_of", {"values": ", ".join(Kind)})
_LANGUAGE: Final = Problem("takes.language")
_HTML_OR_PARAGRAPHS: Final = Problem("takes.html_or_paragraphs")

# A field of Record, the function that reads a value into it, and what that function accepts.
_FieldSpec = tuple[str, Callable[..., Any], Problem]
# The fields of Record that were read from an object, and the problems found in it.
_FieldsAndProblems = tuple[dict[str, Any], list[Problem]]
FieldReader = Callable[[Mapping[str, Any]], _FieldsAndProblems]

# How our own exports are read, by field name.
_STRICT_SPECS: Final[dict[str, _FieldSpec]] = {
    "id": ("origin_id", coerce.to_line, _TEXT),
    "headline": ("headline", coerce.to_line, _TEXT),
    "standfirst": ("standfirst", coerce.to_text, _TEXT),
    "body": ("body", coerce.to_text, Problem("takes.html")),
    "text": ("body", coerce.to_paragraphs, Problem("takes.paragraphs")),
    "kind": ("kind", coerce.to_kind, _KIND),
    "language": ("language", coerce.to_language, _LANGUAGE),
    "our_date": ("our_date", coerce.to_day, _DAY),
    "source": ("source", coerce.to_line, _OUTLET),
    "source_date": ("source_date", coerce.to_source_date, Problem("takes.date")),
    "source_detail": ("source_detail", coerce.to_line, _TEXT),
    "source_address": ("source_address", coerce.to_url, Problem("takes.url")),
    "is_own_work": ("is_own_work", coerce.to_bool, Problem("takes.bool")),
    "byline": ("byline", coerce.to_line, _TEXT),
    "authors": ("credits", coerce.to_credits, Problem("takes.authors")),
    "tags": ("tags", coerce.to_tags, Problem("takes.texts")),
    "identity": ("identity", coerce.to_identity, Problem("takes.identity")),
    "keys": ("identity_keys", coerce.to_identity_keys, Problem("takes.keys")),
    "slug": ("slug", coerce.to_slug, Problem("takes.slug")),
    "publish_at": ("publish_at", coerce.to_instant, _INSTANT),
    "expire_at": ("expire_at", coerce.to_instant, _INSTANT),
    "embargoed_until": ("embargoed_until", coerce.to_instant, _INSTANT),
}
# How files of other programs are read, and files that hold nothing but strings.
_LOOSE_SPECS: Final[dict[str, _FieldSpec]] = {
    **_STRICT_SPECS,
    "id": ("origin_id", coerce_loose.to_id, Problem("takes.text_or_number")),
    "headline": ("headline", coerce_loose.to_line, _TEXT),
    "standfirst": ("standfirst", coerce_loose.to_text, _TEXT),
    "body": ("body", coerce_loose.to_body, _HTML_OR_PARAGRAPHS),
    "text": ("body", coerce_loose.to_body, _HTML_OR_PARAGRAPHS),
    "kind": ("kind", coerce_loose.to_kind, _KIND),
    "language": ("language", coerce_loose.to_language, _LANGUAGE),
    "source": ("source", coerce_loose.to_line, _OUTLET),
    "source_date": ("source_date", coerce_loose.to_source_date, Problem("takes.printed_date")),
    "source_detail": ("source_detail", coerce_loose.to_line, _TEXT),
    "is_own_work": ("is_own_work", coerce_loose.to_bool, Problem("takes.loose_bool")),
    "byline": ("byline", coerce_loose.to_line, _TEXT),
    "authors": ("credits", coerce_loose.to_credits, Problem("takes.printed_authors")),
    "tags": ("tags", coerce_loose.to_tags, Problem("takes.loose_texts")),
}
# How values are read under a name that is recognised but was not mapped by the operator.
_GUESSED_SPECS: Final[dict[str, _FieldSpec]] = {
    **_LOOSE_SPECS,
    "id": ("origin_id", coerce_loose.to_distinctive_id, Problem("takes.text_or_number")),
}

_DATE_FIELDS: Final = frozenset({"our_date", "source_date"})
# Without these a record cannot be, or must not go on.
_REQUIRED: Final = frozenset({"headline", "body", "publish_at", "expire_at", "embargoed_until"})

# Only our own exports have these; in the files of other programs the names mean something else.
_EXPORT_ONLY: Final = frozenset({"identity", "keys", "slug"})

_NAME_LIMIT: Final = 60
# So many names that were not read are listed.
_NAMED_LIMIT: Final = 50
# What an item for a name that is not read begins with.
COLUMN: Final = "column "


def _normalise_name(name: str) -> str:
    """Return what two spellings of a name share: ``Publish Date`` and ``publish_date``."""
    return fold(name).replace(" ", "") if len(name) <= _NAME_LIMIT else name


_FIELD_NAMES: Final = {_normalise_name(name): name for name in _STRICT_SPECS}


def parse_mapping(argument: str) -> tuple[str, str]:
    """Return the name and the field name of ``their=ours``.

    Raise ProblemError for anything else.
    """
    name, _, field_name = (part.strip() for part in argument.rpartition("="))
    if name and (field_name in _IGNORED or field_name in _STRICT_SPECS):
        return name, field_name
    params = {"value": shorten_value(argument), "fields": ", ".join(_STRICT_SPECS)}
    raise ProblemError(Problem("field.no_pair", params))


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

    def with_date_orders(self, orders: Mapping[str, DateOrder]) -> "ReadingPlan":
        """Return the plan that reads the dates under these names in these orders."""
        columns = (
            (name, _apply_order(spec, orders[name]) if name in orders else spec)
            for name, spec in self.columns
        )
        return replace(self, columns=tuple(columns))

    def list_date_names(self) -> list[str]:
        """Return the names of columns that hold dates."""
        return [name for name, spec in self.columns if spec[0] in _DATE_FIELDS]

    def read_fields(self, values: Mapping[str, Any]) -> _FieldsAndProblems:
        """Return the fields of Record, and the problems.

        Where several names stand for one field, the first one with a value is read. In the file of
        another program, a detail that cannot be read is left out, with a remark.
        """
        fields: dict[str, Any] = {}
        problems = [] if self.is_foreign else _report_unknown(self.unknown)
        for name, (field, coerce_value, takes) in self.columns:
            if fields.get(field) or not _is_filled(values.get(name)):
                continue
            try:
                fields[field] = coerce_value(values[name])
            except (TypeError, ValueError, KeyError):
                if self.is_foreign and field not in _REQUIRED:
                    fields["remarks"] = (Remark("fields_left_out", 1),)
                else:
                    problems.append(_report_value(name, values[name], takes))
        if self.is_foreign and fields.get("byline") and not fields.get("credits"):
            fields["credits"] = bylines.parse_byline(fields["byline"])
        return _mark_date(fields), problems or _find_contradictions(fields)


def _apply_order(spec: _FieldSpec, order: DateOrder) -> _FieldSpec:
    field, coerce_value, takes = spec
    return field, partial(coerce_value, order=order), takes


def _mark_date(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields, with a mark where the printed date could not be read for certain."""
    marks = mark_date(fields["source_date"]) if "source_date" in fields else {}
    return {**fields, "readings": marks} if marks else fields


def build_plan(names: Iterable[str], *, name_map: NameMap = NO_NAMES) -> ReadingPlan:
    """Return how to read the values under these names."""
    names = tuple(names)
    mapped = {_normalise_name(name): field_name for name, field_name in name_map.items()}
    field_names = {name: _find_field_name(name, mapped) for name in names}
    is_foreign = bool(name_map) or any(
        field_name not in {None, name} for name, field_name in field_names.items()
    )
    columns = [
        (name, field_name)
        for name, field_name in field_names.items()
        if field_name in _STRICT_SPECS
    ]
    columns.sort(key=lambda column: _rank_name(column[0], column[1], mapped))
    specs = (
        (name, _choose_spec(name, field_name, mapped, is_foreign=is_foreign))
        for name, field_name in columns
    )
    return ReadingPlan(
        names,
        tuple((name, spec) for name, spec in specs if spec),
        tuple(name for name, field_name in field_names.items() if field_name is None),
        is_foreign,
    )


def _rank_name(name: str, field_name: str, mapped: NameMap) -> tuple[bool, bool, int]:
    """Return a key that sorts mapped names first, then our own, then those of other programs."""
    key = _normalise_name(name)
    return key not in mapped, name != field_name, PREFERENCE.get(key, -1)


def _find_field_name(name: str, mapped: NameMap) -> str | None:
    """Return the field name for a name, "" or "-" for one to ignore, None for an unknown one."""
    key = _normalise_name(name)
    return next((known[key] for known in (mapped, _FIELD_NAMES, ALIASES) if key in known), None)


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
    """Reads objects of which most have the same names as the one before.

    ``order`` is that of the dates in the document.
    """

    def __init__(self, *, name_map: NameMap, order: DateOrder = DateOrder.UNKNOWN) -> None:
        self._name_map = name_map
        self._order = order
        self._plan = build_plan((), name_map=name_map)
        self._passed_over: dict[str, None] = {}

    def get_plan(self, values: Mapping[str, Any]) -> ReadingPlan:
        if self._plan.names != tuple(values):
            plan = build_plan(values, name_map=self._name_map)
            orders = dict.fromkeys(plan.list_date_names(), self._order)
            is_known = self._order is not DateOrder.UNKNOWN
            self._plan = plan.with_date_orders(orders) if is_known else plan
        return self._plan

    def is_record(self, values: Any) -> bool:
        """Return whether the value is an object with names for a headline and a body."""
        return isinstance(values, dict) and self.get_plan(flatten(values)).has_fields(
            "headline", "body"
        )

    def read_fields(self, values: Mapping[str, Any]) -> _FieldsAndProblems:
        """Return the fields of Record and the problems; without foreign names, read strictly."""
        plan = self.get_plan(values)
        if not plan.has_fields("headline", "body"):
            values = flatten(values)
            plan = self.get_plan(values)
        if plan.is_foreign and len(self._passed_over) < _NAMED_LIMIT:
            self._passed_over.update(dict.fromkeys(plan.unknown))
        return plan.read_fields(values) if plan.is_foreign else read_strictly(values)

    def list_passed_over(self) -> list[SkippedItem]:
        """Return the names that were not read, each once."""
        return list_passed_over(self._passed_over)


def list_passed_over(names: Iterable[str]) -> list[SkippedItem]:
    """Return an item for each name that is not read, up to a limit."""
    named = (name[:_NAME_LIMIT] for name in names if fold(name))
    return [SkippedItem(f"{COLUMN}{name}") for name in islice(named, _NAMED_LIMIT)]


def read_strictly(values: Mapping[str, Any]) -> _FieldsAndProblems:
    """Return the fields of Record of an object in our own names and types, and the problems."""
    fields: dict[str, Any] = {}
    problems = _report_unknown([name for name in values if name not in _STRICT_SPECS])
    if values.get("body") and values.get("text"):
        problems.append(Problem("field.body_and_text"))
    for name, value in values.items():
        if name in _STRICT_SPECS and value is not None:
            field, coerce_value, takes = _STRICT_SPECS[name]
            try:
                fields[field] = coerce_value(value)
            except (TypeError, ValueError, KeyError):
                if field in _REQUIRED:
                    problems.append(_report_value(name, value, takes))
                else:
                    fields["remarks"] = (Remark("fields_left_out", 1),)
    return _mark_date(fields), problems or _find_contradictions(fields)


def _is_filled(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _report_value(name: str, value: Any, takes: Problem) -> Problem:
    params = {"name": name, "value": shorten_value(value), "takes": takes}
    return Problem("field.value", params)


def _report_unknown(names: Sequence[str]) -> list[Problem]:
    """Return problems for the first unknown names, and the remedy; none for no names."""
    problems = [Problem("field.unknown", {"name": shorten_value(name)}) for name in names[:5]]
    remedy = Problem("field.map", {"fields": ", ".join(_STRICT_SPECS)})
    return [*problems, remedy] if problems else []


def _find_contradictions(fields: Mapping[str, Any]) -> list[Problem]:
    """Return a problem for each missing field, and for fields that exclude each other.

    A record with a URL needs no text: it is a stub.
    """
    checks = (
        (not fields.get("headline"), Problem("record.no_headline")),
        (not fields.get("body") and not fields.get("source_address"), Problem("record.no_text")),
        (fields.get("is_own_work") and fields.get("source"), Problem("record.own_with_source")),
    )
    return [problem for is_wrong, problem in checks if is_wrong]


def shorten_value(value: Any) -> str:
    """Return the value as JSON of at most 61 characters, without control characters."""
    text = clean_text(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 60 else f"{text[:60]}…"
