"""What JSON-LD tells of an article."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.webpage import schema_org
from articles.parsing.webpage.schema_org import Told
from articles.vocabulary import (
    Credit,
)
from tests.timing import growth


def article(**told: Any) -> Told:
    return {"@type": "NewsArticle", **told}


def articles(*scripts: Any) -> list[Told]:
    written = (each if isinstance(each, str) else json.dumps(each) for each in scripts)
    return schema_org.articles(written)


ARTICLE = article(headline="Ferry Opens")


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        [ARTICLE],
        [[{"@type": "WebPage"}, ARTICLE]],
        {"@graph": [{"@type": "Organization"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {"@type": "WebPage", "mainEntityOfPage": "https://a.example/", "@graph": [ARTICLE]},
        f"\n{json.dumps(ARTICLE)};\n",
    ],
)
def test_an_article_is_found_wherever_a_page_tells_of_it(script: Any) -> None:
    assert articles(script) == [ARTICLE]


@pytest.mark.parametrize(
    "script",
    [
        *("", "{", "7", '"x"', "null", "[" * 100_000, '{"@type":' * 100_000),
        *({"@type": "WebPage"}, {"@type": 7}, {}, {"related": [ARTICLE]}),
        json.dumps(ARTICLE) + " " * 2**21,
    ],
)
def test_what_tells_of_no_article_is_left_alone(script: Any) -> None:
    assert articles(script) == []


def test_a_line_feed_inside_a_text_is_overlooked() -> None:
    (found,) = articles('{"@type": ["Thing", "BlogPosting"], "headline": "Ferry\nOpens"}')
    assert schema_org.line(found["headline"]) == "Ferry Opens"


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ("NewsArticle", ""),
        ("OpinionNewsArticle", "commentary"),
        ("AnalysisNewsArticle", "analysis"),
        ("ReportageNewsArticle", "news"),
        (["Article", "Report"], "report"),
    ],
)
def test_the_kind_is_told_by_the_type_alone(types: Any, kind: str) -> None:
    assert schema_org.kind({"@type": types}) == kind


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (" Ferry\n &amp; Pier ", "Ferry & Pier"),
        ({"@type": "Thing", "name": "Ferry"}, "Ferry"),
        ({"@value": "Ferry", "@language": "en"}, "Ferry"),
        ([{"name": "Ferry"}, {"name": "Pier"}], "Ferry"),
        (None, ""),
        (7, ""),
        ([], ""),
        ([[]], ""),
        ({}, ""),
        ({"name": 7}, ""),
        ({"name": {"name": {}}}, ""),
    ],
)
def test_a_line_is_a_text_or_a_name(value: Any, line: str) -> None:
    assert schema_org.line(value) == line


@pytest.mark.parametrize(
    ("author", "credited"),
    [
        ("Ada Writer", [Credit("Ada Writer")]),
        ({"@type": "Person", "name": "Ada Writer"}, [Credit("Ada Writer")]),
        (
            [{"@type": "Person", "name": "Ada Writer"}, {"name": "ADA WRITER"}, "Bo Other"],
            [Credit("ADA WRITER"), Credit("Bo Other")],
        ),
        (
            {"@type": "NewsMediaOrganization", "name": "Harbour Times"},
            [Credit("Harbour Times", is_organisation=True)],
        ),
        *((told, []) for told in (None, 7, "", "https://a.example/ada", {"url": "x"}, ["-"])),
    ],
)
def test_authors_are_credited_by_name_each_once(author: Any, credited: list[Credit]) -> None:
    assert schema_org.credits_of(article(author=author)) == tuple(credited)


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ("ferry, pier", ["ferry", " pier"]),
        (["ferry", {"name": "pier"}], ["ferry", "pier"]),
        (None, []),
        (7, []),
    ],
)
def test_keywords_are_a_list_or_a_text_with_commas(keywords: Any, expected: list[str]) -> None:
    assert schema_org.keywords(article(keywords=keywords)) == expected


def test_addresses_are_those_of_the_article_and_of_its_page() -> None:
    page = {"@type": "WebPage", "@id": "https://a.example/2"}
    told = article(url=" https://a.example/1 ", mainEntityOfPage=page)
    assert schema_org.addresses(told) == ["https://a.example/1", "https://a.example/2"]
    told = article(mainEntityOfPage="https://a.example/3", url=7)
    assert schema_org.addresses(told) == ["https://a.example/3"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("NewsArticle"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@graph", "author", "name", "url", "keywords", "headline", "mainEntity"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(VALUES)
def test_any_json_is_read_without_error(value: Any) -> None:
    for found in articles(value):
        read = [schema_org.kind(found), schema_org.line(found.get("headline"))]
        read += [*schema_org.addresses(found), *schema_org.keywords(found)]
        assert {type(each) for each in read} == {str}
        assert [credit for credit in schema_org.credits_of(found) if not credit.name] == []


@pytest.mark.parametrize("shape", ["[1],", '{"@type":"Article"},', '{"@graph":[1,2]},'])
def test_the_time_grows_linearly(shape: str) -> None:
    assert growth(lambda size: articles(f"[{shape * size}1]"), 2_000) < 24
