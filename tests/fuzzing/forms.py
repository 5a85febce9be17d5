"""The forms of pages, as a browser would send them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import html

from tests.fuzzing.sending import Pairs, Request, build_request

_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Form:
    """A form: where it is sent to, by which method, what it holds, and all its fields."""

    path: str
    method: str
    pairs: Pairs
    names: frozenset[str]

    @property
    def key(self) -> tuple[object, ...]:
        """Return what the forms of two rows of the same model have in common."""
        names = frozenset(_NUMBER.sub("0", name) for name in self.names)
        return _NUMBER.sub("0", self.path), self.method, names, dict(self.pairs).get("action")

    def replace(self, name: str, *values: str) -> "Form":
        """Return the form with these values in the field, in place of all that it held."""
        others = (pair for pair in self.pairs if pair[0] != name)
        return replace(self, pairs=(*others, *((name, value) for value in values)))

    def build(self) -> Request:
        return build_request(self.path, self.method, self.pairs)


def read_forms(response: Any, path: str) -> Iterator[Form]:
    """Yield the forms of the response at ``path``; none if it is no page of HTML."""
    if not response.page or not response["Content-Type"].startswith("text/html"):
        return
    document = html.fromstring(response.page)
    for form in document.forms:
        fields = [*form.iter("input", "select", "textarea", "button")]
        fields += document.xpath("//*[@form=$id]", id=form.get("id", ""))
        pairs = tuple((name, value or "") for name, value in form.form_values() if name)
        target = urlsplit(urljoin(path, form.action or ""))
        names = frozenset(name for each in fields if (name := each.get("name")))
        yield Form(target.path, form.method, pairs, names)
