"""Chooses the headline among the title, the headings and the metadata of a page."""

import html
import re
from collections.abc import Iterable
from itertools import chain, islice
from typing import Final
from urllib.parse import urlsplit

from articles.parsing.hypertext import Element
from articles.parsing.webpage.elements import LINE_LIMIT, read_line
from articles.text.strings import clean_text, collapse_whitespace, fold

_HEADINGS_LIMIT: Final = 20
# What stands between a headline and the name of the site or of its section.
_SEPARATOR: Final = r"[|｜¦:：·•∙‧–—―~»«›‹/\\→<>_-]+"
_AFTER: Final = re.compile(rf"\s?{_SEPARATOR}\s?\S")
_BEFORE: Final = re.compile(rf"\S\s?{_SEPARATOR}\s?\Z")
# With white space around it, so that it does not belong to a word.
_SPACED: Final = re.compile(rf"\s{_SEPARATOR}\s|[|｜：]")
_ELLIPSES: Final = ("…", "...")
# A headline has at least so many characters; a name has at most so many words.
_SHORTEST: Final = 12
_NAME_WORDS: Final = 4


def list_headings(tree: Element) -> list[str]:
    """Return the texts of the first headings, those of the first level before all others."""
    elements = chain(tree.iter("h1"), tree.iter("h2", "h3"))
    return [text for each in islice(elements, _HEADINGS_LIMIT) if (text := read_line(each))]


def read_title(tree: Element) -> str:
    """Return the title of the page, not those of the drawings in it."""
    titles = (each.text or "" for each in tree.iter("title") if each.getparent().tag != "svg")
    return next(
        filter(None, (collapse_whitespace(clean_text(html.unescape(each))) for each in titles)), ""
    )[:LINE_LIMIT]


def choose_headline(
    *, declared: str, title: str, headings: list[str], sites: Iterable[str], url: str
) -> tuple[str, bool]:
    """Return the headline, and whether it is a guess.

    ``declared`` is that of the metadata, which goes before the title. Where either only adds the
    name of the site to a heading, or is cut off, the heading is the headline.
    """
    names = {fold(each).replace(" ", "") for each in (*sites, *_list_labels(url))} - {""}
    whole = declared or title
    for heading in headings:
        if fold(heading).replace(" ", "") in names:
            continue
        if _adds_name(whole, heading) or _is_cut(whole, heading):
            return heading, False
    stripped = _strip_name(whole, names)
    is_name = fold(stripped).replace(" ", "") in names
    if headings and (not stripped or is_name):
        return headings[0], len(headings) > 1
    if declared or stripped != whole:
        return stripped, False
    shortened = _strip_last_part(title)
    return shortened, shortened != title


def find_site_name(title: str, headline: str) -> str:
    """Return the last part of a title that begins with the headline, or ""."""
    parts = list(_SPACED.finditer(title))
    if not parts or not fold(title).startswith(fold(headline)):
        return ""
    name = title[parts[-1].end() :]
    is_name = fold(name) not in fold(headline) and len(name.split()) <= _NAME_WORDS
    return name if is_name else ""


def _list_labels(url: str) -> list[str]:
    """Return the name of the host and its parts: "news.example.com", "example" and so on."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return [host, *host.split(".")[:-1]]


def _adds_name(whole: str, heading: str) -> bool:
    """Return whether the text is the heading with something before or behind it."""
    text, part = whole.casefold(), heading.casefold()
    if len(part) < _SHORTEST or len(part) == len(text):
        return False
    # What is shorter than the rest of the title is more often the name of the site.
    is_longer = len(part) * 2 > len(text)
    if text.startswith(part):
        match = _AFTER.match(text, len(part))
        return match is not None and (is_longer or ":" not in match[0])
    return text.endswith(part) and is_longer and _BEFORE.search(text[: -len(part)]) is not None


def _is_cut(whole: str, heading: str) -> bool:
    begin = fold(whole)
    return whole.endswith(_ELLIPSES) and bool(begin) and fold(heading).startswith(begin)


def _strip_name(text: str, names: set[str]) -> str:
    """Return the text without a part at its end or beginning that is one of the names."""
    parts = list(_SPACED.finditer(text))
    if parts and fold(text[parts[-1].end() :]).replace(" ", "") in names:
        return _strip_name(text[: parts[-1].start()].strip(), names)
    if parts and fold(text[: parts[0].start()]).replace(" ", "") in names:
        return text[parts[0].end() :].strip()
    return text


def _strip_last_part(title: str) -> str:
    """Return the title without its last part if that is short enough to be a name."""
    parts = list(_SPACED.finditer(title))
    if not parts or ":" in parts[-1][0]:
        return title
    begin, end = title[: parts[-1].start()].strip(), title[parts[-1].end() :]
    is_name = len(end.split()) <= _NAME_WORDS and len(begin) >= max(_SHORTEST, len(end))
    return begin if is_name else title
