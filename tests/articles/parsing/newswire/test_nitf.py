"""NITF, and how stories are found in a newswire file of XML."""

import codecs
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.newswire import nitf
from articles.parsing.records import (
    Record,
    Reject,
    Remark,
    SkippedItem,
)
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)
from tests.timing import growth

HEAD = "<body.head><hedline><hl1>Ferry Opens</hl1></hedline>{}</body.head>"
FULL = """<?xml version="1.0" encoding="utf-8"?>
<!-- sent by hand -->
<!DOCTYPE nitf SYSTEM "http://dtd.example/nitf-3-6.dtd">
<nitf baselang="en-GB">
 <head>
  <title>Ferry</title>
  <tobject tobject.type="Harbour">
   <tobject.property tobject.property.type="Analysis"/>
   <tobject.subject tobject.subject.type="Transport" tobject.subject.matter="Ferries"/>
   <tobject.subject tobject.subject.refnum="17000000"/>
  </tobject>
  <docdata management-status="usable">
   <doc-id regsrc="HNA" id-string="7-1"/>
   <date.issue norm="20201203T233000+0300"/>
   <date.release norm="20201204T090000+0300"/>
   <key-list><keyword key="ferry"/><keyword key="FERRIES"/></key-list>
  </docdata>
  <pubdata date.publication="20201204" ex-ref="https://harbour.example/7"/>
 </head>
 <body>
  <body.head>
   <hedline><hl1>Ferry
     Opens</hl1><hl2>After a year</hl2></hedline>
   <byline>By <person>Ann WRITER</person><byttl>Harbour Correspondent</byttl></byline>
   <distributor><org>Harbour News Agency</org></distributor>
   <dateline>ISTANBUL (HNA) -</dateline>
   <abstract><p>It opens.</p></abstract>
  </body.head>
  <body.content>
   <media media-type="image"><media-caption>The ferry</media-caption></media>
   <p>It rained.</p>
  </body.content>
 </body>
</nitf>
"""


def told(content: str | bytes, *, charset: str = "") -> list[Record | Reject | SkippedItem]:
    written = content.encode() if isinstance(content, str) else content
    return list(nitf.parse(io.BytesIO(written), charset=charset))


def record(content: str | bytes, *, charset: str = "") -> Record:
    (found,) = told(content, charset=charset)
    assert isinstance(found, Record)
    return found


def rejected(content: str | bytes, *, charset: str = "") -> str:
    (found,) = told(content, charset=charset)
    assert isinstance(found, Reject)
    return found.reason


def written(
    body: str = "<p>It rained.</p>", *, head: str = "", about: str = "", status: str = ""
) -> str:
    data = f'<docdata management-status="{status}">{about}</docdata>'
    inside = f"<body>{HEAD.format(head)}<body.content>{body}</body.content></body>"
    return f"<nitf><head>{data}</head>{inside}</nitf>"


def test_every_element_fills_its_field() -> None:
    assert told(FULL) == [
        Record(
            headline="Ferry Opens",
            standfirst="It opens.",
            body="<p>ISTANBUL (HNA) - It rained.</p>",
            kind="analysis",
            language="en-GB",
            source="Harbour News Agency",
            source_date=SourceDate(date(2020, 12, 3), None, Precision.DAY, "20201203T233000+0300"),
            source_address="https://harbour.example/7",
            origin_id="HNA:7-1",
            embargoed_until=datetime(2020, 12, 4, 6, tzinfo=UTC),
            byline="By Ann WRITER, Harbour Correspondent",
            credits=(Credit("Ann Writer", "Harbour Correspondent"),),
            tags=("Ferries", "ferry"),
            original=FULL.encode(),
            media_type="application/xml",
            charset="utf-8",
            parser="nitf/1",
            position="line 4",
        )
    ]


def test_a_headline_and_a_text_are_enough() -> None:
    content = (
        "<nitf><head><title>Ferry Opens</title></head>"
        "<body><body.content><p>It rained.</p></body.content></body></nitf>"
    )
    assert record(content) == Record(
        headline="Ferry Opens",
        body="<p>It rained.</p>",
        original=content.encode(),
        media_type="application/xml",
        charset="utf-8",
        parser="nitf/1",
        position="line 1",
    )


def test_the_headline_may_stand_in_an_element_with_its_whole_name() -> None:
    content = written().replace("hedline", "headline")
    assert record(content).headline == "Ferry Opens"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (written(""), "It has no text: ask the agency for the story itself, or leave it out."),
        (
            written().replace("Ferry Opens", ""),
            "It has no headline: ask the agency for one, or add it, and import it again.",
        ),
        (
            written(about='<date.release norm="soon"/>'),
            "Its embargo ends at 'soon', which is no date: write it as 2024-05-31T12:00:00Z.",
        ),
        ("<other/>", "It holds no story: ask the agency what it was meant to send."),
    ],
)
def test_what_is_no_story_is_rejected_with_a_reason_and_kept(content: str, reason: str) -> None:
    assert told(content) == [Reject("line 1", reason, content)]


@pytest.mark.parametrize(
    ("inside", "body"),
    [
        ("<hl2>A</hl2><p>B</p>", "<h2>A</h2><p>B</p>"),
        ("<block><p>A</p></block>", "<div><p>A</p></div>"),
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
        ("<pre>A  B\n\nC &lt;</pre>", "<p>A B</p><p>C &lt;</p>"),
        (
            "<table><tr><th>A</th><td><p>B</p></td><td/></tr></table>",
            "<div><p>A | B</p></div>",
        ),
        ("<p>A</p><p/><p> \n </p>", "<p>A</p>"),
        ("<p>A  \n\t B\n\n\n  C</p>", "<p>A\nB\n\nC</p>"),
        ("A\n\nB", "A\n\nB"),
    ],
)
def test_the_elements_of_a_text_become_those_of_a_body(inside: str, body: str) -> None:
    assert record(written(inside)).body == body


def test_a_headline_that_stands_in_the_text_again_is_left_out_of_it() -> None:
    assert record(written("<hl1>FERRY opens</hl1><p>A</p>")).body == "<p>A</p>"
    assert record(written("<hl1>Other</hl1><p>A</p>")).body == "<h2>Other</h2><p>A</p>"


@pytest.mark.parametrize(
    ("dateline", "inside", "body"),
    [
        ("ROME -", "<p>A</p>", "<p>ROME - A</p>"),
        ("ROME -", "<p>Rome: A</p>", "<p>Rome: A</p>"),
        ("ROME", "<p>A</p>", "<p>A</p>"),
        ("ROME -", "A", "A"),
    ],
)
def test_a_dateline_that_ran_into_the_text_runs_into_it_again(
    dateline: str, inside: str, body: str
) -> None:
    content = written(inside, head=f"<dateline>{dateline}</dateline>")
    assert record(content).body == body


@pytest.mark.parametrize(
    ("head", "standfirst"),
    [
        ("<abstract>It opens.</abstract>", "It opens."),
        ("<abstract>Ferry opens!</abstract>", ""),
        ("<abstract>It rained.</abstract>", ""),
    ],
)
def test_a_standfirst_that_says_nothing_more_is_left_out(head: str, standfirst: str) -> None:
    assert record(written(head=head)).standfirst == standfirst


def test_a_smaller_headline_stands_in_for_the_abstract() -> None:
    content = written().replace("</hl1>", "</hl1><hl2>After a year</hl2>")
    assert record(content).standfirst == "After a year"


@pytest.mark.parametrize(
    ("byline", "printed", "credited"),
    [
        ("By Ann Writer", "By Ann Writer", (Credit("Ann Writer"),)),
        ("gr/bp", "gr/bp", ()),
        ("<byttl>Editor</byttl>", "Editor", (Credit("Editor"),)),
        (
            "By Ann Writer and Bob Other<byttl>Editors</byttl>",
            "By Ann Writer and Bob Other, Editors",
            (Credit("Ann Writer"), Credit("Bob Other")),
        ),
    ],
)
def test_the_byline_tells_the_authors(
    byline: str, printed: str, credited: tuple[Credit, ...]
) -> None:
    found = record(written(head=f"<byline>{byline}</byline>"))
    assert (found.byline, found.credits) == (printed, credited)


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
def test_the_id_is_told_with_its_provider_unless_it_is_an_address(
    head: str, about: str, source: str, origin_id: str
) -> None:
    found = record(written(head=head, about=about))
    assert (found.source, found.origin_id) == (source, origin_id)


@pytest.mark.parametrize("status", ["canceled", "Killed", "cancel"])
def test_a_canceled_story_takes_back_what_came_before(status: str) -> None:
    content = written("", about='<doc-id id-string="7" regsrc="HNA"/>', status=status)
    found = record(content.replace("Ferry Opens", ""))
    assert (found.is_canceled, found.is_withheld) == (True, False)
    assert (found.headline, found.body, found.origin_id) == ("7", "", "HNA:7")


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
    ],
)
def test_a_release_after_the_issue_is_an_embargo(
    status: str, about: str, until: int | None, *, is_withheld: bool
) -> None:
    found = record(written(about=about, status=status))
    ends = datetime(2020, 12, until, tzinfo=UTC) if until else None
    assert (found.embargoed_until, found.is_withheld) == (ends, is_withheld)


def test_an_embargo_without_a_zone_is_read_as_utc_and_said() -> None:
    found = record("\n" + written(about='<date.release norm="20201204"/>'))
    assert found.remarks == (Remark("no_zone", 2),)


def test_an_embargo_before_all_time_is_no_date() -> None:
    content = written(about='<date.release norm="0001-01-01T00:00:00+14:00"/>')
    assert rejected(content).startswith("Its embargo ends at '0001-01-01T00:00:00+14:00', which")


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
def test_the_genre_tells_the_kind_where_it_is_plain(genre: str, kind: str) -> None:
    content = written().replace("<docdata", f'<tobject tobject.type="{genre}"/><docdata')
    assert record(content).kind == kind


def test_a_date_that_is_none_is_kept_as_it_is_printed() -> None:
    found = record(written(about='<date.issue norm="last week"/>'))
    assert found.source_date == SourceDate(text="last week")


def test_tags_are_names_and_no_more_than_a_hundred() -> None:
    names = ["f", "x" * 81, *(f"tag {number}" for number in range(200))]
    keys = "".join(f'<keyword key="{name}"/>' for name in names)
    tags = record(written(about=f"<key-list>{keys}</key-list>")).tags
    assert (len(tags), tags[0]) == (100, "tag 0")


@pytest.mark.parametrize("tag", ["x-default", "a" * 9, "en-" + "a" * 9])
def test_what_is_no_language_is_left_out(tag: str) -> None:
    assert record(written().replace("<nitf>", f'<nitf xml:lang="{tag}">')).language == ""


def test_a_language_is_written_as_we_write_it() -> None:
    assert record(written().replace("<nitf>", '<nitf xml:lang="TR_tr">')).language == "tr-tr"


# XML


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (FULL, True),
        ("\ufeff<nitf>", True),
        ('<a:nitf xmlns:a="b">', True),
        ('<!DOCTYPE nitf [<!-- it\'s --><!ENTITY a "]>">]>\n<nitf/>', True),
        ("<nitfs>", False),
        ("<html><nitf>", False),
        ("<!-- <nitf> -->", False),
        ("nitf", False),
        ("", False),
    ],
)
def test_the_outermost_element_tells_the_format(content: str, *, is_ours: bool) -> None:
    assert nitf.sniff(content) is is_ours


def test_a_document_type_is_not_loaded_and_what_html_names_is_a_letter() -> None:
    content = '<!DOCTYPE nitf SYSTEM "file:///etc/passwd">' + written(
        "<p>caf&eacute; &what; &amp;</p>", about='<doc-id id-string="a&eacute;b"/>'
    )
    found = record(content)
    assert (found.body, found.original) == ("<p>café &amp;</p>", content.encode())


def test_entities_declared_inside_are_left_out() -> None:
    content = (
        '<!DOCTYPE nitf [<!ENTITY a "AAA"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
        + written("<p>A&a;B&b;</p>")
    )
    assert record(content).body == "<p>AB</p>"


def test_a_bomb_of_entities_is_refused_or_left_out() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE nitf [<!ENTITY a0 "{"x" * 1000}">{lines}]>'
    for content in (written("<p>A&a11;</p>"), written().replace("<nitf>", '<nitf id="&a11;">')):
        assert rejected(bomb + content).startswith("It is not well-formed XML")


def test_the_charset_is_the_one_declared_or_marked_or_else_the_one_given() -> None:
    declared = '<?xml version="1.0" encoding="iso-8859-9"?>' + written("<p>Şile</p>")
    plain = written("<p>Şile</p>")
    found = [
        record(declared.encode("iso-8859-9")),
        record(codecs.BOM_UTF16_LE + plain.encode("utf-16-le")),
        record(plain.encode("windows-1254"), charset="windows-1254"),
        record(plain, charset="windows-1254"),
        record(plain.encode("utf-8-sig")),
    ]
    assert [each.body for each in found] == ["<p>Şile</p>"] * 5
    charsets = ["iso8859-9", "utf-16-le", "windows-1254", "utf-8", "utf-8"]
    assert [each.charset for each in found] == charsets


def test_a_charset_that_nobody_told_is_rejected_with_a_remedy() -> None:
    reason = rejected(written("<p>Şile</p>").encode("windows-1254"))
    assert reason.endswith("Say which charset the file is in, such as --encoding windows-1254.")


def test_what_breaks_off_is_rejected_with_its_line() -> None:
    content = FULL[: FULL.index("</body>")]
    (found,) = told(content)
    assert isinstance(found, Reject)
    lines = content.count("\n") + 1
    assert (found.position, found.record) == (f"line {lines}", content)
    assert found.reason.endswith(
        "All stories before that line were read. Mend it, or ask for the file again, and import "
        "all of it; what is known already stays as it is."
    )


@pytest.mark.parametrize(
    "content",
    [
        "<nitf>" + "<p>x</p>" * 1_000_000,
        "<nitf><p>" + "x" * 6_000_000,
        "<nitf>" + "<p>x</p>" * 600_000,
    ],
)
def test_what_is_larger_than_any_story_is_rejected_without_its_bytes(content: str) -> None:
    (found,) = told(content)
    assert isinstance(found, Reject)
    assert (found.reason.split(" MiB")[0], found.record) == ("More than 4", None)


def test_a_story_with_much_around_it_is_kept_without_that() -> None:
    content = written(about="<urgency/>")
    found = record(" " * 3_000_000 + content + " " * 3_000_000)
    assert (found.headline, found.original) == ("Ferry Opens", content.encode())


@pytest.mark.parametrize("depth", [200, 300, 100_000])
def test_deep_nesting_is_read_or_rejected(depth: int) -> None:
    (found,) = told(written("<block>" * depth + "A" + "</block>" * depth))
    assert isinstance(found, Record if depth < 250 else Reject)


@pytest.mark.parametrize("shape", ["<p>A</p>", "<p>", "A ", "\n", "<hl1>A</hl1>", "<pre>A</pre>"])
def test_the_time_of_long_texts_grows_linearly(shape: str) -> None:
    assert growth(lambda size: told(written(shape * size)), 1_000) < 24


@pytest.mark.parametrize(
    "shape", ["<!--", "<!-- -->", "<?", "<!DOCTYPE ", '"', "<!DOCTYPE a [<!--"]
)
def test_the_time_to_tell_the_format_grows_linearly(shape: str) -> None:
    assert growth(lambda size: nitf.sniff(shape * size), 1_000) < 24
    assert growth(lambda size: nitf.sniff("<!DOCTYPE a [" + shape * size), 1_000) < 24


TOKENS = st.sampled_from(
    [
        *("<nitf>", "</nitf>", "<body>", "</body>", "<body.head>", "</body.head>", "<p>", "</p>"),
        *("<body.content>", "</body.content>", "<hedline>", "</hedline>", "<hl1>", "</hl1>", "A"),
        *("<!DOCTYPE nitf [", "]>", '<!ENTITY a "b">', "&a;", "&eacute;", "<!--", "-->", "ş"),
        *('<?xml version="1.0" encoding="utf-16"?>', "<![CDATA[", "]]>", "\0", "<byline>By A. B"),
        written(),
        FULL,
    ]
)
LIKE_FILES = st.builds(
    str.encode,
    st.lists(TOKENS, max_size=20).map("".join),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be", "iso-8859-9"]).filter(bool),
    st.just("replace"),
)


@given(st.binary(max_size=200) | LIKE_FILES, st.sampled_from(["", "windows-1254", "utf-16"]))
def test_any_bytes_are_records_and_rejects_with_a_reason(content: bytes, charset: str) -> None:
    found = told(content, charset=charset)
    reasons = [each.reason for each in found if isinstance(each, Reject)]
    assert [reason for reason in reasons if not reason.endswith(".")] == []
    assert [type(each) for each in found[:-1]] in ([], [Record], [Reject])
    assert type(found[-1]) in {Record, Reject}


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20).map(
    lambda text: text.replace("&", "").replace("<", "").replace("]", "")
)


@given(WORDS, WORDS, WORDS)
def test_the_same_record_is_read_from_its_original(headline: str, text: str, key: str) -> None:
    content = written(f"<p>A {text}</p>").replace("Ferry Opens", f"B {headline}")
    first = record(content.replace("</docdata>", f"<evloc>{key}</evloc></docdata>"))
    again = record(first.original, charset=first.charset)
    assert (again, bool(first.headline and first.body)) == (first, True)


def test_the_line_of_a_story_is_all_that_its_place_changes() -> None:
    first, second = record(written()), record("\n" + written())
    assert replace(first, original=b"", position="") == replace(second, original=b"", position="")
