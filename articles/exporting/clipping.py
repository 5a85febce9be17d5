"""The clipping format: plain text that the import of clippings reads back.

It has no place for standfirst, links, emphasis, instants and identity. Where a byline as printed
would be read as text, the authors' names stand in for it.
"""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils import timezone

from articles.exporting import fields
from articles.models import Article
from articles.parsing import bylines
from articles.parsing.clipping import clipping
from articles.parsing.clipping.syntax import parse_label
from articles.text import body_html
from articles.text.patterns import HTTP_URL
from articles.text.strings import collapse_whitespace

# Longer lines are not read as parts of head or foot.
_WIDTH: Final = 290
_TAGS_WIDTH: Final = 280

Told = dict[str, Any]


def render(article: Article) -> str:
    """Return the clipping of one article."""
    told = fields.told(article)
    paragraphs = _paragraphs(article)
    source, source_below = _source(article, told)
    byline, footnote = _byline(told, paragraphs)
    address = told.get("source_address", "")
    address = f"<{address}>" if HTTP_URL.fullmatch(address) else ""
    paragraphs = _told_from_head(paragraphs, is_sourced=bool(source), is_bylined=bool(byline))
    paragraphs = _told_from_foot(paragraphs, is_addressed=bool(address))
    head = [_heading(told), "-", _our_date(article), "---", source, byline]
    foot = ["---", _foot(told, source=source_below)]
    return "\n\n".join(filter(None, [*head, *paragraphs, footnote, address, *foot])) + "\n"


def stream(articles: Iterable[Article]) -> Iterator[str]:
    """Yield clippings, each of which begins with its own heading, two blank lines between them."""
    for number, article in enumerate(articles):
        yield "\n\n" * bool(number) + render(article)


def _paragraphs(article: Article) -> list[str]:
    """Return the words of each block; a line feed inside of one is a space, as browsers show it."""
    return [
        collapse_whitespace(line)
        for line in body_html.to_text(collapse_whitespace(article.body)).splitlines()
    ]


def _heading(told: Told) -> str:
    headline = told["headline"].lstrip("# ") or told["headline"]
    return "\n".join(textwrap.wrap(f"## {headline}", _WIDTH, break_on_hyphens=False))


def _our_date(article: Article) -> str:
    seen_from = fields.seen_from(article)
    if seen_from is None:
        return ""
    day = timezone.localtime(seen_from)
    return f"{day:%d.%m}.{day.year:04}"


def _source(article: Article, told: Told) -> tuple[str, str]:
    """Return the line of the head that names the source with its date, and what the foot names."""
    name, detail = told.get("source", ""), told.get("source_detail", "")
    when = fields.as_printed(fields.source_date(article))
    for inside in ([when.text, detail], [when.text]):
        line = f"{name} ({', '.join(filter(None, inside))})"
        read = clipping.parse_source_line(line)
        if name and read and read[:2] == (name, when):
            return line, ""
    return "", name


def _byline(told: Told, paragraphs: list[str]) -> tuple[str, str]:
    """Return the byline as printed, with the footnote that it may need; names where it has none."""
    printed, authors = told.get("byline", ""), told.get("authors", [])
    if printed and _is_byline(printed, paragraphs):
        return printed, _footnote(printed, told)
    line = _by(each.get(part, "") for each in authors for part in ("name", "affiliation"))
    if not _tells(line, told):
        line = _by(each["name"] for each in authors)
    return (line if bylines.has_byline_prefix(line) else ""), ""


def _footnote(byline: str, told: Told) -> str:
    """Return the paragraph that tells the affiliation of the author with an asterisk."""
    affiliations = [author.get("affiliation", "") for author in told.get("authors", [])]
    notes = [note for note in affiliations if note and "*" in byline]
    return next((f"* {note}" for note in notes if _tells(byline, told, footnote=note)), "")


def _tells(byline: str, told: Told, *, footnote: str = "") -> bool:
    """Tell whether exactly the authors and their affiliations are read from the byline."""
    source, language = told.get("source", ""), told.get("language", "")
    read = bylines.parse_byline(byline, source=source, language=language, footnote=footnote)
    authors = [(each["name"], each.get("affiliation", "")) for each in told.get("authors", [])]
    return [(each.name, each.affiliation) for each in read] == authors


def _by(parts: Iterable[str]) -> str:
    return "By " + ", ".join(filter(None, parts))


def _is_byline(line: str, paragraphs: list[str]) -> bool:
    """Tell whether the line above these paragraphs is read as a byline."""
    below = paragraphs[0] if paragraphs else ""
    is_above_text = len(below) > len(line) and not HTTP_URL.fullmatch(below)
    return bylines.has_byline_prefix(line) or (bylines.may_be_byline(line) and is_above_text)


def _told_from_head(paragraphs: list[str], *, is_sourced: bool, is_bylined: bool) -> list[str]:
    """Join a first paragraph that would be read as source or byline with the one below it."""
    first, *others = paragraphs or [""]
    is_source = not (is_sourced or is_bylined) and clipping.parse_source_line(first) is not None
    if others and (is_source or (not is_bylined and _is_byline(first, others))):
        return [f"{first} {others[0]}", *others[1:]]
    return paragraphs


def _told_from_foot(paragraphs: list[str], *, is_addressed: bool) -> list[str]:
    """Join a last paragraph that would be read as a part of the foot with the one above it."""
    *others, last = paragraphs or [""]
    is_address = not is_addressed and HTTP_URL.fullmatch(last.strip("<>")) is not None
    if others and (is_address or parse_label(last)):
        return [*others[:-1], f"{others[-1]} {last}"]
    return paragraphs


def _foot(told: Told, *, source: str) -> str:
    tags = [f"Etiketler/Tags: {', '.join(line)}" for line in _by_width(told.get("tags", []))]
    kind = [f"Tür/Kind: {told['kind']}"] if "kind" in told else []
    return "\n".join([f"Kaynak/Source: {source}".rstrip(), *tags, *kind])


def _by_width(tags: list[str]) -> Iterator[list[str]]:
    """Yield the tags in lines that are read as lines of the foot."""
    line: list[str] = []
    for tag in tags:
        if line and len(", ".join([*line, tag])) > _TAGS_WIDTH:
            yield line
            line = []
        line.append(tag)
    if line:
        yield line
