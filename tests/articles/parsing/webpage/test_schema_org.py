"""The metadata of articles in JSON-LD."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing.webpage import json_ld, schema_org
from articles.parsing.webpage.json_ld import Node
from articles.vocabulary import Credit
from tests.timing import measure_growth


def build_article(**members: Any) -> Node:
    return {"@type": "NewsArticle", **members}


def find_articles(*scripts: Any) -> list[Node]:
    texts = (each if isinstance(each, str) else json.dumps(each) for each in scripts)
    return list(filter(schema_org.is_article, json_ld.parse_nodes(texts)))


ARTICLE = build_article(headline="Ferry Opens")


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
def test_an_article_is_found_anywhere_in_a_script(script: Any) -> None:
    assert find_articles(script) == [ARTICLE]


@pytest.mark.parametrize(
    "script",
    [
        *("", "{", "7", '"x"', "null", "[" * 100_000, '{"@type":' * 100_000),
        *({"@type": "WebPage"}, {"@type": 7}, {}, {"related": [ARTICLE]}),
        json.dumps(ARTICLE) + " " * 2**21,
    ],
)
def test_a_script_without_an_article_is_ignored(script: Any) -> None:
    assert find_articles(script) == []


def test_an_article_behind_a_thousand_other_objects_is_ignored() -> None:
    script = [{"@type": "Organization"}] * 1_000 + [ARTICLE]
    assert find_articles(script) == []
    assert find_articles(script[1:]) == [ARTICLE]


def test_a_line_feed_inside_a_string_is_accepted() -> None:
    (node,) = find_articles('{"@type": ["Thing", "BlogPosting"], "headline": "Ferry\nOpens"}')
    assert schema_org.to_line(node["headline"]) == "Ferry Opens"


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ("NewsArticle", ""),
        ("OpinionNewsArticle", "commentary"),
        ("https://schema.org/OpinionNewsArticle", "commentary"),
        ("schema:Report", "report"),
        ("AnalysisNewsArticle", "analysis"),
        ("ReportageNewsArticle", "news"),
        (["Article", "Report"], "report"),
    ],
)
def test_the_kind_is_read_from_the_type(types: Any, kind: str) -> None:
    assert schema_org.get_kind({"@type": types}) == kind


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
def test_a_line_is_a_string_or_a_name(value: Any, line: str) -> None:
    assert schema_org.to_line(value) == line


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ada Writer", [Credit("Ada Writer")]),
        ({"@type": "Person", "name": "Ada Writer"}, [Credit("Ada Writer")]),
        ("Ada Writer and Bo Other", [Credit("Ada Writer"), Credit("Bo Other")]),
        (
            {"@list": ["Ada Writer", {"name": "Bo Other"}]},
            [Credit("Ada Writer"), Credit("Bo Other")],
        ),
        ({"name": ["Ada Writer", "Bo Other"]}, [Credit("Ada Writer"), Credit("Bo Other")]),
        ({"name": {"@value": "Ada Writer"}}, [Credit("Ada Writer")]),
        (
            [{"@type": "Person", "name": "Ada Writer"}, {"name": "ADA WRITER"}, "Bo Other"],
            [Credit("Ada Writer"), Credit("Bo Other")],
        ),
        (
            {"@type": "NewsMediaOrganization", "name": "Harbour Times"},
            [Credit("Harbour Times", is_organisation=True)],
        ),
        *((value, []) for value in (None, 7, "", "https://a.example/ada", {"url": "x"}, ["-"])),
        ({"@type": "Organization", "name": "www.a.example"}, []),
    ],
)
def test_authors_are_credited_by_name_each_once(author: Any, expected: list[Credit]) -> None:
    assert schema_org.get_credits(build_article(author=author)) == tuple(expected)


def test_the_creators_are_the_authors_where_there_is_no_author() -> None:
    node = build_article(creator=["Ada Writer"], author=None)
    assert schema_org.get_credits(node) == (Credit("Ada Writer"),)


@pytest.mark.parametrize(
    ("members", "source"),
    [
        ({"publisher": {"name": "Harbour Times"}, "isPartOf": {"name": "News"}}, "Harbour Times"),
        ({"publisher": {}, "sourceOrganization": "Harbour Times"}, "Harbour Times"),
        ({"isPartOf": [{"name": "Harbour Times"}]}, "Harbour Times"),
        ({}, ""),
    ],
)
def test_the_source_is_the_publisher_or_what_the_article_is_part_of(
    members: Node, source: str
) -> None:
    assert schema_org.get_source(build_article(**members)) == source


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ("ferry, pier", ["ferry", " pier"]),
        (["ferry", {"name": "pier"}], ["ferry", "pier"]),
        (None, []),
        (7, []),
    ],
)
def test_keywords_are_a_list_or_a_string_with_commas(keywords: Any, expected: list[str]) -> None:
    assert schema_org.get_keywords(build_article(keywords=keywords)) == expected


def test_urls_are_those_of_the_article_and_of_its_page() -> None:
    page = {"@type": "WebPage", "@id": "https://a.example/2"}
    node = build_article(url=" https://a.example/1 ", mainEntityOfPage=page)
    assert schema_org.get_urls(node) == ["https://a.example/1", "https://a.example/2"]
    node = build_article(mainEntityOfPage="https://a.example/3", url=7)
    assert schema_org.get_urls(node) == ["https://a.example/3"]


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
    for node in find_articles(value):
        values = [schema_org.get_kind(node), schema_org.to_line(node.get("headline"))]
        values += [*schema_org.get_urls(node), *schema_org.get_keywords(node)]
        assert {type(each) for each in values} == {str}
        assert [credit for credit in schema_org.get_credits(node) if not credit.name] == []


@pytest.mark.parametrize("shape", ["[1],", '{"@type":"Article"},', '{"@graph":[1,2]},'])
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: find_articles(f"[{shape * size}1]"), 2_000) < 24
