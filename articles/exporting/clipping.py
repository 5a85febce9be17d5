"""The clipping format: plain text that the import of clippings can read.

It cannot hold standfirst, links, emphasis, instants and identity. The names of the authors replace
a printed byline that an import would read as text.
"""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils import timezone

from articles.exporting import fields
from articles.models import Article
from articles.parsing import bylines
from articles.parsing.clipping.source_line import parse_source_line
from articles.parsing.clipping.syntax import parse_label
from articles.text import body_html
from articles.text.patterns import HTTP_URL
from articles.text.strings import collapse_whitespace

# An import does not read longer lines as parts of head or foot.
_LINE_WIDTH: Final = 290
_TAGS_WIDTH: Final = 280

# The values of an article, as ``fields.build_fields`` returns them.
Values = dict[str, Any]


def render(article: Article) -> str:
    """Return the clipping of one article."""
    values = fields.build_fields(article)
    paragraphs = _build_paragraphs(article)
    source, foot_source = _build_source(article, values)
    byline, footnote = _build_byline(values, paragraphs)
    url = values.get("source_address", "")
    url = f"<{url}>" if HTTP_URL.fullmatch(url) else ""
    paragraphs = _protect_first(paragraphs, has_source=bool(source), has_byline=bool(byline))
    paragraphs = _protect_last(paragraphs, has_url=bool(url))
    head = [_build_heading(values), "-", _format_our_date(article), "---", source, byline]
    foot = ["---", _build_foot(values, source=foot_source)]
    return "\n\n".join(filter(None, [*head, *paragraphs, footnote, url, *foot])) + "\n"


def stream(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the clippings, with two blank lines before each but the first."""
    for number, article in enumerate(articles):
        yield "\n\n" * bool(number) + render(article)


def _build_paragraphs(article: Article) -> list[str]:
    """Return the text of each block, row of a table or preformatted line on one line."""
    return [collapse_whitespace(line) for line in body_html.to_text(article.body).splitlines()]


def _build_heading(values: Values) -> str:
    headline = values["headline"].lstrip("# ") or values["headline"]
    return "\n".join(textwrap.wrap(f"## {headline}", _LINE_WIDTH, break_on_hyphens=False))


def _format_our_date(article: Article) -> str:
    publish_at = fields.get_publish_at(article)
    if publish_at is None:
        return ""
    day = timezone.localtime(publish_at)
    return f"{day:%d.%m}.{day.year:04}"


def _build_source(article: Article, values: Values) -> tuple[str, str]:
    """Return the source with its date as a line of the head, and the source for the foot.

    One of the two is empty: the source is in the foot where an import would misread the line.
    """
    name, detail = values.get("source", ""), values.get("source_detail", "")
    when = fields.add_printed_text(fields.build_source_date(article))
    for parts in ([when.text, detail], [when.text]):
        line = f"{name} ({', '.join(filter(None, parts))})"
        parsed = parse_source_line(line)
        if name and parsed and parsed[:2] == (name, when):
            return line, ""
    return "", name


def _build_byline(values: Values, paragraphs: list[str]) -> tuple[str, str]:
    """Return the printed byline, or the names of the authors, and the footnote of the byline."""
    printed, authors = values.get("byline", ""), values.get("authors", [])
    if printed and _is_byline(printed, paragraphs):
        return printed, _build_footnote(printed, values)
    lines = [_join_names(authors, separator=separator) for separator in (", ", "; ")]
    without_affiliations = _join_names([{"name": each["name"]} for each in authors], separator="; ")
    line = next((line for line in lines if _is_parsed_back(line, values)), without_affiliations)
    return (line if bylines.has_byline_prefix(line) else ""), ""


def _build_footnote(byline: str, values: Values) -> str:
    """Return the footnote with the affiliation of the author with an asterisk, or ""."""
    affiliations = [author.get("affiliation", "") for author in values.get("authors", [])]
    notes = [note for note in affiliations if note and "*" in byline]
    matching = (note for note in notes if _is_parsed_back(byline, values, footnote=note))
    return next((f"* {note}" for note in matching), "")


def _is_parsed_back(byline: str, values: Values, *, footnote: str = "") -> bool:
    """Return whether an import reads exactly the authors and affiliations from the byline."""
    source, language = values.get("source", ""), values.get("language", "")
    parsed = bylines.parse_byline(byline, source=source, language=language, footnote=footnote)
    authors = [(each["name"], each.get("affiliation", "")) for each in values.get("authors", [])]
    return [(each.name, each.affiliation) for each in parsed] == authors


def _join_names(authors: Iterable[dict[str, str]], *, separator: str) -> str:
    """Return the authors as a byline, each with the affiliation behind the name."""
    parts = ([each["name"], each.get("affiliation", "")] for each in authors)
    return "By " + separator.join(", ".join(filter(None, each)) for each in parts)


def _is_byline(line: str, paragraphs: list[str]) -> bool:
    """Return whether an import reads the line above these paragraphs as a byline."""
    below = paragraphs[0] if paragraphs else ""
    is_above_text = len(below) > len(line) and not HTTP_URL.fullmatch(below)
    return bylines.has_byline_prefix(line) or (bylines.may_be_byline(line) and is_above_text)


def _protect_first(paragraphs: list[str], *, has_source: bool, has_byline: bool) -> list[str]:
    """Join the first paragraph with the next if an import would read it as source or byline."""
    first, *others = paragraphs or [""]
    is_source = not (has_source or has_byline) and parse_source_line(first) is not None
    if others and (is_source or (not has_byline and _is_byline(first, others))):
        return [f"{first} {others[0]}", *others[1:]]
    return paragraphs


def _protect_last(paragraphs: list[str], *, has_url: bool) -> list[str]:
    """Join the last paragraph with the one before if an import would read it as the foot."""
    *others, last = paragraphs or [""]
    is_url = not has_url and HTTP_URL.fullmatch(last.strip("<>")) is not None
    if others and (is_url or parse_label(last)):
        return [*others[:-1], f"{others[-1]} {last}"]
    return paragraphs


def _build_foot(values: Values, *, source: str) -> str:
    tags = [f"Etiketler/Tags: {', '.join(line)}" for line in _wrap_tags(values.get("tags", []))]
    kind = [f"Tür/Kind: {values['kind']}"] if "kind" in values else []
    return "\n".join([f"Kaynak/Source: {source}".rstrip(), *tags, *kind])


def _wrap_tags(tags: list[str]) -> Iterator[list[str]]:
    """Yield the tags in lines that are short enough for the foot."""
    line: list[str] = []
    for tag in tags:
        if line and len(", ".join([*line, tag])) > _TAGS_WIDTH:
            yield line
            line = []
        line.append(tag)
    if line:
        yield line
