"""Makes records of the objects of JSON, which are lines or stand in a list."""

from dataclasses import dataclass
from typing import Any

from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from articles.parsing.tabular import json_text
from articles.parsing.tabular.field_names import FieldReader


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBuilder:
    """What the objects of one file have in common; ``no_object`` is said of other values.

    Where ``is_listed``, a reject has its object in a list, so that it can be imported.
    """

    parser: str
    read_fields: FieldReader
    no_object: Problem
    is_listed: bool = False

    def build(self, value: Any, *, original: bytes, charset: str, position: str) -> Record | Reject:
        """Return the value as a record, or why it is none."""
        is_object = isinstance(value, dict)
        fields, problems = self.read_fields(value) if is_object else ({}, [self.no_object])
        if problems:
            rejected = [value] if self.is_listed else value
            payload = json_text.build_reject_payload(rejected, original)
            return Reject(position, Problem.join(problems), payload)
        return Record(
            **fields,
            original=original,
            media_type="application/json",
            charset=charset,
            parser=self.parser,
            position=position,
        )
