"""How stories are found in a newswire file of XML, by example of NITF."""

import codecs
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.newswire import nitf
from articles.parsing.problems import Problem
from articles.parsing.records import Record, Reject
from tests.newswire import FULL_NITF, build_nitf, parse_nitf, parse_nitf_codes, parse_nitf_record
from tests.problems import is_worded, list_codes
from tests.timing import measure_growth


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (FULL_NITF, True),
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
def test_the_format_is_recognised_by_the_outermost_element(content: str, *, is_ours: bool) -> None:
    assert nitf.sniff(content) is is_ours


def test_a_document_type_is_not_loaded_and_html_entities_are_decoded() -> None:
    content = '<!DOCTYPE nitf SYSTEM "file:///etc/passwd">' + build_nitf(
        "<p>caf&eacute; &what; &amp;</p>", about='<doc-id id-string="a&eacute;b"/>'
    )
    record = parse_nitf_record(content)
    assert (record.body, record.original) == ("<p>café &amp;</p>", content.encode())


def test_declared_entities_are_dropped() -> None:
    content = (
        '<!DOCTYPE nitf [<!ENTITY a "AAA"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
        + build_nitf("<p>A&a;B&b;</p>")
    )
    assert parse_nitf_record(content).body == "<p>AB</p>"


def test_an_entity_bomb_is_rejected() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE nitf [<!ENTITY a0 "{"x" * 1000}">{lines}]>'
    for content in (
        build_nitf("<p>A&a11;</p>"),
        build_nitf().replace("<nitf>", '<nitf id="&a11;">'),
    ):
        assert parse_nitf_codes(bomb + content) == ["xml.malformed", "wire.fix_line"]


def test_the_charset_is_that_of_bom_or_declaration_or_else_the_given_one() -> None:
    declared = '<?xml version="1.0" encoding="iso-8859-9"?>' + build_nitf("<p>Şile</p>")
    plain = build_nitf("<p>Şile</p>")
    results = [
        parse_nitf_record(declared.encode("iso-8859-9")),
        parse_nitf_record(codecs.BOM_UTF16_LE + plain.encode("utf-16-le")),
        parse_nitf_record(plain.encode("windows-1254"), charset="windows-1254"),
        parse_nitf_record(plain, charset="windows-1254"),
        parse_nitf_record(plain.encode("utf-8-sig")),
    ]
    assert [each.body for each in results] == ["<p>Şile</p>"] * 5
    charsets = ["cp1254", "utf-16-le", "windows-1254", "utf-8", "utf-8"]
    assert [each.charset for each in results] == charsets


def test_an_unknown_charset_is_rejected_with_a_remedy() -> None:
    codes = parse_nitf_codes(build_nitf("<p>Şile</p>").encode("windows-1254"))
    assert codes == ["xml.malformed", "charset.choose"]


def test_a_truncated_file_is_rejected_with_its_line() -> None:
    content = FULL_NITF[: FULL_NITF.index("</body>")]
    (reject,) = parse_nitf(content)
    assert isinstance(reject, Reject)
    lines = content.count("\n") + 1
    assert (reject.position, reject.record) == (f"line {lines}", content)
    assert list_codes(reject.reason) == ["xml.malformed", "wire.fix_line"]


@pytest.mark.parametrize(
    "content",
    [
        "<nitf>" + "<p>x</p>" * 1_000_000,
        "<nitf><p>" + "x" * 6_000_000,
        "<nitf>" + "<p>x</p>" * 600_000,
    ],
)
def test_a_story_over_the_limit_is_rejected_without_its_bytes(content: str) -> None:
    (reject,) = parse_nitf(content)
    assert isinstance(reject, Reject)
    assert reject == Reject(reject.position, Problem("wire.no_end_of_story", {"size": 4}), None)


def test_the_original_of_a_story_in_much_white_space_is_the_story_alone() -> None:
    content = build_nitf(about="<urgency/>")
    record = parse_nitf_record(" " * 3_000_000 + content + " " * 3_000_000)
    assert (record.headline, record.original) == ("Ferry Opens", content.encode())


@pytest.mark.parametrize("depth", [200, 300, 100_000])
def test_deep_nesting_is_read_or_rejected(depth: int) -> None:
    (record,) = parse_nitf(build_nitf("<block>" * depth + "A" + "</block>" * depth))
    assert isinstance(record, Record if depth < 250 else Reject)


@pytest.mark.parametrize("shape", ["<p>A</p>", "<p>", "A ", "\n", "<hl1>A</hl1>", "<pre>A</pre>"])
def test_the_time_of_long_texts_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: parse_nitf(build_nitf(shape * size)), 1_000) < 24


@pytest.mark.parametrize(
    "shape", ["<!--", "<!-- -->", "<?", "<!DOCTYPE ", '"', "<!DOCTYPE a [<!--"]
)
def test_the_time_to_recognise_the_format_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: nitf.sniff(shape * size), 1_000) < 24
    assert measure_growth(lambda size: nitf.sniff("<!DOCTYPE a [" + shape * size), 1_000) < 24


TOKENS = st.sampled_from(
    [
        *("<nitf>", "</nitf>", "<body>", "</body>", "<body.head>", "</body.head>", "<p>", "</p>"),
        *("<body.content>", "</body.content>", "<hedline>", "</hedline>", "<hl1>", "</hl1>", "A"),
        *("<!DOCTYPE nitf [", "]>", '<!ENTITY a "b">', "&a;", "&eacute;", "<!--", "-->", "ş"),
        *('<?xml version="1.0" encoding="utf-16"?>', "<![CDATA[", "]]>", "\0", "<byline>By A. B"),
        build_nitf(),
        FULL_NITF,
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
    results = parse_nitf(content, charset=charset)
    reasons = [each.reason for each in results if isinstance(each, Reject)]
    assert [reason for reason in reasons if not is_worded(reason)] == []
    assert [type(each) for each in results[:-1]] in ([], [Record], [Reject])
    assert type(results[-1]) in {Record, Reject}


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20).map(
    lambda text: text.replace("&", "").replace("<", "").replace("]", "")
)


@given(WORDS, WORDS, WORDS)
def test_the_same_record_is_read_from_its_original(headline: str, text: str, key: str) -> None:
    content = build_nitf(f"<p>A {text}</p>").replace("Ferry Opens", f"B {headline}")
    first = parse_nitf_record(content.replace("</docdata>", f"<evloc>{key}</evloc></docdata>"))
    again = parse_nitf_record(first.original, charset=first.charset)
    assert (again, bool(first.headline and first.body)) == (first, True)


def test_only_original_and_position_depend_on_the_place_of_a_story() -> None:
    first, second = parse_nitf_record(build_nitf()), parse_nitf_record("\n" + build_nitf())
    assert replace(first, original=b"", position="") == replace(second, original=b"", position="")
