"""XML of no known format, read by the names of its elements."""

import io
from datetime import UTC, date, datetime

import pytest

from articles.parsing import formats
from articles.parsing.newswire import named_xml
from articles.parsing.records import Reading, Record, Reject, Sureness
from articles.vocabulary import Credit, Precision, SourceDate
from tests.timing import measure_growth

STORY = """<HarbourNews>
  <NewsID>7-1</NewsID>
  <PublishDate>2020-12-03T23:30:00</PublishDate>
  <strapline>FERRY</strapline>
  <headline>Ferry Opens</headline>
  <subtitle>After a year</subtitle>
  <origin>/hna/</origin>
  <section>Sea; Ships</section>
  <keywords><word>harbour</word><word>ferry</word></keywords>
  <byLine>Ann Writer</byLine>
  <lang>en</lang>
  <URL>https://harbour.example/7</URL>
  <content>&lt;p&gt;It rained.&lt;/p&gt;</content>
  <Killed>false</Killed>
</HarbourNews>"""
GUESS = Reading(Sureness.GUESS, 1)


def parse(content: str) -> list[object]:
    return list(formats.read_stream(io.BytesIO(content.encode())))


def parse_record(content: str) -> Record:
    (record,) = parse(content)
    assert isinstance(record, Record)
    return record


def test_fields_are_read_by_the_names_of_the_elements_and_marked_as_guesses() -> None:
    assert parse(STORY) == [
        Record(
            headline="Ferry Opens",
            standfirst="After a year",
            body="<p>It rained.</p>",
            language="en",
            source="hna",
            source_date=SourceDate(date(2020, 12, 3), None, Precision.DAY),
            source_address="https://harbour.example/7",
            origin_id="hna:7-1",
            byline="Ann Writer",
            credits=(Credit("Ann Writer"),),
            tags=("Sea", "Ships", "harbour", "ferry"),
            readings=dict.fromkeys(("headline", "body", "source", "source_date", "byline"), GUESS),
            original=STORY.encode(),
            media_type="application/xml",
            charset="utf-8",
            parser="xml/1",
            position="line 1",
        )
    ]


@pytest.mark.parametrize(
    "content",
    [
        "<a><title>Ferry Opens</title><body><p>It rained.</p></body></a>",
        "<x:a xmlns:x='y'><x:Title>Ferry Opens</x:Title><x:Text>It rained.</x:Text></x:a>",
        "<n><a><story_title>Ferry Opens</story_title><story_text>It rained.</story_text></a></n>",
        "<haber><baslik>Ferry Opens</baslik><haber_metni>It rained.</haber_metni></haber>",
        "<a headline='Ferry Opens' b='c'><title/><text/><text>It rained.</text></a>",
        "<a><title>Ferry Opens</title><text/><head><text>It rained.</text></head></a>",
        "<?xml encoding='x'?><a><titre>Ferry Opens</titre><html>It rained.</html></a>",
    ],
)
def test_names_may_be_of_other_languages_spellings_and_places(content: str) -> None:
    record = parse_record(content)
    assert (record.headline, record.body.replace("\n", "")) == ("Ferry Opens", "<p>It rained.</p>")


def test_each_of_many_stories_is_read_by_itself() -> None:
    first, second = parse(f"<list>{STORY}{STORY}</list>")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert parse_record(first.original.decode()).headline == second.headline


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("<headline>Ferry Opens", "<headline>", {"headline": "It rained."}),
        ("<Killed>false", "<Killed>true", {"is_canceled": True}),
        ("<Killed>false</Killed>", "<embargo>false</embargo>", {"is_withheld": False}),
        ("<Killed>false</Killed>", "<embargo>soon</embargo>", {"is_withheld": True}),
        (
            "<Killed>false</Killed>",
            "<embargo>2020-12-04T12:00:00Z</embargo>",
            {"embargoed_until": datetime(2020, 12, 4, 12, tzinfo=UTC)},
        ),
        ("<lang>en</lang>", "", {"language": ""}),
        ("&lt;p&gt;It rained.&lt;/p&gt;", "", {"body": "", "headline": "Ferry Opens"}),
    ],
)
def test_a_field_may_be_empty_or_say_what_is_due(
    old: str, new: str, fields: dict[str, object]
) -> None:
    assert old in STORY
    record = parse_record(STORY.replace(old, new))
    assert {name: getattr(record, name) for name in fields} == fields


@pytest.mark.parametrize(
    "content",
    [
        "<a><title>A</title></a>",
        "<a><title>A</title><b><text>B</text></b></a>",
        "<urlset><title>A</title><text>B</text></urlset>",
        "<a><!-- <title/><text/> --></a>",
        "text",
        "<",
    ],
)
def test_other_xml_is_not_recognised(content: str) -> None:
    assert named_xml.sniff(content) is False


@pytest.mark.parametrize("content", ["<a><b/></a>", "no XML"])
def test_other_input_is_rejected_where_the_format_is_named(content: str) -> None:
    (result,) = formats.read_stream(io.BytesIO(content.encode()), format_name="xml")
    assert isinstance(result, Reject)


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "shape", ["<a>", "<a/>", "<title/>", "<text>A</text>", "&lt;p&gt;", "A ", "<a b='c'>", "<head>"]
)
def test_the_time_of_long_inputs_grows_linearly(shape: str) -> None:
    def parse_repeated(size: int) -> None:
        named_xml.sniff("<a>" + shape * size)
        parse(f"<a><title>A</title><text>{shape * size}</text></a>")

    assert measure_growth(parse_repeated, 2_000) < 24
