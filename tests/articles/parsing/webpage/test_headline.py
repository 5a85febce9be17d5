"""Headlines among titles, headings and names of sites."""

import pytest

from articles.parsing.webpage.headline import choose_headline
from tests.articles.parsing.webpage.pages import build_meta, build_page, get_sureness, parse_record

FERRY = "Ferry opens again"


def choose(
    title: str, *headings: str, declared: str = "", sites: tuple[str, ...] = (), url: str = ""
) -> tuple[str, bool]:
    return choose_headline(
        declared=declared, title=title, headings=list(headings), sites=sites, url=url
    )


@pytest.mark.parametrize(
    "title",
    [
        f"{FERRY} | Harbour Times",
        f"{FERRY} - Harbour",
        f"{FERRY} – News – Harbour Times",
        "FERRY OPENS AGAIN — Harbour Times",
        f"{FERRY}-Harbour",
        f"{FERRY}：海港日報",
        f"{FERRY} » Harbour Times",
        f"Harbour: {FERRY}",
        f"Haberler / {FERRY}",
        f"Новости · {FERRY}",
        "Ferry opens…",
        "Ferry opens...",
    ],
)
def test_the_heading_is_the_headline_where_the_title_only_adds_to_it(title: str) -> None:
    assert choose(title, "Harbour", FERRY, sites=("Harbour",)) == (FERRY, False)
    assert choose("", FERRY, declared=title) == (FERRY, False)


@pytest.mark.parametrize(
    ("title", "heading", "headline"),
    [
        ("RTL Test", "Lorem", "RTL Test"),
        ("The ferry opens again: what to know", "The ferry", "The ferry opens again: what to know"),
        (FERRY, FERRY.upper(), FERRY),
        (
            "A long way home: why the ferry opens again",
            FERRY,
            "A long way home: why the ferry opens again",
        ),
        (
            "The island: the day when the ferry opens again",
            "opens again",
            "The island: the day when the ferry opens again",
        ),
    ],
)
def test_another_heading_does_not_replace_the_title(
    title: str, heading: str, headline: str
) -> None:
    assert choose(title, heading) == (headline, False)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        (f"{FERRY} | Harbour Times", FERRY),
        (f"Harbour Times: {FERRY}", f"Harbour Times: {FERRY}"),
        (f"Harbour Times - {FERRY}", FERRY),
        (f"{FERRY} - Weather - harbour times", f"{FERRY} - Weather"),
        (f"{FERRY} - harbour.example", FERRY),
        (f"{FERRY} - Harbour", FERRY),
        (f"{FERRY} - Harbour Times - harbour", FERRY),
        (f"{FERRY} - after the rain", f"{FERRY} - after the rain"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_headline(title: str, headline: str) -> None:
    url = "https://www.harbour.example/1"
    assert choose("", declared=title, sites=("Harbour Times",), url=url) == (headline, False)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        (f"{FERRY} | Kent Daily", FERRY),
        (f"{FERRY} - Kent - Kent Daily News", f"{FERRY} - Kent"),
        ("Ferry | Kent Daily", "Ferry | Kent Daily"),
        (f"{FERRY} - what it means for all of us", f"{FERRY} - what it means for all of us"),
        (f"{FERRY} : rain", f"{FERRY} : rain"),
    ],
)
def test_a_last_part_that_may_be_a_name_is_left_out_as_a_guess(title: str, headline: str) -> None:
    assert choose(title) == (headline, title != headline)


@pytest.mark.parametrize(
    ("title", "headings", "expected"),
    [
        ("", [FERRY], (FERRY, False)),
        ("", [FERRY, "Weather"], (FERRY, True)),
        ("Harbour Times", [FERRY], (FERRY, False)),
        ("Harbour Times", [], ("Harbour Times", False)),
        ("", [], ("", False)),
    ],
)
def test_without_a_title_the_first_heading_is_the_headline(
    title: str, headings: list[str], expected: tuple[str, bool]
) -> None:
    assert choose(title, *headings, sites=("Harbour Times",)) == expected


def test_a_headline_that_is_a_guess_is_marked() -> None:
    page = build_page().replace("<title>Ferry opens again", "<title>Ferry is back | Kent Daily")
    parsed = parse_record(page)
    assert (parsed.headline, get_sureness(parsed)["headline"]) == ("Ferry is back", "guess")


def test_the_title_is_not_that_of_a_drawing() -> None:
    page = build_page().replace(
        "<title>Ferry opens again</title>", "<svg><title>Menu</title></svg>"
    )
    assert parse_record(page).headline == FERRY


def test_the_words_of_a_heading_stay_apart() -> None:
    page = build_page().replace(
        "<h1>Ferry opens again", "<h1>Ferry<br>opens <i>ag</i>ain<svg></svg>"
    )
    head = build_meta("og:title", f"{FERRY} | Kent Daily")
    assert parse_record(page.replace("</title>", f"</title>{head}")).headline == FERRY
