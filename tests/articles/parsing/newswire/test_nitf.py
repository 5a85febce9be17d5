"""The elements of NITF, and how a story becomes a record."""

from datetime import UTC, date, datetime

import pytest

from articles.parsing.problems import Problem
from articles.parsing.records import Reading, Record, Reject, Remark, Sureness
from articles.vocabulary import Credit, Precision, SourceDate
from tests.newswire import FULL_NITF, build_nitf, parse_nitf, parse_nitf_record


def test_every_element_is_read() -> None:
    assert parse_nitf(FULL_NITF) == [
        Record(
            headline="Ferry Opens",
            standfirst="It opens.",
            body="<p>ISTANBUL (HNA) - It rained.</p>",
            kind="analysis",
            language="en-GB",
            source="Harbour News Agency",
            source_date=SourceDate(date(2020, 12, 3), None, Precision.DAY, ""),
            source_address="https://harbour.example/7",
            origin_id="HNA:7-1",
            embargoed_until=datetime(2020, 12, 4, 6, tzinfo=UTC),
            byline="By Ann WRITER, Harbour Correspondent",
            credits=(Credit("Ann Writer", "Harbour Correspondent"),),
            tags=("Ferries", "ferry"),
            original=FULL_NITF.encode(),
            media_type="application/xml",
            charset="utf-8",
            parser="nitf/1",
            position="line 4",
            remarks=(Remark("left_out.picture", params={"caption": "The ferry"}),),
        )
    ]


def test_a_headline_and_a_text_are_enough() -> None:
    content = (
        "<nitf><head><title>Ferry Opens</title></head>"
        "<body><body.content><p>It rained.</p></body.content></body></nitf>"
    )
    assert parse_nitf_record(content) == Record(
        headline="Ferry Opens",
        body="<p>It rained.</p>",
        original=content.encode(),
        media_type="application/xml",
        charset="utf-8",
        parser="nitf/1",
        position="line 1",
    )


def test_the_headline_may_stand_in_an_element_named_headline() -> None:
    content = build_nitf().replace("hedline", "headline")
    assert parse_nitf_record(content).headline == "Ferry Opens"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (build_nitf("").replace("Ferry Opens", ""), Problem("wire.empty")),
        ("<other/>", Problem("wire.no_story")),
    ],
)
def test_an_input_without_a_story_is_rejected_with_a_reason(content: str, reason: Problem) -> None:
    assert parse_nitf(content) == [Reject("line 1", reason, content)]


@pytest.mark.parametrize(
    ("inside", "body"),
    [
        ("<hl2>A</hl2><p>B</p>", "<h2>A</h2><p>B</p>"),
        ("<block><p>A</p></block>", "<div><p>A</p></div>"),
        (
            "<p><span class='dateline'>A (B)</span>C <span class='dateline'>D</span></p>",
            "<p>A (B) C D</p>",
        ),
        ("<p>A\n   b\nc\n    D\n\nE</p>", "<p>A</p><p>b\nc</p><p>D</p><p>E</p>"),
        ("<p>A\n   b\n   c</p>", "<p>A\nb\nc</p>"),
        ("<p>A\nb\n c</p>", "<p>A\nb\nc</p>"),
        ("<p>A\n</p>", "<p>A\n</p>"),
        ("<ul><li>A</li></ul><ol><li>B</li></ol>", "<ul><li>A</li></ul><ol><li>B</li></ol>"),
        (
            "<bq><block><p>A</p></block><credit>B</credit></bq>",
            "<blockquote><div><p>A</p></div><p>B</p></blockquote>",
        ),
        ("<p>A <em>B</em> &lt;C&amp;</p>", "<p>A <em>B</em> &lt;C&amp;</p>"),
        ("<p>A<br/>B</p><hr/>", "<p>A<br>B</p><hr>"),
        (
            '<p><a href="https://a.example/?a=1&amp;b">A</a> <a>B</a></p>',
            '<p><a href="https://a.example/?a=1&amp;b">A</a> <a href="">B</a></p>',
        ),
        ("<p><person>A</person>, <chron norm='1'>B</chron></p>", "<p>A, B</p>"),
        ("<p>A</p><media><media-caption><p>C</p></media-caption></media>.", "<p>A</p>."),
        ("<p>A</p><note type='npa'><p>B</p></note><p>C</p>", "<p>A</p><p>C</p>"),
        ("<p>A</p><block type='npa'><p>B</p></block><p>C</p>", "<p>A</p><p>C</p>"),
        ("<pre>A  B\n\nC &lt;</pre>", "<pre>A  B\n\nC &lt;</pre>"),
        ("<dl><dt>A</dt><dd>B</dd></dl>", "<dl><dt>A</dt><dd>B</dd></dl>"),
        (
            "<table><tr><th>A</th><td><p>B</p></td><td/></tr></table>",
            "<table><tr><th>A</th><td><p>B</p></td><td></td></tr></table>",
        ),
        ("<p>A</p><p/><p> \n </p>", "<p>A</p>"),
        ("<p>A  \n\t B\n\n\n  C</p>", "<p>A\nB\n\nC</p>"),
        ("A\n\nB", "A\n\nB"),
    ],
)
def test_the_elements_of_a_text_become_those_of_a_body(inside: str, body: str) -> None:
    assert parse_nitf_record(build_nitf(inside)).body == body


def test_a_repeated_headline_is_dropped_from_the_body() -> None:
    assert parse_nitf_record(build_nitf("<hl1>FERRY opens</hl1><p>A</p>")).body == "<p>A</p>"
    assert (
        parse_nitf_record(build_nitf("<hl1>Other</hl1><p>A</p>")).body == "<h2>Other</h2><p>A</p>"
    )


@pytest.mark.parametrize(
    ("dateline", "inside", "body"),
    [
        ("ROME -", "<p>A</p>", "<p>ROME - A</p>"),
        ("ROME -", "<p>Rome: A</p>", "<p>Rome: A</p>"),
        ("ROME", "<p>A</p>", "<p>A</p>"),
        ("ROME -", "A", "A"),
    ],
)
def test_a_dateline_with_a_dash_is_put_into_the_first_paragraph(
    dateline: str, inside: str, body: str
) -> None:
    content = build_nitf(inside, head=f"<dateline>{dateline}</dateline>")
    assert parse_nitf_record(content).body == body


@pytest.mark.parametrize(
    ("head", "standfirst"),
    [
        ("<abstract>It opens.</abstract>", "It opens."),
        ("<abstract>Ferry opens!</abstract>", ""),
        ("<abstract>It rained.</abstract>", ""),
    ],
)
def test_a_standfirst_that_repeats_headline_or_text_is_dropped(head: str, standfirst: str) -> None:
    assert parse_nitf_record(build_nitf(head=head)).standfirst == standfirst


def test_a_subheadline_replaces_a_missing_abstract() -> None:
    content = build_nitf().replace("</hl1>", "</hl1><hl2>After a year</hl2>")
    assert parse_nitf_record(content).standfirst == "After a year"


@pytest.mark.parametrize(
    ("byline", "printed", "expected"),
    [
        ("By Ann Writer", "By Ann Writer", (Credit("Ann Writer"),)),
        ("gr/bp", "gr/bp", ()),
        ("<byttl>Editor</byttl>", "Editor", ()),
        (
            "By Ann Writer and Bob Other<byttl>Editors</byttl>",
            "By Ann Writer and Bob Other, Editors",
            (Credit("Ann Writer"), Credit("Bob Other")),
        ),
    ],
)
def test_the_authors_are_those_of_the_byline(
    byline: str, printed: str, expected: tuple[Credit, ...]
) -> None:
    record = parse_nitf_record(build_nitf(head=f"<byline>{byline}</byline>"))
    assert (record.byline, record.credits) == (printed, expected)


@pytest.mark.parametrize(
    ("head", "about", "source", "origin_id"),
    [
        ("", '<doc-id id-string="7"/>', "", "7"),
        ("", '<doc-id id-string="7" regsrc="HNA"/>', "HNA", "HNA:7"),
        ("", '<doc-id id-string="urn:a:7" regsrc="HNA"/>', "HNA", "urn:a:7"),
        ("", '<doc-id id-string="7"/><doc.rights agent="HNA"/>', "HNA", "HNA:7"),
        ("", '<del-list><from-src src-name="HNA"/></del-list>', "HNA", ""),
        (
            "<distributor>Harbour News</distributor>",
            '<doc-id id-string="7"/>',
            "Harbour News",
            "Harbour News:7",
        ),
    ],
)
def test_an_id_that_is_no_uri_is_combined_with_its_provider(
    head: str, about: str, source: str, origin_id: str
) -> None:
    record = parse_nitf_record(build_nitf(head=head, about=about))
    assert (record.source, record.origin_id) == (source, origin_id)


@pytest.mark.parametrize("status", ["canceled", "Killed", "cancel"])
def test_a_canceled_story_needs_neither_headline_nor_text(status: str) -> None:
    content = build_nitf("", about='<doc-id id-string="7" regsrc="HNA"/>', status=status)
    record = parse_nitf_record(content.replace("Ferry Opens", ""))
    assert (record.is_canceled, record.is_withheld) == (True, False)
    assert (record.headline, record.body, record.origin_id) == ("7", "", "HNA:7")


ISSUE = '<date.issue norm="20201203T100000Z"/>'


@pytest.mark.parametrize(
    ("status", "about", "until", "is_withheld"),
    [
        ("usable", "", None, False),
        ("withheld", "", None, True),
        ("unheard-of", "", None, True),
        ("embargoed", "", None, True),
        ("embargoed", '<date.release norm="2020-12-04T00:00Z"/>', 4, False),
        ("", ISSUE + '<date.release norm="20201203T100000Z"/>', None, False),
        ("", ISSUE + '<date.release norm="20201203"/>', None, False),
        ("", ISSUE + '<date.release norm="20201204"/>', 4, False),
        ("", '<date.release norm="20201204T000000Z"/>', 4, False),
        ("usable", '<date.release norm="YYYYMMDD"/>', None, False),
    ],
)
def test_a_release_after_the_issue_is_an_embargo(
    status: str, about: str, until: int | None, *, is_withheld: bool
) -> None:
    record = parse_nitf_record(build_nitf(about=about, status=status))
    ends = datetime(2020, 12, until, tzinfo=UTC) if until else None
    assert (record.embargoed_until, record.is_withheld) == (ends, is_withheld)


def test_an_embargo_without_a_zone_is_read_as_utc_with_a_remark() -> None:
    record = parse_nitf_record("\n" + build_nitf(about='<date.release norm="20201204"/>'))
    assert record.remarks == (Remark("no_zone", 2),)


@pytest.mark.parametrize(
    ("release", "is_withheld", "remarks"),
    [
        ("soon", True, (Remark("embargo_without_date", 1),)),
        ("0001-01-01T00:00:00+14:00", False, ()),
        ("00000000T000000", False, ()),
        ("19700101T000000Z", False, ()),
    ],
)
def test_an_embargo_without_a_date_withholds_the_story_and_a_zero_date_is_none(
    release: str, remarks: tuple[Remark, ...], *, is_withheld: bool
) -> None:
    record = parse_nitf_record(build_nitf(about=f'<date.release norm="{release}"/>'))
    assert (record.is_withheld, record.embargoed_until, record.remarks) == (
        is_withheld,
        None,
        remarks,
    )


def test_a_zero_date_is_no_source_date() -> None:
    record = parse_nitf_record(build_nitf(about='<date.issue norm="0001-01-01T00:00:00"/>'))
    assert record.source_date == SourceDate()


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("<p>By Ann Writer</p><p>It rained. Again.</p>", "It rained. Again."),
        (f"<p>{'It rained all day. ' * 9}</p>", f"{'It rained all day. ' * 6}It…"),
    ],
)
def test_a_story_without_a_headline_gets_the_first_words_of_its_text(
    body: str, headline: str
) -> None:
    record = parse_nitf_record(build_nitf(body).replace("Ferry Opens", ""))
    assert record.headline == headline
    assert record.readings["headline"] == Reading(Sureness.GUESS, 1)
    assert record.remarks == (Remark("headline_from_text", 1),)


def test_a_headline_without_a_text_is_a_record_without_a_body() -> None:
    record = parse_nitf_record(build_nitf(""))
    assert (record.headline, record.body, record.is_canceled) == ("Ferry Opens", "", False)


@pytest.mark.parametrize(
    ("genre", "kind"),
    [
        ("Current", "news"),
        ("Backgrounder", "analysis"),
        ("Opinion", "commentary"),
        ("Special Report", "report"),
        ("Press release", "announcement"),
        ("Weather", ""),
    ],
)
def test_the_kind_is_that_of_a_clear_genre(genre: str, kind: str) -> None:
    content = build_nitf().replace("<docdata", f'<tobject tobject.type="{genre}"/><docdata')
    assert parse_nitf_record(content).kind == kind


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("30.01.2018 17:32", date(2018, 1, 30)),
        ("30 January 2018, 17.32 CET", date(2018, 1, 30)),
        ("30/01/2018", date(2018, 1, 30)),
        ("03/04/2018", None),
    ],
)
def test_a_printed_date_is_read_where_none_is_iso(printed: str, day: date | None) -> None:
    record = parse_nitf_record(build_nitf(about=f'<date.issue norm="{printed}"/>'))
    assert (record.source_date.first, record.source_date.text) == (day, printed)


def test_text_that_is_no_date_is_kept_as_printed() -> None:
    record = parse_nitf_record(build_nitf(about='<date.issue norm="last week"/>'))
    assert record.source_date == SourceDate(text="last week")


def test_tags_are_names_and_no_more_than_a_hundred() -> None:
    names = ["f", "x" * 81, *(f"tag {number}" for number in range(200))]
    keys = "".join(f'<keyword key="{name}"/>' for name in names)
    tags = parse_nitf_record(build_nitf(about=f"<key-list>{keys}</key-list>")).tags
    assert (len(tags), tags[0]) == (100, "tag 0")


@pytest.mark.parametrize("tag", ["x-default", "a" * 9, "en-" + "a" * 9])
def test_an_invalid_language_is_dropped(tag: str) -> None:
    assert (
        parse_nitf_record(build_nitf().replace("<nitf>", f'<nitf xml:lang="{tag}">')).language == ""
    )


def test_a_language_becomes_a_tag() -> None:
    assert (
        parse_nitf_record(build_nitf().replace("<nitf>", '<nitf xml:lang="TR_tr">')).language
        == "tr-tr"
    )


def test_keywords_may_be_texts() -> None:
    about = '<key-list><keyword key="Ferry"/><keyword>Harbour</keyword></key-list>'
    assert parse_nitf_record(build_nitf(about=about)).tags == ("Ferry", "Harbour")


@pytest.mark.parametrize(
    ("body", "head", "byline", "guesses"),
    [
        ("<p>(Adds)</p><p>By Ann Writer</p><p>It rained.</p>", "", "By Ann Writer", True),
        ("<p>By Ann Writer</p>", "<byline>By Bob Other</byline>", "By Bob Other", False),
        ("<p>A</p>" * 5 + "<p>By Ann Writer</p>", "", "", False),
    ],
)
def test_a_byline_may_stand_in_the_text(
    body: str, head: str, byline: str, *, guesses: bool
) -> None:
    record = parse_nitf_record(build_nitf(body, head=head))
    assert (record.byline, set(record.readings)) == (
        byline,
        {"byline", "credits"} if guesses else set(),
    )
