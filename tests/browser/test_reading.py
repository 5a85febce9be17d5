"""The public site, as readers use it."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import NOON, make_live, make_source

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

TEXT = "".join(
    f"<p>{'Harbour traffic grew again this year, the port said. ' * 8}</p>" for _ in "123"
)


@pytest.fixture(autouse=True)
def make_articles() -> None:
    """Make two pages of articles, with a URL that has no place to break."""
    source = make_source("Işıkköy Postası", website="https://isikkoy.example/")
    for i in range(25):
        make_live(
            headline=f"Ferry {i} sails",
            body=TEXT,
            source=source,
            source_date="2019-11-07",
            source_date_precision="day",
            source_address=f"https://isikkoy.example/{'a' * 80}/{i}",
            kind="news",
            language="en",
            byline="By Ada Writer and Ayşe Işıklı",
            authors=("Ada Writer", "Ayşe Işıklı"),
            tags=("harbour", "Ulaşım"),
            published_at=NOON - timedelta(hours=i),
        )


# One for each template, and for each state of a list.
ADDRESSES = [
    *("/", "/?kind=news&tag=harbour", "/?q=ferry", "/?q=fery", "/?q=nothing"),
    *("/2019/11/08/ferry-0-sails/", "/2019/", "/2019/11/", "/2019/11/08/", "/archive/"),
    *("/sources/", "/sources/isikkoy-postasi/", "/authors/", "/authors/ada-writer/"),
    *("/tags/", "/tags/harbour/", "/corrections/", "/nothing/", "/?kind=none"),
]


def fulfill_as_ok(route: Route) -> None:
    """Return pages of errors with status 200: the browser would complain of any other."""
    route.fulfill(response=route.fetch(), status=200)


@pytest.mark.both_widths
def test_a_reader_finds_an_older_article_of_a_source(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    page.get_by_role("link", name="Older").click()
    page.get_by_role("link", name="Ferry 24 sails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry 24 sails")
    page.get_by_role("link", name="Işıkköy Postası").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Işıkköy Postası")


@pytest.mark.both_widths
def test_a_reader_sets_the_language_with_the_keyboard_and_without_javascript(
    chromium: Browser, live_server: LiveServer, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=False
    )
    page = context.new_page()
    url = f"{live_server.url}/2019/11/08/ferry-0-sails/?from=letter"
    page.goto(url)
    page.get_by_role("button", name="Türkçe").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    assert page.url == url
    context.close()


@pytest.mark.both_widths
def test_a_reader_filters_the_list_and_removes_the_filter(
    page: Page, live_server: LiveServer
) -> None:
    make_live(headline="A report", kind="report")
    page.goto(live_server.url)
    page.get_by_label("Kind").select_option("report")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".teaser-headline")).to_have_text(["A report"])
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".teaser-headline")).to_have_count(20)


@pytest.mark.both_widths
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_pages_fit_their_window_and_are_accessible(
    page: Page, live_server: LiveServer, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.route(f"{live_server.url}/**", fulfill_as_ok)
    violations = {}
    for address in ADDRESSES:
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        violations[address] = [each["id"] for each in Axe().run(page).response["violations"]]
    assert violations == {address: [] for address in violations}


def test_an_article_is_light(page: Page, live_server: LiveServer) -> None:
    """An article loads at most 60 kB, uncompressed, in four requests."""
    make_live(slug="long", body=TEXT * 10, tags=("harbour", "Ulaşım"))
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(f"{live_server.url}/2019/11/08/long/", wait_until="networkidle")
    assert len(TEXT * 10) > 12_000
    assert (len(sizes) <= 4, sum(sizes.values()) <= 60_000) == (True, True), sizes


def test_only_the_article_is_printed(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/2019/11/08/ferry-0-sails/")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").first.is_visible()
    assert page.get_by_text("Original:").is_visible()
    assert not page.get_by_text("Related articles").is_visible()


def test_a_printout_has_url_and_day(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/2019/11/08/ferry-0-sails/")
    printed = page.locator(".printed")
    expect(printed).to_be_hidden()
    page.pdf()
    page.emulate_media(media="print")
    expect(printed).to_contain_text("/2019/11/08/ferry-0-sails/")
    expect(printed).to_contain_text(re.compile(r"· \d+ [A-Z][a-z]+ \d{4}"))


def test_the_first_tab_stop_skips_to_the_content(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/#content")


CELLS = "".join(f"<td>1,20{number}.5</td>" for number in range(12))
RICH = (
    f"<table><caption>Passengers</caption><thead><tr><th>Port</th>{CELLS}</tr></thead>"
    f"<tbody><tr><th>Saltmere</th>{CELLS}</tr></tbody></table>"
    f"<pre>if late:\n    wait('{'long ' * 40}')</pre><p>Use <code>wait</code>.</p>"
    "<dl><dt>Fare</dt><dd>What a trip costs</dd></dl>"
    "<figure><blockquote><p>It sails.</p></blockquote><figcaption>The port</figcaption></figure>"
    "<p>Fares rise by <del>5</del> <ins>4</ins> per cent, 10<sup>6</sup> in all.</p>"
)


@pytest.mark.both_widths
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_a_wide_table_scrolls_by_keyboard_and_the_page_does_not(
    page: Page, live_server: LiveServer, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    article = make_live(headline="Figures", body=RICH)
    page.goto(live_server.url + article.get_absolute_url())
    table = page.get_by_role("group", name="Table")
    table.focus()
    page.keyboard.press("ArrowRight")
    expect(table.get_by_role("table", name="Passengers")).to_be_visible()
    page.wait_for_function("document.querySelector('.scroller').scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    violations = Axe().run(page, ".body", {"preload": False}).response["violations"]
    assert [each["id"] for each in violations] == []
