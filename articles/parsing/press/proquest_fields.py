"""The labels of ProQuest in its languages, and the record that is built from their values."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from articles.parsing.press import fields, printed_dates
from articles.parsing.press.article import Article
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Record
from articles.text.strings import collapse_whitespace, fold
from articles.vocabulary import SourceDate

# The texts below each label, by its English name; "" for those above the first label.
Values = Mapping[str, Sequence[str]]

# The names that are used here: English, French, Spanish, German.
_NAMES: Final = {
    "title": "titre|titulo|titel",
    "author": "auteur|autor|authors|auteurs|autores|autoren",
    "abstract": "resume|resumen|zusammenfassung",
    "full text": "texte integral|texto completo|volltext",
    "subject": "sujet|materia|tema|thema",
    "publication title": (
        "titre de la publication|titre de publication|titulo de publicacion"
        "|titulo de la publicacion|titel der publikation|publikationstitel"
    ),
    "publication info": (
        "informations de publication|infos de publication|informacion de publicacion"
        "|publikationsinformationen"
    ),
    "publication date": "date de publication|fecha de publicacion|publikationsdatum",
    "publication year": "annee de publication|ano de publicacion|publikationsjahr",
    "language of publication": (
        "langue de publication|langue de la publication|idioma de la publicacion"
        "|idioma de publicacion|sprache der publikation"
    ),
    "language": "langue|idioma|sprache",
    "edition": "edicion|ausgabe",
    "section": "rubrique|seccion|rubrik",
    "volume": "volumen|band",
    "issue": "numero|heft",
    "pages": "paginas|seiten",
    "proquest document id": (
        "id du document proquest|id de document proquest|id del documento de proquest"
        "|id de documento de proquest|proquest dokument id"
    ),
}
# Labels of what is not used: they end the value above them.
_OTHER_NAMES: Final = """correspondence author|company organization|copyright|
    country of publication|database|document type|document url|dateline|first page|
    identifier keyword|isbn|issn|journal subject|last updated|links|location|number of pages|
    people|place of publication|publication subject|publisher|source type|business indexing term|
    classification|column|contributor|credit|e issn|issue date|
    base de donnees|type de document|url du document|derniere mise a jour|editeur|
    lieu de publication|pays de publication|type de source|liens|lieu|premiere page|
    base de datos|tipo de documento|url del documento|ultima actualizacion|editorial|
    lugar de publicacion|pais de publicacion|tipo de fuente|enlaces|ubicacion|primera pagina|
    datenbank|dokumenttyp|dokument url|letzte aktualisierung|verlag|ort der publikation"""
_LABELS: Final = {
    spelling: name
    for name, spellings in _NAMES.items()
    for spelling in (name, *spellings.split("|"))
} | {name: name for each in _OTHER_NAMES.split("|") if (name := collapse_whitespace(each))}

_LABEL_LENGTH: Final = 60
_PLACE_OF_PUBLICATION: Final = re.compile(r"\s*[;\[(].*")
# The date in ``Harbour Times ; London [London]08 May 2010: 2``.
_DATE_IN_INFO: Final = re.compile(r"\]\.?\s{0,3}([^\]:]{4,40})[:.]")
_NOTHING: Final = frozenset({"", "none available", "not available", "aucun disponible"})
# What the page of the database adds to the text.
_PAGE_TEXTS: Final = frozenset({"enlarge this image", "view image", "enlarge"})

_NO_HEADLINE: Final = Problem("proquest.no_headline")
_NO_TEXT: Final = Problem("proquest.no_text")


def find_label(text: str) -> str:
    """Return the English name of a label without its colon, or "" if it is none of ProQuest's."""
    return _LABELS.get(fold(text), "") if len(text) <= _LABEL_LENGTH else ""


def build_record(values: Values, document: Document) -> Record:
    """Return the article as a Record; raise UnreadableError without headline or text."""
    paragraphs = [text for text in values.get("full text", ()) if fold(text) not in _PAGE_TEXTS]
    lines = {label: " ".join(texts) for label, texts in values.items()}
    publication = lines.get("publication title") or lines.get("publication info", "")
    language = lines.get("language of publication") or lines.get("language", "")
    article = Article(
        headline=next(iter(values.get("title") or values.get("", ())), ""),
        standfirst=_choose_standfirst(lines.get("abstract", ""), paragraphs),
        paragraphs=paragraphs,
        language=fields.parse_language_name(language),
        source=_PLACE_OF_PUBLICATION.sub("", publication),
        source_date=_parse_date(lines),
        source_detail=_build_detail(lines),
        origin_id=lines.get("proquest document id", ""),
        byline=lines.get("author", ""),
        has_catalogue_byline=True,
        tags=fields.choose_tags(lines.get("subject", "").split(";")),
    )
    return article.build_record(document, no_headline=_NO_HEADLINE, no_text=_NO_TEXT)


def _parse_date(lines: Mapping[str, str]) -> SourceDate:
    """Return the date of the publication, else that in the line on it, else the year."""
    info = _DATE_IN_INFO.search(lines.get("publication info", ""))
    printed = (lines.get("publication date"), info and info[1], lines.get("publication year"))
    dates = (printed_dates.extract_date(text)[0] for text in printed if text)
    return next((date for date in dates if date.first), SourceDate())


def _choose_standfirst(abstract: str, paragraphs: Sequence[str]) -> str:
    """Return the abstract, unless the text has all of its sentences."""
    if fold(abstract) in _NOTHING:
        return ""
    text = fold(" ".join(paragraphs))
    sentences = filter(None, map(fold, re.split(r"(?<=[.!?…])\s", abstract)))
    return "" if all(sentence in text for sentence in sentences) else abstract


_ABBREVIATIONS: Final = {"volume": "vol.", "issue": "no.", "pages": "p."}


def _build_detail(lines: Mapping[str, str]) -> str:
    numbers = (
        f"{abbreviation} {lines[label]}"
        for label, abbreviation in _ABBREVIATIONS.items()
        if lines.get(label)
    )
    return fields.join_detail(lines.get("edition", ""), lines.get("section", ""), *numbers)
