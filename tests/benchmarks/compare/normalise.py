"""Takes out of a text what differs from run to run, or may differ between the two checkouts."""

import re
from typing import Final

_EVERYWHERE: Final = (
    # Static files by their hash.
    (re.compile(r"(/static/[^\s\"'<>?]+?)\.[0-9a-f]{12}(\.\w+)"), r"\1.HASH\2"),
)
_IN_COMMANDS: Final = (
    (re.compile(r'"seconds": [\d.]+'), '"seconds": 0'),
    (re.compile(r"\bseconds [\d.]+"), "seconds 0"),
    # A run was called a batch before.
    (re.compile(r'"batch": '), '"run": '),
    (re.compile(r"\bbatch (\d+)"), r"run \1"),
)
_IN_PAGES: Final = (
    (re.compile(r"^ETag: .*", re.MULTILINE), "ETag: …"),
    (re.compile(r"^Content-Length: .*", re.MULTILINE), "Content-Length: …"),
    (re.compile(r"'nonce-[^']+'"), "'nonce-…'"),
    (re.compile(r'nonce="[^"]+"'), 'nonce="…"'),
    (re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]+"'), r'\1"…"'),
    (re.compile(r"\bcsrftoken=[^;]+"), "csrftoken=…"),
)
# For static files it is the time of collectstatic; for pages it is compared.
_OF_STATIC_FILES: Final = ((re.compile(r"^Last-Modified: .*", re.MULTILINE), "Last-Modified: …"),)
_CLASS: Final = re.compile(r'(<[a-z][^<>]*?\sclass=)"([^"]*)"')
# The layout within a tag and at its ends, which a browser does not show.
_TAG: Final = re.compile(r"<[a-z/][^<>]*>", re.IGNORECASE)
_STYLE: Final = re.compile(r"(?<=<style)[^<]*", re.DOTALL)
_SELECTOR: Final = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_HTML: Final = re.compile(r"^Content-Type: text/html", re.MULTILINE)
_CSS: Final = re.compile(r"^Content-Type: text/css", re.MULTILINE)
_SCRIPT: Final = re.compile(r"^Content-Type: text/javascript", re.MULTILINE)


def normalise_name(name: str) -> str:
    return _replace(name, _EVERYWHERE)


def normalise(name: str, text: str, *, is_page: bool) -> str:
    text = _replace(text, _EVERYWHERE)
    if not is_page:
        return _replace(text, _IN_COMMANDS)
    if name.startswith("GET /static/"):
        text = _remove_code(_replace(text, _OF_STATIC_FILES))
    return _blank_classes(_replace(text, _IN_PAGES))


def _remove_code(text: str) -> str:
    """Leave out the comments of a style sheet; of a script, which is code, all but its headers."""
    if _SCRIPT.search(text):
        return text.partition("\n\n")[0]
    return _COMMENT.sub("", text) if _CSS.search(text) else text


def find_class_names(text: str) -> list[str]:
    """Return the class names of an HTML page in their order; [] for other content."""
    if not _HTML.search(text):
        return []
    return [name for match in _CLASS.finditer(text) for name in match[2].split()]


def _join_tag(match: "re.Match[str]") -> str:
    """Return the tag on one line, without spaces before its end."""
    return re.sub(r" ?(/?>)$", r"\1", " ".join(match[0].split()))


def _blank_classes(text: str) -> str:
    if _HTML.search(text):
        text = _TAG.sub(_join_tag, text)
        text = _STYLE.sub(lambda match: _SELECTOR.sub(".…", match[0]), text)
        return _CLASS.sub(r'\1"…"', text)
    return _SELECTOR.sub(".…", text) if _CSS.search(text) else text


def _replace(text: str, replacements: tuple[tuple["re.Pattern[str]", str], ...]) -> str:
    for pattern, replacement in replacements:
        text = pattern.sub(replacement, text)
    return text
