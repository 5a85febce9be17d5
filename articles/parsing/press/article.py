"""What an export says of an article, and the record that it makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from articles.parsing import bylines
from articles.parsing.hypertext import UnreadableError
from articles.parsing.press.splitting import Document
from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Remark, Sureness
from articles.text import body_html
from articles.text.strings import guess_language
from articles.vocabulary import Credit, SourceDate

PARSER: Final = "press/2"

_CAPTIONS_LEFT_OUT: Final = Remark("captions_left_out", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The fields of an article; those that the export does not have are empty.

    ``language`` is a tag. ``has_catalogue_byline`` says that a name with a comma is ``Last,
    First``; ``has_captions`` says that captions of pictures were left out of the text.
    """

    headline: str
    paragraphs: Sequence[str]
    source: str
    source_date: SourceDate
    source_detail: str
    byline: str
    standfirst: str = ""
    language: str = ""
    source_address: str = ""
    origin_id: str = ""
    tags: tuple[str, ...] = ()
    is_headline_guessed: bool = False
    has_catalogue_byline: bool = False
    has_captions: bool = False

    def build_record(self, document: Document, *, no_headline: Problem, no_text: Problem) -> Record:
        """Return the article as a Record, its language guessed where the export names none.

        Raise UnreadableError with ``no_headline`` or ``no_text`` for an article without one.
        """
        if not self.headline or not self.paragraphs:
            raise UnreadableError(no_text if self.headline else no_headline)
        language = self.language or guess_language("\n".join(self.paragraphs))
        return Record(
            headline=self.headline,
            standfirst=self.standfirst,
            body=body_html.from_paragraphs(self.paragraphs),
            original=document.original,
            media_type=document.media_type,
            charset=document.charset,
            parser=PARSER,
            position=document.position,
            language=language,
            source=self.source,
            source_date=self.source_date,
            source_detail=self.source_detail,
            source_address=self.source_address,
            origin_id=self.origin_id,
            byline=self.byline,
            credits=self._parse_credits(language),
            tags=self.tags,
            readings=self._build_readings(language),
            remarks=(_CAPTIONS_LEFT_OUT,) if self.has_captions else (),
        )

    def _parse_credits(self, language: str) -> tuple[Credit, ...]:
        if self.has_catalogue_byline:
            return bylines.parse_authors(
                [self.byline], source=self.source, language=language, is_catalogue=True
            )
        return bylines.parse_byline(self.byline, source=self.source, language=language)

    def _build_readings(self, language: str) -> dict[str, Reading]:
        """Return which fields are missing or guessed."""
        readings = {}
        if not self.source_date.first:
            readings["source_date"] = Reading(Sureness.MISSING)
        if not self.language:
            readings["language"] = Reading(Sureness.GUESS if language else Sureness.MISSING)
        if self.is_headline_guessed:
            readings["headline"] = Reading(Sureness.GUESS)
        return readings
