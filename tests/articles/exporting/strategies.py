"""Articles in memory, for tests of what holds in a format for every article."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from articles.models import Article, Author, Byline, Source, Tag
from articles.vocabulary import Precision, SourceDate

INSTANT = datetime(2019, 11, 8, 12, tzinfo=UTC)
UNKNOWN = SourceDate()


def build_article(
    *,
    authors: tuple[tuple[str, str], ...] = (),
    tags: tuple[str, ...] = (),
    source: str = "",
    source_date: SourceDate = UNKNOWN,
    **fields: Any,
) -> Article:
    """Return an unsaved article; ``authors`` are pairs of name and affiliation."""
    defaults = {"pk": 7, "headline": "Ferry sails", "slug": "ferry-sails", "created_at": INSTANT}
    defaults |= {"body": "<p>The ferry left on time.</p>", "identity": "7" * 64}
    article = Article(**{**defaults, **fields})
    article.source = Source(name=source, slug="s") if source else None
    article.source_date = source_date.first
    article.source_date_end = source_date.last
    article.source_date_precision = source_date.precision.value
    article.source_date_text = source_date.text
    article.set_derived_fields()
    article.key_list = []
    article.credit_list = [
        Byline(author=Author(name=name), affiliation=affiliation) for name, affiliation in authors
    ]
    article.tag_list = [Tag(name=name, slug=name) for name in tags]
    article.correction_list = []
    return article


WORDS = st.sampled_from(
    'ferry harbour İstanbul Iğdır çok güzel the a of 2019 said & <b> "quoted" -5 =1+1 \'tis'.split()
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=30).map(lambda words: f"It {' '.join(words)}.")
NAMES = st.sampled_from(["Ada Writer", "Ayşe Işık", "Can Öz", "Mehmet van Dal", "Harbour Agency"])
AUTHORS = st.lists(NAMES, unique=True, max_size=3).map(
    lambda names: tuple((name, "") for name in names)
)
SOURCES = st.sampled_from(["", "Azernews", "Harbour Gazette", "Financial Times (FT)", "Haber 7"])
TAGS = st.lists(st.sampled_from(["harbour", "Ulaşım", "sea & sky", "t" * 90]), unique=True)
DAYS = st.dates(min_value=datetime(1850, 1, 1).date(), max_value=datetime(2090, 1, 1).date())  # noqa: DTZ001 - a day
DATES = st.one_of(
    st.just(SourceDate()),
    st.just(SourceDate(text="winter of 2019")),
    DAYS.map(lambda day: SourceDate(day, None, Precision.DAY)),
    DAYS.map(lambda day: SourceDate(day, None, Precision.DAY, f"{day:%d.%m}.{day.year}")),
    DAYS.map(lambda day: SourceDate(day.replace(day=1), None, Precision.MONTH)),
    DAYS.map(lambda day: SourceDate(day.replace(day=1, month=1), None, Precision.YEAR)),
    DAYS.map(lambda day: SourceDate(day, day.replace(year=day.year + 1, day=1), Precision.RANGE)),
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw an article whose paragraphs are sentences."""
    paragraphs = draw(st.lists(SENTENCES, min_size=1, max_size=4))
    escaped = [each.replace("&", "&amp;").replace("<", "&lt;") for each in paragraphs]
    source = draw(SOURCES)
    return build_article(
        headline=" ".join(draw(st.lists(WORDS, min_size=1, max_size=60))),
        standfirst=draw(st.sampled_from(["", "It sails.\n- at last"])),
        body="".join(f"<p>{each}</p>" for each in escaped),
        kind=draw(st.sampled_from(["", "news", "report"])),
        language=draw(st.sampled_from(["", "en", "tr"])),
        source=source,
        is_own_work=not source,
        source_date=draw(DATES) if source else SourceDate(),
        source_detail=draw(st.sampled_from(["", "Sayı 87, s. 30-33", "p. 5"])),
        source_address=draw(st.sampled_from(["", "https://example.org/a?b=1,2"])),
        authors=draw(AUTHORS),
        tags=tuple(draw(TAGS)),
        publish_at=draw(st.none() | st.just(INSTANT)),
    )
