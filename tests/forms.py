"""A parser that reads from a page's HTML what a browser would send of a form."""

from html.parser import HTMLParser
from typing import Any

_INPUT_TYPES = {"text", "hidden", "number", "checkbox", "url"}


class _FormParser(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.fields: dict[str, list[str]] = {}
        self.is_inside = False
        self.select: dict[str, Any] | None = None
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.is_inside = attributes.get("id") == self.form_id
        elif self.is_inside and tag in {"input", "textarea", "select", "option"}:
            getattr(self, f"_open_{tag}")(attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "select" and self.select is not None:
            first = self.select["options"][:1] if not self.select["is_multiple"] else []
            self.fields.setdefault(self.select["name"], []).extend(self.select["chosen"] or first)
            self.select = None
        elif tag == "textarea" and self.textarea is not None:
            # A browser drops a line feed at the beginning of a text area.
            self.fields[self.textarea] = [self.fields[self.textarea][0].removeprefix("\n")]
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.fields[self.textarea][0] += data

    def _open_input(self, attributes: dict[str, str | None]) -> None:
        kind, name = attributes.get("type") or "text", attributes.get("name")
        is_unchecked = kind == "checkbox" and "checked" not in attributes
        if name and kind in _INPUT_TYPES and not is_unchecked:
            default = "on" if kind == "checkbox" else ""
            self.fields.setdefault(name, []).append(attributes.get("value") or default)

    def _open_textarea(self, attributes: dict[str, str | None]) -> None:
        self.textarea = attributes.get("name")
        if self.textarea and attributes.get("form") in {None, self.form_id}:
            self.fields[self.textarea] = [""]
        else:
            self.textarea = None

    def _open_select(self, attributes: dict[str, str | None]) -> None:
        is_multiple = "multiple" in attributes
        self.select = {"name": attributes["name"], "is_multiple": is_multiple}
        self.select |= {"options": [], "chosen": []}

    def _open_option(self, attributes: dict[str, str | None]) -> None:
        if self.select is not None:
            value = attributes.get("value") or ""
            self.select["options"].append(value)
            self.select["chosen"] += [value] if "selected" in attributes else []


def read_form(page: str, form_id: str) -> dict[str, list[str]]:
    """Return the fields of the page's form as a browser would send them."""
    parser = _FormParser(form_id)
    parser.feed(page)
    return parser.fields
