"""Nexis Uni and Lexis Advance, as text: each article above a line ``End of Document``."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing.press import nexis_fields, text_splitting
from articles.parsing.press.fields import join_detail
from articles.parsing.press.nexis_fields import FOOTER_LABELS, HEADER_LABELS, ArticleFields
from articles.parsing.press.splitting import Document
from articles.parsing.records import Record, Reject, SkippedItem
from articles.text.strings import collapse_whitespace
from articles.vocabulary import SourceDate

# The lines that divide an article, in English, German, French, Spanish, Dutch and Italian.
_END: Final = re.compile(
    r"(?:end of document|ende des dokument(?:e?s)?|dokumentende|fin du document|fin del documento"
    r"|einde van (?:het )?document|fine del documento)",
    re.IGNORECASE,
)
_END_BYTES: Final = re.compile(rb"[ \t]{0,80}" + _END.pattern.encode() + rb"\s*", re.IGNORECASE)
_BODY: Final = re.compile(
    r"body|text|textk.rper|haupttext|corps|cuerpo|hoofdtekst|corpo", re.IGNORECASE
)
_CLASSIFICATION: Final = re.compile(
    r"classification|klassifizierung|klassifikation|clasificaci.n|classificatie|classificazione",
    re.IGNORECASE,
)
_GRAPHIC: Final = re.compile(r"graphic|grafik|graphique|gr.fico|grafiek", re.IGNORECASE)
# Lines that the export adds to the pages of a document: numbers, rules, links into the database.
_PAGE_LINE: Final = re.compile(
    r"(?:page|seite|p.gina|pagina) \d{1,4} (?:of|von|de|van|di) \d{1,4}"
    r"|link to (?:image|original source|pdf)|link zum .{3,30}|\[?back to top\]?|[-_=*]{5,200}",
    re.IGNORECASE,
)
_COVER_LINE: Final = re.compile(
    r"^[ \t]{0,80}(?:job number|auftragsnummer|num.ro de (?:la )?t.che|client/matter|search type"
    r"|suchart|date and time|documents? \(\d{1,5}\))\b",
    re.IGNORECASE | re.MULTILINE,
)
# How many lines above the labels are searched for the date.
_LINES_ABOVE: Final = 12
# No part of an article above its labels has more lines than this.
_HEADLINE_LINES: Final = 3


def sniff(head: str) -> bool:
    lines = [line.strip() for line in head.splitlines() if 0 < len(line.strip()) < 200]
    labels = {nexis_fields.split_label(line)[0] for line in lines}
    marks = (
        "LENGTH" in labels,
        "LOAD-DATE" in labels,
        any(_BODY.fullmatch(line) for line in lines),
        any(_END.fullmatch(line) for line in lines),
    )
    return sum(marks) >= 3 or (sum(marks) >= 2 and bool(_COVER_LINE.search(head)))


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Record | Reject | SkippedItem]:
    return text_splitting.parse_articles(
        stream,
        charset=charset,
        is_end=_END_BYTES.fullmatch,
        find_cover_end=_find_cover_end,
        parse_document=_parse_document,
    )


def _find_cover_end(text: str) -> int:
    """Return where the article below the cover begins: two lines above its date."""
    if not _COVER_LINE.search(text):
        return 0
    starts = [match.start() for match in re.finditer(r"^[^\S\n]*\S", text, re.MULTILINE)]
    lines = [collapse_whitespace(text[start : text.find("\n", start)]) for start in starts]
    date = _find_date(lines)
    return starts[max(date - 2, 0)] if date is not None else len(text)


def _parse_document(document: Document) -> Record | None:
    lines = document.text.split("\n")
    article = ArticleFields()
    filled = [
        index
        for index, line in enumerate(lines)
        if line.strip() and not _PAGE_LINE.fullmatch(line.strip())
    ]
    texts = [collapse_whitespace(lines[index]) for index in filled]
    if not any(map(_is_header, texts)):
        return None
    date = _find_date(texts)
    _read_above(article, texts, date)
    start = _read_labels(article, texts, 0 if date is None else date + 1)
    body = lines[filled[start] :] if start < len(filled) else []
    _read_body(article, body)
    return article.build_record(document)


def _is_header(text: str) -> bool:
    """Return whether the line can only stand above the text of an article."""
    return nexis_fields.split_label(text)[0] in HEADER_LABELS or bool(_BODY.fullmatch(text))


def _find_date(lines: list[str]) -> int | None:
    """Return the index of the line with the date, the last one above the labels; None for none."""
    end = next((index for index, line in enumerate(lines) if _is_header(line)), 0)
    for index in range(end - 1, max(end - _LINES_ABOVE, 0) - 1, -1):
        if not nexis_fields.is_copyright(lines[index]) and nexis_fields.extract_date(lines[index]):
            return index
    return None


def _read_above(article: ArticleFields, lines: list[str], date: int | None) -> None:
    """Read headline, source, date and edition from the lines above the labels."""
    if date is None:
        end = next(index for index, line in enumerate(lines) if _is_header(line))
        above = [line for line in lines[:end] if not nexis_fields.is_copyright(line)]
        article.headline, article.source = (*above[:2], "", "")[:2]
        return
    source_date, rest = nexis_fields.extract_date(lines[date]) or (SourceDate(), "")
    article.source_date, article.edition = source_date, rest
    article.headline = " ".join(lines[max(date - 1 - _HEADLINE_LINES, 0) : max(date - 1, 0)])
    article.source = "".join(lines[max(date - 1, 0) : date])


def _read_labels(article: ArticleFields, lines: list[str], start: int) -> int:
    """Read the labels above the text, and return the index of the first line of the text."""
    bodies = (at for at in range(start, len(lines)) if _BODY.fullmatch(lines[at]))
    body = next(bodies, len(lines))
    last = ""
    for index in range(start, body):
        label, value = nexis_fields.split_label(lines[index])
        if label in HEADER_LABELS:
            last = label
            article.labels.setdefault(label, value)
        elif last and body == len(lines):
            return index
        elif last:
            article.labels[last] += f" {lines[index]}"
        elif not nexis_fields.is_copyright(lines[index]):
            article.edition = join_detail(article.edition, lines[index])
    return body + 1


def _read_body(article: ArticleFields, lines: list[str]) -> None:
    """Read the paragraphs, and the labels below them."""
    end = next((index for index, line in enumerate(lines) if _ends_body(line.strip())), len(lines))
    body = [line for line in lines[:end] if not _PAGE_LINE.fullmatch(line.strip())]
    if len(body) < end:  # the headline stands above each page as well
        body = [line for line in body if collapse_whitespace(line) != article.headline]
    article.paragraphs = text_splitting.split_paragraphs(body)
    for line in lines[end:]:
        label, value = nexis_fields.split_label(collapse_whitespace(line))
        if _GRAPHIC.fullmatch(line.strip()):
            article.labels["GRAPHIC"] = ""
        elif label in FOOTER_LABELS:
            article.labels.setdefault(label, value)
    article.standfirst = collapse_whitespace(article.labels.get("HIGHLIGHT", ""))


def _ends_body(line: str) -> bool:
    is_part = any(part.fullmatch(line) for part in (_GRAPHIC, _CLASSIFICATION, _END))
    return is_part or nexis_fields.split_label(line)[0] == "LOAD-DATE"
