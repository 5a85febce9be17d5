"""Scripts of JSON-LD as outlets write them."""

import json
from typing import Any

import pytest

from articles.parsing.webpage.json_ld import parse_nodes
from tests.timing import measure_growth

NODE = {"@type": "Article", "headline": 'Ferry, "late",] opens', "keywords": ["a", "b"]}
TEXT = json.dumps(NODE)


@pytest.mark.parametrize(
    "script",
    [
        TEXT,
        f"\n{TEXT};\n",
        f"<!-- {TEXT} -->",
        f"<![CDATA[{TEXT}]]>",
        f"//<![CDATA[\n{TEXT};\n//]]>",
        f"/*<![CDATA[*/{TEXT}/*]]>*/",
        f"<!--//--><![CDATA[//><!--\n{TEXT}\n//--><!]]>",
        TEXT[:-1] + " ,\n}",
        TEXT.replace('"b"]', '"b", ]'),
        TEXT.replace("Article", "Art\x00icle\x1f").replace("[", "\x00["),
        TEXT[:-1].replace('"', "&quot;") + ",}",
    ],
)
def test_mistakes_around_and_in_the_json_are_mended(script: str) -> None:
    (node,) = parse_nodes([script])
    assert node | {"@type": "Article"} == NODE | {"headline": node["headline"]}
    assert node["headline"].startswith("Ferry, ")


def test_a_string_keeps_what_would_be_a_mistake_outside() -> None:
    (node,) = parse_nodes([TEXT[:-1] + ",}"])
    assert node == NODE


@pytest.mark.parametrize("script", ["<![CDATA[", "<!--", '"x"', "[1,", "7", "null", "{"])
def test_what_is_no_json_has_no_nodes(script: str) -> None:
    assert parse_nodes([script]) == []


ADA = {"@id": "#ada", "name": "Ada Writer"}


@pytest.mark.parametrize(
    ("graph", "author"),
    [
        ([{"author": {"@id": "#ada"}}, ADA], ADA),
        ([{"author": [{"@id": "#ada"}, "Bo Other"]}, ADA], [ADA, "Bo Other"]),
        ([{"author": {"@id": "#ada"}}, {"about": [{"knows": ADA}]}], ADA),
        ([{"author": {"@id": "#ada", "name": "A. W."}}, ADA], {"@id": "#ada", "name": "A. W."}),
        ([{"author": {"@id": "#bo"}}, ADA], {"@id": "#bo"}),
        ([{"author": {"@id": ["#ada"]}}, ADA, {"@id": ["#ada"], "name": "x"}], {"@id": ["#ada"]}),
    ],
)
def test_a_reference_is_replaced_with_what_it_names(graph: list[Any], author: Any) -> None:
    assert parse_nodes([json.dumps({"@graph": graph})])[1]["author"] == author


def test_a_reference_may_name_something_in_another_script() -> None:
    scripts = [json.dumps({"author": {"@id": "#ada"}}), json.dumps(ADA)]
    assert parse_nodes(scripts)[0]["author"] == ADA


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "shape",
    [
        *('"\\', '",', '"', '{"a":[', "// ", "<!--", ",\n", "/*<![CDATA[", "&quot;"),
        *("]]>", '{"@id":'),
        '{"@id":"a","name":"x"},',
    ],
)
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: parse_nodes([f"[{shape * size}"]), 20_000) < 24
