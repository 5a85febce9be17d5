"""The labels of LexisNexis in its languages, and the record that is built from their values."""

import re
from dataclasses import dataclass, field
from typing import Final

from articles.parsing.press import fields, printed_dates
from articles.parsing.press.article import Article
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Record
from articles.text.patterns import HTTP_URL
from articles.text.strings import collapse_whitespace, fold
from articles.vocabulary import SourceDate

# Names as printed in English, German, French, Spanish, Dutch and Italian, without diacritics.
_HEADER_NAMES: Final = {
    "BYLINE": "autor auteur autore autoren auteurs redacteur",
    "SECTION": "rubrik rubrique seccion sectie rubriek sezione ressort",
    "LENGTH": "lange longueur longitud lengte lunghezza",
    "DATELINE": "ortsmarke",
    "HIGHLIGHT": "encart insert vorspann destacado",
    "HEADLINE": "schlagzeile titre titular titel",
    "SERIES": "serie",
}
_FOOTER_NAMES: Final = {
    "LOAD-DATE": "date-chargement laaddatum fecha-de-carga ladedatum",
    "LANGUAGE": "sprache langue idioma taal lingua",
    "PUBLICATION-TYPE": "type-publication publikationstyp tipo-de-publicacion publicatietype",
    "SUBJECT": "sujet schlagworter asunto onderwerp",
    "GRAPHIC": "grafik graphique grafico grafiek illustration",
    "JOURNAL-CODE": "code-revue",
    "GEOGRAPHIC": "localisation-geo geo-localization",
    "INDUSTRY": "secteur-activite branche",
    "COMPANY": "societe unternehmen",
} | dict.fromkeys(
    """ACC-NO ACCESSION-NUMBER AUTHOR-ABSTRACT CATEGORY CITY CORRECTION CORRECTION-DATE COUNTRY
    DATE DISTRIBUTION DOCUMENT-TYPE FEATURE ISSN NAME NOTES ORGANIZATION PERSON PUB-TYPE STATE
    TICKER TYPE UPDATE URL VOLUME""".split(),
    "",
)
_LABELS: Final = {
    spelling: name
    for name, spellings in (_HEADER_NAMES | _FOOTER_NAMES).items()
    for spelling in (name.lower(), *spellings.split())
}
HEADER_LABELS: Final = frozenset(_HEADER_NAMES)
FOOTER_LABELS: Final = frozenset(_FOOTER_NAMES)
# A paragraph of the text may begin with one of these as well, so that they start no footer.
_AMBIGUOUS_LABELS: Final = frozenset(
    "CATEGORY CITY COMPANY COUNTRY DATE FEATURE INDUSTRY NAME NOTES PERSON STATE TYPE UPDATE"
    " VOLUME".split()
)
_DATE_LABELS: Final = frozenset({"DATE", "UPDATE"})
_LABEL: Final = re.compile(
    r"([^\W\d_][\w-]{2,20}(?:[ -][\w-]{1,12}){0,2})\s?:(?:\s+(.*))?", re.DOTALL
)
_PERCENTAGE: Final = re.compile(r"\(\d{1,3}%\)")
_COPYRIGHT: Final = re.compile(
    r"copyright\b|©|\(c\)|all rights reserved|alle rechte vorbehalten|tous droits r.serv.s"
    r"|todos los derechos reservados|alle rechten voorbehouden|tutti i diritti riservati",
    re.IGNORECASE,
)
# No line of a date or a copyright notice is longer.
LINE_LENGTH: Final = 300
_URL_LENGTH: Final = 1900  # characters after the scheme

_NO_HEADLINE: Final = Problem("lexisnexis.no_headline")
_NO_TEXT: Final = Problem("lexisnexis.no_text")


def split_label(text: str) -> tuple[str, str]:
    """Return the English name of the text's label and what follows it, or "" and the whole text."""
    match = _LABEL.fullmatch(text)
    if match is None or not match[1][0].isupper():
        return "", text
    name = _LABELS.get(fold(match[1]).replace(" ", "-"), "")
    return (name, match[2] or "") if name else ("", text)


def starts_footer(text: str) -> bool:
    """Return whether the text is the first label below an article."""
    label, value = split_label(text)
    if label in _DATE_LABELS:
        return bool(printed_dates.parse_date(value))
    return label in FOOTER_LABELS - _AMBIGUOUS_LABELS


def is_copyright(text: str) -> bool:
    return len(text) <= LINE_LENGTH and bool(_COPYRIGHT.match(text))


def extract_date(text: str) -> tuple[SourceDate, str] | None:
    """Return the date in the first line of a text and the rest of it, None for no date."""
    first, _, more = text.partition("\n")
    if len(text) > LINE_LENGTH or not any(character.isdigit() for character in first):
        return None
    source_date, rest = printed_dates.extract_date(first)
    return (source_date, fields.join_detail(rest, *more.split("\n"))) if source_date.first else None


@dataclass(slots=True)
class ArticleFields:
    """What was read of an article; ``labels`` has the values of its labels by English names."""

    headline: str = ""
    standfirst: str = ""
    paragraphs: list[str] = field(default_factory=list)
    source: str = ""
    source_date: SourceDate = field(default_factory=SourceDate)
    edition: str = ""
    labels: dict[str, str] = field(default_factory=dict)

    def build_record(self, document: Document) -> Record:
        """Return the article as a Record; raise UnreadableError without headline or text."""
        article = Article(
            headline=self.headline,
            standfirst=self.standfirst,
            paragraphs=self.paragraphs,
            language=fields.parse_language_name(self.labels.get("LANGUAGE", "")),
            source=self.source,
            source_date=self.source_date,
            source_detail=fields.join_detail(self.edition, self.labels.get("SECTION", "")),
            source_address=_extract_url(self.labels.get("URL", "")),
            origin_id=collapse_whitespace(self.labels.get("ACC-NO", "")),
            byline=collapse_whitespace(self.labels.get("BYLINE", "")),
            tags=_choose_tags(self.labels.get("SUBJECT", "")),
            has_captions="GRAPHIC" in self.labels,
        )
        return article.build_record(document, no_headline=_NO_HEADLINE, no_text=_NO_TEXT)


def _extract_url(text: str) -> str:
    match = HTTP_URL.search(text)
    if match is None:
        return ""
    scheme, separator, rest = match[0].partition("//")
    return f"{scheme}{separator}{rest[:_URL_LENGTH]}"


def _choose_tags(subjects: str) -> tuple[str, ...]:
    """Return the subjects that people assigned; those with a percentage are a machine's."""
    terms = re.split(r"[;\n]", subjects)
    return fields.choose_tags(term for term in terms if not _PERCENTAGE.search(term))
