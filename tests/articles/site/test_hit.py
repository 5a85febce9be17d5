"""Teasers of hits: the words and names that made an article a hit, and no others."""

import re

import pytest
from django.test import Client

from tests.factories import make_live, make_source

pytestmark = pytest.mark.django_db


def get_teaser(client: Client, query: str) -> str:
    html = client.get("/", {"q": query}).content.decode()
    start, end = html.index('<article class="teaser'), html.index("</article>")
    return " ".join(html[start:end].split())


def list_marked(client: Client, query: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", get_teaser(client, query))


def list_reasons(client: Client, query: str) -> list[str]:
    return re.findall('<p class="found-by">(.*?)</p>', get_teaser(client, query))


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("wrenholt", ["Wrenholt"]),
        ('"ada wrenholt"', ["Ada Wrenholt"]),
        ("wren*", ["Wrenholt"]),
        ("gazette", ["Gazette"]),
        ("harbour", ["Harbour", "harbour"]),
        ("ferry harbour", ["Ferries", "Harbour", "harbour"]),
        ("ferry", ["Ferries"]),
        ("ferry -tram", ["Ferries"]),
    ],
)
def test_just_the_words_that_made_it_a_hit_are_marked(
    client: Client, query: str, marked: list[str]
) -> None:
    make_live(
        headline="Ferries",
        body="<p>They sail again, and at no account do they wait.</p>",
        source=make_source("Harbour Gazette"),
        authors=("Ada Wrenholt",),
        tags=("harbour",),
        language="en",
    )
    assert list_marked(client, query) == marked


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("wrenholt", ["Found by author: Ada Wrenholt"]),
        ("ada OR ben", ["Found by author: Ada Wrenholt, Ben Ash"]),
        ("gazette", ["Found by source: Harbour Gazette"]),
        ("harbour", ["Found by source: Harbour Gazette · tag: harbour"]),
        ("ferry", []),
        ("ferry -opera", []),
    ],
)
def test_a_hit_by_source_author_or_tag_says_so(
    client: Client, query: str, reasons: list[str]
) -> None:
    make_live(
        headline="The ferry",
        source=make_source("Harbour Gazette"),
        authors=("Ada Wrenholt", "Ben Ash"),
        tags=("harbour", "trams"),
    )
    assert list_reasons(client, query) == reasons


def test_another_spelling_of_a_name_marks_no_word_of_the_name_shown(client: Client) -> None:
    source = make_source("BBC")
    source.aliases.create(name="British Broadcasting")
    make_live(headline="Ferries", source=source)
    assert list_marked(client, "broadcasting") == []
    assert list_reasons(client, "broadcasting") == ["Found by source: BBC"]


def test_a_byline_is_shown_where_no_author_has_its_word(client: Client) -> None:
    make_live(headline="Trams", byline="By Ada Wrenholt, harbour staff", authors=("Ada Wrenholt",))
    assert list_reasons(client, "wrenholt") == ["Found by author: Ada Wrenholt"]
    (reason,) = list_reasons(client, "staff")
    assert reason == "Byline: <span >By Ada Wrenholt, harbour <mark>staff</mark></span>"


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("ferry tram OR harbour", ["harbour"]),
        ("harbour OR ferry tram", ["harbour"]),
        ("ferry OR harbour", ["Ferry", "harbour"]),
        ("ferry -harbour OR harbour", ["harbour"]),
    ],
)
def test_words_of_an_alternative_that_does_not_match_are_not_marked(
    client: Client, query: str, marked: list[str]
) -> None:
    make_live(headline="Ferry", body="<p>A harbour.</p>")
    assert list_marked(client, query) == marked


@pytest.mark.parametrize("query", ['"new terminal"', '"terminal opens"', "opens"])
def test_no_phrase_is_marked_across_two_texts(client: Client, query: str) -> None:
    make_live(
        headline="A phrase", standfirst="It is new", body="<p>Terminal opens a new terminal.</p>"
    )
    assert list_marked(client, query) == [query.strip('"').replace("terminal o", "Terminal o")]


def test_a_number_is_marked_with_its_separators(client: Client) -> None:
    make_live(headline="Trade", body="<p>They took 3\u00a0400 of 3,400 boxes.</p>")
    assert list_marked(client, "3400") == ["3 400", "3,400"]  # white space is collapsed


def test_a_hit_by_a_name_shows_the_beginning_of_the_text(client: Client) -> None:
    make_live(headline="Trams", standfirst="They stop.", authors=("Ada Wrenholt",))
    assert '<p class="teaser-text" > They stop. </p>' in get_teaser(client, "ada")


def test_names_are_marked_in_searches_alone(client: Client) -> None:
    article = make_live(headline="Trams", authors=("Ada <i>Wrenholt",), tags=("harbour",))
    for url in ("/", article.get_absolute_url()):
        html = client.get(url).content.decode()
        assert ("<mark>" in html, "Ada &lt;i&gt;Wrenholt" in html) == (False, True)
    assert "Ada &lt;i&gt;<mark>Wrenholt</mark></a>" in get_teaser(client, "wrenholt")
