"""What a browser would send of a page's form, read from its HTML."""

from html.parser import HTMLParser
from typing import Any

_SENT_INPUTS = {"text", "hidden", "number", "checkbox", "url"}


class _FormReader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.sent: dict[str, list[str]] = {}
        self.is_inside = False
        self.select: dict[str, Any] | None = None
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.is_inside = told.get("id") == self.form_id
        elif self.is_inside and tag in {"input", "textarea", "select", "option"}:
            getattr(self, f"_{tag}")(told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "select" and self.select is not None:
            first = self.select["options"][:1] if not self.select["is_multiple"] else []
            self.sent.setdefault(self.select["name"], []).extend(self.select["chosen"] or first)
            self.select = None
        elif tag == "textarea" and self.textarea is not None:
            # The parser of a page drops the line feed that a text box begins with.
            self.sent[self.textarea] = [self.sent[self.textarea][0].removeprefix("\n")]
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.sent[self.textarea][0] += data

    def _input(self, told: dict[str, str | None]) -> None:
        kind, name = told.get("type") or "text", told.get("name")
        is_left = kind == "checkbox" and "checked" not in told
        if name and kind in _SENT_INPUTS and not is_left:
            default = "on" if kind == "checkbox" else ""
            self.sent.setdefault(name, []).append(told.get("value") or default)

    def _textarea(self, told: dict[str, str | None]) -> None:
        self.textarea = told.get("name")
        if self.textarea and told.get("form") in {None, self.form_id}:
            self.sent[self.textarea] = [""]
        else:
            self.textarea = None

    def _select(self, told: dict[str, str | None]) -> None:
        is_multiple = "multiple" in told
        self.select = {"name": told["name"], "is_multiple": is_multiple}
        self.select |= {"options": [], "chosen": []}

    def _option(self, told: dict[str, str | None]) -> None:
        if self.select is not None:
            value = told.get("value") or ""
            self.select["options"].append(value)
            self.select["chosen"] += [value] if "selected" in told else []


def form_of(page: str, form_id: str) -> dict[str, list[str]]:
    """Return the fields of the page's form as a browser would send them."""
    reader = _FormReader(form_id)
    reader.feed(page)
    return reader.sent
