"""Reads authors and dates where a page has them only in its layout, or in its URL."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain, dropwhile, islice
from typing import Final

from articles.parsing import bylines, dates
from articles.parsing.hypertext import Element
from articles.parsing.webpage.boilerplate import is_in_comments
from articles.parsing.webpage.elements import LINE_LIMIT, list_names, read_line
from articles.text.patterns import HTTP_URL
from articles.text.strings import collapse_whitespace, fold
from articles.vocabulary import Precision, SourceDate

# How many elements of a kind are read.
_LIMIT: Final = 20
# What stands before a date: "Published: ".
_LABEL: Final = re.compile(r"^[^\d:]{2,30}:\s")
_DAY: Final = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:[T ].*)?", re.DOTALL)
_EAST_ASIAN_DAY: Final = re.compile(r"(\d{4}[年년]\s?\d{1,2}[月월]\s?\d{1,2})\s?[日일]")
_NUMBER: Final = re.compile(r"\d+")
# Systems write the first day of their calendar, 0001 or 1970, where they know none.
_UNKNOWN_UNTIL: Final = date(1970, 1, 1)
_URL_DAY: Final = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_-]|\Z)")

# What stands between a name and a place or a date.
_SEPARATOR: Final = re.compile(r"\s[|•·–—-]\s|\s\|")

# Classes and ids of bylines and of dates, in the words of the languages of the desk.
_AUTHOR_NAMES: Final = frozenset(
    """author authors byline bylines writer reporter yazar yazari muhabir muellif autor autoren
    auteur auteurs avtor""".split()
)
_DATE_NAMES: Final = frozenset(
    "date datetime dateline published publishdate pubdate postdate timestamp tarih datum".split()
)
_STANDFIRST_NAMES: Final = frozenset(
    """abstract chapo dek deck desc description excerpt intro lead lede spot standfirst strapline
    subheadline subtitle summary vorspann ozet""".split()
)
_STANDFIRST_LENGTHS: Final = range(40, 480)
# How many elements may stand above the headline in the same head.
_HEAD_ELEMENTS: Final = 5


def parse_day(text: str) -> SourceDate | None:
    """Return the day, month or year at the beginning of an ISO 8601 date, or of a printed one."""
    match = _DAY.fullmatch(text.strip()) or _EAST_ASIAN_DAY.search(text)
    if match is None:
        return dates.parse_source_date(_LABEL.sub("", text.strip()))
    numbers = [int(part) for part in _NUMBER.findall(match[1])]
    try:
        first = date(*numbers, *[1] * (3 - len(numbers)))
    except ValueError:
        return None
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(numbers) - 1]
    return SourceDate(first, None, precision) if first > _UNKNOWN_UNTIL else None


def list_marked_authors(tree: Element) -> list[str]:
    """Return the names in the elements that are marked up as author."""
    elements = islice(filter(_is_author, tree.iter()), _LIMIT)
    names = filter(None, map(_read_name, elements))
    return [name for name in names if not HTTP_URL.match(name)]


def find_publisher(tree: Element) -> str:
    """Return the name in the element that is marked up as publisher, or ""."""
    marked = (each for each in tree.iter() if _get_property(each) == "publisher")
    return next(filter(None, map(_read_name, islice(marked, _LIMIT))), "")


def _is_author(element: Element) -> bool:
    return _get_property(element) == "author" or (element.get("rel") or "").lower() == "author"


def _get_property(element: Element) -> str:
    """Return what microdata, or schema.org's names in RDFa, call the element."""
    name = element.get("itemprop") or element.get("property") or ""
    return str(name).lower().removeprefix("schema:")


def _read_name(element: Element) -> str:
    """Return the name that is marked up in the element, else its text."""
    named = next((each for each in element.iter() if _get_property(each) == "name"), element)
    return collapse_whitespace(named.get("content") or "")[:LINE_LIMIT] or read_line(named)


def guess_byline(tree: Element, *, source: str) -> str:
    """Return the first name that stands where authors do, and is not that of the source, or ""."""
    lines = (_read_first_part(each) for each in _iter_named(tree, _AUTHOR_NAMES))
    return next((line for line in lines if _is_byline(line) and fold(line) != fold(source)), "")


def _read_first_part(element: Element) -> str:
    return _SEPARATOR.split(read_line(element), maxsplit=1)[0].strip()


def _is_byline(line: str) -> bool:
    return bylines.may_be_byline(line) or bylines.has_byline_prefix(line)


def list_published(tree: Element) -> list[str]:
    """Return the times that are marked up as those of publication."""
    elements = islice(filter(_is_published, tree.iter()), _LIMIT)
    return [each.get("datetime") or each.get("content") or read_line(each) for each in elements]


def _is_published(element: Element) -> bool:
    is_property = "datepublished" in _get_property(element)
    return is_property or (element.tag == "time" and element.get("pubdate") is not None)


def guess_date(tree: Element, *, url: str) -> SourceDate:
    """Return the day in the URL, else the first below the headline."""
    match = _URL_DAY.search(url)
    times = (
        each.get("datetime") or "" for each in _iter_below_headline(tree) if each.tag == "time"
    )
    texts = ("-".join(match.groups()) if match else "", *islice(times, _LIMIT))
    dated = _iter_named(tree, _DATE_NAMES)
    days = chain(map(parse_day, texts), (parse_day(_read_first_part(each)) for each in dated))
    return next(filter(None, days), SourceDate())


def _iter_named(tree: Element, names: frozenset[str]) -> Iterator[Element]:
    """Yield the first elements of these names that stand below the headline, not in comments."""
    elements = (
        each
        for each in _iter_below_headline(tree)
        if not names.isdisjoint(list_names(each)) and not is_in_comments(each)
    )
    return islice(elements, _LIMIT)


def find_standfirst(tree: Element) -> str:
    """Return the text that stands below the headline as a standfirst does, or ""."""
    heading = next(tree.iter("h1"), None)
    following = None if heading is None else heading.getnext()
    is_heading = following is not None and following.tag == "h2"
    elements = chain([following] if is_heading else [], _iter_named(tree, _STANDFIRST_NAMES))
    texts = (read_line(each) for each in elements)
    return next((text for text in texts if len(text) in _STANDFIRST_LENGTHS), "")


def _iter_below_headline(tree: Element) -> Iterator[Element]:
    """Yield the elements from the head of the article on, all if there is no heading."""
    heading = next(tree.iter("h1"), None)
    if heading is None:
        return iter(tree.iter())
    around = heading.getparent()
    is_head = around.index(heading) <= _HEAD_ELEMENTS
    first = around if is_head else heading
    return dropwhile(lambda each: each is not first, tree.iter())
