"""Front pages and lists of articles."""

import pytest

from tests.articles.parsing.webpage.pages import (
    BODY,
    CANONICAL,
    build_json_ld,
    build_meta,
    build_page,
    build_script,
    get_reject_reason,
    parse_record,
)

HOME = '<link rel="canonical" href="https://harbour.example/">'
WEBSITE = build_meta("og:type", "website")
LIST = build_script({"@type": ["WebPage", "CollectionPage"]})
TEASERS = "<h2><a href='/1'>The ferry</a></h2><a href='/2'><h3>Rain</h3></a>" * 4
REASON = "This is a front page or a list of articles, not one article. "


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        ("", "Harbour Times"),
        (HOME, "<a href='/'>Harbour Times opens again</a>"),
        (HOME + WEBSITE, "Ferry opens again today"),
        (LIST, "Ferry opens again today"),
        (CANONICAL + WEBSITE, "<a href='/'>Harbour Times</a>"),
        (CANONICAL + LIST, "News"),
    ],
)
def test_a_page_of_linked_headings_is_no_article(head: str, heading: str) -> None:
    page = build_page(head, body=TEASERS + BODY).replace(
        "Ferry opens again</h1>", f"{heading}</h1>"
    )
    assert get_reject_reason(page).startswith(REASON)


@pytest.mark.parametrize(
    ("head", "body", "heading"),
    [
        (HOME, TEASERS, "Ferry opens again today"),
        (HOME, TEASERS[: len(TEASERS) // 2], "Ferry"),
        (HOME, TEASERS + "<h4>On board</h4>" * 6, "Ferry"),
        (CANONICAL, TEASERS, "Ferry"),
        (CANONICAL + WEBSITE, TEASERS, "Ferry"),
        (CANONICAL + LIST, TEASERS, "Ferry opens again today"),
        (HOME, "<h2>Rain and snow <a href='/edit'>edit</a></h2>" * 9, "Ferry"),
        (HOME, "<h2><a href='#rain'>Rain and snow</a></h2>" * 9, "Ferry"),
        (HOME + build_meta("og:type", "article"), TEASERS, "Ferry"),
        (HOME + build_meta("article:published_time", "2019-11-08"), TEASERS, "Ferry"),
        (HOME + WEBSITE + build_json_ld(), TEASERS, "Ferry"),
    ],
)
def test_an_article_may_stand_among_linked_headings(head: str, body: str, heading: str) -> None:
    page = build_page(head, body=BODY + BODY + body)
    assert parse_record(page.replace("Ferry opens again</h1>", f"{heading}</h1>")).body != ""
