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
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from articles.parsing import bylines
from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Reading, Remark, SkippedItem, Sureness
from articles.parsing.stamps import DateOrder, mark_date
from articles.parsing.tabular import coerce, coerce_loose
from articles.parsing.tabular.foreign_names import ALIASES, PREFERENCE, flatten
from articles.text.strings import clean_text, fold

# Names in a file to field names.
NameMap = Mapping[str, str]
NO_NAMES: Final[NameMap] = MappingProxyType({})
_IGNORED: Final = ("", "-")

# A field of Record, and the function that reads a value into it.
_FieldSpec = tuple[str, Callable[..., Any]]
# The fields of Record that were read from an object, and the problems found in it.
_FieldsAndProblems = tuple[dict[str, Any], list[Problem]]
FieldReader = Callable[[Mapping[str, Any]], _FieldsAndProblems]
# The name of a value that cannot be read, and the field of Record that it was for.
_Unread = tuple[str, str]

# How our own exports are read, by field name.
_STRICT_SPECS: Final[dict[str, _FieldSpec]] = {
    "id": ("origin_id", coerce.to_line),
    "headline": ("headline", coerce.to_line),
    "standfirst": ("standfirst", coerce.to_text),
    "body": ("body", coerce.to_text),
    "text": ("body", coerce.to_paragraphs),
    "kind": ("kind", coerce.to_kind),
    "language": ("language", coerce.to_language),
    "our_date": ("our_date", coerce.to_day),
    "source": ("source", coerce.to_line),
    "source_date": ("source_date", coerce.to_source_date),
    "source_detail": ("source_detail", coerce.to_line),
    "source_address": ("source_address", coerce.to_url),
    "is_own_work": ("is_own_work", coerce.to_bool),
    "byline": ("byline", coerce.to_line),
    "authors": ("credits", coerce.to_credits),
    "tags": ("tags", coerce.to_tags),
    "identity": ("identity", coerce.to_identity),
    "keys": ("identity_keys", coerce.to_identity_keys),
    "slug": ("slug", coerce.to_slug),
    "publish_at": ("publish_at", coerce.to_instant),
    "expire_at": ("expire_at", coerce.to_instant),
    "embargoed_until": ("embargoed_until", coerce.to_instant),
}
# How files of other programs are read, and files that hold nothing but strings.
_LOOSE_SPECS: Final[dict[str, _FieldSpec]] = {
    **_STRICT_SPECS,
    "id": ("origin_id", coerce_loose.to_id),
    "headline": ("headline", coerce_loose.to_line),
    "standfirst": ("standfirst", coerce_loose.to_text),
    "body": ("body", coerce_loose.to_body),
    "text": ("body", coerce_loose.to_body),
    "kind": ("kind", coerce_loose.to_kind),
    "language": ("language", coerce_loose.to_language),
    "source": ("source", coerce_loose.to_line),
    "source_date": ("source_date", coerce_loose.to_source_date),
    "source_detail": ("source_detail", coerce_loose.to_line),
    "is_own_work": ("is_own_work", coerce_loose.to_bool),
    "byline": ("byline", coerce_loose.to_line),
    "authors": ("credits", coerce_loose.to_credits),
    "tags": ("tags", coerce_loose.to_tags),
    "is_withheld": ("is_withheld", coerce_loose.to_withheld),
}
# How values are read under a name that is recognised but was not mapped by the operator.
_GUESSED_SPECS: Final[dict[str, _FieldSpec]] = {
    **_LOOSE_SPECS,
    "id": ("origin_id", coerce_loose.to_distinctive_id),
}

_DATE_FIELDS: Final = frozenset({"our_date", "source_date"})
# Without these an article could go live too early, or stay live too long.
_PLAN_FIELDS: Final = frozenset({"our_date", "publish_at", "expire_at", "embargoed_until"})

# Only our own exports have these; in the files of other programs the names mean something else.
_EXPORT_ONLY: Final = frozenset({"identity", "keys", "slug"})
# Every record of our own exports has this.
_IDENTITY: Final = "identity"

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
    mapped, or not one of ours. ``proofs`` holds the names of dates whose order of day and month is
    proven, each with that order and the function that reads them without it.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, _FieldSpec], ...]
    unknown: tuple[str, ...]
    is_foreign: bool
    proofs: Mapping[str, tuple[DateOrder, Callable[..., Any]]]

    def has_fields(self, *fields: str) -> bool:
        """Return whether there is a name for each of these fields of Record."""
        return {spec[0] for _, spec in self.columns}.issuperset(fields)

    def with_date_orders(self, orders: Mapping[str, DateOrder]) -> "ReadingPlan":
        """Return the plan that reads the dates under these names in these orders."""
        columns = tuple(
            (name, _apply_order(spec, orders[name]) if name in orders else spec)
            for name, spec in self.columns
        )
        proofs = {name: (orders[name], spec[1]) for name, spec in self.columns if name in orders}
        return replace(self, columns=columns, proofs=proofs)

    def list_date_names(self) -> list[str]:
        """Return the names of columns that hold dates."""
        return [name for name, spec in self.columns if spec[0] in _DATE_FIELDS]

    def read_fields(self, values: Mapping[str, Any]) -> _FieldsAndProblems:
        """Return the fields of Record, and why they are no article.

        Where several names stand for one field, the first one with a value is read. A detail that
        cannot be read is left out, with a remark.
        """
        fields: dict[str, Any] = {"headline": ""}
        unread: list[_Unread] = []
        for name, (field, coerce_value) in self.columns:
            value = values.get(name)
            if not _is_filled(value):
                continue
            if fields.get(field):
                if not self.is_foreign:  # of our own names, both ``body`` and ``text`` are given
                    unread.append((name, field))
                continue
            try:
                fields[field] = coerce_value(value)
            except coerce.PartlyReadError as error:
                fields[field] = error.rest
                unread.append((name, field))
            except coerce.ERRORS:
                unread.append((name, field))
        problems = _find_problems(fields, values, unread)
        return {**fields, **self._find_marks(fields, values, unread)}, problems

    def _find_marks(
        self, fields: Mapping[str, Any], values: Mapping[str, Any], unread: Sequence[_Unread]
    ) -> dict[str, Any]:
        """Return the fields that follow from others: authors from a byline, marks and remarks."""
        marks: dict[str, Any] = _mark_unread(unread) if unread else {}
        if self.is_foreign and fields.get("byline") and not fields.get("credits"):
            marks["credits"] = bylines.parse_byline(fields["byline"])
        readings = mark_date(fields["source_date"]) if "source_date" in fields else {}
        if self.proofs:
            readings |= self._mark_orders(fields, values, {name for name, _ in unread})
        return {**marks, "readings": readings} if readings else marks

    def _mark_orders(
        self, fields: Mapping[str, Any], values: Mapping[str, Any], unread: Container[str]
    ) -> dict[str, Reading]:
        """Return the marks of the dates that cannot be read without the order that is proven."""
        read = {  # of several names for a field, the first one that could be read
            spec[0]: name
            for name, spec in reversed(self.columns)
            if name in self.proofs and name not in unread and _is_filled(values.get(name))
        }
        readings = {}
        for field_name, name in read.items():
            order, read_alone = self.proofs[name]
            if read_alone(values[name]) != fields[field_name]:
                readings[field_name] = Reading(Sureness.SURE, order=order.value)
        return readings


def _apply_order(spec: _FieldSpec, order: DateOrder) -> _FieldSpec:
    field, coerce_value = spec
    return field, partial(coerce_value, order=order)


def _mark_unread(unread: Sequence[_Unread]) -> dict[str, Any]:
    """Return the remarks on what cannot be read; an article whose time is unknown is withheld."""
    times = [name for name, field in unread if field in _PLAN_FIELDS]
    others = [name for name, field in unread if field not in _PLAN_FIELDS]
    remarks = []
    if times:
        remarks.append(Remark("times_left_out", 1, _name_fields(times)))
    if others:
        remarks.append(Remark("details_left_out", 1, _name_fields(others)))
    return {"remarks": tuple(remarks), **({"is_withheld": True} if times else {})}


def _name_fields(names: Iterable[str]) -> Mapping[str, str]:
    return {"names": ", ".join(clean_text(name[:_NAME_LIMIT]) for name in names)}


def build_plan(
    names: Iterable[str], *, name_map: NameMap = NO_NAMES, has_types: bool = False
) -> ReadingPlan:
    """Return how to read the values under these names.

    ``has_types`` says that the values have the types of JSON, so that our own names are read as
    strictly as our exports write them.
    """
    names = tuple(names)
    mapped = {_normalise_name(name): field_name for name, field_name in name_map.items()}
    field_names = {name: _find_field_name(name, mapped) for name in names}
    is_foreign = bool(name_map) or _are_foreign(field_names)
    own_specs = _STRICT_SPECS if has_types and not is_foreign else _LOOSE_SPECS
    columns = [
        (name, field_name) for name, field_name in field_names.items() if field_name in _LOOSE_SPECS
    ]
    columns.sort(key=lambda column: _rank_name(column[0], column[1], mapped))
    specs = (
        (
            name,
            _choose_spec(name, field_name, mapped, own_specs=own_specs, is_foreign=is_foreign),
        )
        for name, field_name in columns
    )
    return ReadingPlan(
        names,
        tuple((name, spec) for name, spec in specs if spec),
        tuple(name for name, field_name in field_names.items() if field_name is None),
        is_foreign,
        {},
    )


def _rank_name(name: str, field_name: str, mapped: NameMap) -> tuple[bool, bool, int, bool]:
    """Return a key that sorts mapped names first, then our own, then those of other programs."""
    key = _normalise_name(name)
    return key not in mapped, name != field_name, PREFERENCE.get(key, -1), field_name == "text"


def _are_foreign(field_names: Mapping[str, str | None]) -> bool:
    """Return whether any name is that of another program, or unknown where our exports' is not."""
    is_ours = _IDENTITY in field_names
    return any(
        field_name != name and not (is_ours and field_name is None)
        for name, field_name in field_names.items()
    )


def _find_field_name(name: str, mapped: NameMap) -> str | None:
    """Return the field name for a name, "" or "-" for one to ignore, None for an unknown one."""
    key = _normalise_name(name)
    return next((known[key] for known in (mapped, _FIELD_NAMES, ALIASES) if key in known), None)


def _choose_spec(
    name: str,
    field_name: str,
    mapped: NameMap,
    *,
    own_specs: Mapping[str, _FieldSpec],
    is_foreign: bool,
) -> _FieldSpec | None:
    """Return how the value is read, None for a name that only our own exports have."""
    if _normalise_name(name) in mapped or not is_foreign:
        return own_specs[field_name]
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
        self._plan = build_plan((), name_map=name_map, has_types=True)
        self._passed_over: dict[str, None] = {}

    def get_plan(self, values: Mapping[str, Any]) -> ReadingPlan:
        if self._plan.names != tuple(values):
            plan = build_plan(values, name_map=self._name_map, has_types=True)
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
        """Return the fields of Record, and why they are no article."""
        plan = self.get_plan(values)
        if not plan.has_fields("headline", "body"):
            values = flatten(values)
            plan = self.get_plan(values)
        if plan.unknown and len(self._passed_over) < _NAMED_LIMIT:
            self._passed_over.update(dict.fromkeys(plan.unknown))
        return plan.read_fields(values)

    def list_passed_over(self) -> list[SkippedItem]:
        """Return the names that were not read, each once."""
        return list_passed_over(self._passed_over)


def list_passed_over(names: Iterable[str]) -> list[SkippedItem]:
    """Return an item for each name that is not read, up to a limit."""
    named = (name[:_NAME_LIMIT] for name in names if fold(name))
    return [SkippedItem(f"{COLUMN}{name}") for name in islice(named, _NAMED_LIMIT)]


def _is_filled(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _find_problems(
    fields: Mapping[str, Any], values: Mapping[str, Any], unread: Sequence[_Unread]
) -> list[Problem]:
    """Return why the fields are no article: a text that cannot be read, or what is missing.

    A text needs no headline, which is made of its first words. A headline with a URL needs no
    text: it is a stub.
    """
    if fields.get("body"):
        return []
    texts = [name for name, field in unread if field == "body"]
    if texts:
        return [_report_text(name, values[name]) for name in texts]
    checks = (
        (not fields["headline"], Problem("record.no_headline")),
        (not fields.get("source_address"), Problem("record.no_text")),
    )
    return [problem for is_wrong, problem in checks if is_wrong]


def _report_text(name: str, value: Any) -> Problem:
    return Problem("record.unreadable_text", {"name": name, "value": shorten_value(value)})


def shorten_value(value: Any) -> str:
    """Return the value as JSON of at most 61 characters, without control characters."""
    text = clean_text(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 60 else f"{text[:60]}…"
