"""A Record's fields from names of others and of ours."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from articles.parsing.tabular import field_names
from articles.vocabulary import (
    Credit,
    Precision,
    SourceDate,
)

OURS = (
    "id, headline, standfirst, body, text, kind, language, our_date, source, source_date, "
    "source_detail, source_address, is_own_work, byline, authors, tags, identity, slug, "
    "publish_at, expire_at, embargoed_until"
)
DAY = SourceDate(date(2020, 12, 3), None, Precision.DAY, "")


def read(
    told: Mapping[str, Any], *, names: Mapping[str, str] = field_names.NO_NAMES
) -> tuple[dict[str, Any], list[str]]:
    return field_names.Reader(names=names).fields(told)


def field(name: str, value: Any, field: str) -> Any:
    """Return what a field of an object, that is in the names of another, is read as."""
    fields, problems = read({"title": "A", "content": "b", name: value})
    assert problems == []
    return fields.get(field)


def problem(name: str, value: Any) -> list[str]:
    return read({"title": "A", "content": "b", name: value})[1]


@pytest.mark.parametrize(
    ("told", "pair"),
    [
        ("title=headline", ("title", "headline")),
        (" Full Text = body ", ("Full Text", "body")),
        ("x=", ("x", "")),
        ("x=-", ("x", "-")),
        ("a=b=tags", ("a=b", "tags")),
    ],
)
def test_a_mapping_is_a_name_of_theirs_and_one_of_ours(told: str, pair: tuple[str, str]) -> None:
    assert field_names.mapping(told) == pair


@pytest.mark.parametrize("told", ["", "title", "=headline", "title=titel", "="])
def test_a_mapping_to_no_name_of_ours_is_refused_with_all_of_them(told: str) -> None:
    with pytest.raises(ValueError, match="does not say") as refused:
        field_names.mapping(told)
    assert str(refused.value) == (
        f'"{told}" does not say which name of ours a name of theirs is; write their=ours, where '
        f"ours is - to pass theirs over, or one of {OURS}."
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
def test_common_names_are_understood_whatever_their_case_and_spaces(name: str, ours: str) -> None:
    plan = field_names.plan([name])
    expected = field_names.plan([ours]).columns[0][1][0]
    assert [(told, reading[0]) for told, reading in plan.columns] == [(name, expected)]
    assert plan.is_foreign


@pytest.mark.parametrize("name", ["", "№", "x", "category", "n" * 1000])
def test_other_names_are_not_understood(name: str) -> None:
    assert field_names.plan([name]).unknown == (name,)


def test_an_object_in_our_names_alone_is_read_strictly() -> None:
    fields, problems = read({"headline": "A", "text": "<b>", "tags": ["c"]})
    assert (fields["body"], problems) == ("<p>&lt;b&gt;</p>", [])
    assert read({"headline": "A", "text": "b", "tags": "c"})[1] == [
        'tags is "c", but it takes a list of texts.'
    ]
    assert read({"headline": "A", "text": "b", "x": 1})[1][0] == 'The name "x" is unknown.'


def test_unknown_names_beside_those_of_another_are_passed_over() -> None:
    assert read({"title": "A", "text": "b", "x": 1}) == (
        {"headline": "A", "body": "<p>b</p>"},
        [],
    )


def test_what_was_said_comes_before_ours_and_ours_before_what_is_understood() -> None:
    told = {"title": "understood", "headline": "ours", "x": "said", "text": "b"}
    assert read(told)[0]["headline"] == "ours"
    assert read(told, names={"X": "headline"})[0]["headline"] == "said"
    assert read({**told, "x": " "}, names={"X": "headline"})[0]["headline"] == "ours"
    assert read({**told, "x": None}, names={"X": "headline"})[0]["headline"] == "ours"


def test_a_name_that_was_said_to_be_passed_over_is() -> None:
    told = {"headline": "A", "title": "C", "text": "b", "url": "no address"}
    fields, problems = read(told, names={"url": "", "HEADLINE": "-"})
    assert (fields, problems) == ({"headline": "C", "body": "<p>b</p>"}, [])


def test_names_that_our_exports_alone_tell_are_not_understood_in_those_of_another() -> None:
    told = {"title": "A", "content": "b", "slug": "a-b", "identity": "7", "publish_at": None}
    assert read(told) == ({"headline": "A", "body": "<p>b</p>"}, [])
    assert read(told, names={"slug": "slug"})[0]["slug"] == "a-b"


def test_an_embargo_is_never_passed_over() -> None:
    assert problem("embargoed_until", "tomorrow") == [
        (
            'embargoed_until is "tomorrow", but it takes an instant with its zone, such as '
            "2019-11-08T09:30:00+03:00."
        )
    ]


def test_a_reader_reads_objects_of_other_names_one_after_the_other() -> None:
    reader = field_names.Reader(names={})
    objects = [{"title": "A", "text": "b"}, {"headline": "C", "body": "d"}, {"title": "E"}]
    assert [reader.fields(each)[0].get("headline") for each in objects] == ["A", "C", "E"]


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
def test_a_body_is_html_if_it_holds_any_and_else_paragraphs(value: Any, body: str) -> None:
    assert read({"title": "A", "content": value}) == ({"headline": "A", "body": body}, [])


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
        ("date", "12/31/2016", "source_date", SourceDate(text="12/31/2016")),
        ("is_own_work", True, "is_own_work", True),
        ("is_own_work", "Evet", "is_own_work", True),
        ("is_own_work", 0, "is_own_work", False),
        ("tags", "a; b,c", "tags", ("a", "b", "c")),
        ("keywords", [{"name": "a"}, None, 7], "tags", ("a", "7")),
        ("author", "By Ada Quill and Ben Oar", "credits", (Credit("Ada Quill"), Credit("Ben Oar"))),
        ("author", "Oar, Ben; AFP ;", "credits", (Credit("Oar, Ben"), Credit("AFP"))),
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
def test_values_of_others_are_read_loosely(
    name: str, value: Any, field_name: str, expected: Any
) -> None:
    assert field(name, value, field_name) == expected


@pytest.mark.parametrize(
    "day",
    [
        *("2020-12-03T09:30:00+03:00", "2020-12-03 09:30", "3 December 2020, 09:30 (UTC+04:00)"),
        *("Thu, 03 Dec 2020 09:30:00 GMT", "3 Aralık 2020 at 9:30", "Thursday, 3 Dec 2020 09:30"),
    ],
)
def test_the_time_of_day_after_a_date_counts_for_nothing(day: str) -> None:
    assert field("date", day, "source_date") == SourceDate(DAY.first, None, DAY.precision, day)


def test_an_id_that_was_said_to_be_one_is_taken_though_it_is_a_number() -> None:
    told = {"title": "A", "content": "b", "nr": 7}
    assert read(told, names={"nr": "id"})[0]["origin_id"] == "7"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("title", True, "title is true, but it takes a text."),
        ("summary", ["a"], 'summary is ["a"], but it takes a text.'),
        ("url", "/7", 'url is "/7", but it takes an address such as https://example.org/.'),
        (
            "is_own_work",
            "so",
            'is_own_work is "so", but it takes true or false, yes or no, 1 or 0.',
        ),
        ("tags", 7, "tags is 7, but it takes texts divided by , or ;, or a list of them."),
        (
            "author",
            [{"id": 7}],
            (
                'author is [{"id": 7}], but it takes names as printed, or divided by ;, or a list '
                "of them."
            ),
        ),
    ],
)
def test_a_value_that_is_wrong_is_told_by_their_name(name: str, value: Any, reason: str) -> None:
    assert problem(name, value) == [reason]
