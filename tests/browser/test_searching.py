"""The search of the public site, as readers use it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import make_live, make_source

pytestmark = [
    pytest.mark.browser,
    pytest.mark.both_widths,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def make_articles() -> None:
    make_live(
        headline="Saltmere Builds a Terminal",
        body="<p>The ferries sail again.</p>",
        source=make_source("Harbour Gazette"),
        authors=("Ada Wrenholt",),
        tags=("transport",),
        language="en",
        kind="news",
    )


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox", name="Search").fill(text)
    page.get_by_role("button", name="Apply").click()


def assert_it_fits_and_is_accessible(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    violations = Axe().run(page, options={"preload": False}).response["violations"]
    assert [each["id"] for each in violations] == []


def test_a_reader_sees_why_an_article_was_found(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    search(page, "ferry gazette wrenholt")
    expect(page.locator("mark")).to_have_text(["Gazette", "ferries", "Wrenholt"])
    expect(page.locator(".found-by")).to_have_text(
        "Found by source: Harbour Gazette · author: Ada Wrenholt"
    )
    assert_it_fits_and_is_accessible(page)


def test_a_reader_who_finds_nothing_follows_what_is_offered(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(live_server.url)
    search(page, "Saltm")
    expect(page.locator(".nothing-found")).to_contain_text("Not found in any article here: Saltm")
    assert_it_fits_and_is_accessible(page)
    page.get_by_role("link", name="Saltm*").click()
    expect(page.locator("mark")).to_have_text(["Saltmere"])
    page.get_by_label("Kind").select_option("report")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("link", name="the same search without the filters").click()
    expect(page.locator("mark")).to_have_text(["Saltmere"])


def test_the_help_shows_how_to_search(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    help_text = page.get_by_text("finds all words that begin like this")
    expect(help_text).to_be_hidden()
    page.get_by_text("How to search").click()
    expect(help_text).to_be_visible()
    assert_it_fits_and_is_accessible(page)
