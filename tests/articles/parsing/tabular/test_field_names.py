"""Fields of records by the names of our own exports and of other programs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from articles.parsing.problems import Problem, ProblemError
from articles.parsing.records import Remark
from articles.parsing.tabular import field_names
from articles.vocabulary import Credit, Precision, SourceDate
from tests.problems import say

FIELD_NAMES = (
    "id, headline, standfirst, body, text, kind, language, our_date, source, source_date, "
    "source_detail, source_address, is_own_work, byline, authors, tags, identity, keys, slug, "
    "publish_at, expire_at, embargoed_until"
)
AFP = Credit("AFP", is_organisation=True)
NEW_YEARS_EVE = SourceDate(date(2016, 12, 31), None, Precision.DAY, "12/31/2016")
DAY = SourceDate(date(2020, 12, 3), None, Precision.DAY, "")


def read_fields(
    values: Mapping[str, Any], *, name_map: field_names.NameMap = field_names.NO_NAMES
) -> tuple[dict[str, Any], list[Problem]]:
    return field_names.ObjectReader(name_map=name_map).read_fields(values)


def read_field(name: str, value: Any, field: str) -> Any:
    """Return the field that a value is read into in an object with names of another program."""
    fields, problems = read_fields({"title": "A", "content": "b", name: value})
    assert problems == []
    return fields.get(field)


def leave_out(name: str) -> Remark:
    return Remark("details_left_out", 1, {"names": name})


@pytest.mark.parametrize(
    ("argument", "pair"),
    [
        ("title=headline", ("title", "headline")),
        (" Full Text = body ", ("Full Text", "body")),
        ("x=", ("x", "")),
        ("x=-", ("x", "-")),
        ("a=b=tags", ("a=b", "tags")),
    ],
)
def test_a_mapping_is_parsed_to_a_name_and_a_field_name(
    argument: str, pair: tuple[str, str]
) -> None:
    assert field_names.parse_mapping(argument) == pair


@pytest.mark.parametrize("argument", ["", "title", "=headline", "title=titel", "="])
def test_a_mapping_to_no_field_name_is_refused_with_all_field_names(argument: str) -> None:
    with pytest.raises(ProblemError) as raised:
        field_names.parse_mapping(argument)
    assert say(raised.value.problem) == (
        f'"{argument}" is not a pair. Write theirs=ours; ours may be - to skip the field, or one '
        f"of {FIELD_NAMES}."
    )


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Title", "headline"),
        ("BAŞLIK", "headline"),
        ("summary", "standfirst"),
        ("Description", "standfirst"),
        ("content", "body"),
        ("Article Text", "body"),
        ("İçerik", "body"),
        ("lang", "language"),
        ("publication", "source"),
        ("publishedAt", "source_date"),
        ("published", "source_date"),
        ("publish_date", "source_date"),
        (" URL ", "source_address"),
        ("link", "source_address"),
        ("author", "authors"),
        ("keywords", "tags"),
        ("guid", "id"),
        ("Headline", "headline"),
        ("Source Date", "source_date"),
    ],
)
def test_common_names_are_recognised_in_any_case_and_spacing(name: str, ours: str) -> None:
    plan = field_names.build_plan([name])
    expected = field_names.build_plan([ours]).columns[0][1][0]
    assert [(column, spec[0]) for column, spec in plan.columns] == [(name, expected)]
    assert plan.is_foreign


@pytest.mark.parametrize("name", ["", "№", "x", "colour", "n" * 1000])
def test_other_names_are_unknown(name: str) -> None:
    assert field_names.build_plan([name]).unknown == (name,)


def test_an_object_with_only_our_field_names_is_read_strictly() -> None:
    fields, problems = read_fields({"headline": "A", "text": "<b>", "tags": ["c"]})
    assert (fields["body"], problems) == ("<p>&lt;b&gt;</p>", [])
    fields, problems = read_fields({"headline": "A", "text": "b", "tags": "c"})
    assert (fields["remarks"], problems) == ((leave_out("tags"),), [])


def test_unknown_names_with_names_of_other_programs_are_ignored() -> None:
    assert read_fields({"title": "A", "text": "b", "x": 1}) == (
        {"headline": "A", "body": "<p>b</p>"},
        [],
    )


def test_mapped_names_are_preferred_to_field_names_and_those_to_recognised_names() -> None:
    values = {"title": "understood", "headline": "ours", "x": "said", "text": "b"}
    assert read_fields(values)[0]["headline"] == "ours"
    assert read_fields(values, name_map={"X": "headline"})[0]["headline"] == "said"
    assert read_fields({**values, "x": " "}, name_map={"X": "headline"})[0]["headline"] == "ours"
    assert read_fields({**values, "x": None}, name_map={"X": "headline"})[0]["headline"] == "ours"


def test_a_name_that_is_mapped_to_nothing_is_ignored() -> None:
    values = {"headline": "A", "title": "C", "text": "b", "url": "no address"}
    fields, problems = read_fields(values, name_map={"url": "", "HEADLINE": "-"})
    assert (fields, problems) == ({"headline": "C", "body": "<p>b</p>"}, [])


def test_names_of_our_exports_alone_are_ignored_with_names_of_other_programs() -> None:
    values = {"title": "A", "content": "b", "slug": "a-b", "identity": "7", "publish_at": None}
    assert read_fields(values) == ({"headline": "A", "body": "<p>b</p>"}, [])
    assert read_fields(values, name_map={"slug": "slug"})[0]["slug"] == "a-b"


def test_an_embargo_is_never_ignored() -> None:
    fields, problems = read_fields({"title": "A", "content": "b", "embargoed_until": "tomorrow"})
    assert (fields["is_withheld"], problems) == (True, [])
    assert fields["remarks"] == (Remark("times_left_out", 1, {"names": "embargoed_until"}),)


@pytest.mark.parametrize("name", ["embargo", "Embargoed Until", "embargoed", "embargo_date"])
@pytest.mark.parametrize(
    ("value", "field", "expected"),
    [
        ("2090-01-01T00:00:00Z", "embargoed_until", datetime(2090, 1, 1, tzinfo=UTC)),
        ("until further notice", "is_withheld", True),
        (True, "is_withheld", True),
        (7, "is_withheld", True),
        (["2090-01-01"], "is_withheld", True),
        (False, "is_withheld", None),
        (0, "is_withheld", None),
        ("0", "is_withheld", None),
        ("No", "is_withheld", None),
        ([], "is_withheld", None),
    ],
)
def test_an_embargo_of_another_program_holds_the_article_back(
    name: str, value: Any, field: str, expected: Any
) -> None:
    assert read_field(name, value, field) == expected


@pytest.mark.parametrize("name", ["status", "post_status", "pubstatus", "review_state"])
@pytest.mark.parametrize(
    ("value", "is_withheld"),
    [
        ("draft", True),
        ("Private", True),
        ("scheduled", True),
        (0, True),
        (False, True),
        ([{"value": False}], True),
        ([{"value": True}], False),
        ("publish", False),
        ("Published", False),
        (1, False),
        (200, False),
    ],
)
def test_what_readers_of_another_site_do_not_see_is_withheld(
    name: str,
    value: Any,
    is_withheld: bool,  # noqa: FBT001 - a column
) -> None:
    assert read_field(name, value, "is_withheld") == is_withheld


def test_a_status_that_cannot_be_read_is_left_out() -> None:
    fields, problems = read_fields({"title": "A", "content": "b", "status": {"x": 7}})
    assert (fields["remarks"], problems) == ((leave_out("status"),), [])


def test_a_reader_reads_objects_with_different_names() -> None:
    reader = field_names.ObjectReader(name_map={})
    objects = [{"title": "A", "text": "b"}, {"headline": "C", "body": "d"}, {"title": "E"}]
    assert [reader.read_fields(each)[0].get("headline") for each in objects] == ["A", "C", "E"]


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ("a < b\n\n& c", "<p>a &lt; b</p>\n<p>&amp; c</p>"),
        ("<p>a</p>", "<p>a</p>"),
        ("a &amp; b", "a &amp; b"),
        ("a<br/>b", "a<br/>b"),
        ("1 <2 &x", "<p>1 &lt;2 &amp;x</p>"),
        (["a", "b <c"], "<p>a</p>\n<p>b &lt;c</p>"),
        (["a", "<h2>b</h2>"], "<p>a</p>\n<h2>b</h2>"),
    ],
)
def test_a_body_without_markup_is_divided_into_paragraphs(value: Any, body: str) -> None:
    assert read_fields({"title": "A", "content": value}) == ({"headline": "A", "body": body}, [])


@pytest.mark.parametrize(
    ("name", "value", "field_name", "expected"),
    [
        ("summary", "<p>It &amp; that</p>", "standfirst", "It & that"),
        ("source", {"id": None, "name": "Harbour Times"}, "source", "Harbour Times"),
        ("id", "x7", "origin_id", "x7"),
        ("id", 7, "origin_id", ""),
        ("id", "0017", "origin_id", ""),
        ("lang", "TR", "language", "tr"),
        ("lang", "pt_BR", "language", "pt-BR"),
        ("kind", "Report", "kind", "report"),
        ("date", 2019, "source_date", SourceDate(date(2019, 1, 1), None, Precision.YEAR, "2019")),
        ("date", {"text": "late"}, "source_date", SourceDate(text="late")),
        (
            "date",
            "12/31/2016",
            "source_date",
            replace(DAY, first=date(2016, 12, 31), text="12/31/2016"),
        ),
        ("date", "12/11/2016", "source_date", SourceDate(text="12/11/2016")),
        ("is_own_work", True, "is_own_work", True),
        ("is_own_work", "Evet", "is_own_work", True),
        ("is_own_work", 0, "is_own_work", False),
        ("tags", "a; b,c", "tags", ("a", "b", "c")),
        ("keywords", [{"name": "a"}, None, 7], "tags", ("a", "7")),
        ("author", "By Ada Quill and Ben Oar", "credits", (Credit("Ada Quill"), Credit("Ben Oar"))),
        ("author", "Oar, Ben; AFP ;", "credits", (Credit("Ben Oar"), AFP)),
        ("authors", ["Ada Quill", None, ""], "credits", (Credit("Ada Quill"),)),
        ("author", {"name": "Ada", "url": "x"}, "credits", (Credit("Ada"),)),
        (
            "authors",
            [{"name": "Sea", "affiliation": "AFP", "is_organisation": True}],
            "credits",
            (Credit("Sea", "AFP", is_organisation=True),),
        ),
    ],
)
def test_values_of_other_programs_are_read_loosely(
    name: str, value: Any, field_name: str, expected: Any
) -> None:
    assert read_field(name, value, field_name) == expected


@pytest.mark.parametrize(
    "day",
    [
        *("2020-12-03T09:30:00+03:00", "2020-12-03 09:30", "3 December 2020, 09:30 (UTC+04:00)"),
        *("Thu, 03 Dec 2020 09:30:00 GMT", "3 Aralık 2020 at 9:30", "Thursday, 3 Dec 2020 09:30"),
    ],
)
def test_the_time_of_day_after_a_date_is_ignored(day: str) -> None:
    parsed = read_field("date", day, "source_date")
    assert replace(parsed, text="") == DAY


def test_a_mapped_id_may_be_a_number() -> None:
    values = {"title": "A", "content": "b", "nr": 7}
    assert read_fields(values, name_map={"nr": "id"})[0]["origin_id"] == "7"


def test_a_text_that_cannot_be_read_is_reported_under_its_name_in_the_file() -> None:
    problems = read_fields({"title": "A", "content": {"x": 1}})[1]
    assert [say(each) for each in problems] == [
        (
            'content is {"x": 1}, but must be a text: HTML, or paragraphs with blank lines between '
            "them."
        )
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("summary", ["a", "b"]),
        ("url", "/7"),
        ("is_own_work", "so"),
        ("tags", 7),
        ("language", "english"),
    ],
)
def test_a_detail_that_cannot_be_read_is_left_out_with_a_remark(name: str, value: Any) -> None:
    fields, problems = read_fields({"title": "A", "content": "b", name: value})
    assert fields == {
        "headline": "A",
        "body": "<p>b</p>",
        "remarks": (leave_out(name),),
    }
    assert problems == []


def test_a_byline_names_the_authors_where_nothing_else_does() -> None:
    assert read_field("byline", "By Ada Quill and AFP", "credits") == (Credit("Ada Quill"), AFP)


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("html", "<p>b</p>", "headline", "A"),
        ("date_publish", "2020-12-03 09:30:00", "source_date", DAY),
        ("created", [{"value": "2020-12-03T09:30:00+00:00"}], "source_date", DAY),
        ("langcode", [{"value": "en"}], "language", "en"),
        ("language", {"title": "English", "token": "en"}, "language", "en"),
        ("subjects", ["Sea", "New York, NY"], "tags", ("Sea", "New York, NY")),
        ("authors", "['Ada Quill', 'AFP']", "credits", (Credit("Ada Quill"), AFP)),
        ("keywords", "['sea', \"harbour's\"]", "tags", ("sea", "harbour's")),
        ("keywords", "[]", "tags", ()),
        ("tags", [3, 4], "tags", ()),
        ("source", {"id": None, "name": "Harbour Times"}, "source", "Harbour Times"),
        ("excerpt", {"rendered": "<p>Wet.</p>"}, "standfirst", "Wet."),
    ],
)
def test_fields_of_common_programs_are_understood(
    name: str, value: Any, field: str, expected: Any
) -> None:
    assert read_field(name, value, field) == expected


def test_an_object_of_a_text_is_read_as_its_value() -> None:
    values = {"title": {"rendered": "A"}, "body": [{"value": "<p>b</p>", "format": "full"}]}
    assert read_fields(values)[0] == {"headline": "A", "body": "<p>b</p>"}


def test_of_several_names_for_a_field_the_usual_one_is_preferred() -> None:
    values = {"created": "2020-01-01", "date": "2020-12-03", "title": "A", "content": "b"}
    assert read_fields(values)[0]["source_date"] == DAY
