"""Searches that find nothing: why, and other searches that find something."""

import re
from html import unescape
from urllib.parse import quote, unquote_plus

import pytest
from django.test import Client

from articles.models import keyset
from tests.factories import make_article, make_live, make_source

pytestmark = pytest.mark.django_db


def get_explanation(client: Client, url: str) -> str:
    html = " ".join(client.get(url).content.decode().split())
    _, _, explanation = html.partition('<div class="nothing-found">')
    return explanation.partition("</div>")[0]


def get_reason(client: Client, url: str) -> str:
    paragraph = re.search("<p>(.*?)</p>", get_explanation(client, url))
    return re.sub("<.*?>", "", paragraph[1]).strip() if paragraph else ""


def list_links(client: Client, url: str) -> list[str]:
    """Return the URLs of the searches to try, without their escapes."""
    links = re.findall('href="(.*?)"', get_explanation(client, url))
    return [unquote_plus(unescape(link)) for link in links]


@pytest.fixture
def make_articles() -> None:
    make_live(
        headline="The new terminal", body="<p>Opens.</p>", source=make_source("Agos"), kind="news"
    )
    make_live(headline="A ferry strike", body="<p>Ends.</p>", kind="report")


@pytest.mark.usefixtures("make_articles")
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("/?q=xyzz", "Not found in any article here: xyzz"),
        ('/?q=xyzz+"terminal+new"', 'Not found in any article here: xyzz, "terminal new"'),
        ("/sources/agos/?q=ferry", "Not found in any article here: ferry"),
        ("/?q=terminal+ferry", "No article here has all of these words."),
        ("/?q=ferry+-strike", "Every article with these words also has one that you leave out."),
        (
            "/?q=ferry&kind=news",
            "Articles have these words, but none that fits the filters.",
        ),
        ("/?q=xyzz&kind=news", "Not found in any article here: xyzz"),
        ("/?q=ferry", ""),
    ],
)
def test_the_reason_is_given(client: Client, url: str, reason: str) -> None:
    assert unescape(get_reason(client, url)) == reason


@pytest.mark.unmeasured
@pytest.mark.usefixtures("make_articles")
@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("/?q=termin", ["?q=termin*"]),
        ("/?q=termin&kind=news", ["?q=termin*&kind=news"]),
        ("/?q=termin&kind=report", []),
        ("/?q=xyzz", []),
        ("/?q=x", []),
        ("/?q=xyzz*", []),
        ("/?q=Termin+stri", []),
        ("/?q=termin+xyzz", ["?q=termin*"]),
        ("/?q=new+termin+xyzz", ["?q=new+termin*", "?q=new"]),
        ('/?q="terminal+new"+xyzz', ["?q=terminal+new"]),
        ("/?q=Termin+ne", ["?q=Termin*+ne*"]),
        ('/?q="terminal+new"', ["?q=terminal+new"]),
        ("/?q=terminal+xyzz", ["?q=terminal"]),
        ("/?q=the+terminal+xyzz", ["?q=the+terminal", "?q=the+OR+terminal"]),
        ("/?q=terminal+ferry", ["?q=terminal+OR+ferry"]),
        ("/?q=ferry+-strike", ["?q=ferry"]),
        ("/?q=ferry+terminal+OR+xyzz", []),
        ("/?q=ferry&kind=news", ["?q=ferry"]),
        ("/sources/agos/?q=ferry", ["/?q=ferry"]),
        ("/sources/agos/?q=termin", ["?q=termin*"]),
    ],
)
def test_other_searches_are_offered_where_they_find_something(
    client: Client, url: str, links: list[str]
) -> None:
    assert list_links(client, url) == [link.replace("+", " ") for link in links]


@pytest.mark.usefixtures("make_articles")
@pytest.mark.parametrize(
    "url",
    [
        "/?q=termin",
        '/?q="terminal+new"',
        "/?q=terminal+xyzz",
        "/?q=terminal+ferry",
        "/?q=ferry+-strike",
        "/?q=fery",
    ],
)
def test_what_is_offered_finds_something(client: Client, url: str) -> None:
    links = re.findall('href="(.*?)"', get_explanation(client, url))
    assert links
    for link in links:
        assert '<article class="teaser' in client.get(f"/{unescape(link)}").content.decode()


@pytest.mark.parametrize(("count", "is_offered"), [(3, True), (4, False)])
def test_a_query_that_would_be_too_long_is_not_offered(
    client: Client, *, count: int, is_offered: bool
) -> None:
    words = [letter * 49 for letter in "abcd"[:count]]
    make_live(headline=" ".join(f"{word}x" for word in words))
    assert bool(list_links(client, f"/?q={quote(' '.join(words))}")) is is_offered


def test_drafts_are_no_reason_to_offer_a_search(client: Client) -> None:
    make_article(headline="Terminal")
    assert list_links(client, "/?q=termin") == []


@pytest.mark.parametrize("query", ["<b>", '"<b> x"'])
def test_the_words_are_escaped(client: Client, query: str) -> None:
    assert "<b>" not in get_explanation(client, f"/?q={quote(query)}")


def test_a_search_that_stopped_early_is_not_explained(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.search.engine.LISTED_LIMIT", -1)
    monkeypatch.setattr("articles.search.postgresql.find_ids", lambda *_: None)
    monkeypatch.setattr(keyset, "SCAN_LIMIT", 1)
    make_live(headline="Ferry")
    make_live(headline="Tram")
    html = client.get("/?q=xyzz").content.decode()
    assert ("nothing-found" in html, "No article found yet" in html) == (False, True)
    assert "Continue below" in html


def test_the_explanation_costs_a_limited_number_of_queries(
    client: Client, django_assert_max_num_queries: object
) -> None:
    make_live(headline="Terminal")
    text = quote(" ".join(f"xyzz{number}a" for number in range(20)))
    with django_assert_max_num_queries(72):  # type: ignore[operator]
        client.get(f"/?q={text}")


@pytest.fixture
def list_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all words be too frequent to be listed, on either engine."""
    monkeypatch.setattr("articles.search.postgresql.find_ids", lambda *_: None)
    monkeypatch.setattr("articles.search.sqlite.find_ids", lambda *_: None)


@pytest.mark.usefixtures("make_articles", "list_nothing")
@pytest.mark.parametrize(
    ("url", "reason", "links"),
    [
        ("/?q=xyzz", "Not found in any article here: xyzz", []),
        (
            "/?q=terminal+ferry",
            "No article here has all of these words.",
            ["?q=terminal OR ferry"],
        ),
        (
            "/?q=ferry&kind=news",
            "Articles have these words, but none that fits the filters.",
            ["?q=ferry"],
        ),
        ("/sources/agos/?q=ferry", "Not found in any article here: ferry", ["/?q=ferry"]),
    ],
)
def test_words_that_are_too_frequent_are_taken_for_found(
    client: Client, url: str, reason: str, links: list[str]
) -> None:
    assert (get_reason(client, url), list_links(client, url)) == (reason, links)
